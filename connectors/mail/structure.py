"""Choose the text parts of a large message by its BODYSTRUCTURE and put them together again. Pure.

Attachments stay on the server: in what is put together an empty part stands for each.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from connectors.mail.headers import parse_headers
from connectors.mail.mime import parse_content_type
from models.errors import BadItem

MAX_PART_BYTES = 262_144
MAX_TOTAL_BYTES = 1_048_576
_MAX_MIME_BYTES = 16_384
_MAX_HEADER_BYTES = 65_536
_MAX_PARTS = 24
_MAX_DEPTH = 12
_MAX_CHILDREN = 200

_TEXT = {"text/plain", "text/html", "text/calendar", "text/rfc822-headers", "message/delivery-status"}
# Asked for even when the sender marked them as attachments: they are what the message is about.
_ALWAYS = {"text/calendar", "text/rfc822-headers", "message/delivery-status"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part without parts. `wanted` ones are fetched."""

    path: str
    type: str
    wanted: bool
    size: int | None = field(default=None, compare=False)
    """How many bytes it has, where the structure says so."""


@dataclass(frozen=True, slots=True)
class Container:
    """A multipart: its own path ("" = the message itself) and its parts."""

    path: str
    type: str
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Attached:
    """A message/rfc822 part: the message within it."""

    path: str
    content: "Node"


