"""Give every line of a message its zone. Pure; the reader of values then looks only where the right person speaks."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import compress, repeat
from operator import itemgetter, not_
from typing import NamedTuple

from connectors.mail.body import Body, Line
from connectors.mail.mailboxes import parse_addresses
from connectors.mail.words import WordFinder
from connectors.mail.zones import quotes
from connectors.mail.zones.closings import CLOSINGS, is_greeting
from connectors.mail.zones.quotes import QuoteStart, possible_starts, quote_start
from connectors.mail.zones.signature import close_message, name_parts
from models.patterns import lazy
from models.values import Mailbox
from models.vocabulary import Zone


class ZonedLine(NamedTuple):
    """A line and its zone; `block` counts the quoted messages from the top (0 = the sender's own)."""

    number: int
    text: str
    zone: Zone
    block: int = 0


# The constructor of a named tuple is a function in Python; this one is made for every line of every message.
_zoned_line = partial(tuple.__new__, ZonedLine)
_NUMBER, _TEXT, _DEPTH = itemgetter(0), itemgetter(1), itemgetter(2)
_ZONE, _BLOCK = itemgetter(2), itemgetter(3)

WORDS = quotes.WORDS | CLOSINGS.words
"""What is looked for in every line of a message to tell its zones."""


def lines_in(zones: tuple[Zone, ...], lines: Sequence[ZonedLine]) -> list[ZonedLine]:
    """Give the lines of these zones."""
    return list(compress(lines, map(zones.__contains__, map(_ZONE, lines))))


@dataclass(frozen=True, slots=True)
class Quoted:
    """One quoted or forwarded message: who wrote it, as its header lines say, and whether it is a forward."""

    author: Mailbox | None
    forward: bool


@dataclass(frozen=True)
class Zones:
    """All lines with their zones, and the quoted messages in order (block 1 is `quoted[0]`).

    `words`: those looked for that stand in each line, by its number; lines without any are left out.
    """

    lines: tuple[ZonedLine, ...]
    quoted: tuple[Quoted, ...]
    words: Mapping[int, Set[str]]

    @cached_property
    def own_lines(self) -> list[ZonedLine]:
        """The lines of the sender's own message."""
        return list(compress(self.lines, map(not_, map(_BLOCK, self.lines))))

    @cached_property
    def written(self) -> list[ZonedLine]:
        """The lines of the sender's own new text: greeting and text, inline answers, no sign-off, signature or quote."""
        return self.of(Zone.OWN, Zone.GREETING)

    @cached_property
    def own_text(self) -> str:
        """The sender's own new text: what is written, in order."""
        texts = list(map(_TEXT, self.written))
        # Of several empty lines one is left.
        return "\n".join([text for text, above in zip(texts, ["", *texts], strict=False) if text or above]).strip()

    def of(self, *zones: Zone) -> list[ZonedLine]:
        """Give the lines of these zones in the sender's own message."""
        return lines_in(zones, self.own_lines)


def author_of(text: str) -> Mailbox | None:
    """Read the author of a quote header: "Maija <m@x.example>", a bare name or a bare address."""
    clean = text.replace("[mailto:", "<").replace("]", ">").replace("mailto:", "").strip(" *\"'")
    if not clean:
        return None
    found = parse_addresses(clean.replace("(", "<").replace(")", ">").encode() if "@" in clean else clean.encode())
    if found.mailboxes:
        return found.mailboxes[0]
    return Mailbox(clean[:120], "")


def split_zones(
    body: Body, finder: WordFinder, own_names: tuple[str, ...] = (), *, forward_subject: bool = False
) -> Zones:
    """Split a body. `own_names`: names by which the sender may sign; `forward_subject`: the subject says VL: or Fwd:.

    `finder` looks at least for WORDS.
    """
    texts = list(map(_TEXT, body.lines))
    # Lines are counted from 1: above the first stands an empty one.
    words = finder.by_line(_digits_alike("\n".join(["", *texts])))
    blocks, quoted, headers = _cut(body.lines, possible_starts(texts, words), forward_subject)
    zoned: list[ZonedLine] = []
    for number, block in enumerate(blocks):
        if number:
            zoned += _zoned_lines(headers.get(number, ()), Zone.QUOTE_HEADER, number)
            zoned += _zoned_lines(block, Zone.FORWARD if quoted[number - 1].forward else Zone.QUOTE, number)
        else:
            zoned += _own_lines(block, own_names, words)
    if blocks[0] and blocks[0][-1].number > len(blocks[0]):
        # Own lines stand between quoted ones or below them.
        zoned.sort(key=_NUMBER)
    return Zones(tuple(zoned), tuple(quoted), words)


_OTHER_DIGITS = lazy(r"[^\D0-9]")


def _digits_alike(text: str) -> str:
    """Write digits of other scripts as "0", so that a look for digits finds them."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return _OTHER_DIGITS.sub("0", text)
    return text


def _zoned_lines(lines: Sequence[Line], zone: Zone, number: int) -> Iterable[ZonedLine]:
    return map(_zoned_line, zip(map(_NUMBER, lines), map(_TEXT, lines), repeat(zone), repeat(number), strict=False))


def _own_lines(block: list[Line], names: tuple[str, ...], words: Mapping[int, Set[str]]) -> Iterable[ZonedLine]:
    zones = close_message(block, names, words)
    for index, line in enumerate(block):
        if not line.text.strip():
            continue
        if zones[index] is Zone.OWN and is_greeting(line.text):
            zones[index] = Zone.GREETING
        break
    texts = list(map(_TEXT, block))
    last = next((at for at in range(len(block) - 1, -1, -1) if zones[at] is Zone.OWN and texts[at].strip()), None)
    if last is not None and names:
        texts[last] = _without_name(texts[last], names[0])
    return map(_zoned_line, zip(map(_NUMBER, block), texts, zones, repeat(0), strict=False))


_SIGNED_TAIL = lazy(
    r"(?<=[.!?)])\s{1,3}(?:(?:t|tt|terv|terveisin|mvh|vh|br|rgds|hälsn|hälsningar|regards|cheers)\b[.,:]?\s?|[-–/]\s?)?"
    r"((?-i:[A-ZÅÄÖÁÉÜ])[\w'’-]{1,30}(?: (?-i:[A-ZÅÄÖÁÉÜ])[\w'’-]{1,30})?)\.?\s*\Z",
    re.I,
)


def _without_name(text: str, name: str) -> str:
    """Cut off the writer's name behind the last sentence of a line: "Sopii hyvin! T. Maija"."""
    mine = text.rstrip(" .").rpartition(" ")[2].casefold() in name_parts(name)
    tail = _SIGNED_TAIL.search(text[-80:]) if mine else None
    if tail is None or not set(tail[1].casefold().split()) <= name_parts(name):
        return text
    return text[: len(text) - len(tail[0])]


def signed_block(lines: list[ZonedLine], names: tuple[str, ...], words: Mapping[int, Set[str]]) -> list[ZonedLine]:
    """Zone the lines of a forwarded message as if they were a message of their own (own text, sign-off, signature)."""
    zones = close_message([Line(line.number, line.text) for line in lines], names, words)
    return [line._replace(zone=zone) for line, zone in zip(lines, zones, strict=True)]


def _cut(
    lines: tuple[Line, ...], possible: list[int], forward_subject: bool
) -> tuple[list[list[Line]], list[Quoted], dict[int, list[Line]]]:
    """Cut the lines into the sender's own (block 0) and the quoted messages; own lines may stand between quoted ones."""
    cutter = _Cutter(lines)
    index = 0
    while index < len(lines):
        at = bisect_left(possible, index)
        start = quote_start(lines, index) if at < len(possible) and possible[at] == index else None
        if start is not None and _opens(lines, start, cutter.current, cutter.base):
            forward = start.forward or (forward_subject and not cutter.quoted and not _replies(lines, start))
            cutter.open(Quoted(author_of(start.author), forward), _depth_after(lines, start))
            cutter.headers[cutter.current] = list(lines[start.first : start.last + 1])
            index = start.last + 1
            continue
        following = bisect_right(possible, index)
        end = possible[following] if following < len(possible) else len(lines)
        cutter.take(index, end)
        index = end
    return cutter.blocks, cutter.quoted, cutter.headers


class _Cutter:
    """Hands runs of lines to the block at hand. `base`: depth of the quote marks round it, 0 when it has none."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self.lines = lines
        self.blocks: list[list[Line]] = [[]]
        self.quoted: list[Quoted] = []
        self.headers: dict[int, list[Line]] = {}
        self.current = self.base = 0

    def open(self, quoted: Quoted, depth: int) -> None:
        """Begin the block of a quoted message."""
        self.quoted.append(quoted)
        self.current, self.base = len(self.quoted), depth
        self.blocks.append([])

    def take(self, start: int, end: int) -> None:
        """Put lines into their blocks, none of which begins with a header."""
        run = self.lines[start:end]
        if self.current == 0:
            if not any(map(_DEPTH, run)):
                self.blocks[0] += run
                return
            marked = next(at for at, depth in enumerate(map(_DEPTH, run)) if depth)
            self.blocks[0] += run[:marked]
            run = run[marked:]
            # Quote marks without an attribution line.
            self.open(Quoted(None, False), 1)
        if self.base <= min(map(_DEPTH, run)):
            self.blocks[self.current] += run
            return
        base, own, block = self.base, self.blocks[0], self.blocks[self.current]
        for line in run:
            _, _, depth, mark = line
            (own if depth < base and mark not in {"quote", "quote header"} else block).append(line)


def _opens(lines: tuple[Line, ...], start: QuoteStart, current: int, base: int) -> bool:
    """A quote header inside an inline answer's quote opens a deeper block; at the same depth a new one."""
    return current == 0 or lines[start.first].depth >= base or base > 0


def _depth_after(lines: tuple[Line, ...], start: QuoteStart) -> int:
    """Quote depth of the quoted text: 0 when the program sets no marks, so that everything below is quote."""
    here = lines[start.first].depth
    for line in lines[start.last + 1 : start.last + 6]:
        if line.text.strip() or line.depth > here:
            return line.depth if line.depth > 0 else 0
    return 0


def _replies(lines: tuple[Line, ...], start: QuoteStart) -> bool:
    # Under a Fwd: subject an attribution with quote marks is still the answer to something.
    return _depth_after(lines, start) > 0 and start.first == start.last
