"""The descriptor's JSON, read strictly: no repeated names, no NaN, no half characters, no deep nesting."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from swf_facts.package.files import DESCRIPTOR, Refused

__all__ = ["MAX_NESTING", "parse_descriptor"]

MAX_NESTING = 32  # a Data Package needs about eight levels


class _NotJson(ValueError):  # noqa: N818  # becomes a finding
    """The text is JSON for Python's reader only."""


def _unique_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, value in pairs:
        if name in result:
            raise _NotJson(f"the name {name!r} stands twice in one object")
        result[name] = value
    return result


def _no_constant(name: str) -> NoReturn:
    raise _NotJson(f"{name} is no number of JSON")


def _nesting(value: object) -> int:
    """Return how deep arrays and objects are nested, without recursion."""
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        item, depth = waiting.pop()
        children = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
        deepest = max(deepest, depth)
        if deepest > MAX_NESTING:
            break
        waiting.extend((child, depth + 1) for child in children)
    return deepest


def parse_descriptor(content: bytes) -> dict[str, Any]:
    """Return the descriptor's object, or refuse with words that say what is wrong with the JSON."""
    fix = f"write {DESCRIPTOR} as one JSON object in UTF-8"
    if not content.strip():
        raise Refused("descriptor-unreadable", "it is empty", fix)
    try:
        value = json.loads(content.decode("utf-8"), object_pairs_hook=_unique_pairs, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise Refused("descriptor-unreadable", f"byte {error.start} is not UTF-8", fix) from None
    except json.JSONDecodeError as error:
        what = error.msg[:1].lower() + error.msg[1:].removesuffix(" at")
        message = f"it is not JSON: {what} at line {error.lineno}, column {error.colno}"
        raise Refused("descriptor-unreadable", message, fix) from None
    except RecursionError:
        raise Refused("descriptor-unreadable", f"it is nested deeper than {MAX_NESTING} levels", fix) from None
    except _NotJson as error:
        raise Refused("descriptor-unreadable", f"it is not JSON: {error}", fix) from None
    except ValueError:  # Python reads no integer of more than 4300 digits
        raise Refused("descriptor-unreadable", "it has a number of more than 4300 digits", fix) from None
    if not isinstance(value, dict):
        kind = {list: "a list", str: "a string", type(None): "null"}.get(type(value), "a number or a truth value")
        raise Refused("descriptor-unreadable", f"it holds {kind}, not an object", fix)
    if _nesting(value) > MAX_NESTING:
        raise Refused("descriptor-unreadable", f"it is nested deeper than {MAX_NESTING} levels", fix)
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Refused(
            "descriptor-unreadable", "it escapes half of a surrogate pair, which is no character", fix
        ) from None
    return value
