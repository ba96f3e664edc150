"""Split a message into its parts, over bytes. Linear, without recursion into user code, never an exception but BadItem.

The standard library's parser needs 27 s for 2.8 MB of empty parts and dies of depth (HW section 2); this one
counts.
Attachments are never decoded: only text, delivery status and attached messages are looked at.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from connectors.mail import limits
from connectors.mail.charset import decode
from connectors.mail.headers import Headers, parse_headers, split_header
from models.patterns import lazy

_PARAMETER = lazy(r";\s*([A-Za-z0-9_*-]{1,40})\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^;\s]*))")
_NOT_BASE64 = lazy(rb"[^A-Za-z0-9+/]")
_META_CHARSET = lazy(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.I)


@dataclass(frozen=True)
class Part:
    """One node of the MIME tree. `body` is still encoded; `parts` holds the children of a container."""

    headers: Headers
    type: str
    parameters: dict[str, str]
    body: bytes
    parts: tuple["Part", ...] = ()
    depth: int = 0

    @property
    def attached(self) -> bool:
        """Whether the sender marked the part as an attachment."""
        return self.headers.token("content-disposition") == "attachment"

    def content(self) -> bytes:
        """Give the body without its transfer encoding. A broken encoding gives what can be read."""
        encoding = self.headers.token("content-transfer-encoding")
        if encoding == "base64":
            return _base64(self.body)
        if encoding in {"quoted-printable", "x-quoted-printable"}:
            return binascii.a2b_qp(self.body)
        return self.body

    def text(self) -> str:
        """Give the body as text, at most the first pages of it, with `\\n` line ends."""
        html = self.type == "text/html"
        data = self.content()[: limits.MAX_HTML_BYTES if html else limits.MAX_TEXT_BYTES]
        label = self.parameters.get("charset", "")
        if html and not label:
            meta = _META_CHARSET.search(data[:4096])
            label = meta[1].decode("ascii") if meta else ""
        text = decode(data, label)
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


@dataclass
class _Counter:
    parts: int = 0
    seen: list[Part] = field(default_factory=list)


def _base64(body: bytes) -> bytes:
    try:
        return binascii.a2b_base64(body, strict_mode=False)
    except binascii.Error:
        clean = _NOT_BASE64.sub(b"", body)
        return binascii.a2b_base64(clean[: len(clean) - (len(clean) % 4 == 1)] + b"=" * (-len(clean) % 4))


def parse_content_type(value: bytes) -> tuple[str, dict[str, str]]:
    """Give (type in lower case, parameters). Without a readable type it is text/plain (RFC 2045, 5.2)."""
    text = value.decode("latin-1")
    kind = text.split(";")[0].strip().lower()
    parameters: dict[str, str] = {}
    for name, quoted, plain in _PARAMETER.findall(text):
        parameters.setdefault(name.lower().rstrip("*"), quoted or plain)
    return kind if "/" in kind else "text/plain", parameters


def parse_message(raw: bytes) -> Part:
    """Parse a whole message. Raises BadItem for too many parts, too deep nesting or too large headers."""
    limits.check_message(raw)
    return _parse(raw, 0, _Counter())


def _parse(raw: bytes, depth: int, counter: _Counter, default: str = "text/plain") -> Part:
    counter.parts += 1
    limits.refuse_when(counter.parts > limits.MAX_PARTS, "too_many_parts")
    limits.refuse_when(depth > limits.MAX_DEPTH, "too_deep")
    block, body = split_header(raw)
    headers = parse_headers(block)
    kind, parameters = parse_content_type(headers.raw("content-type")) if "content-type" in headers else (default, {})
    children: tuple[Part, ...] = ()
    if kind.startswith("multipart/") and parameters.get("boundary"):
        inner = "message/rfc822" if kind == "multipart/digest" else "text/plain"
        pieces = _pieces(body, parameters["boundary"])
        children = tuple(_parse(piece, depth + 1, counter, inner) for piece in pieces)
        if children:
            body = b""
        else:
            kind = "text/plain"
    elif kind in {"message/rfc822", "message/global"} and body.strip():
        plain = Part(headers, kind, parameters, body).content()
        children = (_parse(plain, depth + 1, counter),)
    return Part(headers, kind, parameters, body, children, depth)


def _pieces(body: bytes, boundary: str) -> list[bytes]:
    """Cut a multipart body at its boundary lines; a missing closing line ends the last part with the body."""
    mark = b"--" + boundary.rstrip().encode("latin-1", "replace")
    pieces: list[bytes] = []
    start, position = -1, 0
    while (found := body.find(mark, position)) >= 0:
        position = found + len(mark)
        end = _line_end(body, position)
        closing = body.startswith(b"--", position)
        rest = body[position + 2 * closing : end]
        if (found and body[found - 1] not in b"\r\n") or rest.strip(b" \t"):
            continue
        if start >= 0:
            pieces.append(body[start:found].removesuffix(b"\n").removesuffix(b"\r"))
            limits.refuse_when(len(pieces) > limits.MAX_PARTS, "too_many_parts")
        if closing:
            return pieces
        start = position = end + (2 if body.startswith(b"\r\n", end) else 1)
    if start >= 0:
        pieces.append(body[start:])
    return pieces


def _line_end(body: bytes, position: int) -> int:
    """Give where the line ends that holds `position`; boundary lines are short, so a long rest is no such line."""
    ends = [body.find(mark, position, position + 300) for mark in (b"\n", b"\r")]
    return min((end for end in ends if end >= 0), default=min(len(body), position + 300))


def walk(part: Part, *, into_messages: bool = False) -> Iterator[Part]:
    """Give the part and all below it in order; the content of an attached message only when asked."""
    waiting = [part]
    while waiting:
        node = waiting.pop()
        yield node
        if into_messages or node is part or not node.type.startswith("message/"):
            waiting.extend(reversed(node.parts))
