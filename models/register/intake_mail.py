"""Intake of one message: the ladder, whose values they are, what is stored of them. Runs inside the batch's transaction."""

from datetime import datetime

from sqlmodel import Session, select

from models.register import candidates, people, suppression
from models.register.audit import By
from models.register.clusters import open_judgement
from models.register.people import Statement
from models.register.policy import IntakePolicy
from models.register.replies import Replies
from models.register.sources import of_message
from models.rules.identity import MAKES_CLIENT, Match, MatchReason, Rung, SenderFacts, match_by_address, rung_of
from models.rules.normalise import fold_name, normal_form, one_line, redact_hetu
from models.tables import ContactEvent, DetailStanding, Source, Stream, row_id
from models.values import FoundValue, Mailbox, MessageSeen
from models.vocabulary import (
    DetailField,
    Direction,
    FolderRole,
    MessageKind,
    Outcome,
    SourceKind,
    Trust,
    Zone,
)

CHANNEL = "email"


class MailIntake:
    """Takes messages into one open session."""

    def __init__(self, session: Session, policy: IntakePolicy, key: bytes, by: By) -> None:
        self._session = session
        self._policy = policy
        self._key = key
        self._by = by

    def take(self, stream: Stream, message: MessageSeen) -> tuple[Outcome, str]:
        """Store what one message gives; return its outcome and the reason for it. Taking it twice changes nothing."""
        if self._is_outgoing(message):
            return self._take_outgoing(stream, message)
        return self._take_incoming(stream, message)

    def _is_outgoing(self, message: MessageSeen) -> bool:
        sender = message.reading.sender
        if message.folder_role is FolderRole.SENT:
            return True
        key = _address_key(sender)
        return key is not None and self._policy.is_own(key) and not message.reading.forwarded

    def _take_outgoing(self, stream: Stream, message: MessageSeen) -> tuple[Outcome, str]:
        """What we or staff sent is contact history with those who are known, and an answer to candidates (the ladder)."""
        Replies(self._session, self._by).seen_in_sent(message.reading.message_id)
        known: set[int] = set()
        for recipient in message.reading.recipients:
            address_key = _address_key(recipient)
            if address_key is None or self._policy.is_own(address_key) or self._suppressed(address_key):
                continue
            known.update(self._written_to(address_key, message))
        if not known:
            return Outcome.SKIPPED, "outgoing_to_strangers"
        source = of_message(self._session, row_id(stream), message, Direction.OUTGOING, SourceKind.EMAIL, self._by)
        for person_id in known:
            self._note_contact(person_id, source, message.received_at, Direction.OUTGOING)
        return Outcome.USED, "contact_history"

    def _written_to(self, address_key: str, message: MessageSeen) -> set[int]:
        people_there = people.people_with(self._session, DetailField.EMAIL, address_key)
        if people_there:
            return set(people_there)
        if not message.reading.in_reply_to and not message.reading.references:
            return set()
        candidates.mark_answered(self._session, self._key, address_key, message.received_at)
        candidate = candidates.find(self._session, address_key)
        if candidate is None:
            return set()
        sender = Mailbox(candidate.name, candidate.address)
        candidates.dissolve(self._session, candidate, self._by)
        # Name and address come with their source when the candidate's own messages are read again.
        return {self._new_client(sender, Rung.STAFF_ANSWERED, message)}

    def _take_incoming(self, stream: Stream, message: MessageSeen) -> tuple[Outcome, str]:
        sender = message.reading.subject_of or message.reading.sender
        address_key = _address_key(sender)
        rung = rung_of(self._facts(message, address_key))
        if rung is Rung.SUPPRESSED and address_key is not None:
            suppression.count_arrival(self._session, self._key, address_key, message.received_at)
        if sender is not None and address_key is not None and (rung is Rung.KNOWN or rung in MAKES_CLIENT):
            return self._take_client(stream, message, sender, address_key, rung)
        if sender is not None and address_key is not None and rung is Rung.CANDIDATE:
            return self._take_candidate(stream, message, sender, address_key)
        if message.reading.kind not in (MessageKind.AUTO_REPLY, MessageKind.BOUNCE, MessageKind.BULK):
            self._take_words(stream, message, [])
        return Outcome.SKIPPED, rung.value

    def _facts(self, message: MessageSeen, address_key: str | None) -> SenderFacts:
        reading = message.reading
        if address_key is None:
            return SenderFacts(kind=reading.kind, folder=message.folder_role, has_sender=False)
        return SenderFacts(
            kind=reading.kind,
            folder=message.folder_role,
            suppressed=self._suppressed(address_key),
            own=self._policy.is_own(address_key),
            known=bool(people.people_with(self._session, DetailField.EMAIL, address_key)),
            staff_answered=candidates.was_answered(self._session, self._key, address_key),
        )

    def _suppressed(self, address_key: str) -> bool:
        return bool(suppression.suppressed(self._session, self._key, [(DetailField.EMAIL, address_key)]))

    def _take_client(
        self, stream: Stream, message: MessageSeen, sender: Mailbox, address_key: str, rung: Rung
    ) -> tuple[Outcome, str]:
        name = self._name_of(message, sender)
        match = match_by_address(fold_name(name), people.people_with(self._session, DetailField.EMAIL, address_key))
        person_id = match.person_id
        if match.reason is MatchReason.NOBODY:
            person_id = self._new_client(sender, rung, message)
        source = of_message(self._session, row_id(stream), message, Direction.INCOMING, _kind_of(message), self._by)
        at_address = [person_id] if person_id is not None else list(match.others)
        self._take_words(stream, message, at_address, source)
        if person_id is None:
            self._ask_who(match, source)
            return Outcome.USED, match.reason.value
        source.person_id = person_id
        self._session.add(source)
        self._note_contact(person_id, source, message.received_at, Direction.INCOMING)
        people.touch(self._session, person_id, message.received_at)
        self._take_values(person_id, message, source, sender)
        return Outcome.USED, rung.value

    def _new_client(self, sender: Mailbox, rung: Rung, message: MessageSeen) -> int:
        person_id = people.make_person(self._session, self._by, language=message.reading.language)
        people.make_client(self._session, person_id, rung, message.received_at, self._by)
        address_key = _address_key(sender)
        candidate = candidates.find(self._session, address_key) if address_key else None
        if candidate is not None:
            candidates.dissolve(self._session, candidate, self._by)
        return person_id

    def _ask_who(self, match: Match, source: Source) -> None:
        open_judgement(self._session, match.others, match.reason.value, row_id(source), self._by)

    def _take_candidate(
        self, stream: Stream, message: MessageSeen, sender: Mailbox, address_key: str
    ) -> tuple[Outcome, str]:
        candidate = candidates.note(
            self._session, sender, address_key, message.received_at, self._policy.candidate_kept, self._by
        )
        candidates.point_to(self._session, candidate, row_id(stream), message.place, message.received_at)
        self._take_words(stream, message, [])
        return Outcome.SKIPPED, Rung.CANDIDATE.value

    def _take_words(
        self, stream: Stream, message: MessageSeen, person_ids: list[int], source: Source | None = None
    ) -> None:
        """Let withdrawals, requests and answers act: at once, before anyone reads them."""
        replies = Replies(self._session, self._by)
        if source is None:
            if not replies.concerns_us(message.reading):
                return
            source = of_message(self._session, row_id(stream), message, Direction.INCOMING, SourceKind.EMAIL, self._by)
        replies.take(message, source, person_ids)

    def _take_values(self, person_id: int, message: MessageSeen, source: Source, sender: Mailbox) -> None:
        for found in self._values(message, sender):
            self._state(person_id, message, source, found, DetailStanding.VALUE)
        for found in message.reading.proposals:
            self._state(person_id, message, source, found, DetailStanding.PROPOSAL)

    def _values(self, message: MessageSeen, sender: Mailbox) -> list[FoundValue]:
        """The values found, and the address by which the person was found, which is theirs by that very fact."""
        own_address = FoundValue(DetailField.EMAIL, sender.address, 0, Zone.HEADER, "sender", 1.0)
        return [own_address, *message.reading.found]

    def _state(
        self, person_id: int, message: MessageSeen, source: Source, found: FoundValue, standing: DetailStanding
    ) -> None:
        value = redact_hetu(one_line(found.value)).text
        value_key = normal_form(found.field, value)
        if found.field in self._policy.dropped_fields or value_key is None:
            return
        if suppression.suppressed(self._session, self._key, [(found.field, value_key)]):
            return
        people.state_value(
            self._session,
            person_id,
            found.field,
            value,
            Statement(
                source_id=row_id(source),
                kind=source.kind,
                from_subject=_from_subject(message),
                taken_at=message.received_at,
                taken_by=found.rule[:64],
                trust=_trust(message),
                line=found.line,
                zone=found.zone,
                confidence=found.confidence,
                standing=standing,
            ),
        )

    def _name_of(self, message: MessageSeen, sender: Mailbox) -> str:
        names = [found.value for found in message.reading.found if found.field is DetailField.PERSON_NAME]
        return names[0] if names else sender.name

    def _note_contact(self, person_id: int, source: Source, at: datetime, direction: Direction) -> None:
        known = select(ContactEvent.id).where(ContactEvent.person_id == person_id, ContactEvent.source_id == source.id)
        if self._session.exec(known).first() is None:
            self._session.add(
                ContactEvent(person_id=person_id, source_id=row_id(source), at=at, direction=direction, channel=CHANNEL)
            )


def _address_key(mailbox: Mailbox | None) -> str | None:
    return normal_form(DetailField.EMAIL, mailbox.address) if mailbox is not None else None


def _kind_of(message: MessageSeen) -> SourceKind:
    return SourceKind.WEB_FORM if message.reading.kind is MessageKind.FORM else SourceKind.EMAIL


def _from_subject(message: MessageSeen) -> bool:
    """The author speaks of themself, unless somebody passed the message on or a service wrote it."""
    return not message.reading.forwarded and message.reading.kind is not MessageKind.BOOKING


def _trust(message: MessageSeen) -> Trust:
    """The proof is for the From address: of a form or a forward it says nothing about the person in it."""
    is_direct = message.reading.kind is MessageKind.PERSONAL and not message.reading.forwarded
    return message.reading.trust if is_direct else Trust.NONE
