"""Ask for the rows of many keys. A question is put together once a process: that costs as much as three answers."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, TypeVar, TypeVarTuple, overload

import sqlalchemy as sa
from sqlmodel import Session
from sqlmodel.sql.expression import Select, SelectOfScalar

from models.register.queries.groups import Key, portions

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
Keys = sa.BindParameter[Any]
"""Where the keys stand in a question: `col(Person.id).in_(keys)`."""


@overload
def among(
    session: Session, question: Callable[[Keys], SelectOfScalar[T]], keys: Iterable[Key], **values: object
) -> Iterator[T]: ...


@overload
def among(
    session: Session, question: Callable[[Keys], Select[*Ts]], keys: Iterable[Key], **values: object
) -> Iterator[tuple[*Ts]]: ...


def among(session: Session, question: Callable[[Keys], Any], keys: Iterable[Key], **values: object) -> Iterator[Any]:
    """Give the rows that a question asks for, portion by portion of the keys. `values`: of its other parameters, by name.

    `question` is a function of a module: what it gives must not depend on anything but where the keys stand.
    """
    asked = _put_together(question)
    for portion in portions(keys):
        yield from session.exec(asked, params={"keys": portion, **values})


@cache
def _put_together(question: Callable[[Keys], Any]) -> Any:
    return question(sa.bindparam("keys", expanding=True))
