"""Address headers by a grammar of our own: never stdlib parseaddr, which reads hostile values wrongly (CVE-2023-27043)."""

import re
import unicodedata
from dataclasses import dataclass

from connectors.mail import limits
from connectors.mail.headers import Headers, decode_words, raw_text
from models.values import Mailbox

_ATOM = r"[^\s<>()\[\]\\,;:@\"\x00-\x20\x7f]"
ADDRESS = re.compile(
    rf"{_ATOM}{{1,64}}@(?:[^\s<>()\[\]\\,;:@\"\x00-\x2c\x2f\x3b-\x40\x7f]{{1,63}}\.)*[^\s<>()\[\]\\,;:@\"\x00-\x2d\x2f\x7f.]{{1,63}}\Z"
)
_TOKEN = re.compile(r"\"(?:[^\"\\]|\\.)*\"|[<>(),:;]|[^<>(),:;\"]+|\"")
# Name <address>, with nothing in it that asks for the grammar: what nearly every header is.
_PLAIN = re.compile(r"\s*([^<>(),:;\"\\]{0,200}?)\s*<([^<>(),:;\"\\\s]{3,254})>\s*")
_ESCAPE = re.compile(r"\\(.)")
_LOOSE = re.compile(r"[^\s<>()\[\]\\,;:@\"']{1,64}@[^\s<>()\[\]\\,;:@\"']{1,253}")


@dataclass(frozen=True, slots=True)
class AddressList:
    """Mailboxes of a header; `clean` when the whole value is well-formed and nothing of it was guessed."""

    mailboxes: tuple[Mailbox, ...]
    clean: bool


def normal_address(address: str) -> str:
    """Give an address for comparing and storing: NFC, lower case, domain in IDNA (F9). "" when it is none."""
    folded = unicodedata.normalize("NFC", address.strip()).lower()
    if len(folded) > 254 or not ADDRESS.match(folded):
        return ""
    local, _, domain = folded.rpartition("@")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    return f"{local}@{domain}"


def domain_of(address: str) -> str:
    """Give what stands after the last @, "" without one."""
    return address.rpartition("@")[2]


class _Reader:
    """One pass over the tokens of an address header. Comments are display names of last resort, as old mailers wrote."""

    def __init__(self) -> None:
        self.found: list[Mailbox] = []
        self.clean = True
        self._reset()

    def _reset(self) -> None:
        self.words: list[str] = []
        self.comment: list[str] = []
        self.angle: str | None = None
        self.in_angle = False
        self.depth = 0

    def feed(self, piece: str) -> None:
        if self.depth or piece == "(":
            self._comment(piece)
        elif self.in_angle:
            self._angle(piece)
        elif piece == "<":
            self.clean = self.clean and self.angle is None
            self.in_angle, self.angle = True, self.angle or ""
        elif piece in ",;":
            self.finish()
        elif piece == ":":
            self.words = []  # a group's name
        elif piece in ')>"':
            self.clean = False
        elif piece.strip():
            self.clean = self.clean and self.angle is None
            self.words.append(_unquote(piece.strip()))

    def _comment(self, piece: str) -> None:
        self.depth += {"(": 1, ")": -1}.get(piece, 0)
        if piece not in "()":
            self.comment.append(piece)

    def _angle(self, piece: str) -> None:
        if piece == ">":
            self.in_angle = False
        elif self.angle is not None:
            self.clean = self.clean and piece not in '<(",'
            self.angle += _unquote(piece) if piece[0] == '"' else piece

    def finish(self) -> None:
        """End one mailbox: of `name <address>`, of a bare address, or nothing."""
        self.clean = self.clean and not self.in_angle and not self.depth
        name = " ".join(self.words)
        if self.angle is not None:
            self._add(name or "".join(self.comment), self.angle)
        elif name:
            self._add("".join(self.comment), name)
        self._reset()

    def _add(self, name: str, address: str) -> None:
        normal = normal_address(address.rpartition(":")[2] if ":" in address else address)
        if not normal:
            self.clean = False
            return
        self.found.append(Mailbox(_display(name), normal))
        limits.refuse_when(len(self.found) > limits.MAX_ADDRESSES, "too_many_addresses")


def _unquote(piece: str) -> str:
    return _ESCAPE.sub(r"\1", piece[1:-1]) if len(piece) > 1 and piece[0] == '"' == piece[-1] else piece


def _display(name: str) -> str:
    text = decode_words(name)[: limits.MAX_NAME_CHARS]
    return text.strip(" '\"")


def parse_addresses(value: bytes) -> AddressList:
    """Read every mailbox of an address header. Raises BadItem when there are too many."""
    text = raw_text(value)
    plain = _PLAIN.fullmatch(text)
    address = normal_address(plain[2]) if plain else ""
    if plain and address:
        return AddressList((Mailbox(_display(plain[1]), address),), clean=True)
    limits.refuse_when(text.count("@") > limits.MAX_ADDRESSES * 4, "too_many_addresses")
    reader = _Reader()
    for piece in _TOKEN.findall(text):
        reader.feed(piece)
    reader.finish()
    if reader.found or "@" not in text:
        return AddressList(tuple(reader.found), reader.clean)
    loose = [normal_address(match) for match in _LOOSE.findall(text)]
    name = decode_words(_LOOSE.sub(" ", text))[: limits.MAX_NAME_CHARS].strip(" <>()'\"")
    return AddressList(tuple(Mailbox(name, address) for address in dict.fromkeys(loose) if address), clean=False)


def single_from(headers: Headers) -> tuple[Mailbox | None, bool]:
    """Give the sender and whether it may be trusted as an identity.

    The sender is None unless there is exactly one From header with exactly one address (HW-T4). The flag is true only when
    the value is well-formed and names that address alone, its display name holding no other one.
    """
    values = headers.all("from")
    if len(values) != 1:
        return None, False
    parsed = parse_addresses(values[0])
    if len(parsed.mailboxes) != 1:
        return None, False
    sender = parsed.mailboxes[0]
    named = _LOOSE.findall(sender.name) if "@" in sender.name else ()
    others = {normal_address(address) for address in named} - {sender.address, ""}
    return sender, parsed.clean and not others


def recipients(headers: Headers) -> tuple[Mailbox, ...]:
    """Give the mailboxes of To and Cc, each address once."""
    found: dict[str, Mailbox] = {}
    for name in ("to", "cc"):
        for value in headers.all(name):
            for mailbox in parse_addresses(value).mailboxes:
                found.setdefault(mailbox.address, mailbox)
    limits.refuse_when(len(found) > 2 * limits.MAX_ADDRESSES, "too_many_addresses")
    return tuple(found.values())
