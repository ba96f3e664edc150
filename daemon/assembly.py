"""Put the parts together from the configuration: database, connectors, intake, outbox, jobs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Event
from zoneinfo import ZoneInfo

from connectors.mail.send import Sender, SmtpSender
from daemon.clocks import Clocks
from daemon.compose import composer, sender_identity
from daemon.config.build import can_write_to_clients, retention_periods, smtp_account
from daemon.config.schema import Config, Mode
from daemon.jobs.alarm_mail import AlarmMail
from daemon.jobs.ask import ask
from daemon.jobs.backup import backup_jobs
from daemon.jobs.digest import DigestJob
from daemon.jobs.forget import Keeping, extend, forget, seal
from daemon.jobs.listening import Listening, answer_accounts
from daemon.jobs.listing import list_folders
from daemon.jobs.pages import answer_pages
from daemon.jobs.propose import propose_merges
from daemon.jobs.relay import RelayHealth
from daemon.jobs.send import SendJob, Sent
from daemon.monitoring import monitoring
from daemon.page_links import stored_links
from daemon.pulling import Clock, accounts, ask_policy, intake_policy, utc_now
from daemon.readers import Readers
from daemon.service import Job, Service
from daemon.web.public.serving import serving_pages
from daemon.web.public.wishes import Wishes
from models.register.database import Database
from models.register.feedback import Asker, begin_sending
from models.register.intake import Intake
from models.register.outbox import Outbox
from models.register.ownership import Owner, Ownership
from models.register.policy import AskPolicy
from models.register.reminders import queue_reminders
from models.register.withdrawal_notices import queue_notices
from models.tables import BY_PAGE, TO_CLIENTS, RegisterState


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
        *_housekeeping(config, database, clock, rhythm),
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

    What somebody has asked for, and confirmations of consent, go out in any mode. What a dead process left is settled first.
    """
    sends = config.sending.mode is not Mode.OFF
    with database.write() as session:
        begin_sending(session, sending=sends, now=clock())

    def policy() -> AskPolicy:
        return _policy_now(config, database, clock)

    outbox = Outbox(database, policy(), clock, owner, kinds=TO_CLIENTS if sends else BY_PAGE)
    outbox.recover()
    relay = smtp_account(config)
    if relay is None or not can_write_to_clients(config):
        return []
    sender = sender or SmtpSender(relay)
    health = RelayHealth(database, relay.name, Clocks(clock))
    send = SendJob(outbox, sender, composer(config, clock, stored_links(config, database, clock)), health)
    identity = sender_identity(config)
    digest = DigestJob(config, database, sender, identity, clock)
    alarm_mail = AlarmMail(config, database, sender, identity, health, Clocks(clock))

    def ask_job(stop: Event) -> int:
        # The policy is made anew each time: the first weeks of `auto` end while the service runs.
        asked = policy()
        judged = ask(Asker(database, asked, clock), stop) + queue_notices(database, asked, clock())
        return judged + queue_reminders(database, asked, clock())

    jobs = [
        Job("digest", rhythm.digest, lambda _stop: digest.run(outbox)),
        Job("alarm_mail", rhythm.alarms, lambda _stop: alarm_mail.run(outbox)),
    ]
    if sends:
        jobs.append(Job("ask", rhythm.ask, ask_job, after_reading=True))
    listening = Listening(answer_accounts(config), database, clock)
    return [*jobs, _send_job(send, listening, rhythm.send)]


def _policy_now(config: Config, database: Database, clock: Clock) -> AskPolicy:
    with database.read() as session:
        return ask_policy(config, session.get_one(RegisterState, 1), clock())


def _page_jobs(config: Config, database: Database, wishes: Wishes, clock: Clock, every: timedelta) -> list[Job]:
    """Give what answers the visitors of the pages, and who consented by mail: where there is a relay (C16)."""
    if not can_write_to_clients(config):
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


def _housekeeping(config: Config, database: Database, clock: Clock, rhythm: Rhythm) -> list[Job]:
    keeping = Keeping(retention_periods(config), ZoneInfo(config.register.zone))
    return [
        Job("forget", rhythm.keep_house, lambda _stop: forget(database, clock(), keeping)),
        Job("extend", rhythm.keep_house, lambda _stop: extend(database, clock())),
        Job("propose", rhythm.keep_house, lambda _stop: propose_merges(database, clock())),
        Job("seal", rhythm.seal, lambda _stop: seal(database, clock())),
    ]
