"""Mail addresses and web sites in a line."""

import re

from connectors.mail.contacts.identifiers import Spotted
from connectors.mail.mailboxes import normal_address
from models.patterns import lazy

_EMAIL = lazy(
    r"(?<![\w.+-])(?:mailto:)?([A-Za-z0-9ÅÄÖåäö!#$%&'*+/?^_`{}~.-]{1,64}(?:@|\s?(?:\(at\)|\[at\]|\(ät\)"
    r"|\(a\))\s?)(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24})(?![\w@-])"
)
_TLD = (
    "fi|com|net|org|se|eu|ax|info|biz|io|ee|no|dk|de|co|nu|me|tv|pro|app|dev|online|shop|site|studio"
    "|example|invalid|test"
)
_SITE = lazy(
    rf"(?<![\w@.-])((?:https?://|www\.)[^\s<>()\[\]\"',;|]{{3,200}}"
    rf"|(?:[a-z0-9åäö](?:[a-z0-9åäö-]{{0,61}}[a-z0-9åäö])?\.){{1,4}}(?:{_TLD})(?:/[^\s<>()\[\]\"',;|]*)?)(?![\w@-])",
    re.I,
)
_NOT_A_HOMEPAGE = lazy(
    r"(?:^|//|\.)(?:linkedin|facebook|instagram|twitter|x|youtube|tiktok|threads|whatsapp|wa|t"
    r"|teams\.microsoft|zoom|meet\.google|calendly|doodle|goo|bit|maps\.google|google|aka|outlook|office"
    r"|apple|play\.google|booking|trustpilot|pinterest|snapchat|fb|lnkd|vimeo|spotify|github)\.(?:com|me"
    r"|gl|ly|us|ms|be|net|in|eu|fi)(?:/|$)|unsubscribe|privacy|tietosuoja|/maps|\.(?:png|jpe?g|gif|pdf"
    r"|docx?|xlsx?|ics|vcf|html?)$",
    re.I,
)


def find_emails(text: str) -> list[Spotted]:
    """Give the mail addresses of a line, normalised; "(at)" is read as @."""
    if "@" not in text and "at)" not in text and "at]" not in text and "t)" not in text and "(a)" not in text:
        return []
    found = []
    for match in _EMAIL.finditer(text):
        address = normal_address(re.sub(r"\s?(?:\(at\)|\[at\]|\(ät\)|\(a\))\s?", "@", match[1]).strip(".'"))
        if address:
            found.append(Spotted(address, match.start(), match.end()))
    return found


def find_sites(text: str) -> list[Spotted]:
    """Give the home pages of a line as written; profiles, meeting links and documents are none."""
    if "." not in text:
        return []
    found = []
    for match in _SITE.finditer(text):
        value = match[1].rstrip(".:!?")
        if not _NOT_A_HOMEPAGE.search(value):
            found.append(Spotted(value, match.start(), match.start() + len(match[1])))
    return found


_OFFICES = r"kirjaamo\w*|registratur\w*|registry|tietosuoja\w*|dataskydd\w*|dpo|privacy|whistle\w*"
"""Where a house takes in what is sent to nobody of its own: no way to reach the writer."""

_REGISTRY = lazy(rf"(?:{_OFFICES}|registrator|diarie\w*|dataprotection|gdpr|postmaster|abuse)(?:[.+-][^@]*)?@")


def register_office(address: str) -> bool:
    """Whether an address is a register office's, a data protection officer's or a postmaster's."""
    return bool(_REGISTRY.match(address))


_REGISTRY_LINE = lazy(
    rf"\W{{0,5}}(?:{_OFFICES}|data protection(?: officer)?|ilmoituskanava)\W{{0,3}}:.*[\d@]",
    re.I,
)


def register_line(text: str) -> bool:
    """Whether a line tells how a register office or a data protection officer is reached: "Tietosuojavastaava: 09 …"."""
    return ":" in text and _REGISTRY_LINE.match(text) is not None
