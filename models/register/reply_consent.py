"""A plain yes by mail: it confirms what waits for its confirmation, or is a consent by reply with its two proofs (C6, C8).

The one loosening act of machine reading. It answers a letter of ours that carried a wording, and comes from the address that
this letter went to; whoever holds the letter's own token there holds what the link in it would be.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from models.register import ledger
from models.register.addresses import claims_of
from models.register.audit import By
from models.register.clusters import cluster_of
from models.register.keys import HASH_KEY, keyed_hash
from models.register.wordings import WordingRefused, require_current
from models.rules.consent import (
    EMAIL_CHANNEL,
    STRICT,
    ConsentEvent,
    ConsentEventType,
    ConsentMethod,
    ConsentPolicy,
    ConsentState,
    is_erased,
    is_prohibited,
    is_restricted,
    pending_grants,
    state_of,
)
from models.rules.consent.grants import known_at, live_grants
from models.rules.identity import proof_of_sender
from models.rules.normalise import normal_form
from models.rules.provenance import told_by_subject
from models.tables import Detail, DetailStanding, MailKind, OutgoingMail, Source, row_id
from models.values import MessageReading
from models.vocabulary import GONE_OUT, ConsentWord, DetailField, MessageKind, Purpose, Trust

CARRIED_A_WORDING = frozenset({MailKind.CONSENT_CONFIRMATION})


class YesByReply:
    """Takes plain yeses into one open session."""

    def __init__(self, session: Session, by: By, policy: ConsentPolicy = STRICT) -> None:
        self._session = session
        self._by = by
        self._policy = policy

    def take(self, letter: OutgoingMail, reading: MessageReading, source: Source, at: datetime) -> bool:
        """Let a message's yes count for the purpose of the letter it answers; give whether anything was recorded.

        `source`: the message, which came `at` (aware).
        A yes that asks for something else as well, that somebody passed on, or that comes from elsewhere is none.
        """
        if letter.person_id is None or letter.purpose is None or not self._is_answer(letter, reading):
            return False
        # Forbidden, or restricted, by whichever of their records.
        records = ledger.standing_of(self._session, letter.person_id).records
        held = [event for record in records for event in record]
        if is_prohibited(held, letter.purpose.value) or is_restricted(held) or is_erased(held):
            return False
        # A mail read again says the same; what the ledger holds of it stands.
        (events,) = ledger.histories(self._session, [letter.person_id])
        if self._was_taken(letter.person_id, source):
            return False
        events_then = ledger.counting_at(events, at)
        if pending_grants(events_then, letter.purpose.value, at, self._policy):
            return self._confirm(letter.person_id, letter.purpose, source, at)
        if state_of(events_then, letter.purpose.value, at, self._policy).state is ConsentState.VALID:
            return False
        agreed = self._asked_about(events, letter, at)
        return agreed is not None and self._give(letter.person_id, agreed, reading, source, at)

    def _is_answer(self, letter: OutgoingMail, reading: MessageReading) -> bool:
        plain = reading.consent is ConsentWord.GIVEN and not reading.requests and not reading.withdrawal_word
        direct = reading.kind is MessageKind.PERSONAL and not reading.forwarded
        if letter.kind not in CARRIED_A_WORDING or letter.state not in GONE_OUT or not (plain and direct):
            return False
        key = self._session.info.get(HASH_KEY)
        address = self._address(reading)
        if key is None or not address:
            return False
        return keyed_hash(key, DetailField.EMAIL, address) == letter.address_key

    def _address(self, reading: MessageReading) -> str:
        return (normal_form(DetailField.EMAIL, reading.sender.address) or "") if reading.sender else ""

    def _was_taken(self, person_id: int, source: Source) -> bool:
        kinds = (ConsentEventType.CONSENT_CONFIRMED, ConsentEventType.CONSENT_GIVEN)
        return any(ledger.holds_already(self._session, person_id, kind, row_id(source)) for kind in kinds)

    def _confirm(self, person_id: int, purpose: Purpose, source: Source, at: datetime) -> bool:
        event = ConsentEvent(
            type=ConsentEventType.CONSENT_CONFIRMED,
            at=at,
            purpose=purpose.value,
            channel=EMAIL_CHANNEL,
            evidence=f"source:{row_id(source)}",
        )
        ledger.append(self._session, person_id, event, self._by, source_id=row_id(source))
        return True

    def _give(
        self, person_id: int, agreed: ConsentEvent, reading: MessageReading, source: Source, at: datetime
    ) -> bool:
        """Record a consent by reply, to what was agreed to before. Verified it counts at once, else once it is confirmed (C6)."""
        event = ConsentEvent(
            type=ConsentEventType.CONSENT_GIVEN,
            at=at,
            purpose=agreed.purpose,
            method=ConsentMethod.EMAIL_REPLY,
            channels=(EMAIL_CHANNEL,),
            wording=agreed.wording,
            lang=agreed.lang,
            evidence=f"source:{row_id(source)}",
            sender_verified=self._is_verified(person_id, reading),
            answers_wording=True,
        )
        ledger.append(self._session, person_id, event, self._by, source_id=row_id(source))
        return True

    def _is_verified(self, person_id: int, reading: MessageReading) -> bool:
        """C6 a: the proven address is on record for this person by the person's own word."""
        if proof_of_sender(reading) is not Trust.VERIFIED:
            return False
        details = self._session.exec(
            select(Detail.id).where(
                col(Detail.person_id).in_(cluster_of(self._session, person_id).members),
                Detail.field == DetailField.EMAIL,
                Detail.value_key == self._address(reading),
                Detail.standing == DetailStanding.VALUE,
            )
        )
        return told_by_subject(claims_of(self._session, [number for number in details if number is not None]))

    def _asked_about(self, events: list[ConsentEvent], letter: OutgoingMail, at: datetime) -> ConsentEvent | None:
        """Give the grant that the letter asked to confirm, if its wording is still the one to agree to (C5)."""
        written_at = letter.handed_at or letter.created_at
        asked = live_grants(known_at(events, written_at), letter.purpose.value if letter.purpose else "")
        agreed = max(asked, key=lambda grant: grant.at, default=None)
        if agreed is None or agreed.wording is None or agreed.purpose is None:
            return None
        try:
            require_current(self._session, agreed.wording, agreed.purpose, at)
        except WordingRefused:
            return None
        return agreed
