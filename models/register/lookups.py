"""What a batch asks of the register again and again, remembered inside its session; `foresight` fetches it beforehand.

Only intake uses it, and only while nothing of the batch has failed: it knows nothing of rollbacks to a savepoint.
"""

from dataclasses import dataclass, field

from sqlmodel import Session

from models.register.keys import keyed_hash
from models.register.waiting import Row
from models.rules.identity import Match
from models.rules.normalise import normal_form
from models.rules.titles import NamesInTitles
from models.tables import (
    Booking,
    BookingPerson,
    Candidate,
    ClientRelationship,
    Detail,
    DetailSource,
    DetailStanding,
    Person,
    Seen,
    Source,
)
from models.values import Place
from models.vocabulary import DetailField

KEY = "lookups"
LIVE = (DetailStanding.VALUE, DetailStanding.EARLIER)

ItemKey = tuple[str, str]
DetailKey = tuple[DetailField, str]


@dataclass(slots=True)
class Lookups:
    """Answers known so far. A key that is missing has not been asked; sets are complete for the batch.

    `candidates` and `written_to` tell of each e-mail address of the batch whether there is a row of it at all; `digests` are
    those of its messages that were never seen. `restricted`: everybody who is, with all records that are one with them.
    `changes` counts what may alter who is found by an address, a number or a name.
    """

    hash_key: bytes
    people: dict[DetailKey, dict[int, list[str]]] = field(default_factory=dict)
    persons: dict[int, Person] = field(default_factory=dict)
    details: dict[int, dict[DetailKey, Detail]] = field(default_factory=dict)
    relationships: dict[int, ClientRelationship | None] = field(default_factory=dict)
    candidates: dict[str, Candidate | None] = field(default_factory=dict)
    written_to: dict[str, bool] = field(default_factory=dict)
    sources: dict[bytes, Source] = field(default_factory=dict)
    places: dict[str, Source | None] = field(default_factory=dict)
    tied_sources: set[int] = field(default_factory=set)
    ties: dict[tuple[int, int], DetailSource | Row] = field(default_factory=dict)
    contacts: set[tuple[int, int]] = field(default_factory=set)
    bookings: dict[int, list[Booking]] = field(default_factory=dict)
    taking_part: dict[int, list[BookingPerson]] = field(default_factory=dict)
    asked: set[tuple[int | None, int | None, str]] = field(default_factory=set)
    suppressed: dict[str, bool] = field(default_factory=dict)
    seen: dict[ItemKey, Seen] = field(default_factory=dict)
    digests: set[bytes] = field(default_factory=set)
    items: set[ItemKey] = field(default_factory=set)
    wanted: set[ItemKey] = field(default_factory=set)
    problems: set[ItemKey] = field(default_factory=set)
    forms: dict[DetailKey, str | None] = field(default_factory=dict)
    marks: dict[DetailKey, str] = field(default_factory=dict)
    names: NamesInTitles | None = None
    titles: dict[str, Match] = field(default_factory=dict)
    restricted: frozenset[int] | None = None
    changes: int = 0

    def covers(self, place: Place) -> bool:
        """Whether an item was among those that were fetched for."""
        return (place.validity, place.item) in self.items

    def forget_written(self) -> None:
        """New rows were written: what was known of them by their values alone must be asked of the database now."""
        self.tied_sources.clear()
        self.ties.clear()
        self.contacts.clear()

    def learn_detail(self, person_id: int, detail: Detail) -> None:
        """A value of a person came to be known, or to count: they are found by it, and by their names, from now on."""
        self.changes += 1
        key = (detail.field, detail.value_key)
        if person_id not in self.details:
            self._forget_person(person_id, key)
            return
        rows = self.details[person_id]
        rows[key] = detail
        if detail.standing not in LIVE:
            return
        is_name = key[0] is DetailField.PERSON_NAME
        found_by = [at for at in (rows if is_name else (key,)) if at in self.people and rows[at].standing in LIVE]
        if found_by:
            names = [at[1] for at, row in rows.items() if at[0] is DetailField.PERSON_NAME and row.standing in LIVE]
            for at in found_by:
                self.people[at][person_id] = names
        if is_name and self.relationships.get(person_id) is not None:
            self.learn_names(person_id, [key[1]])

    def learn_client(self, relationship: ClientRelationship) -> None:
        """A person became a client: titles may name them from now on."""
        self.changes += 1
        person_id = relationship.person_id
        self.relationships[person_id] = relationship
        if person_id not in self.details:
            self.names = None
            self.titles.clear()
            return
        rows = self.details[person_id].items()
        self.learn_names(
            person_id, [text for (at, text), row in rows if at is DetailField.PERSON_NAME and row.standing in LIVE]
        )

    def learn_names(self, person_id: int, names: list[str]) -> None:
        """A client has these names: a title may name somebody else now."""
        self.titles.clear()
        if self.names is not None:
            for name in names:
                self.names.add(person_id, name)

    def _forget_person(self, person_id: int, key: DetailKey) -> None:
        """Of a person whose values were not fetched: who has the value, or that name, must be asked again."""
        self.people.pop(key, None)
        if key[0] is DetailField.PERSON_NAME:
            self.people = {at: there for at, there in self.people.items() if person_id not in there}
            self.names = None
            self.titles.clear()


def normal(session: Session, at: DetailField, text: str) -> str | None:
    """Give the form in which values are compared (`normalise.normal_form`); the same few texts come again and again."""
    known = of(session)
    if known is None:
        return normal_form(at, text)
    asked = (at, text)
    if asked not in known.forms:
        known.forms[asked] = normal_form(at, text)
    return known.forms[asked]


def mark(session: Session, key: bytes, at: DetailField, value_key: str) -> str:
    """Give the keyed hash of a normalised value (`keys.keyed_hash`); those of a batch are asked for several times each."""
    known = of(session)
    if known is None:
        return keyed_hash(key, at, value_key)
    asked = (at, value_key)
    if asked not in known.marks:
        known.marks[asked] = keyed_hash(key, at, value_key)
    return known.marks[asked]


def of(session: Session) -> Lookups | None:
    """Give what this session remembers; None: it remembers nothing and asks each time."""
    found = session.info.get(KEY)
    return found if isinstance(found, Lookups) else None
