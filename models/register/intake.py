"""Intake: one transaction for a batch's rows, the outcome of each item and the cursor. A bad item costs only itself."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlmodel import Session

from models.errors import RegisterUnusable
from models.register import foresight, streams
from models.register.audit import DAEMON, By
from models.register.database import Database
from models.register.intake_calendar import CalendarIntake, want_rematched
from models.register.intake_mail import MailIntake
from models.register.people import NEW_NAMES
from models.register.policy import IntakePolicy
from models.register.seen import Marks, note_seen
from models.register.sightings import make_room, note_sightings
from models.tables import Stream, row_id
from models.values import Batch, CalendarObjectSeen, MessageSeen, Observation, Problem
from models.vocabulary import Outcome, ProblemStage

MAX_ITEM = 1000


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a batch: counts by outcome, and whether it holds something frozen.

    `again`: used or skipped too, but read before and counted then. `known`: met again at another place, and not read.
    """

    used: int = 0
    skipped: int = 0
    problems: int = 0
    frozen: bool = False
    again: int = 0
    known: int = 0


class Intake:
    """Stores batches of connectors. Safe to call from several threads: the database lets one writer in at a time."""

    def __init__(self, database: Database, policy: IntakePolicy, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._policy = policy
        self._clock = clock

    def store(self, batch: Batch) -> Stored:
        """Store a batch and its cursor together. Raises RegisterUnusable; then nothing of it is stored and it may come again."""
        try:
            return self._store(batch, guarded=False)
        except _ItemFailed:
            # Seldom: nothing of the batch is stored; again, now each item by itself.
            return self._store(batch, guarded=True)

    def _store(self, batch: Batch, *, guarded: bool) -> Stored:
        with self._database.write() as session:
            by = By(DAEMON, self._clock())
            stream = streams.ensure_stream(session, batch.account, batch.stream)
            outcomes = self._take_all(session, stream, batch.observations, by, guarded=guarded)
            for problem in batch.problems:
                self._note_problem(session, stream, problem, by.now)
            frozen = CalendarIntake(session, self._policy, self._database.key, by).take_gone(stream, batch)
            note_sightings(session, stream, batch, by)
            for gone in batch.gone:
                streams.fulfil(session, row_id(stream), gone.place)
            if not frozen:
                stream.cursor, stream.cursor_at = batch.cursor.value, by.now
            session.add(stream)
            if names := session.info.get(NEW_NAMES):
                want_rematched(session, names, by.now)
        first = [outcome for item, outcome in zip(batch.observations, outcomes, strict=True) if not item.again]
        failed = outcomes.count(Outcome.PROBLEM)
        return Stored(
            used=first.count(Outcome.USED),
            skipped=first.count(Outcome.SKIPPED),
            problems=failed + len(batch.problems),
            frozen=frozen,
            again=len(outcomes) - len(first) - (failed - first.count(Outcome.PROBLEM)),
            known=len(batch.met),
        )

    def _take_all(
        self, session: Session, stream: Stream, items: Sequence[Observation], by: By, *, guarded: bool
    ) -> list[Outcome]:
        mail = MailIntake(session, self._policy, self._database.key, by)
        calendar = CalendarIntake(session, self._policy, self._database.key, by)
        if guarded:
            return [self._take_guarded(session, stream, item, mail, calendar) for item in items]
        try:
            foresight.begin(session, row_id(stream), items, self._database.key)
            outcomes = [self._take_one(session, stream, item, mail, calendar) for item in items]
            foresight.end(session)
        except Exception as exc:
            if _is_database_failure(exc):
                raise
            raise _ItemFailed from exc
        return outcomes

    def _take_one(
        self, session: Session, stream: Stream, item: Observation, mail: MailIntake, calendar: CalendarIntake
    ) -> Outcome:
        if isinstance(item, CalendarObjectSeen):
            outcome, reason = calendar.take(stream, item)
        else:
            make_room(session, row_id(stream), item.place, bytes.fromhex(item.digest))
            outcome, reason = mail.take(stream, item)
        streams.fulfil(session, row_id(stream), item.place)
        streams.clear_problem(session, row_id(stream), item.place)
        if isinstance(item, MessageSeen):
            note_seen(session, row_id(stream), item.place, Marks(item.digest, item.server_id), outcome, reason)
        return outcome

    def _take_guarded(
        self, session: Session, stream: Stream, item: Observation, mail: MailIntake, calendar: CalendarIntake
    ) -> Outcome:
        """Store one item inside a savepoint: what fails becomes a problem row, and the others stay."""
        try:
            with session.begin_nested():
                return self._take_one(session, stream, item, mail, calendar)
        except Exception as exc:
            if _is_database_failure(exc):
                raise
            digest = item.digest if isinstance(item, MessageSeen) else ""
            problem = Problem(item.place, ProblemStage.STORE, type(exc).__name__, digest)
            self._note_problem(session, stream, problem, self._clock())
            return Outcome.PROBLEM

    def _note_problem(self, session: Session, stream: Stream, problem: Problem, now: datetime) -> None:
        if len(problem.place.item) > MAX_ITEM:
            # A name too long for its column: the item is known by its hash, and the batch goes on.
            short = f"sha256:{hashlib.sha256(problem.place.item.encode()).hexdigest()}"
            problem = replace(problem, place=replace(problem.place, item=short))
        streams.record_problem(session, row_id(stream), problem, now)
        streams.fulfil(session, row_id(stream), problem.place)
        if problem.digest:
            note_seen(
                session, row_id(stream), problem.place, Marks(problem.digest), Outcome.PROBLEM, problem.error[:64]
            )


class _ItemFailed(Exception):
    """An item of the batch cannot be stored."""


def _is_database_failure(exc: Exception) -> bool:
    """A full disk or a lost server is not the item's fault: the whole batch must come again.

    A value that the database refuses is: too long, a NUL, out of range. Else one hostile message would stop a mailbox for ever.
    """
    if isinstance(exc, RegisterUnusable):
        return True
    return isinstance(exc, DBAPIError) and not isinstance(exc, IntegrityError | DataError)
