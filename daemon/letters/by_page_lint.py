"""Check a finished letter that is awaited, from its bytes: one link of ours or a reply, the notice, no promotion (F5, F6)."""

import re
from collections.abc import Mapping
from email import policy
from email.parser import BytesParser

from daemon.letters.lint import PROMOTION, language_of
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
    message = BytesParser(policy=policy.default).parsebytes(letter.content)
    language = language_of(message)
    parts = [part for part in message.walk() if not part.is_multipart()]
    if language is None or [part.get_content_type() for part in parts] != ["text/plain", "text/html"]:
        return ["language" if language is None else "parts"]
    text, html = (str(part.get_content()).replace("\r\n", "\n") for part in parts)
    ours = text.replace(wording.strip(), "") if wording else text
    flat = " ".join(ours.split())
    links = URL.findall(ours)
    holds = {
        "sender name": len(message["From"].addresses) == 1 and bool(message["From"].addresses[0].display_name),
        "one recipient": [item.addr_spec for item in message["To"].addresses] == [letter.envelope_to],
        "auto-submitted": message.get("Auto-Submitted") == "auto-generated",
        "nothing to leave": "List-Unsubscribe" not in message,
        "no copies": not any(name in message for name in ("Cc", "Bcc", "Precedence", "Feedback-ID")),
        "links": len(links) == 1 if wording and len(links) < 2 else len(links) == 2 and bool(_LINK.fullmatch(links[0])),
        "reply word": not wording or re.search(_BY_REPLY[language], flat) is not None,
        "wording": not wording or wording.strip() in text,
        "promotion": not PROMOTION.search(f"{message['Subject']} {flat}"),
    }
    faults = [name for name, good in holds.items() if not good]
    missing = [name for name, wanted in ELEMENTS[language].items() if not re.search(wanted, flat)]
    return [*faults, *missing, *html_faults(html, text, language)]
