"""What a FETCH tells of a letter beside its text, with the quirks of a server laid over it (RFC 9051, 7.5.2)."""

import re
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

from tests.live.imap_parts import Letter, structure_of
from tests.live.imap_quirks import Quirks

_SIZE = re.compile(rb'("(?:7bit|8bit|base64)") \d+')


def line_of(sequence: int, parts: list[bytes], quirks: Quirks) -> bytes:
    """Give the whole answer with these items."""
    word = b"fetch" if "lower_case" in quirks.fetch else b"FETCH"
    if "spaces" in quirks.fetch:
        return b"* %d %b (%b )\r\n" % (sequence, word, b"  ".join(parts))
    return b"* %d %b (%b)\r\n" % (sequence, word, b" ".join(parts))


def item_of(uid: int, letter: Letter, item: str, quirks: Quirks) -> bytes:
    """Give an item that is no part of the text; nothing when the server does not tell it."""
    match item:
        case "RFC822.SIZE":
            sizes = {"right": len(letter.raw), "low": len(letter.raw) - 7, "high": len(letter.raw) + 11}
            return b"RFC822.SIZE %d" % sizes[quirks.size] if quirks.size in sizes else b""
        case "INTERNALDATE":
            beyond = "31-Dec-9999 23:59:59 -1200" if uid % 2 else "19-Nov-2026 08:00:00 +9999"
            right = letter.when.strftime("%d-%b-%Y %H:%M:%S +0000")
            dates = {"right": right, "broken": "32-Foo-2026 99:00", "beyond": beyond}
            return b'INTERNALDATE "%b"' % dates[quirks.dates].encode() if quirks.dates in dates else b""
        case "X-GM-MSGID":
            return b"X-GM-MSGID %d" % letter.server_id
        case "BODYSTRUCTURE":
            return _structure(letter, quirks)
    return b"FLAGS ()" if item == "FLAGS" else b""


def _structure(letter: Letter, quirks: Quirks) -> bytes:
    match quirks.structure:
        case "nil":
            return b"BODYSTRUCTURE NIL"
        case "broken":
            return b'BODYSTRUCTURE (("TEXT" NIL "PLAIN" 5 ("x")) 7 NIL)'
        case "absent":
            return b""
    parsed = BytesParser(policy=default).parsebytes(letter.raw)
    assert isinstance(parsed, EmailMessage)
    told = structure_of(parsed)
    return b"BODYSTRUCTURE " + (_SIZE.sub(rb"\1 0", told) if quirks.structure == "empty" else told)
