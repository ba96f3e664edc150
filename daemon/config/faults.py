"""Say what is wrong with a configuration: path, expectation and finding of every fault, and never a secret."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from daemon.config.kinds import Expect
from daemon.config.parts import FAULT, Part

Location = tuple[str | int, ...]

HIDDEN = "•••"
_MAX_SHOWN = 60
_USER_PART = re.compile(r"(?<=://)[^/@\s]*@")
_SECRET_KEYS = frozenset({"password", "password_env", "url_env", "url_file", "client_secret", "client_secret_env"})
"""What stands there by mistake may be the secret itself."""

_NOT_SAID = frozenset({"default_factory_not_called"})
"""Errors that only follow from another fault of the same entry."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend. `at`: keys and numbers from the top of the file; `hint` ends the line, "" when there is none."""

    at: Location
    expected: str
    got: str
    hint: str = ""

    def __str__(self) -> str:
        return self.told({})

    def told(self, names: Mapping[Location, str]) -> str:
        """Give the line; `names` are those of the accounts, by section and number."""
        line = f"{path_of(self.at, names)}: expected {self.expected}, got {self.got}"
        return f"{line}; {self.hint}" if self.hint else line


def path_of(at: Location, names: Mapping[Location, str] | None = None) -> str:
    """Give the place as people write it: `mailboxes[0].port`; the file itself when `at` is empty.

    With the account's name beside its number where `names` has one: `mailboxes[0] ("info").port`.
    """
    steps = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in at]
    name = (names or {}).get(at[:2])
    if name is not None:
        steps[1] += f' ("{name}")'
    return "".join(steps).removeprefix(".") or "the file"


def shown(value: object) -> str:
    """Give a value for a fault: short, on one line, without the user part of a URL; webcal:// is a secret."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list | tuple):
        return "an empty list" if not value else "a list"
    if isinstance(value, str) and value[:7].lower() == "webcal:":
        return HIDDEN
    if isinstance(value, str):
        plain = _USER_PART.sub(f"{HIDDEN}@", value)
        printable = "".join(character if character.isprintable() else "·" for character in plain)
        return f'"{printable}"' if len(printable) <= _MAX_SHOWN else f'"{printable[:_MAX_SHOWN]}…"'
    return value.isoformat() if isinstance(value, date) else str(value)


def faults_of(error: ValidationError, model: type[Part]) -> list[Fault]:
    """Turn the errors that pydantic found in `model` into faults, in the order of the model's keys."""
    details = error.errors(include_url=False)
    return [_fault(detail, model) for detail in details if detail["type"] not in _NOT_SAID]


def _fault(detail: ErrorDetails, model: type[Part]) -> Fault:
    at = tuple(detail["loc"])
    if detail["type"] == "extra_forbidden":
        return _unknown_key(at, model)
    context = detail.get("ctx", {})
    got = "nothing" if detail["type"] == "missing" else shown(detail["input"])
    if str(at[-1]) in _SECRET_KEYS:
        got = HIDDEN
    if detail["type"] == FAULT:
        return Fault(at, str(context["expected"]), str(context.get("got", got)))
    return Fault(at, _expectation(at, model) or _by_type(detail["type"]), got)


def fault_of_value(at: Location, value: object, model: type[Part]) -> Fault | None:
    """Give the fault of one value for the key at a place of the schema, None when it fits."""
    kind: Any = kind_at(at, model)
    if kind is None:
        return _unknown_key(at, model)
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        if detail["type"] == FAULT:
            return Fault(at, str(detail["ctx"]["expected"]), shown(value))
        return Fault(at, _expectation((*at, *detail["loc"]), model) or _by_type(detail["type"]), shown(value))
    return None


def _unknown_key(at: Location, model: type[Part]) -> Fault:
    parent = kind_at(at[:-1], model)
    known = keys_of(parent) if isinstance(parent, type) and issubclass(parent, Part) else []
    near = get_close_matches(str(at[-1]), known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"known here: {', '.join(known)}"
    return Fault(at, "a known key", f'"{at[-1]}"', hint)


def keys_of(part: type[Part]) -> list[str]:
    """Give the keys that may be written in a section, as they stand in the file."""
    fields = part.model_fields.items()
    return [field.alias or name for name, field in fields if name not in part.filled_by_loader]


def _by_type(error: str) -> str:
    if error in ("model_type", "model_attributes_type", "dict_type"):
        return "a table"
    return "a list in square brackets" if error.startswith(("tuple", "list")) else "text in quotation marks"


def _expectation(at: Location, model: type[Part]) -> str | None:
    annotation = kind_at(at, model)
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return f"a section with {', '.join(keys_of(annotation))}"
    return next((expect.text for expect in _expects(annotation)), None)


def _expects(annotation: object) -> Iterator[Expect]:
    """Find what a kind expects, through `Annotated` and `| None`, not into the items of a list."""
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        yield from (mark for mark in marks if isinstance(mark, Expect))
        yield from _expects(inner)
    elif get_origin(annotation) in (Union, UnionType):
        for choice in get_args(annotation):
            yield from _expects(choice)


def kind_at(at: Location, model: type[Part]) -> object:
    """Give the type that stands at a place of the file; None when the place is not known."""
    found: object = model
    for step in at:
        bare = bare_kind(found)
        if isinstance(step, int):
            found = next(iter(get_args(bare)), None)
        elif isinstance(bare, type) and issubclass(bare, BaseModel):
            found = _field_annotation(bare, step)
        else:
            return None
    bare = bare_kind(found)
    return bare if isinstance(bare, type) and issubclass(bare, Part) else found


def _field_annotation(model: type[BaseModel], key: str) -> object:
    for name, field in model.model_fields.items():
        if (field.alias or name) == key:
            marks: tuple[Any, ...] = tuple(field.metadata)
            return Annotated[(field.annotation, *marks)] if marks else field.annotation
    return None


def bare_kind(annotation: object) -> object:
    """Take away `Annotated` and `| None`."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, UnionType):
        rest = [choice for choice in get_args(annotation) if choice is not type(None)]
        return bare_kind(rest[0])
    return annotation
