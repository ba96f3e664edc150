"""Retention: each night what is over its term goes, by itself; what must stay has a named hold or a day of review (T1–T7, G3).

One rule a kind of row: which are over, and what becomes of them. A kind that would lose much at once waits for a person (T5).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models.column_table import COLUMNS, Column, Entry, Personal
from models.errors import Declined
from models.register.audit import Act, By, record
from models.register.database import Database
from models.register.holds import is_on
from models.register.queries.groups import Groups, groups_of
from models.register.requests import OVER
from models.rules.months import HELSINKI, local_date
from models.rules.retention import DEFAULT_PERIODS, Period, RetentionClass, latest_start, must_wait
from models.tables import Erasure, ErasureState, Hold, Person, RegisterState, RetentionStop, RightsRequest

PORTION = 500
"""So many rows at most go in one transaction: mail is stored between two."""


@dataclass(frozen=True, slots=True)
class Terms:
    """By what a run goes: the moment, the local day, the firm's periods, and the people of whom nothing is deleted (T7, G19).

    `held`: all of those; `legally`: those under a hold or an open request, of whom what is kept for invoices stays too (T7).
    """

    now: datetime
    key: bytes
    zone: ZoneInfo = HELSINKI
    periods: Mapping[RetentionClass, Period] = field(default_factory=lambda: DEFAULT_PERIODS)
    held: frozenset[int] = frozenset()
    legally: frozenset[int] = frozenset()

    @property
    def today(self) -> date:
        """The local day."""
        return local_date(self.now, self.zone)

    def latest(self, kept: RetentionClass) -> date:
        """Give the last local date on which something of that class began that is over now."""
        return latest_start(self.today, self.periods[kept])

    def before(self, kept: RetentionClass) -> datetime:
        """Give the moment before which something of that class began that is over now."""
        return datetime.combine(self.latest(kept) + timedelta(days=1), time.min, self.zone)


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of row ends. `over`: ids of those over their term and not held; `end`: what becomes of them, given how many.

    `tables`: those whose personal columns it ends, for the self-check against the column table. `portion`: rows a transaction.
    """

    category: str
    kept: RetentionClass
    tables: frozenset[str]
    total: Callable[[Session], int]
    over: Callable[[Session, Terms], Sequence[int]]
    end: Callable[[Session, Terms, Sequence[int], By], int]
    portion: int = PORTION


@dataclass(frozen=True, slots=True)
class CategoryShown:
    """How a kind of row stands: how many there are, how many are over, whether their deletion waits for a person."""

    category: str
    retention_class: RetentionClass
    period: Period | None
    total: int
    over: int
    waits: bool
    approved: bool


@dataclass(frozen=True, slots=True)
class Run:
    """What a run ended, by category, and which categories wait."""

    ended: Mapping[str, int]
    waiting: tuple[str, ...]


def uncovered(rules: Sequence[Rule], elsewhere: frozenset[str], entries: Mapping[Column, Entry] = COLUMNS) -> list[str]:
    """Give the tables with personal columns that no rule ends: there must be none (G3). `elsewhere`: ended by other jobs."""
    covered = {table for rule in rules for table in rule.tables} | elsewhere
    personal = {
        table
        for (table, _), entry in entries.items()
        if isinstance(entry, Personal) and entry.retention is not RetentionClass.AUDIT
    }
    return sorted(personal - covered)


def terms_of(session: Session, terms: Terms) -> Terms:
    """Give the terms with the people of whom nothing is deleted at present; records that are one person are held together."""
    groups = groups_of(session)
    legal = _under_holds(session, terms.today)
    held = _whole(groups, legal | _set_apart(session))
    return replace(terms, held=held, legally=_whole(groups, legal))


def _under_holds(session: Session, today: date) -> set[int]:
    """Give who is under a hold, and who has asked for something that is not answered: an open request holds as well (T7)."""
    open_files = select(RightsRequest.person_id).where(col(RightsRequest.state).not_in(OVER))
    held = select(Hold.person_id).where(is_on(today))
    return {person for query in (open_files, held) for person in session.exec(query) if person is not None}


