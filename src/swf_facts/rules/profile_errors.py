"""What is wrong with a descriptor by the profile's JSON Schema, in words for the person who must mend it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from swf_facts.package import profile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jsonschema.exceptions import ValidationError

    from swf_facts.rules.tables import Tables

__all__ = ["ProfileError", "as_json", "profile_errors"]

MOST_KEYWORDS = 1000  # that are looked at: JSON Schema compares mixed values pair by pair
KINDS = {
    "object": "an object", "array": "a list", "string": "a string", "integer": "a whole number", "number": "a number",
}  # fmt: skip
TYPES: Mapping[type, str] = {
    dict: "an object", list: "a list", str: "a string", bool: "a truth value", int: "a number", float: "a number",
    type(None): "null",
}  # fmt: skip
EXAMPLES = {
    "name": "isle-facts", "version": "1.0.0", "created": "2024-02-01T00:00:00Z", "mediatype": "text/csv",
    "hash": "sha256: and 64 hexadecimal digits", "doi": "10.5281/zenodo.1234567",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileError:
    """One place at which the descriptor is not as the profile asks.

    Attributes
    ----------
    key : str
        JSON path of the place.
    field : str
        Name of the member there, or of the one around it.
    found : str
        What stands there, if it is neither object nor list.
    """

    key: str
    field: str
    found: str
    message: str
    fix: str


def as_json(value: object) -> str:
    """Return a string, number, truth value or null as JSON; nothing for what is larger."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | int | float | bool | None) else ""


def profile_errors(tables: Tables) -> list[ProfileError]:
    """Compare the descriptor with the profile. All that an object lacks is said at once."""
    if not tables.package.readable:
        return []
    from jsonschema import Draft202012Validator

    # That the tables are listed is a rule of its own, and much faster there.
    schema = {**profile(), "properties": {**profile()["properties"]}}
    resources = schema["properties"]["resources"]
    schema["properties"]["resources"] = {name: value for name, value in resources.items() if name != "allOf"}
    descriptor = dict(tables.package.descriptor)
    if isinstance(descriptor.get("keywords"), list):
        descriptor["keywords"] = descriptor["keywords"][:MOST_KEYWORDS]
    errors: dict[tuple[str, str], ProfileError] = {}
    for error in Draft202012Validator(schema).iter_errors(descriptor):
        is_object = isinstance(error.instance, dict)
        if error.validator != "not" or is_object:  # what is no object has its finding already
            errors.setdefault((error.json_path, str(error.validator) if is_object else ""), _in_words(error))
    return list(errors.values())


def _in_words(error: ValidationError) -> ProfileError:
    names = [part for part in error.absolute_path if isinstance(part, str)]
    here = f"`{names[-1]}`" if names and names[-1] == error.absolute_path[-1] else "it"
    say = WORDS.get(str(error.validator), _otherwise)
    message, fix = say(here, error.validator_value, error.instance)
    found = as_json(error.instance)
    return ProfileError(key=error.json_path, field=names[-1] if names else "", found=found, message=message, fix=fix)


# Each takes the name of the place, what the keyword asks for and what was found; and returns message and fix.
def _required(_here: str, wanted: Any, found: Any) -> tuple[str, str]:  # noqa: ANN401  # JSON
    absent = [f"`{member}`" for member in wanted if member not in found]
    names = ", ".join(absent)
    return f"{names} {'is' if len(absent) == 1 else 'are'} missing", f"add {names}"


def _type(here: str, wanted: Any, found: Any) -> tuple[str, str]:  # noqa: ANN401
    asked = " or ".join(KINDS[kind] for kind in ([wanted] if isinstance(wanted, str) else wanted))
    return f"{here} is {TYPES[type(found)]}, not {asked}", f"write {asked}"


def _const(here: str, wanted: Any, found: Any) -> tuple[str, str]:  # noqa: ANN401
    return f"{here} is {as_json(found) or TYPES[type(found)]}, not {as_json(wanted)}", f"write {as_json(wanted)}"


def _enum(here: str, wanted: Any, found: Any) -> tuple[str, str]:  # noqa: ANN401
    choices = " or ".join(as_json(choice) for choice in wanted)
    return f"{here} is {as_json(found) or TYPES[type(found)]}, not {choices}", f"write {choices}"


def _pattern(here: str, wanted: Any, _found: Any) -> tuple[str, str]:  # noqa: ANN401
    return f"{here} is not of the form {wanted}", f"write it like {EXAMPLES.get(here.strip('`'), wanted)}"


def _any_of(_here: str, wanted: Any, _found: Any) -> tuple[str, str]:  # noqa: ANN401
    members = [f"`{member}`" for choice in wanted for member in choice["required"]]
    return f"it has neither {' nor '.join(members)}", f"add {' or '.join(members)}"


def _not(_here: str, wanted: Any, found: Any) -> tuple[str, str]:  # noqa: ANN401
    present = ", ".join(f"`{choice['required'][0]}`" for choice in wanted["anyOf"] if choice["required"][0] in found)
    return f"the resource has {present}", f"remove {present}: a resource is one plain UTF-8 file at a path"


def _empty(here: str, _wanted: Any, _found: Any) -> tuple[str, str]:  # noqa: ANN401
    return f"{here} is empty", "fill it"


def _too_long(here: str, wanted: Any, found: Any) -> tuple[str, str]:  # noqa: ANN401
    return f"{here} has {len(found)} characters, more than {wanted}", "shorten it"


def _repeated(here: str, _wanted: Any, _found: Any) -> tuple[str, str]:  # noqa: ANN401
    return f"{here} says something twice", "remove the repetition"


def _otherwise(here: str, wanted: Any, _found: Any) -> tuple[str, str]:  # noqa: ANN401
    return f"{here} is not as the profile asks: {wanted}", "compare it with schemas/profile.json"


WORDS: Mapping[str, Callable[[str, Any, Any], tuple[str, str]]] = {
    "required": _required, "type": _type, "const": _const, "enum": _enum, "pattern": _pattern, "anyOf": _any_of, "not": _not,
    "minItems": _empty, "minLength": _empty, "maxLength": _too_long, "uniqueItems": _repeated,
}  # fmt: skip
