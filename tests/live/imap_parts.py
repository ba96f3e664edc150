"""Messages of a scripted IMAP server, and what FETCH tells of their parts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import MIMEPart
from email.parser import BytesParser
from email.policy import default

CRLF = b"\r\n"
_SET = re.compile(r"(\d+)(?::(\d+|\*))?")


@dataclass
class Letter:
    """A message of a folder."""

    raw: bytes
    when: datetime
    server_id: int

    @property
    def header(self) -> bytes:
        """The header block with its empty line."""
        return self.raw[: self.raw.index(CRLF + CRLF) + 4]

    @property
    def text(self) -> bytes:
        """What follows the header."""
        return self.raw[len(self.header) :]


def section_of(letter: Letter, section: str) -> bytes:
    if section in ("", "HEADER", "TEXT"):
        return {"": letter.raw, "HEADER": letter.header, "TEXT": letter.text}[section]
    parsed = BytesParser(policy=default).parsebytes(letter.raw)
    path, _, _ = section.partition(".MIME")
    part = list(parsed.iter_parts())[int(path.split(".")[0]) - 1] if parsed.is_multipart() else parsed
    head, body = _served(part)
    return head if section.endswith(".MIME") else body


def _served(part: MIMEPart) -> tuple[bytes, bytes]:
    raw = part.as_bytes(policy=default.clone(linesep="\r\n", cte_type="8bit"))
    head, _, body = raw.partition(b"\r\n\r\n")
    return head + b"\r\n\r\n", body


def structure_of(part: MIMEPart) -> bytes:
    if part.is_multipart():
        inner = b"".join(structure_of(child) for child in part.iter_parts())
        return b'(%b "%b" NIL NIL NIL)' % (inner, part.get_content_subtype().encode())
    body = part.get_payload(decode=False)
    size = len(_served(part)[1])
    main, sub = part.get_content_maintype().encode(), part.get_content_subtype().encode()
    coding = str(part.get("Content-Transfer-Encoding", "7bit")).encode()
    lines = b" %d" % str(body).count("\n") if main == b"text" else b""
    shown = b'("attachment" NIL)' if part.is_attachment() else b"NIL"
    return b'("%b" "%b" ("charset" "utf-8") NIL NIL "%b" %d%b NIL %b NIL NIL)' % (main, sub, coding, size, lines, shown)


def uids_within(text: str, letters: Mapping[int, Letter]) -> list[int]:
    """Give the UIDs that a sequence set names; `*` is the highest there is."""
    top = max(letters, default=0)
    chosen: set[int] = set()
    for piece in text.split(","):
        match = _SET.fullmatch(piece)
        assert match, text
        first = int(match[1])
        last = first if match[2] is None else top if match[2] == "*" else int(match[2])
        low, high = min(first, last), max(first, last)
        chosen |= {uid for uid in letters if low <= uid <= high}
        if match[2] == "*" and letters:
            chosen.add(top)
    return sorted(chosen)
