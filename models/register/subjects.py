"""Who is meant by an erasure: the records of one person, their references, and the hashes of their addresses and numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.register.clusters import cluster_of
from models.register.keys import Marked, keyed_hash, subject_mark
from models.register.suppression import SUPPRESSED_FIELDS
from models.tables import Detail, DetailStanding, Person, row_id
from models.vocabulary import DetailField


@dataclass(frozen=True, slots=True)
class Contact:
    """An address or number of a person. `shared`: somebody else in the register has it too."""

    field: DetailField
    value: str
    mark: str
    shared: bool

    @property
    def marked(self) -> Marked:
        """The field with the keyed hash."""
        return self.field, self.mark


@dataclass(frozen=True, slots=True)
class Subject:
    """The records of one person, the lowest id first, with their keyed references in the same order."""

    members: tuple[int, ...]
    marks: tuple[str, ...]
    contacts: tuple[Contact, ...]

    @property
    def references(self) -> dict[int, str]:
        """The keyed reference of each record."""
        return dict(zip(self.members, self.marks, strict=True))

    @property
    def hashes(self) -> tuple[str, ...]:
        """Keyed hashes of all addresses and numbers."""
        return tuple(contact.mark for contact in self.contacts)

    @property
    def own(self) -> tuple[Contact, ...]:
        """Those that nobody else has: only these are kept out at once, or somebody else's mail would be lost too."""
        return tuple(contact for contact in self.contacts if not contact.shared)

    @property
    def addresses(self) -> tuple[str, ...]:
        """E-mail addresses in comparable form."""
        return tuple(contact.value for contact in self.contacts if contact.field is DetailField.EMAIL)


def subject_of(session: Session, key: bytes, person_id: int) -> Subject:
    """Give the person that a record belongs to, with every record judged to be the same."""
    members = cluster_of(session, person_id).members
    people = {row_id(row): row for row in session.exec(select(Person).where(col(Person.id).in_(members)))}
    marks = tuple(subject_mark(key, member, people[member].created_at) for member in members if member in people)
    return Subject(members, marks, _contacts(session, key, members))


def _contacts(session: Session, key: bytes, members: Sequence[int]) -> tuple[Contact, ...]:
    # A proposal is a stranger's word: an address that somebody merely named must not be kept out for it.
    held = select(Detail.field, Detail.value_key).where(
        col(Detail.person_id).in_(members),
        col(Detail.field).in_(SUPPRESSED_FIELDS),
        col(Detail.standing) != DetailStanding.PROPOSAL,
    )
    return tuple(
        Contact(
            DetailField(field),
            text,
            keyed_hash(key, DetailField(field), text),
            is_held(session, DetailField(field), text, besides=members),
        )
        for field, text in sorted(set(session.exec(held)))
    )


def is_held(session: Session, field: DetailField, value_key: str, *, besides: Sequence[int] = ()) -> bool:
    """Whether anybody has this normalised value, these records left out. One that was merely proposed is nobody's yet."""
    held = select(Detail.id).where(
        Detail.field == field,
        Detail.value_key == value_key,
        col(Detail.person_id).not_in(besides),
        col(Detail.standing) != DetailStanding.PROPOSAL,
    )
    return session.exec(held.limit(1)).first() is not None
