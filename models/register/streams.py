"""Streams and how far they are read: cursors, wishes to read again, problems."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from models.register import lookups
from models.tables import ProblemRow, Stream, Wanted, row_id
from models.values import Place, Problem

AWAITED = timedelta(hours=1)
PROBLEMS_KEPT = timedelta(days=30)


def find_stream(session: Session, account: str, name: str) -> Stream | None:
    """Give the stream of that account and name, or None."""
    return session.exec(_stream(), params={"account": account, "name": name}).first()


@cache
def _stream() -> SelectOfScalar[Stream]:
    return select(Stream).where(Stream.account == sa.bindparam("account"), Stream.name == sa.bindparam("name"))


def ensure_stream(session: Session, account: str, name: str) -> Stream:
    """Give the stream of that account and name; make it when it is new."""
    row = find_stream(session, account, name)
    if row is None:
        row = Stream(account=account, name=name)
        session.add(row)
        session.flush()
    return row


def want(session: Session, stream_id: int, validity: str, item: str, now: datetime) -> None:
    """Wish an item to be read again at the next pull. Wishing twice is one wish."""
    known = select(Wanted.id).where(Wanted.stream_id == stream_id, Wanted.validity == validity, Wanted.item == item)
    if session.exec(known).first() is None:
        session.add(Wanted(stream_id=stream_id, validity=validity, item=item, asked_at=now))


def want_all(session: Session, places: Iterable[tuple[int, str, str]], now: datetime) -> None:
    """Wish many items, each (stream id, validity, item), to be read again at the next pull."""
    places = list(places)
    if not places:
        return
    streams = col(Wanted.stream_id).in_({stream_id for stream_id, _, _ in places})
    wished = set(session.exec(select(Wanted.stream_id, Wanted.validity, Wanted.item).where(streams)))
    for place in places:
        if place not in wished:
            wished.add(place)
            stream_id, validity, item = place
            session.add(Wanted(stream_id=stream_id, validity=validity, item=item, asked_at=now))


def fulfil(session: Session, stream_id: int, place: Place) -> None:
    """Take back the wish to read an item: it came, or it is gone."""
    known = lookups.of(session)
    if known is not None and known.covers(place) and (place.validity, place.item) not in known.wanted:
        return
    session.exec(
        delete(Wanted).where(
            col(Wanted.stream_id) == stream_id, col(Wanted.validity) == place.validity, col(Wanted.item) == place.item
        )
    )


def record_problem(session: Session, stream_id: int, problem: Problem, now: datetime) -> None:
    """Note an item that failed; the same item failing again counts on the same row."""
    place = problem.place
    row = _problem_at(session, stream_id, place)
    if row is None:
        row = ProblemRow(
            stream_id=stream_id,
            validity=place.validity,
            item=place.item,
            stage=problem.stage,
            error=problem.error[:120],
            digest=problem.digest,
            first_at=now,
            last_at=now,
        )
    else:
        row.tries += 1
        row.last_at, row.stage, row.error = now, problem.stage, problem.error[:120]
    session.add(row)


def clear_problem(session: Session, stream_id: int, place: Place) -> None:
    """Forget the problem of an item that has now been read."""
    known = lookups.of(session)
    if known is not None and known.covers(place) and (place.validity, place.item) not in known.problems:
        return
    row = _problem_at(session, stream_id, place)
    if row is not None:
        session.delete(row)


def retry_problems(session: Session, now: datetime, problem_id: int | None = None) -> int:
    """Wish the problem items (one, or all) to be read again; give how many."""
    query = select(ProblemRow)
    if problem_id is not None:
        query = query.where(ProblemRow.id == problem_id)
    rows = session.exec(query).all()
    for row in rows:
        want(session, row.stream_id, row.validity, row.item, now)
    return len(rows)


def _problem_at(session: Session, stream_id: int, place: Place) -> ProblemRow | None:
    return session.exec(
        select(ProblemRow).where(
            ProblemRow.stream_id == stream_id, ProblemRow.validity == place.validity, ProblemRow.item == place.item
        )
    ).first()


def awaits_mail(session: Session, now: datetime) -> bool:
    """Whether messages wait to be read again, such as those of somebody who has just become a client.

    Older wishes do not count: a folder that is no longer read would hold back for ever what waits for its mail.
    """
    rows = select(Wanted.id).where(Wanted.validity != "", col(Wanted.asked_at) > now - AWAITED)
    return session.exec(rows.limit(1)).first() is not None


def forget_old_problems(session: Session, now: datetime) -> None:
    """Delete the problems not met again for 30 days; the items can be read again at any time."""
    session.exec(delete(ProblemRow).where(col(ProblemRow.last_at) < now - PROBLEMS_KEPT))


def stream_names(session: Session) -> dict[int, tuple[str, str]]:
    """Give (account, stream name) by stream id."""
    return {row_id(row): (row.account, row.name) for row in session.exec(select(Stream))}


def problem_count(session: Session) -> int:
    """Count the items that could not be read."""
    return session.exec(select(sa.func.count()).select_from(ProblemRow)).one()
