"""What staff enter about consent: given, withdrawn, refused, forbidden, lifted, paused, read. Each with its effect (C4–C11).

Times of what was said are aware. An evidence is where the proof lies ("binder 3, page 12"), never the proof itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models.errors import Declined
from models.register import ledger, people, suppression
from models.register.audit import Act, By, record
from models.register.clusters import cluster_of
from models.register.people import Statement
from models.register.queries.consent import PURPOSES
from models.register.sources import entered
from models.register.wordings import newest_for, reference, require_current
from models.rules.consent import (
    ALL_PURPOSES,
    DATA_SUBJECT,
    DATA_USE,
    EMAIL_CHANNEL,
    OPERATOR,
    STRICT,
    ConsentEvent,
    ConsentEventType,
    ConsentMethod,
    ConsentPolicy,
    ConsentQuery,
    ConsentReason,
    is_paused,
    prohibited_scopes,
)
from models.rules.free_text import note_of_staff
from models.rules.normalise import comparable_email
from models.values import Verdict
from models.vocabulary import CONSENT_PURPOSES, DetailField, Language, Purpose, SourceKind

SOURCE_OF = {
    ConsentMethod.PAPER: SourceKind.CONTRACT,
    ConsentMethod.PHONE: SourceKind.PHONE,
    ConsentMethod.ORAL: SourceKind.MEETING,
    ConsentMethod.WEB_FORM: SourceKind.WEB_FORM,
    ConsentMethod.EMAIL_REPLY: SourceKind.EMAIL,
}
MAX_EVIDENCE = 300
STAFF_ENTRY = "staff_entry"


class EntryRefused(Declined):
    """What was to be entered cannot be: the message says why, `mend` what to do."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A consent as staff enter it. `wording` None = the newest version of the wording for the purpose.

    `address`: the e-mail address the person gave with it, which the consent then reaches (C13); None = none was given.
    `given_by` None = the person; anything else makes the grant invalid (C3), and it is recorded as such.
    """

    purpose: Purpose
    given_at: datetime
    method: ConsentMethod
    evidence: str
    wording: str | None = None
    language: Language = Language.FI
    channels: tuple[str, ...] = (EMAIL_CHANNEL,)
    address: str | None = None
    given_by: str | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What was recorded, and whether mail may go to the person for each purpose it concerns now, and why."""

    person_id: int
    event_id: int
    verdicts: tuple[tuple[Purpose, Verdict[ConsentReason]], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """When something was said, and where the proof lies; `evidence` may be empty where no rule asks for one."""

    at: datetime
    evidence: str = ""


class StaffEntries:
    """Enters acts of consent into one open write session."""

    def __init__(self, session: Session, key: bytes, by: By, policy: ConsentPolicy = STRICT) -> None:
        self._session = session
        self._key = key
        self._by = by
        self._policy = policy

    def give(self, person_id: int, grant: Grant, source_id: int | None = None) -> Effect:
        """Enter a consent; `source_id`: the source it came by, None = made from the evidence.

        Raises EntryRefused without evidence or with a time to come, WordingRefused for an unknown or replaced wording (C5).
        """
        if grant.purpose not in CONSENT_PURPOSES:
            raise EntryRefused(f"{grant.purpose.value} needs no consent", mend=f"name one of {_listed(PURPOSES)}")
        evidence = self._evidence(grant.evidence)
        at = self._past(grant.given_at)
        wording = grant.wording or self._newest(grant.purpose)
        require_current(self._session, wording, grant.purpose.value, at)
        address_key = self._free_address(grant.address) if grant.address else None
        kind = SOURCE_OF[grant.method]
        if source_id is None:
            source_id = entered(self._session, kind, evidence, at, self._by)
        if grant.address and address_key:
            self._tell(person_id, DetailField.EMAIL, grant.address.strip(), source_id, kind, at)
        event = ConsentEvent(
            type=ConsentEventType.CONSENT_GIVEN,
            at=at,
            purpose=grant.purpose.value,
            method=grant.method,
            channels=grant.channels,
            wording=wording,
            lang=grant.language.value,
            evidence=evidence,
            given_by=grant.given_by,
        )
        return self._append(person_id, event, [grant.purpose], source_id)

    def withdraw(self, person_id: int, purpose: Purpose | None, said: Said) -> Effect:
        """Enter a withdrawal; `purpose` None = of everything. At once, without proof of who asks (W4)."""
        return self._end(person_id, ConsentEventType.CONSENT_WITHDRAWN, purpose, said)

    def refuse(self, person_id: int, purpose: Purpose | None, said: Said) -> Effect:
        """Enter that the person said no when asked; it ends an earlier consent too (C7)."""
        return self._end(person_id, ConsentEventType.CONSENT_REFUSED, purpose, said)

    def prohibit(self, person_id: int, purpose: Purpose | None, said: Said) -> Effect:
        """Enter a prohibition; `purpose` None = any use of the data for purposes that need consent (C10)."""
        event = ConsentEvent(
            type=ConsentEventType.PROHIBITION_SET,
            at=self._past(said.at),
            scope=purpose.value if purpose else DATA_USE,
            evidence=_short(said.evidence) or None,
        )
        return self._append(person_id, event, _concerned(purpose))

    def prohibit_address(self, address: str, purpose: Purpose | None, said: Said) -> Effect:
        """Enter a prohibition for an address that nobody has: the register then knows a person who only forbade contact.

        Raises EntryRefused for what is no address, and for a suppressed one: nothing is stored of it and nothing goes there.
        """
        at = self._past(said.at)
        self._free_address(address)
        person_id = people.make_person(self._session, self._by)
        reference_text = _short(said.evidence) or STAFF_ENTRY
        kind = SourceKind.OTHER_FROM_CLIENT
        source_id = entered(self._session, kind, reference_text, at, self._by)
        self._tell(person_id, DetailField.EMAIL, address.strip(), source_id, kind, at)
        return self.prohibit(person_id, purpose, said)

    def lift(self, person_id: int, purpose: Purpose | None, said: Said) -> Effect:
        """End the prohibition of the same scope, on the person's own explicit word with its evidence (C10).

        Raises EntryRefused when that scope is not forbidden: lifting another one would seem to have done something.
        """
        scope = purpose.value if purpose else DATA_USE
        in_force = sorted(prohibited_scopes(self._events(person_id)))
        if not in_force:
            raise EntryRefused("nothing is forbidden for this person", mend="see `rekisterid consent show`")
        if scope not in in_force:
            raise EntryRefused(
                f"{scope} is not forbidden",
                mend=f"forbidden is: {', '.join(in_force)}; lift it by --purpose",
            )
        event = ConsentEvent(
            type=ConsentEventType.PROHIBITION_LIFTED,
            at=self._past(said.at),
            scope=scope,
            by=DATA_SUBJECT,
            evidence=self._evidence(said.evidence),
        )
        return self._append(person_id, event, _concerned(purpose))

    def pause(self, person_id: int, said: Said) -> Effect:
        """Hold back everything for purposes that need consent until someone has read an unclear message (C8)."""
        event = ConsentEvent(
            type=ConsentEventType.PAUSE_SET, at=self._past(said.at), evidence=_short(said.evidence) or None
        )
        return self._append(person_id, event, PURPOSES)

    def resume(self, person_id: int, said: Said) -> Effect:
        """End the pause, with a note of what was read and what it means (C8). Raises EntryRefused when there is none."""
        if not is_paused(self._events(person_id)):
            raise EntryRefused("nothing is paused for this person", mend="see `rekisterid consent show`")
        event = ConsentEvent(
            type=ConsentEventType.PAUSE_LIFTED,
            at=self._past(said.at),
            by=OPERATOR,
            evidence=self._evidence(said.evidence, "a note of what the message says"),
        )
        return self._append(person_id, event, PURPOSES)

    def _end(self, person_id: int, kind: ConsentEventType, purpose: Purpose | None, said: Said) -> Effect:
        event = ConsentEvent(
            type=kind,
            at=self._past(said.at),
            purpose=purpose.value if purpose else ALL_PURPOSES,
            evidence=_short(said.evidence) or None,
        )
        return self._append(person_id, event, _concerned(purpose))

    def _append(
        self, person_id: int, event: ConsentEvent, purposes: Iterable[Purpose], source_id: int | None = None
    ) -> Effect:
        event_id = ledger.append(self._session, person_id, event, self._by, source_id=source_id)
        return Effect(person_id, event_id, tuple((purpose, self.verdict(person_id, purpose)) for purpose in purposes))

    def verdict(self, person_id: int, purpose: Purpose) -> Verdict[ConsentReason]:
        """Say whether a mail for the purpose may go to the person now."""
        query = ConsentQuery(purpose.value, EMAIL_CHANNEL, self._by.now)
        return ledger.decide(self._session, person_id, query, self._policy)

    def _events(self, person_id: int) -> list[ConsentEvent]:
        members = cluster_of(self._session, person_id).members
        return [event for history in ledger.histories(self._session, members) for event in history]

    def _newest(self, purpose: Purpose) -> str:
        newest = newest_for(self._session, purpose)
        if newest is None:
            raise EntryRefused(
                f"there is no wording for {purpose.value}", mend="add one with `rekisterid consent wording add`"
            )
        return reference(newest.name, newest.version)

    def _free_address(self, address: str) -> str:
        key = comparable_email(address)
        if key is None:
            raise EntryRefused("that is no e-mail address", mend="write one address, without a name")
        if suppression.suppressed(self._session, self._key, [(DetailField.EMAIL, key)]):
            raise EntryRefused(
                "this address is suppressed: nothing of it is stored and nothing goes to it",
                mend="an erased person comes back only by a registration of their own wish",
            )
        return key

    def _tell(
        self, person_id: int, field: DetailField, value: str, source_id: int, kind: SourceKind, at: datetime
    ) -> None:
        statement = Statement(source_id=source_id, kind=kind, from_subject=True, taken_at=at, taken_by=STAFF_ENTRY)
        people.state_value(self._session, person_id, field, value, statement)
        record(self._session, self._by, Act("detail.enter", "person", person_id, "S11", field.value))

    def _past(self, at: datetime) -> datetime:
        if at > self._by.now:
            raise EntryRefused("the time given lies in the future", mend="give the day on which it was said or signed")
        return at

    def _evidence(self, text: str, what: str = "where the proof lies, such as a document or a note") -> str:
        evidence = _short(text)
        if not evidence:
            raise EntryRefused("evidence is missing", mend=f"give {what}: --evidence")
        return evidence


def _concerned(purpose: Purpose | None) -> tuple[Purpose, ...]:
    return (purpose,) if purpose else PURPOSES


def _listed(purposes: Iterable[Purpose]) -> str:
    return ", ".join(purpose.value for purpose in purposes)


def _short(text: str) -> str:
    return note_of_staff(text, MAX_EVIDENCE)
