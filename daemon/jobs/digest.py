"""Tell staff by one short mail a working day what waits for a person: counts, case numbers and due dates, no names."""

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from connectors.mail.send import Sender
from daemon.config.schema import Config
from daemon.jobs.staff_mail import hand_over
from daemon.letters import DigestCase, DigestFacts, DigestTopic, SenderIdentity, render_digest
from models.register.accounts import PARKED
from models.register.audit import By
from models.register.database import Database
from models.register.digest import claim_digest, digest_due
from models.register.outbox import Outbox
from models.register.queries.status import RegisterFare, register_fare
from models.rules.deadlines import urgency
from models.rules.months import local_date
from models.rules.sending_hours import SendingHours
from models.vocabulary import AlarmKind, DutyKind, MailState

log = structlog.get_logger()

COUNTED_BY_ITSELF = frozenset(
    {AlarmKind.ACCOUNT_PARKED, AlarmKind.BYTE_BUDGET, AlarmKind.CALENDAR_FROZEN, AlarmKind.UNKNOWN_LETTERS}
)
"""Alarms whose facts have a line of their own in the digest."""


DUTIES = {
    DutyKind.TELL_RECIPIENTS: DigestTopic.RECIPIENTS,
    DutyKind.SOURCE_NOTICES: DigestTopic.SOURCE_NOTICES,
    DutyKind.REVIEW_HOLDS: DigestTopic.HOLDS,
    DutyKind.REVIEW_KEPT_OUT: DigestTopic.KEPT_OUT,
}


class DigestJob:
    """Sends the digest when it is due and something waits; otherwise does nothing."""

    def __init__(
        self,
        config: Config,
        database: Database,
        sender: Sender,
        identity: SenderIdentity,
        clock: Callable[[], datetime],
    ) -> None:
        self._config = config
        self._database = database
        self._sender = sender
        self._identity = identity
        self._clock = clock

    def run(self, outbox: Outbox) -> bool:
        """Send today's digest; give whether one went out."""
        if self._database.is_held:
            return False
        now = self._clock()
        zone = ZoneInfo(self._config.register.zone)
        hours = SendingHours(self._config.sending.from_hour, self._config.sending.until_hour, zone=zone)
        with self._database.write() as session:
            if not digest_due(session, hours, now):
                return False
            fare = register_fare(session, now)
            counts = waiting_counts(fare)
            if not waits(counts) and not fare.cases:
                return False
            mail = claim_digest(session, self._identity.from_address.rpartition("@")[2], By("daemon", now))
            mail_id, message_id = mail.id or 0, mail.message_id
        today = local_date(now, zone)
        facts = DigestFacts(
            language=self._config.register.language,
            address=self._config.contact_person.email,
            message_id=message_id,
            written_at=now.astimezone(zone),
            counts=counts,
            cases=tuple(
                DigestCase(case.id, case.kind, case.due_on, urgency(case.received_on, case.due_on, today))
                for case in fare.cases
            ),
            days={DUTIES[duty.kind]: duty.day for duty in fare.duties},
        )
        state, result = hand_over(outbox, self._sender, mail_id, lambda: render_digest(facts, self._identity))
        log.info("digest", outcome=result.outcome.value)
        return state is MailState.SENT


def waits(counts: Mapping[DigestTopic, int]) -> bool:
    """Whether something wants a person. Candidates alone do not: undecided they go by themselves."""
    return any(count for topic, count in counts.items() if topic is not DigestTopic.CANDIDATES)


def waiting_counts(fare: RegisterFare) -> dict[DigestTopic, int]:
    """Give how many of each thing wait for a person."""
    failing = [account for account in fare.accounts if account.failing_since is not None]
    refused = sum(account.error in PARKED for account in failing)
    return {
        DigestTopic.TO_APPROVE: fare.counts.waiting_approval,
        DigestTopic.UNKNOWN: len(fare.unknown_letters),
        DigestTopic.REFUSED: fare.counts.refused,
        DigestTopic.RETURNING: fare.counts.returning,
        DigestTopic.PAUSED: len(fare.paused),
        DigestTopic.INQUIRIES: len(fare.inquiries),
        **{DUTIES[duty.kind]: duty.count for duty in fare.duties},
        DigestTopic.SAME_PERSON: fare.counts.open_judgements,
        DigestTopic.CANDIDATES: fare.counts.candidates,
        DigestTopic.PROBLEMS: fare.counts.problems,
        DigestTopic.PARKED: refused,
        DigestTopic.UNREACHED: len(failing) - refused,
        DigestTopic.EMPTIED_CALENDARS: len(fare.frozen),
        DigestTopic.ALARMS: sum(1 for shown in fare.alarms if shown.alarm.kind not in COUNTED_BY_ITSELF),
    }
