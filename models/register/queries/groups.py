"""Which records are one person, for many records at once. `clusters` answers the same for a single record."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from sqlmodel import Session, col, select

from models.tables import Judgement, JudgementKind

IDS_A_QUERY = 500

Key = TypeVar("Key", int, str, bytes)


class Groups:
    """The records that judgements join. A record that no judgement names is a group of its own."""

    def __init__(self, pairs: Iterable[tuple[int, int]]) -> None:
        self._head: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}
        for one, other in pairs:
            self._join(one, other)

    def head(self, person_id: int) -> int:
        """Give the lowest id of the record's group: by it the person is named to people."""
        return self._head.get(person_id, person_id)

    def members(self, person_id: int) -> tuple[int, ...]:
        """Give all records of the group, the lowest id first."""
        return tuple(sorted(self._members.get(self.head(person_id), [person_id])))

    def _join(self, one: int, other: int) -> None:
        low, high = sorted((self.head(one), self.head(other)))
        if low == high:
            return
        moved = self._members.pop(high, [high])
        for record in moved:
            self._head[record] = low
        self._members.setdefault(low, [low]).extend(moved)


def groups_of(session: Session) -> Groups:
    """Give the groups of the whole register."""
    rows = session.exec(
        select(Judgement.person_a, Judgement.person_b).where(
            Judgement.kind == JudgementKind.SAME, col(Judgement.withdrawn_at).is_(None)
        )
    )
    return Groups((one, other) for one, other in rows if other is not None)


def portions(ids: Iterable[Key]) -> Iterator[list[Key]]:
    """Cut a list of ids or other keys so that no query gets more parameters than a database takes."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), IDS_A_QUERY):
        yield ordered[start : start + IDS_A_QUERY]
