"""Tell the contact person by mail what is seriously wrong, once, and when it is over. Never through a relay that fails."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import structlog

from connectors.mail.send import Sender, SendOutcome, SendResult
from daemon.clocks import Clocks
from daemon.config.schema import Config
from daemon.jobs.relay import RelayHealth
from daemon.jobs.staff_mail import hand_over
from daemon.letters import AlarmFacts, AlarmLine, SenderIdentity, render_alarm
from daemon.reasons import alarm_words
from models.errors import Refused, Unreachable
from models.register import standing_alarms
from models.register.accounts import PARKED
from models.register.audit import By
from models.register.database import Database
from models.register.outbox import Outbox
from models.register.standing_alarms import AlarmNews, AlarmShown
from models.tables import OutgoingMail, row_id
from models.vocabulary import MailState

log = structlog.get_logger()

REST = timedelta(minutes=10)
"""How long no mail about alarms is tried after one that did not go out."""


class AlarmMail:
    """Sends one mail about all that is new. A pass that has nothing to tell asks the relay nothing."""

    def __init__(
        self,
        config: Config,
        database: Database,
        sender: Sender,
        identity: SenderIdentity,
        relay: RelayHealth,
        clocks: Clocks,
    ) -> None:
        self._config = config
        self._database = database
        self._sender = sender
        self._identity = identity
        self._relay = relay
        self._clock = clocks.now
        self._steady = clocks.steady
        self._rests_until = 0.0

    def run(self, outbox: Outbox) -> bool:
        """Tell what is new; give whether a mail went out. While the relay fails only the relay is asked how it fares."""
        if self._database.is_held or not self._relay.may_be_asked:
            return False
        if trouble := self._relay.trouble:
            self._look_at_relay(trouble)
            return False
        if self._steady() < self._rests_until:
            return False
        claimed = self._claim()
        if claimed is None:
            return False
        self._rests_until = self._steady() + REST.total_seconds()
        mail, told = claimed
        if not self._send(outbox, mail, told):
            return False
        self._rests_until = 0.0
        return True

    def _claim(self) -> tuple[OutgoingMail, AlarmNews] | None:
        with self._database.read() as session:
            if not _anything(standing_alarms.news(session)):
                return None
        domain = self._identity.from_address.rpartition("@")[2]
        with self._database.write() as session:
            told = standing_alarms.news(session)
            by = By("daemon", self._clock())
            mail = standing_alarms.claim_alarm_mail(session, domain, self._config.alarms.mails_per_day, by)
        return None if mail is None else (mail, told)

    def _send(self, outbox: Outbox, mail: OutgoingMail, told: AlarmNews) -> bool:
        """Hand it over and settle it; give whether the contact person is told, or cannot be told by mail at all."""
        facts = self._facts(mail.message_id, told)
        try:
            state, result = hand_over(outbox, self._sender, row_id(mail), lambda: render_alarm(facts, self._identity))
        except Refused as exc:
            self._relay.failed(exc)
            return False
        self._note(result)
        log.info("alarm mail", outcome=result.outcome.value, alarms=len(told.raised), over=len(told.cleared))
        if state is MailState.DROPPED:
            return False
        with self._database.write() as session:
            standing_alarms.mark_told(session, told, self._clock())
        return True

    def _facts(self, message_id: str, told: AlarmNews) -> AlarmFacts:
        zone = ZoneInfo(self._config.register.zone)
        language = self._config.register.language

        def line(shown: AlarmShown) -> AlarmLine:
            words = alarm_words(shown.alarm.kind, shown.alarm.subject, language)
            until = shown.cleared_at.astimezone(zone) if shown.cleared_at is not None else None
            return AlarmLine(shown.alarm.kind, words, shown.raised_at.astimezone(zone), until)

        return AlarmFacts(
            language=language,
            address=self._config.contact_person.email,
            message_id=message_id,
            written_at=self._clock().astimezone(zone),
            raised=tuple(line(shown) for shown in told.raised),
            over=tuple(line(shown) for shown in told.cleared),
        )

    def _look_at_relay(self, trouble: str) -> None:
        """Find out whether the relay works again where no letter waits that would show it."""
        with self._database.read() as session:
            if standing_alarms.letters_wait(session, self._clock()):
                return
        wrong = next((finding for finding in self._sender.check() if not finding.ok), None)
        if wrong is None:
            self._relay.worked()
        else:
            # What refused before may do so again: no password is tried sooner for it (HW-F14).
            error = Refused if wrong.refused or trouble in PARKED else Unreachable
            self._relay.failed(error(wrong.message, mend=wrong.mend))

    def _note(self, result: SendResult) -> None:
        if result.outcome is SendOutcome.TEMPORARY and not result.code:
            mend = "the service tries again by itself; `rekisterid check` tells more"
            self._relay.failed(Unreachable(f"{self._relay.name}: the relay does not answer", mend=mend))
        elif result.code:
            self._relay.worked()


def _anything(told: AlarmNews) -> bool:
    return bool(told.raised or told.cleared)
