"""Give every line of a message its zone. Pure; the reader of values then looks only where the right person speaks."""

from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from connectors.mail.body import Body, Line
from connectors.mail.mailboxes import parse_addresses
from connectors.mail.zones.closings import is_greeting
from connectors.mail.zones.quotes import QuoteStart, possible_starts, quote_start
from connectors.mail.zones.signature import close_message
from models.values import Mailbox
from models.vocabulary import Zone


class ZonedLine(NamedTuple):
    """A line and its zone; `block` counts the quoted messages from the top (0 = the sender's own)."""

    number: int
    text: str
    zone: Zone
    block: int = 0


@dataclass(frozen=True, slots=True)
class Quoted:
    """One quoted or forwarded message: who wrote it, as its header lines say, and whether it is a forward."""

    author: Mailbox | None
    forward: bool


@dataclass(frozen=True, slots=True)
class Zones:
    """All lines with their zones, and the quoted messages in order (block 1 is `quoted[0]`)."""

    lines: tuple[ZonedLine, ...]
    quoted: tuple[Quoted, ...]

    def of(self, *zones: Zone, block: int = 0) -> list[ZonedLine]:
        """Give the lines of these zones in one block."""
        return [line for line in self.lines if line.block == block and line.zone in zones]


def author_of(text: str) -> Mailbox | None:
    """Read the author of a quote header: "Maija <m@x.example>", a bare name or a bare address."""
    clean = text.replace("[mailto:", "<").replace("]", ">").replace("mailto:", "").strip(" *\"'")
    if not clean:
        return None
    found = parse_addresses(clean.replace("(", "<").replace(")", ">").encode() if "@" in clean else clean.encode())
    if found.mailboxes:
        return found.mailboxes[0]
    return Mailbox(clean[:120], "")


def split_zones(body: Body, own_names: tuple[str, ...] = (), *, forward_subject: bool = False) -> Zones:
    """Split a body. `own_names`: names by which the sender may sign; `forward_subject`: the subject says VL: or Fwd:."""
    blocks, quoted, headers = _cut(body.lines, forward_subject)
    zoned: list[ZonedLine] = []
    for number, block in enumerate(blocks):
        author = quoted[number - 1].author if number else None
        names = own_names if not number else ((author.name,) if author else ())
        zoned += [ZonedLine(line.number, line.text, Zone.QUOTE_HEADER, number) for line in headers.get(number, ())]
        zoned += _zoned_block(block, number, names, quoted)
    zoned.sort(key=itemgetter(0))
    return Zones(tuple(zoned), tuple(quoted))


def _zoned_block(block: list[Line], number: int, names: tuple[str, ...], quoted: list[Quoted]) -> list[ZonedLine]:
    if number:
        zone = Zone.FORWARD if quoted[number - 1].forward else Zone.QUOTE
        return [ZonedLine(line.number, line.text, zone, number) for line in block]
    zones = close_message(block, names)
    for index, line in enumerate(block):
        if not line.text.strip():
            continue
        if zones[index] is Zone.OWN and is_greeting(line.text):
            zones[index] = Zone.GREETING
        break
    return [ZonedLine(line.number, line.text, zone, 0) for line, zone in zip(block, zones, strict=True)]


def signed_block(lines: list[ZonedLine], names: tuple[str, ...]) -> list[ZonedLine]:
    """Zone the lines of a forwarded message as if they were a message of their own (own text, sign-off, signature)."""
    zones = close_message([Line(line.number, line.text) for line in lines], names)
    return [line._replace(zone=zone) for line, zone in zip(lines, zones, strict=True)]


def _cut(
    lines: tuple[Line, ...], forward_subject: bool
) -> tuple[list[list[Line]], list[Quoted], dict[int, list[Line]]]:
    """Cut the lines into the sender's own (block 0) and the quoted messages; own lines may stand between quoted ones."""
    blocks: list[list[Line]] = [[]]
    quoted: list[Quoted] = []
    headers: dict[int, list[Line]] = {}
    current, base, closed = 0, 0, False
    index = 0
    possible = possible_starts(lines)
    while index < len(lines):
        line = lines[index]
        start = quote_start(lines, index) if index in possible else None
        if start is not None and _opens(lines, start, current, base):
            quoted.append(
                Quoted(
                    author_of(start.author),
                    start.forward or (forward_subject and not quoted and not _replies(lines, start)),
                )
            )
            current, base = len(quoted), _depth_after(lines, start)
            closed = base == 0
            blocks.append([])
            headers[current] = list(lines[start.first : start.last + 1])
            index = start.last + 1
            continue
        if line.depth > 0 and current == 0:
            # Quote marks without an attribution line.
            quoted.append(Quoted(None, False))
            current, base, closed = len(quoted), 1, False
            blocks.append([])
        own = current > 0 and not closed and line.depth < base and line.mark not in {"quote", "quote header"}
        blocks[0 if own or current == 0 else current].append(line)
        index += 1
    return blocks, quoted, headers


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
