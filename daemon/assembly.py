"""Put the parts together from the configuration: database, connectors, intake, outbox, jobs."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from threading import Event
from zoneinfo import ZoneInfo

from connectors.calendar.fetch import CalendarConnector
from connectors.calendar.published import PublishedConnector
from connectors.contract import Connector
from connectors.mail.fetch import MailConnector
from connectors.mail.send import Sender, SmtpSender
from daemon.clocks import Clocks
from daemon.compose import composer, sender_identity
from daemon.config.build import (
    calendar_accounts,
    database_url,
    hash_key,
    ledger_file,
    mail_accounts,
    own_identity,
    published_accounts,
    smtp_account,
)
from daemon.config.schema import Config, Mode
from daemon.jobs.alarm_mail import AlarmMail
from daemon.jobs.ask import ask
from daemon.jobs.backup import backup_jobs
from daemon.jobs.digest import DigestJob
from daemon.jobs.forget import extend, forget, seal
from daemon.jobs.listening import Listening, answer_accounts
from daemon.jobs.listing import list_folders
from daemon.jobs.pages import answer_pages
from daemon.jobs.relay import RelayHealth
from daemon.jobs.send import SendJob, Sent
from daemon.monitoring import Readers, monitoring
from daemon.page_links import stored_links
from daemon.service import Job, Service
from daemon.web.public.serving import serving_pages
from daemon.web.public.wishes import Wishes
from daemon.wordings import firm_facts, seed_wordings
from models.register.audit import By
from models.register.database import Database, open_database
from models.register.feedback import Asker, begin_sending
from models.register.intake import Intake
from models.register.outbox import Outbox
from models.register.ownership import Owner, Ownership
from models.register.policy import AskPolicy, IntakePolicy
from models.register.withdrawal_notices import queue_notices
from models.rules.feedback import FeedbackPolicy
from models.rules.months import local_date
from models.rules.sending_hours import SendingCaps, SendingHours
from models.tables import BY_PAGE, TO_CLIENTS, RegisterState

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often each job looks for what is due."""

    alarms: timedelta = timedelta(seconds=15)
    ask: timedelta = timedelta(minutes=1)
    send: timedelta = timedelta(seconds=15)
    digest: timedelta = timedelta(minutes=10)
    seal: timedelta = timedelta(minutes=5)
    keep_house: timedelta = timedelta(hours=1)


USUAL = Rhythm()


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

    connector: Connector
    poll_every: timedelta


def accounts(
    config: Config, *, clock: Clock = utc_now, names: Sequence[str] = (), readers: Readers | None = None
) -> list[Account]:
    """Give the configured accounts (those of `names`, or all). Mailboxes share one reader process, calendars another."""
    readers = readers or Readers()
    mail_reader, calendar_reader = readers.mail, readers.calendar
    mail = [
        Account(MailConnector(account, mail_reader, clock), account.poll_every)
        for account in mail_accounts(config)
        if not names or account.name in names
    ]
    calendars = [
        Account(CalendarConnector(account, calendar_reader, clock), account.poll_every)
        for account in calendar_accounts(config)
        if not names or account.name in names
    ]
    published = [
        Account(PublishedConnector(account, calendar_reader, clock), account.poll_every)
        for account in published_accounts(config)
        if not names or account.name in names
    ]
    return [*mail, *calendars, *published]


def intake_policy(config: Config) -> IntakePolicy:
    """Give the choices of intake."""
    return IntakePolicy(own=own_identity(config))


def ask_policy(config: Config, state: RegisterState, now: datetime) -> AskPolicy:
    """Give the choices of asking. In its first weeks `auto` asks for approval as `approve` does (C16)."""
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
    )


def prepare(config: Config, database: Database, *, clock: Clock = utc_now) -> None:
    """Give a new register what it starts with: the firm's wording for consent."""
    with database.write() as session:
        seed_wordings(session, By("daemon", clock()), firm_facts(config))


def judge_now(config: Config, database: Database, stop: Event, *, clock: Clock = utc_now) -> int:
    """Judge the bookings that are due, as the service does, and send nothing; give how many. None while `mode` is off."""
    if config.sending.mode is Mode.OFF:
        return 0
    with database.write() as session:
        policy = ask_policy(config, begin_sending(session, sending=True, now=clock()), clock())
    return ask(Asker(database, policy, clock), stop)


