"""Take the paper consents that a firm already has into the register, row by row. A refused row leaves nothing behind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlmodel import Session, col, select

from models.register import candidates, people, suppression
from models.register.audit import Act, By, record
from models.register.clusters import cluster_of
from models.register.people import Statement
from models.register.queries.groups import Groups, groups_of
from models.register.sources import entered
from models.register.staff_entries import SOURCE_OF, STAFF_ENTRY, EntryRefused, Grant, StaffEntries
from models.register.wordings import WordingRefused
from models.rules.consent import STRICT, ConsentEventType, ConsentPolicy, ConsentReason
from models.rules.consent_rows import (
    TAKEN,
    ConsentRow,
    RowDefaults,
    RowReason,
    RowRefused,
    WrittenConsent,
    read_row,
)
from models.rules.identity import MatchReason, Rung, match_by_address
from models.rules.months import local_date
from models.rules.normalise import fold_name
from models.tables import ConsentEntry, Person
from models.vocabulary import DetailField, Language

MAX_FILE_NAME = 200
USELESS = {ConsentReason.EXPIRED: RowReason.EXPIRED, ConsentReason.SUPERSEDED: RowReason.SUPERSEDED}
"""A consent that serves no more when it is entered is history of a known person, and no reason to store a new one."""


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of a row. `verdict`: whether mail may go to the person now; None for a row that was refused.

    `note` adds to the reason and holds nothing of the row but what names a wording.
    """

    number: int
    reason: RowReason
    person_id: int | None = None
    is_new: bool = False
    verdict: ConsentReason | None = None
    note: str = ""

    @property
    def taken(self) -> bool:
        """Whether the register holds this consent now."""
        return self.reason in TAKEN


class ConsentImport:
    """Takes rows of one file into one open write session."""

    def __init__(
        self,
        session: Session,
        key: bytes,
        by: By,
        *,
        file_name: str,
        defaults: RowDefaults,
        policy: ConsentPolicy = STRICT,
    ) -> None:
        self._session = session
        self._key = key
        self._by = by
        self._file_name = file_name[-MAX_FILE_NAME:]
        self._defaults = defaults
        self._policy = policy
        self._entries = StaffEntries(session, key, by, policy)
        self._groups: Groups = groups_of(session)

    def take_all(self, rows: Iterable[ConsentRow]) -> tuple[RowOutcome, ...]:
        """Take every row and log the import with its counts."""
        outcomes = tuple(self.take(row) for row in rows)
        recorded = sum(outcome.reason is RowReason.RECORDED for outcome in outcomes)
        act = Act("consent.import", "consent_event", None, "C4", f"{recorded} of {len(outcomes)}")
        record(self._session, self._by, act)
        return outcomes

    def take(self, row: ConsentRow) -> RowOutcome:
        """Take one row; the second time it is ALREADY_THERE. Of a refused one nothing is stored."""
        try:
            with self._session.begin_nested():
                return self._take(row)
        except RowRefused as refusal:
            return RowOutcome(row.number, refusal.reason, note=refusal.note)

    def _take(self, row: ConsentRow) -> RowOutcome:
        consent = read_row(row, self._defaults, local_date(self._by.now, self._policy.zone))
        self._refuse_suppressed(consent)
        person_id = self._known(consent)
        if person_id is not None and self._holds(person_id, consent):
            verdict = self._entries.verdict(person_id, consent.purpose)
            return RowOutcome(row.number, RowReason.ALREADY_THERE, person_id, verdict=verdict.reason)
        is_new = person_id is None
        if person_id is None:
            person_id = self._new_client(consent)
        self._set_language(person_id, consent.language)
        source_id = self._tell(person_id, consent, row.number)
        reason = self._give(person_id, consent, source_id)
        if is_new and reason in USELESS:
            raise RowRefused(USELESS[reason])
        return RowOutcome(row.number, RowReason.RECORDED, person_id, is_new, reason)

    def _give(self, person_id: int, consent: WrittenConsent, source_id: int) -> ConsentReason:
        grant = Grant(
            purpose=consent.purpose,
            given_at=self._given_at(consent),
            method=consent.method,
            evidence=consent.evidence,
            wording=consent.wording,
            language=consent.language or Language.FI,
        )
        try:
            effect = self._entries.give(person_id, grant, source_id)
        except WordingRefused as exc:
            raise RowRefused(RowReason.WORDING_REFUSED, str(exc)) from None
        except EntryRefused:
            raise RowRefused(RowReason.NO_EVIDENCE) from None
        return effect.verdicts[0][1].reason

    def _refuse_suppressed(self, consent: WrittenConsent) -> None:
        values = [(DetailField.EMAIL, consent.email_key), (DetailField.PHONE, consent.phone)]
        if suppression.suppressed(self._session, self._key, [(field, value) for field, value in values if value]):
            raise RowRefused(RowReason.SUPPRESSED)

    def _known(self, consent: WrittenConsent) -> int | None:
        """Give the person at the address; None when nobody has it. Another name there is for a person to judge (G2)."""
        there: dict[int, list[str]] = {}
        for record_id, names in people.people_with(self._session, DetailField.EMAIL, consent.email_key).items():
            there.setdefault(self._groups.head(record_id), []).extend(names)
        match = match_by_address(fold_name(consent.name), there)
        if match.reason in (MatchReason.OTHER_NAME_ON_ADDRESS, MatchReason.AMBIGUOUS):
            reason = RowReason(match.reason.value)
            raise RowRefused(reason, f"person {', '.join(str(person) for person in match.others)}")
        return match.person_id

    def _holds(self, person_id: int, consent: WrittenConsent) -> bool:
        members = cluster_of(self._session, person_id).members
        query = select(ConsentEntry.id).where(
            col(ConsentEntry.person_id).in_(members),
            ConsentEntry.type == ConsentEventType.CONSENT_GIVEN,
            ConsentEntry.purpose == consent.purpose.value,
            ConsentEntry.at == self._given_at(consent),
            ConsentEntry.method == consent.method,
            ConsentEntry.wording == consent.wording,
            ConsentEntry.evidence == consent.evidence,
        )
        return self._session.exec(query.limit(1)).first() is not None

    def _given_at(self, consent: WrittenConsent) -> datetime:
        """A paper names a day: its first moment counts, so that a withdrawal of the same day ends the consent (C11)."""
        return datetime.combine(consent.given_on, time(), self._policy.zone).astimezone(UTC)

    def _new_client(self, consent: WrittenConsent) -> int:
        person_id = people.make_person(self._session, self._by)
        people.make_client(self._session, person_id, Rung.STAFF_ENTRY, self._given_at(consent), self._by)
        candidates.welcome(self._session, self._key, consent.email_key, self._by)
        return person_id

    def _set_language(self, person_id: int, language: Language | None) -> None:
        person = self._session.get_one(Person, person_id)
        if language is not None and person.language is None:
            person.language = language
            self._session.add(person)

    def _tell(self, person_id: int, consent: WrittenConsent, number: int) -> int:
        kind, at = SOURCE_OF[consent.method], self._given_at(consent)
        source_id = entered(self._session, kind, f"{self._file_name} row {number}", at, self._by)
        statement = Statement(source_id=source_id, kind=kind, from_subject=True, taken_at=at, taken_by=STAFF_ENTRY)
        values = (
            (DetailField.EMAIL, consent.email),
            (DetailField.PERSON_NAME, consent.name),
            (DetailField.PHONE, consent.phone),
        )
        for field, value in values:
            if value:
                people.state_value(self._session, person_id, field, value, statement)
        return source_id
