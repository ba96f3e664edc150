"""Which messages are asked for at once; of large ones those of which the same sections are wanted. Pure.

A large one alone costs two questions, and most of a pull's time where the server is far away.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from connectors.mail.structure import Node, Section, StructureBroken, is_closed, plan, sections

_AT_ONCE = 100
_FIRST = 20
_RUN_BYTES = 1_048_576
_BLANK_LINES = (b"\r\n\r\n", b"\n\n")


def portions(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut into those asked for at once. Of many the first are few: whoever reads them has something to do soon."""
    start = _FIRST if len(uids) > _AT_ONCE else 0
    if start:
        yield uids[:start]
    for at in range(start, len(uids), _AT_ONCE):
        yield uids[at : at + _AT_ONCE]


@dataclass(frozen=True, slots=True)
class Planned:
    """A message of which these sections are wanted."""

    uid: int
    node: Node
    wanted: tuple[Section, ...]

    @property
    def cost(self) -> int:
        """At most so many bytes come for it."""
        return sum(section.most for section in self.wanted)


class Plans:
    """The large messages of a group that wait to be asked for, in order."""

    def __init__(self, structures: Mapping[int, object]) -> None:
        """`structures`: UID → BODYSTRUCTURE as imapclient gives it. Messages whose structure cannot be used are left out."""
        self._waiting: dict[int, Planned] = {}
        for uid, structure in structures.items():
            try:
                node = plan(structure)
            except StructureBroken:
                continue
            self._waiting[uid] = Planned(uid, node, tuple(sections(node)))

    def take(self, uid: int) -> list[Planned]:
        """Take a message out, and with it those of which the same is wanted, as far as one answer should hold them."""
        first = self._waiting.pop(uid, None)
        if first is None:
            return []
        run, cost = [first], first.cost
        for other in [other for other in self._waiting.values() if other.wanted == first.wanted]:
            if cost + other.cost > _RUN_BYTES:
                break
            cost += other.cost
            run.append(self._waiting.pop(other.uid))
        return run


def is_as_told(wanted: Sequence[Section], found: Mapping[str, bytes]) -> bool:
    """Whether each section is as long as the structure says, and each header one block with its end.

    A literal longer than it was said to be takes in what follows: here that would be another message.
    """
    return all(_fits(section, found[section.name]) for section in wanted)


def _fits(section: Section, content: bytes) -> bool:
    if section.size is not None:
        return len(content) == section.most
    within = content[:-1]
    return is_closed(content) and not any(blank in within for blank in _BLANK_LINES)
