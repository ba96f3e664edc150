"""What a pull works with: the register, the accounts with their readers, the choices of intake and of asking.

Apart from the service, so that a command that pulls once does not load what only the service needs.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from threading import Event
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from daemon.config.build import (
    calendar_accounts,
    database_url,
    hash_key,
    ledger_file,
    mail_accounts,
    own_identity,
    published_accounts,
)
from daemon.config.schema import Config, Mode
from daemon.readers import Readers
from models.register.database import Database, open_database
from models.register.policy import AskPolicy, IntakePolicy
from models.rules.months import local_date

if TYPE_CHECKING:
    from connectors.contract import Connector
    from models.register.intake import Intake, Stored
    from models.tables import RegisterState
    from models.values import Batch

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Give the present moment: the clock of the real service."""
    return datetime.now(UTC)


@contextmanager
def open_register(config: Config, *, clock: Clock = utc_now, upgrade: bool = True) -> Iterator[Database]:
    """Open the configured register, made or migrated when needed, and close it at the end."""
    key, ledger = hash_key(config), ledger_file(config)
    database = open_database(database_url(config), key=key, now=clock(), upgrade=upgrade, ledger=ledger)
    try:
        yield database
    finally:
        database.close()


@dataclass(frozen=True, slots=True)
class Account:
    """A connector of the configuration, and how often it is polled."""

    connector: "Connector"
    poll_every: timedelta


def accounts(
    config: Config, *, clock: Clock = utc_now, names: Sequence[str] = (), readers: Readers | None = None
) -> list[Account]:
    """Give the configured accounts (those of `names`, or all). Mailboxes share reader processes, calendars another.

    What reads calendars is loaded where there are calendars only, and the same for mail.
    """
    return list(_accounts(config, clock, readers or Readers(), frozenset(names)))


def _accounts(config: Config, clock: Clock, readers: Readers, names: frozenset[str]) -> Iterator[Account]:
    for mail in mail_accounts(config):
        if not names or mail.name in names:
            from connectors.mail.fetch import MailConnector

            yield Account(MailConnector(mail, readers.mail, clock), mail.poll_every)
    for calendar in calendar_accounts(config):
        if not names or calendar.name in names:
            from connectors.calendar.fetch import CalendarConnector

            yield Account(CalendarConnector(calendar, readers.calendar, clock), calendar.poll_every)
    for published in published_accounts(config):
        if not names or published.name in names:
            from connectors.calendar.published import PublishedConnector

            yield Account(PublishedConnector(published, readers.calendar, clock), published.poll_every)


def intake_policy(config: Config) -> IntakePolicy:
    """Give the choices of intake."""
    return IntakePolicy(own=own_identity(config))


class LateIntake:
    """Intake (models.register.intake) that is loaded with its first batch: a pull without news needs none of it."""

    def __init__(self, database: Database, policy: IntakePolicy, clock: Clock) -> None:
        self._database = database
        self._policy = policy
        self._clock = clock

    @cached_property
    def _intake(self) -> "Intake":
        from models.register.intake import Intake

        return Intake(self._database, self._policy, self._clock)

    def store(self, batch: "Batch") -> "Stored":
        """See Intake."""
        return self._intake.store(batch)


def ask_policy(config: Config, state: "RegisterState", now: datetime) -> AskPolicy:
    """Give the choices of asking. In its first weeks `auto` asks for approval as `approve` does (C16)."""
    from models.rules.feedback import FeedbackPolicy
    from models.rules.sending_hours import SendingCaps, SendingHours

    zone = ZoneInfo(config.register.zone)
    sending, feedback = config.sending, config.feedback
    since: date = feedback.asking_since or local_date(state.asking_since, zone)
    trial = timedelta(days=sending.auto_after_days)
    is_new = state.sending_since is None or now - state.sending_since < trial
    return AskPolicy(
        intake=intake_policy(config),
        feedback=FeedbackPolicy(
            asking_since=since,
            delay=timedelta(hours=feedback.delay_hours),
            not_later_than=timedelta(days=feedback.not_later_than_days),
            per_person=timedelta(days=feedback.per_person_days),
            hours=SendingHours(sending.from_hour, sending.until_hour, zone=zone),
            caps=SendingCaps(sending.per_hour, sending.per_day),
            restored_at=state.restored_at,
        ),
        mail_domain=(sending.from_address or "").rpartition("@")[2],
        needs_approval=sending.mode is not Mode.AUTO or is_new,
        language=config.register.language,
        reminder_after=timedelta(days=feedback.reminder_days) if feedback.reminder_days else None,
    )


def prepare(config: Config, database: Database, *, clock: Clock = utc_now) -> None:
    """Give a new register what it starts with: the firm's wording for consent."""
    from daemon.wordings import firm_facts, seed_wordings
    from models.register.audit import By

    with database.write() as session:
        seed_wordings(session, By("daemon", clock()), firm_facts(config))


def judge_now(config: Config, database: Database, stop: Event, *, clock: Clock = utc_now) -> int:
    """Judge the bookings that are due, as the service does, and send nothing; give how many. None while `mode` is off."""
    if config.sending.mode is Mode.OFF:
        return 0
    from daemon.jobs.ask import ask
    from models.register.feedback import Asker, begin_sending

    with database.write() as session:
        policy = ask_policy(config, begin_sending(session, sending=True, now=clock()), clock())
    return ask(Asker(database, policy, clock), stop)
