"""Frozen values as JSON and back, for the reading child: it starts in half the time without a library for it.

Out go dataclasses, enums, datetimes, tuples and plain values; in come the options that our own side has written. What a child
answers is validated by the parent, not here.
"""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Value = TypeVar("Value")
_Make = Callable[[Any], Any]


def to_json(value: object) -> bytes:
    """Give a value as JSON in UTF-8. Raises TypeError for what it does not know, ValueError for lone surrogates."""
    return _ENCODER.encode(value).encode("utf-8")


def from_json(text: str, kind: type[Value]) -> Value:
    """Read a dataclass from JSON. Raises ValueError, TypeError and KeyError."""
    make: Callable[[Any], Value] = _maker(kind)  # type: ignore[arg-type]  # a class can be hashed, whatever it is
    return make(json.loads(text))


def _plain(value: object) -> object:
    kind: Any = type(value)
    return _teller(kind)(value)


# Made once: it is asked for every item. Frozen values hold no circles.
_ENCODER = json.JSONEncoder(default=_plain, ensure_ascii=False, separators=(",", ":"), check_circular=False)


@cache
def _teller(kind: Any) -> Callable[[Any], object]:
    """Give what tells a value of that type in what JSON knows."""
    if is_dataclass(kind):
        return _dataclass_teller(kind)
    if issubclass(kind, datetime):
        return datetime.isoformat
    if issubclass(kind, Enum):
        return lambda value: value.value
    raise TypeError(kind.__name__)


def _dataclass_teller(kind: Any) -> Callable[[Any], object]:
    names = _names(kind)
    return lambda value: {name: getattr(value, name) for name in names}


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@cache
def _maker(kind: Any) -> _Make:
    """Give what makes a value of that type of what JSON knows."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        return _tuple_maker(inner)
    if origin in (Union, UnionType):
        [only] = [one for one in inner if one is not NoneType]
        make = _maker(only)
        return lambda found: None if found is None else make(found)
    if is_dataclass(kind):
        return _dataclass_maker(kind)
    if kind is datetime:
        return datetime.fromisoformat
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return lambda found: found


def _tuple_maker(inner: tuple[Any, ...]) -> _Make:
    if inner[1:] == (...,):
        make = _maker(inner[0])
        return lambda found: tuple(make(one) for one in found)
    makers = [_maker(one) for one in inner]
    return lambda found: tuple(make(one) for make, one in zip(makers, found, strict=True))


def _dataclass_maker(kind: Any) -> _Make:
    makers = {name: _maker(hint) for name, hint in get_type_hints(kind).items() if name in _names(kind)}
    return lambda found: kind(**{name: makers[name](value) for name, value in found.items()})
