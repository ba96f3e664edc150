"""What must hold of messages, sources and values (I1, I2, I5, I6): each look gives the rows for which it does not."""

from collections.abc import Iterator
from functools import lru_cache

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.rules.normalise import is_role_address, normal_form
from models.tables import Detail, DetailSource, Seen, Source
from models.vocabulary import DetailField

ROWS_AT_ONCE = 2000
FORMS_KEPT = 20_000
"""Towns, companies and codes are the same for many: their forms are worked out once."""


def messages_lost(session: Session) -> Iterator[int]:
    """Sources that are messages and that no note says to have been read: they would be read, and counted, once more (I1)."""
    query = select(Source.id).where(
        col(Source.digest).is_not(None), ~sa.exists().where(col(Seen.digest) == col(Source.digest))
    )
    yield from (number for number in session.exec(query) if number is not None)


def sources_doubled(session: Session) -> Iterator[int]:
    """Messages that are more than one source: a copy and a moved one are the same (I2)."""
    several = (
        select(sa.func.min(Source.id))
        .where(col(Source.digest).is_not(None))
        .group_by(col(Source.digest))
        .having(sa.func.count() > 1)
    )
    yield from (number for number in session.exec(several) if number is not None)


def values_without_source(session: Session) -> Iterator[int]:
    """Values that no source states (I5)."""
    query = select(Detail.id).where(~sa.exists().where(col(DetailSource.detail_id) == col(Detail.id)))
    yield from (number for number in session.exec(query) if number is not None)


def details_not_as_rebuilt(session: Session) -> Iterator[int]:
    """Values whose key is not the one their text has, or whose days do not reach to those of their sources (I6)."""
    first, last = sa.func.min(DetailSource.taken_at), sa.func.max(DetailSource.taken_at)
    outside = (
        select(DetailSource.detail_id)
        .join(Detail, col(Detail.id) == col(DetailSource.detail_id))
        .group_by(col(DetailSource.detail_id), col(Detail.first_at), col(Detail.last_at))
        .having(sa.or_(first < col(Detail.first_at), last > col(Detail.last_at)))
    )
    yield from session.exec(outside)
    columns = sa.select(
        col(Detail.id), col(Detail.field), col(Detail.value), col(Detail.value_key), col(Detail.is_role_address)
    )
    form = lru_cache(FORMS_KEPT)(normal_form)
    for number, field, value, key, is_role in session.execute(columns.execution_options(yield_per=ROWS_AT_ONCE)):
        role = field is DetailField.EMAIL and is_role_address(key)
        if form(field, value) != key or bool(is_role) is not role:
            yield number
