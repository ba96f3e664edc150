"""Decide what is wrong with the service so that a person should know. Pure: facts and `now` in, alarms out.

An alarm stands as long as its fact does: there is nothing to acknowledge. Whatever counts up and down around a limit has
two limits, so that an alarm does not come and go.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.vocabulary import AlarmKind

SERIOUS = frozenset(
    {
        AlarmKind.ACCOUNT_PARKED,
        AlarmKind.ACCOUNT_SILENT,
        AlarmKind.CALENDAR_FROZEN,
        AlarmKind.RELAY_FAILING,
        AlarmKind.DATABASE_UNUSABLE,
        AlarmKind.DISK_NEARLY_FULL,
        AlarmKind.READER_DYING,
        AlarmKind.CLOCK_SET_BACK,
        AlarmKind.LOGIN_EXPIRING,
        AlarmKind.BACKUP_OLD,
        AlarmKind.LEDGER_DAMAGED,
    }
)
"""What the contact person is told of by mail at once; the rest stands in the digest."""

TOLD_WHEN_OVER = frozenset({AlarmKind.RELAY_FAILING})
"""Of the serious ones, those that no mail can tell of while they stand."""

OF_REGISTER = frozenset(
    {
        AlarmKind.ACCOUNT_PARKED,
        AlarmKind.ACCOUNT_SILENT,
        AlarmKind.CALENDAR_FROZEN,
        AlarmKind.RELAY_FAILING,
        AlarmKind.UNKNOWN_LETTERS,
        AlarmKind.BYTE_BUDGET,
        AlarmKind.JOB_FAILING,
        AlarmKind.RETENTION_WAITING,
    }
)
"""What only the register can tell of: while it cannot be read, these stand as they stood."""

FREE_BYTES_RAISE = 200_000_000
FREE_BYTES_CLEAR = 300_000_000
DEATHS_RAISE = 6
"""Reader processes that died within DEATHS_WITHIN. One hostile item costs two: it is tried twice."""

DEATHS_WITHIN = timedelta(minutes=10)
UNKNOWN_RAISE = 3
UNKNOWN_WITHIN = timedelta(days=7)
"""An unknown fate that nobody cleared up in that time is left as it is."""

LINES_NAMED = 5
"""So many damaged lines of the ledger are named in an alarm; `verify` names them all."""

SKEW_RAISE = timedelta(minutes=2)
SKEW_CLEAR = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, order=True)
class Alarm:
    """One thing that is wrong. `subject`: the account or job, "" when it is about the service itself."""

    kind: AlarmKind
    subject: str = ""


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """How an account of the configuration fares; `silent_after`: how long it may go without being read to its end.

    `failing`: it has not worked since it failed; `refused`: its last failure was a refusal.
    """

    name: str
    failing: bool
    refused: bool
    last_success_at: datetime | None
    silent_after: timedelta


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """What the register knows. `frozen`: calendars as ACCOUNT/STREAM; `relay`: its name when it fails at present, else "".

    `storing_fails`: what an account brought could not be written, though small writes may pass (a disk that is nearly full).
    """

    accounts: tuple[AccountFacts, ...] = ()
    relay: str = ""
    frozen: tuple[str, ...] = ()
    failing_jobs: tuple[str, ...] = ()
    unknown_letters: int = 0
    out_of_budget: tuple[str, ...] = ()
    storing_fails: bool = False
    retention_waiting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """What the service knows of itself and of its machine.

    `watched_since`: since when it runs: what happened before, nobody watched. `free_bytes` None = not known. `clock_behind`:
    the clock shows an earlier time than it did before. `clock_skew` to the database server's, always positive. `unusable`:
    the register could not be read or written. `backup_old`: backups are made, and the last is too old. `stuck`: threads without
    a sign of life. `ledger_damaged`: the lines of the ledger beside the database that cannot be read.
    """

    watched_since: datetime
    free_bytes: int | None = None
    reader_deaths: int = 0
    clock_behind: bool = False
    clock_skew: timedelta = timedelta(0)
    unusable: bool = False
    stuck: tuple[str, ...] = ()
    logins_expiring: tuple[str, ...] = ()
    backup_old: bool = False
    ledger_damaged: tuple[int, ...] = ()


def alarms(
    register: RegisterFacts, machine: MachineFacts, standing: frozenset[Alarm], now: datetime
) -> frozenset[Alarm]:
    """Give the alarms that are to stand from now on; `standing` are those that stand already (for the second limits)."""
    return frozenset((*_of_register(register, machine, standing, now), *_of_machine(machine, standing)))


def _of_register(
    facts: RegisterFacts, machine: MachineFacts, standing: frozenset[Alarm], now: datetime
) -> Iterator[Alarm]:
    for account in facts.accounts:
        parked = Alarm(AlarmKind.ACCOUNT_PARKED, account.name)
        # Once refused it stays parked until it works: that its server did not answer for once mends nothing.
        if account.refused or (account.failing and parked in standing):
            yield parked
        elif account.name in facts.out_of_budget:
            yield Alarm(AlarmKind.BYTE_BUDGET, account.name)
        elif now - max(account.last_success_at or machine.watched_since, machine.watched_since) > account.silent_after:
            yield Alarm(AlarmKind.ACCOUNT_SILENT, account.name)
    if facts.storing_fails:
        yield Alarm(AlarmKind.DATABASE_UNUSABLE)
    if facts.relay:
        yield Alarm(AlarmKind.RELAY_FAILING, facts.relay)
    if facts.unknown_letters >= UNKNOWN_RAISE:
        yield Alarm(AlarmKind.UNKNOWN_LETTERS)
    yield from (Alarm(AlarmKind.CALENDAR_FROZEN, name) for name in facts.frozen)
    yield from (Alarm(AlarmKind.JOB_FAILING, name) for name in facts.failing_jobs)
    # T5: the rows are late already.
    yield from (Alarm(AlarmKind.RETENTION_WAITING, name) for name in facts.retention_waiting)


def _of_machine(facts: MachineFacts, standing: frozenset[Alarm]) -> Iterator[Alarm]:
    full, skewed = Alarm(AlarmKind.DISK_NEARLY_FULL), Alarm(AlarmKind.CLOCK_SKEW)
    if facts.free_bytes is not None and facts.free_bytes < (FREE_BYTES_CLEAR if full in standing else FREE_BYTES_RAISE):
        yield full
    if facts.clock_skew > (SKEW_CLEAR if skewed in standing else SKEW_RAISE):
        yield skewed
    if facts.reader_deaths >= DEATHS_RAISE:
        yield Alarm(AlarmKind.READER_DYING)
    if facts.clock_behind:
        yield Alarm(AlarmKind.CLOCK_SET_BACK)
    if facts.unusable:
        yield Alarm(AlarmKind.DATABASE_UNUSABLE)
    if facts.backup_old:
        yield Alarm(AlarmKind.BACKUP_OLD)
    if facts.ledger_damaged:
        yield Alarm(AlarmKind.LEDGER_DAMAGED, _lines(facts.ledger_damaged))
    yield from (Alarm(AlarmKind.STUCK, name) for name in facts.stuck)
    yield from (Alarm(AlarmKind.LOGIN_EXPIRING, name) for name in facts.logins_expiring)


def _lines(numbers: tuple[int, ...]) -> str:
    """Name the first lines, and how many more there are: the subject of an alarm is short."""
    more = f" + {len(numbers) - LINES_NAMED}" if len(numbers) > LINES_NAMED else ""
    return ", ".join(str(number) for number in numbers[:LINES_NAMED]) + more
