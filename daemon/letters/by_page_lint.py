"""Check a finished letter that is awaited, from its bytes: one link of ours or a reply, the notice, no promotion (F5, F6)."""

import re
from collections.abc import Mapping

from daemon.letters.finished import take_apart
from daemon.letters.lint import PROMOTION
from daemon.letters.page import URL, html_faults
from models.values import OutgoingLetter
from models.vocabulary import Language

_LINK = re.compile(r"https?://[^<>\s]+/[ck]/[A-Za-z0-9_-]{32}")
ELEMENTS: Mapping[Language, Mapping[str, str]] = {
    Language.FI: {
        "if not you": r"Sinun ei tarvitse tehdä mitään",
        "until": r"(?:Linkki on voimassa|Voit vahvistaa sen) \d{1,2}\.\d{1,2}\.\d{4} asti\.",
        "complaint": r"Voit tehdä valituksen tietosuojavaltuutetun toimistolle\.",
        "notice": r"Tietosuojaseloste: https?://\S+",
        "contact": r"Lähettäjä: .+ \S+@\S+",
    },
    Language.SV: {
        "if not you": r"Du behöver inte göra något",
        "until": r"(?:Länken gäller|Du kan bekräfta det) till och med \d{1,2}\.\d{1,2}\.\d{4}\.",
        "complaint": r"Du kan anföra klagomål hos dataombudsmannens byrå\.",
        "notice": r"Dataskyddsbeskrivning: https?://\S+",
        "contact": r"Avsändare: .+ \S+@\S+",
    },
    Language.EN: {
        "if not you": r"You need not do anything",
        "until": r"(?:The link is valid|You can confirm it) until \d{1,2} [A-Z][a-z]+ \d{4}\.",
        "complaint": r"You can complain to the Office of the Data Protection Ombudsman\.",
        "notice": r"Privacy notice: https?://\S+",
        "contact": r"Sender: .+ \S+@\S+",
    },
}


_BY_REPLY: Mapping[Language, str] = {
    Language.FI: r"vastaamalla tähän viestiin sanalla KYLLÄ\.",
    Language.SV: r"svara på det här meddelandet med ordet JA\.",
    Language.EN: r"replying YES to this message\.",
}
"""What a confirmation says beside its link, or where no page runs in its place (C6)."""


def lint_by_page(letter: OutgoingLetter, wording: str) -> list[str]:
    """Give the name of every element that the letter lacks or must not have. `wording`: the firm's own text within it."""
    found = take_apart(letter)
    if isinstance(found, str):
        return [found]
    text, language = found.text, found.language
    ours = text.replace(wording.strip(), "") if wording else text
    flat = " ".join(ours.split())
    links = URL.findall(ours)
    holds = {
        "nothing to leave": "List-Unsubscribe" not in found.message,
        "links": len(links) == 1 if wording and len(links) < 2 else len(links) == 2 and bool(_LINK.fullmatch(links[0])),
        "reply word": not wording or re.search(_BY_REPLY[language], flat) is not None,
        "wording": not wording or wording.strip() in text,
        "promotion": not PROMOTION.search(f"{found.message['Subject']} {flat}"),
    }
    faults = [name for name, good in holds.items() if not good]
    missing = [name for name, wanted in ELEMENTS[language].items() if not re.search(wanted, flat)]
    return [*found.header_faults(), *faults, *missing, *html_faults(found.html, text, language)]
