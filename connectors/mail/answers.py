"""Sort what a server answered to UID FETCH by what it says, not by where it stands. Pure.

Answers come split in two, doubled, in any order, with words between them, for messages that nobody asked for, and now and
then without the UID. A thing that two answers of one message tell differently is told by neither.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from imapclient.datetime_util import parse_to_datetime
from imapclient.exceptions import ProtocolError
from imapclient.response_parser import parse_response
from imapclient.response_types import BodyData

from connectors.mail.wire import ITEM_NAME

Item = dict[bytes, object]
_Numbered = tuple[int, Item]

_PLAIN = re.compile(
    rb'(?P<sequence>[1-9][0-9]{0,9}) \((?P<pairs>(?:[A-Za-z][A-Za-z0-9.-]* (?:0|[1-9][0-9]{0,18}|"[^"\\]*") )*)'
    rb"(?P<name>BODY\[[A-Z0-9.]*\](?:<[0-9]+>)?) \{(?P<size>[0-9]{1,10})\}"
)
_PLAIN_PAIR = re.compile(rb'([^ ]+) ([0-9]+|"[^"]*") ')
_FIRST_YEAR, _END_YEAR = 1970, 2200


def sort_answers(data: Sequence[object], asked: Iterable[int], *, in_step: bool) -> dict[int, Item]:
    """Give UID → item name in capitals → value, of the messages that were asked for.

    `data` is what imaplib kept of the FETCH answers. `in_step`: no message was expunged meanwhile, so that sequence numbers
    still mean what they meant; only then an answer without a UID is joined to one with it. Raises ProtocolError for data
    that is no answer at all.
    """
    told, rest = _plain(data)
    if rest < len(data):
        told += _pairs(parse_response(list(data[rest:])))
    uid_of: dict[int, int] = {}
    for sequence, items in told:
        uid = items.get(b"UID")
        if isinstance(uid, int):
            uid_of[sequence] = uid if uid_of.get(sequence, uid) == uid else 0
    sorted_: dict[int, _Told] = {uid: _Told() for uid in asked}
    for sequence, items in told:
        uid = items.get(b"UID", uid_of.get(sequence, 0) if in_step else 0)
        if isinstance(uid, int) and uid in sorted_:
            sorted_[uid].add(items)
    return {uid: found.items for uid, found in sorted_.items() if found.items}


class _Told:
    """What the answers for one message say together."""

    def __init__(self) -> None:
        self.items: Item = {}
        self._doubtful: set[bytes] = set()

    def add(self, items: Mapping[bytes, object]) -> None:
        """Add one answer."""
        for name, value in items.items():
            if name in self._doubtful:
                continue
            # Flags may change between two answers: the last word counts.
            if name != b"FLAGS" and name in self.items and self.items[name] != value:
                self._doubtful.add(name)
                del self.items[name]
            else:
                self.items[name] = value


def _plain(data: Sequence[object]) -> tuple[list[_Numbered], int]:
    """Read answers of numbers, quoted words and one literal at their end, up to the first that is anything else.

    Nearly all are; the library reads an answer letter by letter. Gives also how much of `data` has been read.
    """
    told: list[_Numbered] = []
    for at in range(0, len(data) - 1, 2):
        answer = _plain_answer(data[at]) if data[at + 1] == b")" else None
        if answer is None:
            return told, at
        if (read := _items(answer[1:])) is not None:
            told.append((answer[0], read))
    return told, len(data) // 2 * 2


def _plain_answer(begun: object) -> tuple[int, *tuple[object, ...]] | None:
    """Give the sequence number, then names and values."""
    if not isinstance(begun, tuple):
        return None
    line, literal = begun
    found = _PLAIN.fullmatch(line)
    if found is None or len(literal) != int(found["size"]):
        return None
    words = [
        word
        for name, value in _PLAIN_PAIR.findall(found["pairs"])
        for word in (name, int(value) if value.isdigit() else value[1:-1])
    ]
    return (int(found["sequence"]), *words, found["name"], literal)


def _pairs(tokens: Sequence[object]) -> list[_Numbered]:
    """Cut the tokens into (sequence number, items)."""
    told: list[_Numbered] = []
    rest = iter(tokens)
    for sequence in rest:
        items = next(rest, None)
        if not isinstance(sequence, int) or not isinstance(items, tuple):
            raise ProtocolError("no FETCH answer")
        if (read := _items(items)) is not None:
            told.append((sequence, read))
    return told


def _items(tokens: tuple[object, ...]) -> Item | None:
    """Give the items of one answer; None when it is none: words behind a literal that was told too short."""
    if len(tokens) % 2:
        return None
    found: Item = {}
    for name, value in zip(tokens[::2], tokens[1::2], strict=True):
        if not isinstance(name, bytes) or not ITEM_NAME.fullmatch(name):
            return None
        known = name.upper()
        found[known] = _READ[known](value) if known in _READ else value
    return found


def _moment(value: object) -> datetime | None:
    """Give an INTERNALDATE in UTC. One without an offset counts as UTC; one that no server can have meant is none."""
    try:
        found = parse_to_datetime(value, normalise=False)
        if not isinstance(found, datetime):
            return None
        # Offsets of days, and years at the end of the calendar, are refused only here.
        moment = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, TypeError, AttributeError, IndexError, OverflowError):
        return None
    return moment if _FIRST_YEAR <= moment.year < _END_YEAR else None


def _structure(value: object) -> object:
    try:
        return BodyData.create(value) if isinstance(value, tuple) else None
    except (ValueError, TypeError, IndexError, AttributeError):
        return None


_READ: Mapping[bytes, Callable[[object], object]] = {b"INTERNALDATE": _moment, b"BODYSTRUCTURE": _structure}