Node = Leaf | Container | Attached


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a message to fetch, as FETCH names it, and at most how many of its bytes; how many it has, where told."""

    name: str
    limit: int
    size: int | None = field(default=None, compare=False)

    @property
    def most(self) -> int:
        """At most so many bytes come."""
        return self.limit if self.size is None else min(self.size, self.limit)


class StructureBroken(Exception):
    """The structure cannot be used: take the beginning of the raw message instead."""


def plan(structure: object) -> Node:
    """Read a BODYSTRUCTURE as imapclient gives it. Raises StructureBroken."""
    try:
        return _Planner().node(structure, "", 0)
    except (TypeError, ValueError, IndexError, AttributeError, UnicodeDecodeError) as exc:
        raise StructureBroken(type(exc).__name__) from None


def sections(node: Node) -> Iterator[Section]:
    """Give every section that `rebuild` needs."""
    if isinstance(node, Leaf):
        if node.wanted:
            if node.path:
                yield Section(f"{node.path}.MIME", _MAX_MIME_BYTES)
            yield Section(node.path or "TEXT", MAX_PART_BYTES, node.size)
    elif isinstance(node, Attached):
        yield Section(f"{node.path}.MIME", _MAX_MIME_BYTES)
        yield Section(f"{node.path}.HEADER", _MAX_HEADER_BYTES)
        if not isinstance(node.content, Leaf):
            yield from sections(node.content)
        elif node.content.wanted:
            # Its headers are those of the attached message.
            yield Section(node.content.path, MAX_PART_BYTES, node.content.size)
    else:
        for part in node.parts:
            yield from sections(part)


def rebuild(header_block: bytes, node: Node, found: Mapping[str, bytes]) -> bytes:
    """Give header block and fetched sections as one message. Raises StructureBroken when header and structure differ."""
    return header_block + _body(header_block, node, found)


class _Planner:
    """Walks the structure and stops wanting when enough is wanted."""

    def __init__(self) -> None:
        self._left = MAX_TOTAL_BYTES
        self._parts = 0

    def node(self, body: object, path: str, depth: int, *, within: bool = False) -> Node:
        """`within`: the body is that of an attached message, whose parts are numbered below its path."""
        if not isinstance(body, tuple) or depth > _MAX_DEPTH:
            raise StructureBroken("no structure")
        if isinstance(body[0], list | tuple):
            children, subtype = _children(body)
            prefix = f"{path}." if path else ""
            parts = tuple(
                self.node(child, f"{prefix}{number}", depth + 1) for number, child in enumerate(children, start=1)
            )
            return Container("" if within else path, f"multipart/{subtype}", parts)
        kind = f"{_word(body[0])}/{_word(body[1])}"
        if kind == "message/rfc822" and path and len(body) > 8 and isinstance(body[8], tuple):
            return Attached(path, self.node(body[8], path, depth + 1, within=True))
        # The only part of a message that is no multipart is its part 1 (RFC 9051, 6.4.5.1).
        return Leaf(f"{path}.1" if within else path, kind, self._wants(kind, body), _size(body))

    def _wants(self, kind: str, body: tuple[object, ...]) -> bool:
        if kind not in _TEXT or (_is_attachment(kind, body) and kind not in _ALWAYS):
            return False
        size = _size(body)
        cost = MAX_PART_BYTES if size is None else min(size, MAX_PART_BYTES)
        if cost > self._left or self._parts >= _MAX_PARTS:
            return False
        self._left -= cost
        self._parts += 1
        return True


def _size(body: tuple[object, ...]) -> int | None:
    size = body[6] if len(body) > 6 else None
    return size if isinstance(size, int) else None


def _children(body: tuple[object, ...]) -> tuple[Sequence[object], str]:
    first = body[0]
    if isinstance(first, list):
        children, rest = first, body[1:]
    else:
        children = [part for part in body if isinstance(part, tuple)]
        count = next((index for index, part in enumerate(body) if not isinstance(part, tuple)), len(body))
        children, rest = children[:count], body[count:]
    if not children or len(children) > _MAX_CHILDREN:
        raise StructureBroken("too many parts")
    return children, _word(rest[0])


def _is_attachment(kind: str, body: tuple[object, ...]) -> bool:
    index = 9 if kind.startswith("text/") else 8
    disposition = body[index] if len(body) > index else None
    return isinstance(disposition, tuple) and len(disposition) > 0 and _word(disposition[0]) == "attachment"


def _word(value: object) -> str:
    if not isinstance(value, bytes):
        raise StructureBroken("no word")
    return value.decode("ascii").lower()


def _body(header_block: bytes, node: Node, found: Mapping[str, bytes]) -> bytes:
    if isinstance(node, Container):
        boundary = _boundary(header_block)
        return b"".join(_part(part, boundary, found) for part in node.parts) + b"--%b--\r\n" % boundary
    if isinstance(node, Leaf) and node.wanted:
        # An attached message has its text in part 1, the outer message in TEXT.
        return _whole_lines(found[node.path or "TEXT"])
    return b""


def _part(node: Node, boundary: bytes, found: Mapping[str, bytes]) -> bytes:
    if isinstance(node, Container):
        inner = b"rekisterid-%b" % node.path.encode("ascii")
        head = b'Content-Type: %b; boundary="%b"\r\n\r\n' % (node.type.encode("ascii"), inner)
        content = head + b"".join(_part(part, inner, found) for part in node.parts) + b"--%b--\r\n" % inner
    elif isinstance(node, Attached):
        block = closed(found[f"{node.path}.HEADER"])
        content = closed(found[f"{node.path}.MIME"]) + block + _body(block, node.content, found)
    elif node.wanted:
        content = closed(found[f"{node.path}.MIME"]) + _whole_lines(found[node.path])
    else:
        content = b"Content-Type: %b\r\nContent-Disposition: attachment\r\n\r\n" % node.type.encode("ascii")
    return b"--%b\r\n%b\r\n" % (boundary, content)


def _boundary(header_block: bytes) -> bytes:
    """Give the boundary that the reader will find in the header."""
    try:
        kind, parameters = parse_content_type(parse_headers(header_block).raw("content-type"))
    except BadItem:
        raise StructureBroken("header") from None
    boundary = parameters.get("boundary", "").rstrip()
    if not kind.startswith("multipart/") or not boundary:
        raise StructureBroken("no boundary")
    return boundary.encode("latin-1", "replace")


def closed(block: bytes) -> bytes:
    """Give a header block with its empty line, which some servers leave out."""
    if is_closed(block):
        return block
    return block.rstrip(b"\r\n") + b"\r\n\r\n" if block.strip() else b"\r\n"


def is_closed(block: bytes) -> bool:
    """Whether a header block has come to its end."""
    return block.endswith((b"\r\n\r\n", b"\n\n")) or block == b"\r\n"


def _whole_lines(content: bytes) -> bytes:
    """Cut a part that was cut to its last whole line: base64 and UTF-8 then end where they may."""
    if len(content) < MAX_PART_BYTES:
        return content
    return content[: content.rfind(b"\n") + 1] or content
