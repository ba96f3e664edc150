"""Intake of calendar objects: bookings and their people, moves, removals, and the guard against a calendar that empties."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from models.register import lookups, waiting
from models.register.audit import Act, By, record
from models.register.booking_people import BookingPeople, Found
from models.register.keys import item_mark
from models.register.policy import IntakePolicy
from models.register.queries.groups import portions
from models.register.sources import at_place, is_emptied, of_calendar_object
from models.register.streams import want_all
from models.rules.absence import Absence, EarlierPass, judge
from models.rules.identity import MatchReason
from models.rules.normalise import one_line, redact_hetu
from models.rules.titles import names_within
from models.tables import (
    Booking,
    BookingMove,
    BookingPerson,
    DecisionOutcome,
    Detail,
    FeedbackDecision,
    Source,
    Stream,
    row_id,
)
from models.values import Batch, BookingSeen, CalendarObjectSeen, Gone
from models.vocabulary import BookingStatus, DetailField, HintRole, Outcome, SourceKind

REMATCHED = timedelta(days=60)
HORIZON = timedelta(days=200)
AHEAD = (BookingStatus.PLANNED, BookingStatus.TENTATIVE)
UNCERTAIN = frozenset({MatchReason.NOBODY.value, MatchReason.AMBIGUOUS.value})


class CalendarIntake:
    """Takes calendar objects into one open session."""

    def __init__(self, session: Session, policy: IntakePolicy, key: bytes, by: By) -> None:
        self._session = session
        self._policy = policy
        self._key = key
        self._by = by
        self._people = BookingPeople(session, policy, key, by)
        self._shortened: dict[str, str] = {}
        self._marks: dict[str, str] = {}

    def take(self, stream: Stream, seen: CalendarObjectSeen) -> tuple[Outcome, str]:
        """Store the bookings of one object; return its outcome and the reason. Taking it twice changes nothing."""
        source = of_calendar_object(self._session, row_id(stream), seen, self._kind_of(seen), self._by)
        known = {(row.uid, row.recurrence_id): row for row in self._bookings_of(row_id(source))}
        # By key: a broken object may hold the same occurrence twice, and the last one counts.
        bookings = {
            self._mark(occurrence): occurrence for occurrence in seen.reading.occurrences if occurrence.is_booking
        }
        kept_out = 0
        for key, occurrence in bookings.items():
            row = known.pop(key, None)
            if row is not None:
                self._take_booking(row, source, occurrence)
            elif not self._add_booking(source, occurrence):
                kept_out += 1
        if not seen.reading.problems and not is_emptied(seen):
            self._remove_unlisted(seen, list(known.values()))
        if len(bookings) > kept_out:
            return Outcome.USED, "bookings"
        if kept_out:
            return Outcome.SKIPPED, MatchReason.SUPPRESSED.value
        return Outcome.SKIPPED, _why_not(seen)

    def _remove_unlisted(self, seen: CalendarObjectSeen, rows: list[Booking]) -> None:
        """Remove the occurrences of a whole reading that it no longer lists; what could not be read is not gone."""
        for row in rows:
            if seen.window_from <= row.starts_at < seen.window_until:
                self._change(row, row.starts_at, row.ends_at, BookingStatus.REMOVED)

    def take_gone(self, stream: Stream, batch: Batch) -> bool:
        """Believe or hold back what vanished (HW-F12). True: held back; the cursor must not move, so that it is asked again.

        An object that came empty counts with those that are gone: a broken server may give a calendar of empty events.
        """
        if batch.doubted and stream.frozen_at is not None:
            # Neither has anything returned, nor is what is missing now the same: the alarm and a person's word stand.
            return True
        objects = [item for item in batch.observations if isinstance(item, CalendarObjectSeen)]
        emptied = {Gone(item.place, named=True): item.version for item in objects if is_emptied(item)}
        gone = [item for item in (*batch.gone, *emptied) if self._held(stream, item) is not None]
        if not gone:
            if batch.final and stream.frozen_at is not None:
                self._thaw(stream, "returned")
            return False
        verdict = judge(self._absence(stream, gone), self._earlier(stream, gone), self._by.now)
        if not verdict.believed:
            self._freeze(stream, gone, verdict.reason.value)
            return True
        for item in gone:
            self._remove_object(stream, item, emptied.get(item))
        if stream.frozen_at is not None:
            self._thaw(stream, verdict.reason.value)
        return False

    def _kind_of(self, seen: CalendarObjectSeen) -> SourceKind:
        organisers = [
            hint
            for occurrence in seen.reading.occurrences
            for hint in occurrence.people
            if hint.role is HintRole.ORGANISER
        ]
        outside = any(not self._people.is_own(hint) for hint in organisers)
        return SourceKind.CALENDAR_INVITATION if outside else SourceKind.CALENDAR_OWN

    def _held(self, stream: Stream, gone: Gone) -> Source | None:
        """Give the source that is said to be gone, unless that is known already."""
        source = at_place(self._session, row_id(stream), gone.place)
        return source if source is not None and source.gone_at is None else None

    def _add_booking(self, source: Source, seen: BookingSeen) -> bool:
        """Store a booking, unless it is of nobody but people who must not come back (T10); give whether it was stored."""
        found = self._people.find(source, seen)
        if found.reason is MatchReason.SUPPRESSED and not found.ties:
            return False
        values: waiting.Row = {
            "source_id": row_id(source),
            "uid": self._mark(seen)[0],
            "recurrence_id": seen.recurrence_id,
            "starts_at": seen.starts_at,
            "ends_at": seen.ends_at,
            "status": seen.status,
            "match_reason": found.reason.value,
            "first_seen_at": self._by.now,
            "changed_at": self._by.now,
            "judge_from": seen.ends_at,
            **self._told(seen, found),
        }
        booking_id = waiting.put_values(self._session, Booking, values)
        self._write_ties(booking_id, found, [])
        return True

    def _take_booking(self, row: Booking, source: Source, seen: BookingSeen) -> None:
        self._change(row, seen.starts_at, seen.ends_at, seen.status)
        mark_changed = row.no_feedback != seen.no_feedback
        found = self._people.find(source, seen)
        waiting.change(row, **self._told(seen, found))
        people_changed = self._write_ties(row_id(row), found, self._taking_part(row_id(row)))
        if people_changed or row.match_reason != MatchReason.NEW_PERSON.value:
            waiting.change(row, match_reason=found.reason.value)
        if mark_changed or people_changed:
            self._decide_anew(row)

    def _mark(self, seen: BookingSeen) -> tuple[str, str]:
        """Give the key by which an occurrence is known. The UID is hashed with our key: it may hold somebody's address."""
        if seen.uid not in self._marks:
            self._marks[seen.uid] = item_mark(self._key, seen.uid)
        return self._marks[seen.uid], seen.recurrence_id

    def _told(self, seen: BookingSeen, found: Found) -> waiting.Row:
        """What an event says of a booking besides its time and people. The place of nobody's booking is nobody's business."""
        return {
            "all_day": seen.all_day,
            "zone_assumed": seen.zone_assumed,
            "no_feedback": seen.no_feedback,
            "place": self._short(seen.location) if found.ties else "",
            "practitioner": self._short(seen.practitioner),
            "service_code": seen.service_code[:64],
        }

    def _write_ties(self, booking_id: int, found: Found, present: Sequence[BookingPerson]) -> bool:
        """Tie the booking's people to it and untie those it no longer names; give whether any changed."""
        for row in present:
            if (row.person_id, row.role) not in found.ties:
                self._session.delete(row)
        held = {(row.person_id, row.role) for row in present}
        for person_id, role in sorted(found.ties - held):
            tie: waiting.Row = {"booking_id": booking_id, "person_id": person_id, "role": role}
            waiting.note(self._session, BookingPerson, tie)
        return held != found.ties

    def _taking_part(self, booking_id: int) -> Sequence[BookingPerson]:
        known = lookups.of(self._session)
        # Once: met again in the same batch, it is asked of the database.
        if known is not None and (parts := known.taking_part.pop(booking_id, None)) is not None:
            return parts
        return self._session.exec(select(BookingPerson).where(BookingPerson.booking_id == booking_id)).all()

    def _change(self, row: Booking, starts_at: datetime, ends_at: datetime, status: BookingStatus) -> None:
        """Move a booking or change its state; what it was before is kept, and what was decided is decided anew."""
        if (row.starts_at, row.ends_at, row.status) == (starts_at, ends_at, status):
            return
        before = BookingMove(
            booking_id=row_id(row),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            status=row.status,
            noticed_at=self._by.now,
        )
        self._session.add(before)
        row.starts_at, row.ends_at, row.status, row.changed_at = starts_at, ends_at, status, self._by.now
        self._decide_anew(row)
        self._session.add(row)
        record(self._session, self._by, Act("booking.change", "booking", row.id, "", status.value))

    def _decide_anew(self, row: Booking) -> None:
        row.judge_from = row.ends_at
        # A decision to ask has its outgoing row, which is judged again when it is claimed.
        self._session.exec(
            delete(FeedbackDecision).where(
                col(FeedbackDecision.booking_id) == row.id,
                col(FeedbackDecision.outcome) != DecisionOutcome.ASK,
                col(FeedbackDecision.skipped_by).is_(None),
            )
        )

    def _bookings_of(self, source_id: int) -> list[Booking]:
        known = lookups.of(self._session)
        # Once: met again in the same batch, they are asked of the database.
        if known is not None and (rows := known.bookings.pop(source_id, None)) is not None:
            return rows
        return list(self._session.exec(select(Booking).where(Booking.source_id == source_id)))

    def _short(self, text: str) -> str:
        """Give what is kept of a text; the visits of a calendar name few places and practitioners again and again."""
        if text not in self._shortened:
            self._shortened[text] = redact_hetu(one_line(text)).text[:200]
        return self._shortened[text]

    def _absence(self, stream: Stream, gone: list[Gone]) -> Absence:
        ahead = self._session.exec(
            select(Booking.id, Source.item)
            .join(Source, col(Source.id) == col(Booking.source_id))
            .where(Source.stream_id == stream.id, col(Source.gone_at).is_(None))
            .where(col(Booking.starts_at) > self._by.now, col(Booking.status).in_(AHEAD))
        ).all()
        items = {item.place.item for item in gone}
        return Absence(
            future=len(ahead),
            gone=sum(1 for _, item in ahead if item in items),
            named=all(item.named for item in gone),
        )

    def _earlier(self, stream: Stream, gone: list[Gone]) -> EarlierPass | None:
        if stream.frozen_at is None:
            return None
        return EarlierPass(
            since=stream.frozen_at,
            same=stream.frozen_digest == _digest(gone),
            confirmed=stream.confirmed_at is not None and stream.confirmed_at >= stream.frozen_at,
        )

    def _freeze(self, stream: Stream, gone: list[Gone], reason: str) -> None:
        if stream.frozen_at is None or stream.frozen_digest != _digest(gone):
            record(self._session, self._by, Act("calendar.freeze", "stream", stream.id, "HW-F12", reason))
            stream.frozen_at = self._by.now
        stream.frozen_reason, stream.frozen_gone, stream.frozen_digest = reason, len(gone), _digest(gone)

    def _thaw(self, stream: Stream, result: str) -> None:
        record(self._session, self._by, Act("calendar.thaw", "stream", stream.id, "HW-F12", result))
        stream.frozen_at = stream.frozen_reason = stream.frozen_gone = stream.frozen_digest = None
        stream.confirmed_at = None

    def _remove_object(self, stream: Stream, gone: Gone, version: str | None) -> None:
        """An event that was deleted: its bookings that have not begun yet are removed; what has been stays a fact.

        `version` None: the object is gone; else it is there, and empty.
        """
        source = self._held(stream, gone)
        if source is None:
            return
        for row in self._bookings_of(row_id(source)):
            if row.starts_at > self._by.now and row.status in AHEAD:
                self._change(row, row.starts_at, row.ends_at, BookingStatus.REMOVED)
        source.gone_at, source.version = self._by.now if version is None else None, version
        self._session.add(source)


