"""Intake of one message: the ladder, whose values they are, what is stored of them. Runs inside the batch's transaction."""

from datetime import datetime

from sqlmodel import Session, select

from models.register import candidates, lookups, people, suppression, waiting
from models.register.audit import By
from models.register.clusters import open_judgement, settled
from models.register.keys import keyed_hash
from models.register.people import Statement
from models.register.policy import IntakePolicy
from models.register.rejudge import judge_again
from models.register.replies import Replies, forbids
from models.register.restriction import RESTRICTED, is_restricted
from models.register.returned import letter_returned, returning_addresses
from models.register.returned import note as note_return
from models.register.seen import was_seen
from models.register.sources import of_message
from models.rules.identity import (
    MAKES_CLIENT,
    Match,
    MatchReason,
    Rung,
    SenderFacts,
    is_staff_answer,
    match_by_address,
    proof_of_sender,
    rung_of,
)
from models.rules.normalise import fold_name, normal_form
from models.rules.provenance import SENDER
from models.tables import ContactEvent, DetailStanding, Source, Stream, row_id
from models.values import FoundValue, Mailbox, MessageReading, MessageSeen
from models.vocabulary import (
    SILENT_KINDS,
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
        if self._take_return(stream, message):
            return Outcome.USED, "returned_letter"
        if self._is_outgoing(message):
            return self._take_outgoing(stream, message)
        return self._take_incoming(stream, message)

    def _take_return(self, stream: Stream, message: MessageSeen) -> bool:
        """Note that a letter of ours came back, whoever says so: own servers do, too. Gives whether one did."""
        if message.folder_role is FolderRole.SENT:
            return False
        letter = letter_returned(self._session, message.reading)
        if letter is None:
            return False
        source = of_message(self._session, row_id(stream), message, Direction.INCOMING, SourceKind.EMAIL, self._by)
        note_return(self._session, letter, message.reading, source, self._by)
        return True

    def _is_outgoing(self, message: MessageSeen) -> bool:
        """Whether we wrote it: from an own address, unless it passes on another's words: a forward, a form of our own site."""
        if message.folder_role is FolderRole.SENT:
            return True
        if message.reading.forwarded or message.reading.kind in (MessageKind.FORM, MessageKind.BOOKING):
            return False
        key = _address_key(message.reading.sender)
        return key is not None and self._policy.is_own(key)

    def _take_outgoing(self, stream: Stream, message: MessageSeen) -> tuple[Outcome, str]:
        """What we or staff sent is contact history with those who are known, and an answer to candidates (the ladder)."""
        if message.folder_role is FolderRole.SENT:
            Replies(self._session, self._by).seen_in_sent(message.reading.message_id)
        reached = False
        for recipient in message.reading.recipients:
            address_key = _address_key(recipient)
            if address_key is None or self._policy.is_own(address_key) or self._suppressed(address_key):
                continue
            person_ids = self._addressees(stream, message, address_key)
            reached = reached or bool(person_ids)
            for person_id in person_ids:
                if is_restricted(self._session, person_id):
                    continue
                self._note_written_to(stream, message, person_id, recipient)
        reached = self._take_told(stream, message) or reached
        return (Outcome.USED, "contact_history") if reached else (Outcome.SKIPPED, "outgoing_to_strangers")

    def _take_told(self, stream: Stream, message: MessageSeen) -> bool:
        """Propose what staff typed of a client whom the address typed with it names, alone; nothing of strangers."""
        address_key = _address_key(message.reading.subject_of)
        if address_key is None or self._policy.is_own(address_key) or self._suppressed(address_key):
            return False
        there = self._people_at(address_key)
        if len(there) != 1 or is_restricted(self._session, there[0]):
            return False
        source = of_message(self._session, row_id(stream), message, Direction.OUTGOING, SourceKind.EMAIL, self._by)
        for found in message.reading.proposals:
            self._state(there[0], message, source, found, DetailStanding.PROPOSAL)
        return True

    def _addressees(self, stream: Stream, message: MessageSeen, address_key: str) -> list[int]:
        """Give the people at an address we wrote to. A candidate whom staff answer becomes a client; a stranger is noted."""
        known = people.people_with(self._session, DetailField.EMAIL, address_key)
        if known:
            return list(known)
        is_answer = is_staff_answer(message.reading, message.folder_role)
        if is_answer and candidates.find(self._session, address_key) is not None:
            return [self._new_client(address_key, Rung.STAFF_ANSWERED, message)]
        letter = candidates.Letter(row_id(stream), message.place, is_answer)
        candidates.note_written_to(self._session, self._key, address_key, letter, self._by)
        return []

    def _note_written_to(self, stream: Stream, message: MessageSeen, person_id: int, recipient: Mailbox) -> None:
        source = of_message(self._session, row_id(stream), message, Direction.OUTGOING, SourceKind.EMAIL, self._by)
        self._note_contact(person_id, source, message.received_at, Direction.OUTGOING)
        statement = Statement(
            source_id=row_id(source),
            kind=SourceKind.EMAIL,
            from_subject=False,
            taken_at=message.received_at,
            taken_by="recipient",
            zone=Zone.HEADER,
        )
        people.state_value(self._session, person_id, DetailField.EMAIL, recipient.address, statement)

    def _take_incoming(self, stream: Stream, message: MessageSeen) -> tuple[Outcome, str]:
        sender = _author(message.reading)
        address_key = _address_key(sender)
        rung = rung_of(self._facts(message, address_key))
        if rung is Rung.SUPPRESSED and address_key is not None and not was_seen(self._session, message.digest):
            suppression.count_arrival(self._session, self._key, address_key, message.received_at)
        if sender is not None and address_key is not None and (rung is Rung.KNOWN or rung in MAKES_CLIENT):
            return self._take_client(stream, message, sender, address_key, rung)
        if address_key is not None and rung is Rung.CANDIDATE and self._keeps_out(message):
            return self._keep_out(stream, message, address_key)
        if sender is not None and address_key is not None and rung is Rung.CANDIDATE:
            return self._take_candidate(stream, message, sender, address_key)
        self._take_words(stream, message, self._people_at(address_key))
        return Outcome.SKIPPED, rung.value

    def _people_at(self, address_key: str | None) -> list[int]:
        if address_key is None:
            return []
        return list(people.people_with(self._session, DetailField.EMAIL, address_key))

    def _facts(self, message: MessageSeen, address_key: str | None) -> SenderFacts:
        reading = message.reading
        if address_key is None:
            return SenderFacts(kind=reading.kind, folder=message.folder_role, has_sender=False)
        is_known = bool(self._people_at(address_key))
        is_stranger = not is_known and reading.kind not in SILENT_KINDS
        return SenderFacts(
            kind=reading.kind,
            folder=message.folder_role,
            suppressed=self._suppressed(address_key),
            own=self._policy.is_own(address_key),
            known=is_known,
            staff_answered=is_stranger and candidates.was_answered(self._session, self._key, address_key),
        )

    def _suppressed(self, address_key: str) -> bool:
        return bool(suppression.suppressed(self._session, self._key, [(DetailField.EMAIL, address_key)]))

    def _take_client(
        self, stream: Stream, message: MessageSeen, sender: Mailbox, address_key: str, rung: Rung
    ) -> tuple[Outcome, str]:
        name = self._name_of(message, sender)
        there = people.people_with(self._session, DetailField.EMAIL, address_key)
        match = settled(self._session, match_by_address(fold_name(name), there), MatchReason.ADDRESS)
        person_id = match.person_id
        if match.reason is MatchReason.NOBODY:
            person_id = self._new_client(address_key, rung, message)
        source = of_message(self._session, row_id(stream), message, Direction.INCOMING, _kind_of(message), self._by)
        at_address = [person_id] if person_id is not None else list(match.others)
        self._take_words(stream, message, at_address, source)
        if person_id is None:
            self._ask_who(match, source)
            return Outcome.USED, match.reason.value
        if is_restricted(self._session, person_id):
            return Outcome.SKIPPED, RESTRICTED
        if source.person_id != person_id:
            source.person_id = person_id
        people.note_language(self._session, person_id, message.reading.language, message.received_at)
        self._note_contact(person_id, source, message.received_at, Direction.INCOMING)
        people.touch(self._session, person_id, message.received_at)
        self._take_values(person_id, message, source, sender)
        returning = returning_addresses(self._session)
        if returning and keyed_hash(self._key, DetailField.EMAIL, address_key) in returning:
            # Somebody writes from an address that letters came back from: it lives again.
            judge_again(self._session, [person_id], self._by.now)
        return Outcome.USED, rung.value

    def _new_client(self, address_key: str, rung: Rung, message: MessageSeen) -> int:
        person_id = people.make_person(self._session, self._by)
        people.make_client(self._session, person_id, rung, message.received_at, self._by)
        candidates.welcome(self._session, self._key, address_key, self._by)
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

    def _keeps_out(self, message: MessageSeen) -> bool:
        return Replies(self._session, self._by).objects_unknown(message.reading)

    def _keep_out(self, stream: Stream, message: MessageSeen, address_key: str) -> tuple[Outcome, str]:
        """A stranger objects: their request stands open, and they are kept out by hash."""
        self._take_words(stream, message, [])
        candidates.forget(self._session, self._key, address_key)
        at = min(message.received_at, self._by.now)
        suppression.keep_stranger_out(self._session, self._key, address_key, at, self._by)
        return Outcome.SKIPPED, Rung.SUPPRESSED.value

    def _take_words(
        self, stream: Stream, message: MessageSeen, person_ids: list[int], source: Source | None = None
    ) -> None:
        """Let withdrawals, requests and answers act: at once, before anyone reads them. A machine's words do not."""
        replies = Replies(self._session, self._by)
        if not replies.may_act(message.reading):
            return
        if source is None:
            if not replies.concerns_us(message.reading) and not (person_ids and forbids(message.reading)):
                return
            source = of_message(self._session, row_id(stream), message, Direction.INCOMING, SourceKind.EMAIL, self._by)
        replies.take(message, source, person_ids)

    def _take_values(self, person_id: int, message: MessageSeen, source: Source, sender: Mailbox) -> None:
        for found in self._values(message, sender):
            self._state(person_id, message, source, found, _standing(message, sender, found))
        for found in message.reading.proposals:
            self._state(person_id, message, source, found, DetailStanding.PROPOSAL)

    def _values(self, message: MessageSeen, sender: Mailbox) -> list[FoundValue]:
        """The values found, and the address by which the person was found, which is theirs by that very fact."""
        own_address = FoundValue(DetailField.EMAIL, sender.address, 0, Zone.HEADER, SENDER, 1.0)
        return [own_address, *message.reading.found]

    def _state(
        self, person_id: int, message: MessageSeen, source: Source, found: FoundValue, standing: DetailStanding
    ) -> None:
        value_key = lookups.normal(self._session, found.field, found.value)
        if found.field in self._policy.dropped_fields or value_key is None:
            return
        if suppression.suppressed(self._session, self._key, [(found.field, value_key)]):
            return
        people.state_value(
            self._session,
            person_id,
            found.field,
            found.value,
            Statement(
                source_id=row_id(source),
                kind=source.kind,
                from_subject=_from_subject(message),
                taken_at=message.received_at,
                taken_by=found.rule[:64],
                trust=proof_of_sender(message.reading),
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
        known = lookups.of(self._session)
        mark = (person_id, row_id(source))
        if known is not None and source.id in known.tied_sources:
            if mark in known.contacts:
                return
            known.contacts.add(mark)
        elif self._has_contact(*mark):
            return
        values: waiting.Row = {
            "person_id": person_id,
            "source_id": row_id(source),
            "at": at,
            "direction": direction,
            "channel": CHANNEL,
        }
        waiting.note(self._session, ContactEvent, values)

    def _has_contact(self, person_id: int, source_id: int) -> bool:
        known = select(ContactEvent.id).where(ContactEvent.person_id == person_id, ContactEvent.source_id == source_id)
        return self._session.exec(known).first() is not None


def _author(reading: MessageReading) -> Mailbox | None:
    """Give the one whose message it is; of a form or a booking notice the person in it, never the service that sent it."""
    if reading.subject_of is not None or reading.kind not in (MessageKind.FORM, MessageKind.BOOKING):
        return reading.subject_of or reading.sender
    named = {found.field: found.value for found in reversed(reading.found)}
    address = named.get(DetailField.EMAIL)
    return Mailbox(named.get(DetailField.PERSON_NAME, ""), address) if address else None


def _address_key(mailbox: Mailbox | None) -> str | None:
    return normal_form(DetailField.EMAIL, mailbox.address) if mailbox is not None else None


def _kind_of(message: MessageSeen) -> SourceKind:
    return SourceKind.WEB_FORM if message.reading.kind is MessageKind.FORM else SourceKind.EMAIL


def _from_subject(message: MessageSeen) -> bool:
    """The author speaks of themself, unless somebody passed the message on, staff told it or a service wrote it."""
    reading = message.reading
    told = reading.subject_of is not None and _address_key(reading.subject_of) != _address_key(reading.sender)
    return not (reading.forwarded or told) and reading.kind is not MessageKind.BOOKING


def _standing(message: MessageSeen, sender: Mailbox, found: FoundValue) -> DetailStanding:
    """A value counts, but for two that a stranger could use to take a client's place: they wait for a person (HW-T2).

    Another address than the one it came from, unless the person's own proven word gives it: whoever writes from an address
    on record is taken for the person. And anything from a message that its own domain disowns.
    """
    if found.field is DetailField.EMAIL and _address_key(sender) == normal_form(DetailField.EMAIL, found.value):
        return DetailStanding.VALUE
    trust = proof_of_sender(message.reading)
    is_proven = trust is Trust.VERIFIED and _from_subject(message)
    if trust is Trust.FAILED or (found.field is DetailField.EMAIL and not is_proven):
        return DetailStanding.PROPOSAL
    return DetailStanding.VALUE