def _set_apart(session: Session) -> set[int]:
    """Give who is restricted or awaits an erasure (G19)."""
    restricted = select(Person.id).where(col(Person.restricted_since).is_not(None))
    waits = select(Erasure.person_id).where(Erasure.state == ErasureState.HELD)
    return {person for query in (restricted, waits) for person in session.exec(query) if person is not None}


def _whole(groups: Groups, people: set[int]) -> frozenset[int]:
    return frozenset(member for person in people for member in groups.members(person))


def survey(session: Session, rules: Sequence[Rule], terms: Terms) -> tuple[CategoryShown, ...]:
    """Look at every kind of row without changing anything: the list of a dry run."""
    terms = terms_of(session, terms)
    stops = {row.category: row for row in session.exec(select(RetentionStop))}
    shown = []
    for rule in rules:
        over, total = len(rule.over(session, terms)), rule.total(session)
        approved = rule.category in stops and stops[rule.category].approved_at is not None
        waits = must_wait(over, total) and not approved
        shown.append(
            CategoryShown(rule.category, rule.kept, terms.periods.get(rule.kept), total, over, waits, approved)
        )
    return tuple(shown)


def run(database: Database, rules: Sequence[Rule], terms: Terms, by: By) -> Run:
    """End what is over its term. Doing it again changes nothing; a kill between two portions leaves the rest for the next run."""
    ended: dict[str, int] = {}
    waiting: list[str] = []
    for rule in rules:
        done = _run_rule(database, rule, terms, by)
        if done is None:
            waiting.append(rule.category)
        elif done:
            ended[rule.category] = done
    with database.write() as session:
        state = session.get_one(RegisterState, 1)
        state.retained_on = terms.today
        session.add(state)
    return Run(ended, tuple(waiting))


def _run_rule(database: Database, rule: Rule, terms: Terms, by: By) -> int | None:
    """Give how many rows ended; None: they wait for a person."""
    with database.write() as session:
        terms = terms_of(session, terms)
        over, total = list(rule.over(session, terms)), rule.total(session)
        stop = session.get(RetentionStop, rule.category)
        if must_wait(len(over), total) and (stop is None or stop.approved_at is None):
            _note_stop(session, rule, stop, len(over), total, by)
            return None
        if stop is not None and not must_wait(len(over), total):
            session.delete(stop)
    ended = 0
    while over:
        with database.write() as session:
            # Others write between two portions: who is held since is left out of what was listed (T7).
            fresh = terms_of(session, terms)
            if fresh != terms:
                terms, still = fresh, set(rule.over(session, fresh))
                over = [number for number in over if number in still]
            portion, over = over[: rule.portion], over[rule.portion :]
            ended += rule.end(session, terms, portion, by) if portion else 0
    if ended:
        with database.write() as session:
            stop = session.get(RetentionStop, rule.category)
            if stop is not None:
                session.delete(stop)
            record(session, by, Act("retention.end", rule.category, None, "T4", str(ended)))
    return ended


def _note_stop(session: Session, rule: Rule, stop: RetentionStop | None, over: int, total: int, by: By) -> None:
    if stop is None:
        record(session, by, Act("retention.stop", rule.category, None, "T5", str(over)))
    stop = stop or RetentionStop(category=rule.category, since=by.now, rows=over, total=total)
    stop.rows, stop.total = over, total
    session.add(stop)


def approve(session: Session, category: str, by: By) -> RetentionStop:
    """Let a deletion go that waits for a person (T5). Raises Declined when none of that kind waits."""
    stop = session.get(RetentionStop, category)
    if stop is None:
        raise Declined(f"no deletion of {category} waits", mend="`rekisterid retention show` lists those that do")
    stop.approved_at, stop.approved_by = by.now, by.actor
    session.add(stop)
    record(session, by, Act("retention.approve", category, None, "T5", str(stop.rows)))
    return stop


def stops(session: Session) -> tuple[str, ...]:
    """Give the kinds of rows whose deletion waits for a person."""
    waiting = select(RetentionStop.category).where(col(RetentionStop.approved_at).is_(None))
    return tuple(session.exec(waiting.order_by(col(RetentionStop.category))))


def ran_on(session: Session) -> date | None:
    """Give the local day of the last run."""
    return session.get_one(RegisterState, 1).retained_on
