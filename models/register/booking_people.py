"""The people of a booking: who its client is, who booked it and for whom it is, from an event's hints (design, A booking)."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from models.register import candidates, lookups, people, suppression
from models.register.audit import By
from models.register.clusters import open_judgement, settled
from models.register.people import Statement
from models.register.policy import IntakePolicy
from models.register.restriction import is_restricted
from models.rules.identity import Match, MatchReason, Rung, match_by_address
from models.rules.normalise import fold_text
from models.tables import BookingRole, Source, row_id
from models.values import BookingSeen, PersonHint
from models.vocabulary import DetailField, HintRole, SourceKind


@dataclass(frozen=True, slots=True)
class Found:
    """The people of a booking with their parts in it, and how they were found."""

    reason: MatchReason
    ties: frozenset[tuple[int, BookingRole]]


class _Asked(NamedTuple):
    """What decides who is found; `changes`: how often the register had learned something of people by then."""

    source_id: int
    people: tuple[PersonHint, ...]
    title: str
    changes: int


class BookingPeople:
    """Finds the people of bookings in one open session."""

    def __init__(self, session: Session, policy: IntakePolicy, key: bytes, by: By) -> None:
        self._session = session
        self._policy = policy
        self._hash_key = key
        self._by = by
        self._ties: set[tuple[int, BookingRole]] = set()
        self._own: dict[str, bool] = {}
        self._last: tuple[_Asked, Found] | None = None

    def find(self, source: Source, seen: BookingSeen) -> Found:
        """Find who takes part in a booking of that source, make clients of strangers who do, and note their activity.

        A series names the same people at each of its visits: they are looked up once.
        """
        asked = self._asked(source, seen)
        if asked is not None and self._last is not None and self._last[0] == asked:
            found = self._last[1]
        else:
            self._ties = set()
            found = self._free(Found(self._find(source, seen), frozenset(self._ties)))
            # Whoever has just come to be known is found in another way next time.
            self._last = (asked, found) if asked is not None and asked == self._asked(source, seen) else None
        for person_id in {person_id for person_id, _ in found.ties}:
            people.touch(self._session, person_id, seen.starts_at)
        return found

    def _free(self, found: Found) -> Found:
        """Leave out who is restricted: nothing of them is changed (G19). The event is read again when that ends."""
        held = {person_id for person_id, _ in found.ties if is_restricted(self._session, person_id)}
        if not held:
            return found
        return Found(MatchReason.RESTRICTED, frozenset(tie for tie in found.ties if tie[0] not in held))

    def is_own(self, hint: PersonHint) -> bool:
        """Whether a hint names the firm or its staff."""
        if hint.is_staff:
            return True
        address = hint.address
        if address not in self._own:
            address_key = self._key(DetailField.EMAIL, address)
            self._own[address] = address_key is not None and self._policy.is_own(address_key)
        return self._own[address]

    def _key(self, field: DetailField, text: str) -> str | None:
        return lookups.normal(self._session, field, text) if text else None

    def _asked(self, source: Source, seen: BookingSeen) -> _Asked | None:
        known = lookups.of(self._session)
        return None if known is None else _Asked(row_id(source), seen.people, seen.title, known.changes)

    def _find(self, source: Source, seen: BookingSeen) -> MatchReason:
        outside = [hint for hint in seen.people if not self.is_own(hint)]
        organisers = [hint for hint in outside if hint.role is HintRole.ORGANISER]
        attendees = [hint for hint in outside if hint.role is HintRole.ATTENDEE]
        mentioned = [hint for hint in outside if hint.role is HintRole.MENTIONED]
        if organisers or attendees:
            return self._take_invited(source, organisers, attendees)
        if mentioned:
            return self._take_hinted(source, mentioned)
        return self._take_title(source, seen)

    def _take_invited(self, source: Source, organisers: list[PersonHint], attendees: list[PersonHint]) -> MatchReason:
        """Who organised it booked it; it is for the attendees, or for the one who booked when there is nobody else."""
        booked_by = [self._person(hint, source) for hint in organisers]
        addresses = {hint.address.casefold() for hint in organisers}
        others = [self._person(hint, source) for hint in attendees if hint.address.casefold() not in addresses]
        for match in booked_by:
            self._tie(match, BookingRole.BOOKED_BY)
        for match in others or booked_by:
            self._tie(match, BookingRole.BOOKED_FOR)
        for match in booked_by or others[:1]:
            self._tie(match, BookingRole.CLIENT)
        return _worst([*booked_by, *others])

    def _take_hinted(self, source: Source, mentioned: list[PersonHint]) -> MatchReason:
        """An address or number in an event of staff names its client when it is the only one."""
        if len({(hint.address.casefold(), hint.phone) for hint in mentioned}) > 1:
            known = [match for hint in mentioned if (match := self._known(hint)).person_id is not None]
            distinct = {match.person_id for match in known}
            if len(distinct) != 1:
                return MatchReason.AMBIGUOUS
            return self._tie_client(known[0])
        return self._tie_client(self._person(mentioned[0], source))

    def _take_title(self, source: Source, seen: BookingSeen) -> MatchReason:
        if not seen.title:
            return MatchReason.NOBODY
        match = settled(self._session, self._named_by(fold_text(seen.title)), MatchReason.TITLE_NAME)
        if match.reason is MatchReason.AMBIGUOUS:
            open_judgement(self._session, match.others, match.reason.value, row_id(source), self._by)
        return self._tie_client(match)

    def _named_by(self, title: str) -> Match:
        """Give whom a folded title names. A series says the same title at each of its visits: it is matched once."""
        known = lookups.of(self._session)
        if known is None:
            return people.client_names(self._session).match(title)
        if title not in known.titles:
            known.titles[title] = people.client_names(self._session).match(title)
        return known.titles[title]

    def _tie_client(self, match: Match) -> MatchReason:
        self._tie(match, BookingRole.CLIENT)
        self._tie(match, BookingRole.BOOKED_FOR)
        return match.reason

    def _person(self, hint: PersonHint, source: Source) -> Match:
        """Give the person of a hint: a known one, or a new client by having a booking."""
        address_key = self._key(DetailField.EMAIL, hint.address)
        if self._is_suppressed(hint, address_key):
            return Match(None, MatchReason.SUPPRESSED)
        match = self._known(hint)
        if match.reason in (MatchReason.OTHER_NAME_ON_ADDRESS, MatchReason.AMBIGUOUS):
            open_judgement(self._session, match.others, match.reason.value, row_id(source), self._by)
            return match
        if match.person_id is None:
            if address_key is None:
                return match
            match = Match(self._new_client(address_key, source.occurred_at), MatchReason.NEW_PERSON)
        assert match.person_id is not None
        if not is_restricted(self._session, match.person_id):
            self._state_values(match.person_id, hint, source)
        return match

    def _known(self, hint: PersonHint) -> Match:
        address_key = self._key(DetailField.EMAIL, hint.address)
        name = self._key(DetailField.PERSON_NAME, hint.name) or ""
        if address_key is not None:
            there = people.people_with(self._session, DetailField.EMAIL, address_key)
            if there:
                return settled(self._session, match_by_address(name, there), MatchReason.ADDRESS)
        phone_key = self._key(DetailField.PHONE, hint.phone)
        if phone_key is not None and address_key is None:
            there = people.people_with(self._session, DetailField.PHONE, phone_key)
            match = settled(self._session, match_by_address(name, there), MatchReason.PHONE)
            return Match(match.person_id, MatchReason.PHONE, match.others) if match.person_id else match
        return Match(None, MatchReason.NOBODY)

    def _new_client(self, address_key: str, since: datetime) -> int:
        person_id = people.make_person(self._session, self._by)
        people.make_client(self._session, person_id, Rung.BOOKING, since, self._by)
        candidates.welcome(self._session, self._hash_key, address_key, self._by)
        return person_id

    def _state_values(self, person_id: int, hint: PersonHint, source: Source) -> None:
        invited = source.kind is SourceKind.CALENDAR_INVITATION and hint.role is HintRole.ORGANISER
        statement = Statement(
            source_id=row_id(source),
            kind=source.kind,
            from_subject=invited,
            taken_at=self._by.now,
            taken_by=f"event_{hint.role.value}",
        )
        values = (
            (DetailField.EMAIL, hint.address),
            (DetailField.PERSON_NAME, hint.name),
            (DetailField.PHONE, hint.phone),
        )
        for field, text in values:
            # Calendars put the address where a name is missing.
            if text and (field is not DetailField.PERSON_NAME or "@" not in text):
                people.state_value(self._session, person_id, field, text, statement)

    def _tie(self, match: Match, role: BookingRole) -> None:
        if match.person_id is not None:
            self._ties.add((match.person_id, role))

    def _is_suppressed(self, hint: PersonHint, address_key: str | None) -> bool:
        phone_key = self._key(DetailField.PHONE, hint.phone)
        values = [(DetailField.EMAIL, address_key), (DetailField.PHONE, phone_key)]
        return bool(suppression.suppressed(self._session, self._hash_key, [(f, v) for f, v in values if v is not None]))


WORST_FIRST = (
    MatchReason.AMBIGUOUS,
    MatchReason.OTHER_NAME_ON_ADDRESS,
    MatchReason.SUPPRESSED,
    MatchReason.NOBODY,
    MatchReason.NEW_PERSON,
)


def _worst(matches: list[Match]) -> MatchReason:
    """Give the reason that a person should know of first."""
    reasons = [match.reason for match in matches]
    for reason in WORST_FIRST:
        if reason in reasons:
            return reason
    return reasons[0]