def want_rematched(session: Session, names: Collection[str], now: datetime) -> None:
    """Wish the events to be read again whose title may name somebody else, now that these folded names came to be known.

    Those are the ones that named nobody or nobody for sure, and those that were taken for another of the same name or of a
    name that is part of it. Titles are not stored (G9).
    """
    # Most calendars name their people by address: of what a title alone decides they hold nothing.
    by_title = set(session.exec(_reasons_by_title(), params={"since": now - REMATCHED}))
    if by_title & UNCERTAIN:
        _want_ahead(session, col(Booking.match_reason).in_(UNCERTAIN), now)
    if MatchReason.TITLE_NAME not in by_title:
        return
    for taken_for in portions({*names, *(shorter for name in names for shorter in names_within(name))}):
        namesakes = (
            select(BookingPerson.booking_id)
            .join(Detail, col(Detail.person_id) == col(BookingPerson.person_id))
            .where(Detail.field == DetailField.PERSON_NAME, col(Detail.value_key).in_(taken_for))
        )
        titled = and_(Booking.match_reason == MatchReason.TITLE_NAME.value, col(Booking.id).in_(namesakes))
        _want_ahead(session, titled, now)


@cache
def _reasons_by_title() -> SelectOfScalar[str]:
    reasons = col(Booking.match_reason).in_([*UNCERTAIN, MatchReason.TITLE_NAME.value])
    return select(Booking.match_reason).where(reasons, col(Booking.ends_at) > sa.bindparam("since")).distinct()


