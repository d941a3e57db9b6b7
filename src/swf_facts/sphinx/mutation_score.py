"""The measured share of changes that the rules notice, as ``swf_facts.mutation`` writes it, for the data dictionary.

The setting ``swf_facts_mutation_score`` names its JSON, from the folder of ``conf.py``. Without it nothing is claimed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config

__all__ = ["SETTING", "MutationScore", "locate", "mutation_score"]

SETTING = "swf_facts_mutation_score"


@dataclass(frozen=True, slots=True, kw_only=True)
class MutationScore:
    """How many changed cells were noticed.

    Attributes
    ----------
    measured : str
        On what and how it was measured, as a sentence.
    tallies : mapping of (str, str) to (int, int)
        Changes noticed and tried, by table and field; a field named ``start+end`` is two that were changed together.
    reasons : mapping of (str, str) to tuple of str
        Why the rules are not asked to notice some changes.
    """

    measured: str
    tallies: Mapping[tuple[str, str], tuple[int, int]]
    reasons: Mapping[tuple[str, str], tuple[str, ...]]


def locate(app: Sphinx, config: Config) -> None:
    """Make the setting a path of its own, whatever folder a build starts in. Connected to ``config-inited``."""
    if config[SETTING]:
        config[SETTING] = str(Path(app.confdir, config[SETTING]).resolve())


def mutation_score(config: Config) -> MutationScore | None:
    """Return what the file of the setting says, None where no score is configured.

    Raises
    ------
    ConfigError
        There is no such file, or it is not a score.
    """
    if not config[SETTING]:
        return None
    path = Path(config[SETTING])
    try:
        found = json.loads(path.read_text("utf-8"))
        sample = "all possible changes" if found["sample"] is None else f"a sample of {found['sample']:,} changes"
        total = found["total"]
        reasons: dict[tuple[str, str], list[str]] = {}
        for apart in found["apart"]:
            reasons.setdefault((apart["table"], apart["field"]), []).append(apart["reason"])
        return MutationScore(
            measured=f"{total['killed']:,} of {total['tried']:,} changes noticed, measured on {found['package']} "
            f"{found['version']} with {sample}.",
            tallies={(row["table"], row["field"]): (row["killed"], row["tried"]) for row in found["fields"]},
            reasons={place: tuple(listed) for place, listed in reasons.items()},
        )
    except (OSError, ValueError) as error:
        raise ConfigError(f"{SETTING}: {path.name} cannot be read: {error}") from None
    except (LookupError, TypeError, AttributeError):
        raise ConfigError(
            f"{SETTING}: {path.name} is no mutation score; write one with "
            f"`python -m swf_facts.mutation --json {path.name}`"
        ) from None
