"""E-mail addresses in the form in which they are compared and stored (F9), and role addresses (F3)."""

import re
import unicodedata

import idna

from models.rules.normalise.visible import is_hidden

MAX_ADDRESS = 254
MAX_LOCAL_PART = 64
# RFC 5322 dot-atom; beyond ASCII as RFC 6531. Quoted local parts and address literals are no client's address.
_ATOM = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
# The same for an address in ASCII, at once: nearly all of them.
_PLAIN_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_PLAIN = re.compile(rf"({_PLAIN_ATOM}(?:\.{_PLAIN_ATOM})*)@{_LABEL.pattern}(?:\.{_LABEL.pattern})+")

# fmt: off
_FINNISH = (
    "asiakaspalvelu", "henkilosto", "johto", "kanslia", "kassa", "kirjaamo", "kirjanpito", "laskut", "lasku",
    "laskutus", "markkinointi", "myynti", "ostolaskut", "palaute", "palkat", "posti", "rekrytointi",
    "reskontra", "sahkoposti", "sihteeri", "taloushallinto", "talous", "tiedotus", "tilaukset", "tilaus",
    "toimisto", "tuki", "varaukset", "varaus", "yhteys", "yllapito",
)
_SWEDISH = (
    "bokning", "bokningar", "ekonomi", "faktura", "fakturor", "kansli", "kontakt", "kontor", "kundtjanst",
)
_ENGLISH = (
    "abuse", "admin", "administration", "billing", "booking", "bookings", "contact", "finance", "helpdesk",
    "hostmaster", "hr", "info", "information", "invoice", "invoices", "jobs", "marketing", "no-reply",
    "noreply", "office", "orders", "postmaster", "sales", "service", "support", "webmaster",
)
# fmt: on
ROLE_LOCAL_PARTS = frozenset((*_FINNISH, *_SWEDISH, *_ENGLISH))
"""Local parts that name a post and not a person (F3), in Finnish, Swedish and English."""


def comparable_email(text: str) -> str | None:
    """Give the address in NFC and lower case with its domain in IDNA, plus-tags kept; None if it is not one bare mailbox.

    Blanks around it are dropped. A display name, two addresses, hidden characters, a domain without a dot are refused.
    Never raises. Source: F9.
    """
    plain = _PLAIN.fullmatch(text.strip().lower()) if text.isascii() and len(text) <= MAX_ADDRESS else None
    if plain is not None and "xn--" not in plain[0]:
        return plain[0] if len(plain[1]) <= MAX_LOCAL_PART else None
    address = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text.strip()).lower())
    local, at, domain = address.rpartition("@")
    if not at or len(local) > MAX_LOCAL_PART or not all(_ATOM.fullmatch(atom) for atom in local.split(".")):
        return None
    if any(is_hidden(character) or character.isspace() for character in local):
        return None
    ascii_domain = _ascii_domain(domain)
    if ascii_domain is None or len(local) + 1 + len(ascii_domain) > MAX_ADDRESS:
        return None
    return f"{local}@{ascii_domain}"


def is_role_address(address: str) -> bool:
    """Whether an address stands for an office, not for a person: `info@`, `toimisto@`, `laskut@` … (F3). Tags are ignored."""
    local = address.strip().casefold().rpartition("@")[0].partition("+")[0]
    return local in ROLE_LOCAL_PARTS


def _ascii_domain(domain: str) -> str | None:
    if len(domain) > MAX_ADDRESS or any(is_hidden(character) for character in domain):
        return None
    # A name already in ASCII is decoded first, so that two spellings of one name cannot pass as two.
    if not domain.isascii() or "xn--" in domain:
        try:
            domain = idna.encode(idna.decode(domain, uts46=True), uts46=True).decode("ascii").lower()
        except (idna.IDNAError, UnicodeError):
            return None
    labels = domain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    return domain
