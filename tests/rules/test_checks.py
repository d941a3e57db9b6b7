"""How rules are run."""

from __future__ import annotations

import gc

import pytest

from swf_facts.rules.checks import without_collecting


@pytest.mark.parametrize("was_on", [True, False])
def test_the_search_for_garbage_is_left_as_it_was(was_on: bool) -> None:
    """It rests while rules run, also where one of them fails; and who had turned it off finds it so."""
    before = gc.isenabled()
    try:
        (gc.enable if was_on else gc.disable)()
        with pytest.raises(KeyError), without_collecting():
            _fail_unless(not gc.isenabled())

        assert gc.isenabled() == was_on
    finally:
        (gc.enable if before else gc.disable)()


def _fail_unless(rested: bool) -> None:
    assert rested
    raise KeyError