def _want_ahead(session: Session, which: ColumnElement[bool], now: datetime) -> None:
    rows = session.exec(
        select(Source.stream_id, Source.item)
        .join(Booking, col(Booking.source_id) == col(Source.id))
        .where(which, col(Booking.ends_at) > now - REMATCHED, col(Source.gone_at).is_(None))
        .distinct()
    )
    want_all(session, _places(rows.all()), now)


def want_further(session: Session, now: datetime) -> int:
    """Wish recurring series to be read again whose window has come nearer than HORIZON; give how many."""
    rows = session.exec(
        select(Source.stream_id, Source.item).where(
            col(Source.recurring).is_(True), col(Source.gone_at).is_(None), col(Source.read_until) < now + HORIZON
        )
    ).all()
    want_all(session, _places(rows), now)
    return len(rows)


def _places(rows: Iterable[tuple[int | None, str | None]]) -> list[tuple[int, str, str]]:
    return [(stream_id, "", item) for stream_id, item in rows if stream_id is not None and item is not None]


def _why_not(seen: CalendarObjectSeen) -> str:
    reasons = [occurrence.why for occurrence in seen.reading.occurrences]
    if reasons:
        return reasons[0][:64]
    return "problem" if seen.reading.problems else "outside_window"


def _digest(gone: list[Gone]) -> str:
    return hashlib.sha256("\0".join(sorted(item.place.item for item in gone)).encode()).hexdigest()