def service(
    config: Config, database: Database, ownership: Ownership, *, clock: Clock = utc_now, rhythm: Rhythm = USUAL
) -> Service:
    """Give the service, ready to run. The register must be owned already."""
    intake = Intake(database, intake_policy(config), clock)
    wishes = Wishes()
    sending = sending_jobs(config, database, ownership.owner, clock=clock, rhythm=rhythm)
    readers = Readers()
    watched = monitoring(config, database, ownership, readers, clock, rhythm.alarms)
    jobs = [
        watched.alarms,
        *_housekeeping(database, clock, rhythm),
        *backup_jobs(config, database, clock, rhythm.keep_house),
        _listing_job(config, database, clock, rhythm),
        *sending,
        *_page_jobs(config, database, wishes, clock, rhythm.send),
    ]
    pairs = [(account.connector, account.poll_every) for account in accounts(config, clock=clock, readers=readers)]

    @contextmanager
    def beside() -> Iterator[None]:
        with watched.instruments.beside(), serving_pages(config, database, wishes, clock):
            yield

    return Service(database, intake, pairs, jobs, ownership, replace(watched.instruments, beside=beside))


def sending_jobs(
    config: Config,
    database: Database,
    owner: Owner | None,
    *,
    clock: Clock = utc_now,
    sender: Sender | None = None,
    rhythm: Rhythm = USUAL,
) -> list[Job]:
    """Give the jobs that send: mail to staff wherever there is a relay, asking and requests only while `mode` is not off (C16).

    What somebody has asked for on a page goes out in any mode. What a dead process left behind is settled first.
    """
    sends = config.sending.mode is not Mode.OFF
    with database.write() as session:
        begin_sending(session, sending=sends, now=clock())

    def policy() -> AskPolicy:
        return _policy_now(config, database, clock)

    outbox = Outbox(database, policy(), clock, owner, kinds=TO_CLIENTS if sends else BY_PAGE)
    outbox.recover()
    relay = smtp_account(config)
    if relay is None or (not sends and config.register.notice_url is None):
        return []
    sender = sender or SmtpSender(relay)
    health = RelayHealth(database, relay.name, Clocks(clock))
    send = SendJob(outbox, sender, composer(config, clock, stored_links(config, database, clock)), health)
    digest = DigestJob(config, database, sender, sender_identity(config), clock)
    alarm_mail = AlarmMail(config, database, sender, sender_identity(config), health, Clocks(clock))

    def ask_job(stop: Event) -> int:
        # The policy is made anew each time: the first weeks of `auto` end while the service runs.
        asked = policy()
        return ask(Asker(database, asked, clock), stop) + queue_notices(database, asked, clock())

    jobs = [
        Job("digest", rhythm.digest, lambda _stop: digest.run(outbox)),
        Job("alarm_mail", rhythm.alarms, lambda _stop: alarm_mail.run(outbox)),
    ]
    if not sends and not config.web.enabled:
        return jobs
    if sends:
        jobs.append(Job("ask", rhythm.ask, ask_job, after_reading=True))
    listening = Listening(answer_accounts(config), database, clock)
    return [*jobs, _send_job(send, listening, rhythm.send)]


def _policy_now(config: Config, database: Database, clock: Clock) -> AskPolicy:
    with database.read() as session:
        return ask_policy(config, session.get_one(RegisterState, 1), clock())


def _page_jobs(config: Config, database: Database, wishes: Wishes, clock: Clock, every: timedelta) -> list[Job]:
    """Give what answers the visitors of the pages by mail: where pages run and there is a relay."""
    if not config.web.enabled or smtp_account(config) is None:
        return []

    def run(_stop: Event) -> int:
        return answer_pages(database, wishes, _policy_now(config, database, clock), clock())

    return [Job("pages", every, run)]


def _send_job(send: SendJob, listening: Listening, every: timedelta) -> Job:
    def run(stop: Event) -> Sent:
        return Sent() if listening.is_deaf else send.run(stop)

    return Job("send", every, run, after_reading=True, holds=lambda: send.is_handing, finish=send.finish)


def _listing_job(config: Config, database: Database, clock: Clock, rhythm: Rhythm) -> Job:
    names, zone = [mailbox.name for mailbox in config.mailboxes], ZoneInfo(config.register.zone)
    return Job("list", rhythm.keep_house, lambda _stop: list_folders(database, names, zone, clock()))


def _housekeeping(database: Database, clock: Clock, rhythm: Rhythm) -> list[Job]:
    return [
        Job("forget", rhythm.keep_house, lambda _stop: forget(database, clock())),
        Job("extend", rhythm.keep_house, lambda _stop: extend(database, clock())),
        Job("seal", rhythm.seal, lambda _stop: seal(database, clock())),
    ]
