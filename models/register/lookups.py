"""What a batch asks of the register again and again: fetched beforehand in a few queries, remembered inside its session.

Only intake uses it, and only while nothing of the batch has failed: it knows nothing of rollbacks to a savepoint.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from models.register.keys import keyed_hash
from models.register.queries.groups import portions
from models.rules.identity import Match
from models.rules.normalise import normal_form
from models.tables import (
    ClientRelationship,
    Detail,
    DetailSource,
    DetailStanding,
    Person,
    ProblemRow,
    Seen,
    Source,
    Suppression,
    Wanted,
    row_id,
)
from models.values import MessageSeen, Place
from models.vocabulary import DetailField

KEY = "lookups"
LIVE = (DetailStanding.VALUE, DetailStanding.EARLIER)

ItemKey = tuple[str, str]
DetailKey = tuple[DetailField, str]


@dataclass(slots=True)
class Lookups:
    """Answers known so far. A key that is missing has not been asked; sets are complete for the batch."""

    hash_key: bytes
    people: dict[DetailKey, dict[int, list[str]]] = field(default_factory=dict)
    persons: dict[int, Person] = field(default_factory=dict)
    details: dict[int, dict[DetailKey, Detail]] = field(default_factory=dict)
    relationships: dict[int, ClientRelationship | None] = field(default_factory=dict)
    sources: dict[bytes, Source] = field(default_factory=dict)
    fresh_sources: set[int] = field(default_factory=set)
    ties: dict[tuple[int, int], DetailSource] = field(default_factory=dict)
    contacts: set[tuple[int, int]] = field(default_factory=set)
    suppressed: dict[str, bool] = field(default_factory=dict)
    seen: dict[ItemKey, Seen] = field(default_factory=dict)
    items: set[ItemKey] = field(default_factory=set)
    wanted: set[ItemKey] = field(default_factory=set)
    problems: set[ItemKey] = field(default_factory=set)
    clients: dict[int, list[str]] | None = None
    titles: dict[str, Match] = field(default_factory=dict)

    def covers(self, place: Place) -> bool:
        """Whether an item was among the messages that were fetched for."""
        return (place.validity, place.item) in self.items

    def forget_people_with(self, person_id: int, key: DetailKey) -> None:
        """A value of a person came to be known: who has it, or by which name they are known, must be asked again."""
        self.people.pop(key, None)
        if key[0] is DetailField.PERSON_NAME:
            self.people = {at: there for at, there in self.people.items() if person_id not in there}
            self.forget_clients()

    def forget_clients(self) -> None:
        """Somebody became a client or got a name: a title may name somebody else now."""
        self.clients = None
        self.titles.clear()


def of(session: Session) -> Lookups | None:
    """Give what this session remembers; None: it remembers nothing and asks each time."""
    found = session.info.get(KEY)
    return found if isinstance(found, Lookups) else None


def fetch(session: Session, stream_id: int, messages: Sequence[MessageSeen], hash_key: bytes) -> None:
    """Let the session remember what storing these messages of one stream will ask for."""
    known = session.info[KEY] = Lookups(hash_key)
    if not messages:
        return
    _fetch_people(session, known, messages)
    _fetch_suppressed(session, known, messages)
    for digests in portions(bytes.fromhex(message.digest) for message in messages):
        for source in session.exec(select(Source).where(col(Source.digest).in_(digests)).order_by(col(Source.id))):
            if source.digest is not None:
                known.sources.setdefault(source.digest, source)
    known.items = {(message.place.validity, message.place.item) for message in messages}
    for items in portions(item for _, item in known.items):
        here = select(Seen).where(Seen.stream_id == stream_id, col(Seen.item).in_(items))
        known.seen |= {(row.validity, row.item): row for row in session.exec(here)}
    wanted = select(Wanted.validity, Wanted.item).where(Wanted.stream_id == stream_id)
    known.wanted = set(session.exec(wanted))
    problems = select(ProblemRow.validity, ProblemRow.item).where(ProblemRow.stream_id == stream_id)
    known.problems = set(session.exec(problems))


def _fetch_people(session: Session, known: Lookups, messages: Sequence[MessageSeen]) -> None:
    keys = {key for message in messages for key in _address_keys(message)}
    known.people = {(DetailField.EMAIL, key): {} for key in keys}
    rows: list[tuple[str, int]] = []
    for portion in portions(keys):
        rows += session.exec(
            select(Detail.value_key, Detail.person_id).where(
                Detail.field == DetailField.EMAIL, col(Detail.value_key).in_(portion), col(Detail.standing).in_(LIVE)
            )
        )
    known.relationships = dict.fromkeys(person_id for _, person_id in rows)
    for ids in portions(known.relationships):
        for row in session.exec(select(Detail).where(col(Detail.person_id).in_(ids))):
            known.details.setdefault(row.person_id, {})[row.field, row.value_key] = row
        known.persons |= {row_id(row): row for row in session.exec(select(Person).where(col(Person.id).in_(ids)))}
        for link in session.exec(select(ClientRelationship).where(col(ClientRelationship.person_id).in_(ids))):
            known.relationships[link.person_id] = link
    for value_key, person_id in rows:
        details = known.details[person_id].values()
        names = [row.value_key for row in details if row.field is DetailField.PERSON_NAME and row.standing in LIVE]
        known.people[DetailField.EMAIL, value_key][person_id] = names


def _fetch_suppressed(session: Session, known: Lookups, messages: Sequence[MessageSeen]) -> None:
    values = set(known.people)
    for message in messages:
        found = (*message.reading.found, *message.reading.proposals)
        values |= {(item.field, key) for item in found if (key := normal_form(item.field, item.value)) is not None}
    contact_points = [pair for pair in values if pair[0] in (DetailField.EMAIL, DetailField.PHONE)]
    marks = [keyed_hash(known.hash_key, at, value) for at, value in contact_points]
    known.suppressed = dict.fromkeys(marks, False)
    for portion in portions(marks):
        held = session.exec(select(Suppression.keyed_hash).where(col(Suppression.keyed_hash).in_(portion)))
        known.suppressed |= dict.fromkeys(held, True)


def _address_keys(message: MessageSeen) -> Iterable[str]:
    reading = message.reading
    for mailbox in (reading.sender, reading.subject_of, *reading.recipients):
        key = normal_form(DetailField.EMAIL, mailbox.address) if mailbox is not None else None
        if key is not None:
            yield key
