"""Check a finished feedback request, from its bytes: every element that the table after C16 wants, and nothing else.

The expectations stand here a second time, on purpose apart from the templates: a template that loses one is caught.
"""

import re
from collections.abc import Mapping
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from html.parser import HTMLParser
from urllib.parse import unquote

from models.values import OutgoingLetter
from models.vocabulary import Language

_DATE = r"(?:\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2} [A-Z][a-z]+ \d{4})"
_ELEMENTS: Mapping[Language, Mapping[str, str]] = {
    Language.FI: {
        "request": rf"palautetta tapaamisestasi \w\w {_DATE}",
        "why": rf"Saat tämän viestin, koska annoit siihen suostumuksen {_DATE}\.",
        "voluntary": r"Vastaaminen on vapaaehtoista\.",
        "withdrawal": r"Voit peruuttaa suostumuksesi milloin tahansa: vastaa viestiin sanalla PERUUTA\.",
        "use": r"Vastaukset lukee .+?; ne säilytetään enintään (?:1 kuukauden|\d+ kuukautta)\.",
        "complaint": r"Voit tehdä valituksen tietosuojavaltuutetun toimistolle\.",
        "answer": r"Vastaa tähän viestiin arvosanalla \d+–\d+",
        "notice": r"Tietosuojaseloste: https?://\S+",
        "contact": r"Lähettäjä: .+ \S+@\S+",
    },
    Language.SV: {
        "request": rf"respons på ditt möte \w\w {_DATE}",
        "why": rf"Du får detta meddelande eftersom du gav ditt samtycke till det {_DATE}\.",
        "voluntary": r"Det är frivilligt att svara\.",
        "withdrawal": r"Du kan när som helst återkalla ditt samtycke: svara med ordet ÅTERKALLA\.",
        "use": r"Svaren läses av .+? och sparas i högst (?:1 månad|\d+ månader)\.",
        "complaint": r"Du kan anföra klagomål hos dataombudsmannens byrå\.",
        "answer": r"Svara på det här meddelandet med ett vitsord \d+–\d+",
        "notice": r"Dataskyddsbeskrivning: https?://\S+",
        "contact": r"Avsändare: .+ \S+@\S+",
    },
    Language.EN: {
        "request": rf"feedback on your meeting of \w{{3}} {_DATE}",
        "why": rf"You receive this because you consented to it on {_DATE}\.",
        "voluntary": r"Answering is voluntary\.",
        "withdrawal": r"You can withdraw your consent at any time: reply STOP\.",
        "use": r".+? reads the answers; they are kept for at most (?:1 month|\d+ months)\.",
        "complaint": r"You can complain to the Office of the Data Protection Ombudsman\.",
        "answer": r"Reply to this message with a score \d+–\d+",
        "notice": r"Privacy notice: https?://\S+",
        "contact": r"Sender: .+ \S+@\S+",
    },
}
_SUBJECTS = {
    Language.FI: rf"Palautepyyntö tapaamisestasi \w\w {_DATE}",
    Language.SV: rf"Begäran om respons på ditt möte \w\w {_DATE}",
    Language.EN: rf"Request for feedback on your meeting of \w{{3}} {_DATE}",
}
# F5: one line of promotion makes a survey direct marketing.
_PROMOTION = re.compile(
    r"\b(?:tarjou[sk]\w*|alennu[sk]\w*|alekoodi\w*|kampanja\w*|etukoodi\w*|lahjakort\w+|arvon(?:ta|na)\w*|uutiskirje\w*"
    r"|erbjudand\w+|rabatt\w*|kampanj\w*|presentkort\w*|utlottning\w*|nyhetsbrev\w*"
    r"|offers?|discounts?|vouchers?|coupons?|campaign|prize|newsletter|gift card)\b",
    re.IGNORECASE,
)
_URL = re.compile(r"\b[a-z][a-z0-9+.-]*://\S+|\bwww\.\S+|\bmailto:\S+", re.IGNORECASE)
_FORBIDDEN_TAGS = frozenset({
    "img", "script", "link", "iframe", "form", "input", "button", "object", "embed", "video", "audio", "svg", "base",
})  # fmt: skip
_LOADS = re.compile(r"url\s*\(|@import|expression\s*\(", re.IGNORECASE)
_LEAVE = re.compile(r"<mailto:([^?<>\s]+)\?subject=PERUUTA%20(rk-[A-Za-z0-9_-]{16,43})>")


def lint(letter: OutgoingLetter) -> list[str]:
    """Give the name of every element that a feedback request lacks or must not have; empty when it may go out."""
    message = BytesParser(policy=policy.default).parsebytes(letter.content)
    language = _language(message)
    parts = [part for part in message.walk() if not part.is_multipart()]
    if language is None or [part.get_content_type() for part in parts] != ["text/plain", "text/html"]:
        return ["language" if language is None else "parts"]
    text, html = (str(part.get_content()) for part in parts)
    page = _Page()
    page.feed(html)
    page.close()
    return [
        *_header_faults(message, letter, language),
        *_text_faults(text, str(message["Subject"]), language),
        *_html_faults(page, html, text, language),
    ]


def _language(message: EmailMessage) -> Language | None:
    value = str(message.get("Content-Language", ""))
    return Language(value) if value in set(Language) else None


def _header_faults(message: EmailMessage, letter: OutgoingLetter, language: Language) -> list[str]:
    leave = _LEAVE.fullmatch(str(message.get("List-Unsubscribe", "")))
    token = leave[2] if leave else ""
    sender, reply = message["From"].addresses, message["Reply-To"].addresses
    holds = {
        "subject": re.fullmatch(_SUBJECTS[language], str(message["Subject"])) is not None,
        "sender name": len(sender) == 1 and bool(sender[0].display_name),
        "one recipient": [item.addr_spec for item in message["To"].addresses] == [letter.envelope_to],
        "list-unsubscribe": leave is not None and [unquote(leave[1])] == [item.addr_spec for item in reply],
        # Until a page takes the POST, the header would promise what does not answer.
        "list-unsubscribe-post": "List-Unsubscribe-Post" not in message,
        "token": bool(token) and str(message["Message-ID"]).startswith(f"<{token}@"),
        "auto-submitted": message.get("Auto-Submitted") == "auto-generated",
        # A header in two pieces on the wire is lost on some mail programs.
        "whole header": leave is not None and f"\r\nList-Unsubscribe: {leave[0]}\r\n".encode() in letter.content,
        "no copies": not any(name in message for name in ("Cc", "Bcc", "Precedence", "Feedback-ID")),
    }
    return [name for name, good in holds.items() if not good]


def _text_faults(text: str, subject: str, language: Language) -> list[str]:
    flat = " ".join(text.split())
    faults = [name for name, wanted in _ELEMENTS[language].items() if not re.search(wanted, flat)]
    day = re.search(_DATE, subject)
    if day is None or day[0] not in flat:
        faults.append("same date")
    if len(_URL.findall(text)) != 1:
        faults.append("one link")
    if _PROMOTION.search(f"{subject} {flat}"):
        faults.append("promotion")
    return faults


def _html_faults(page: "_Page", html: str, text: str, language: Language) -> list[str]:
    holds = {
        "html language": page.language == language.value,
        "html link": page.links == _URL.findall(text),
        "nothing loaded": not page.tags & _FORBIDDEN_TAGS and not page.loads and not _LOADS.search(html),
        "same words": page.words() == text.split(),
    }
    return [name for name, good in holds.items() if not good]


class _Page(HTMLParser):
    """Collects what a reader sees, and what a mail program would follow or load."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.language = ""
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.loads = False
        self._hidden = 0
        self._seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag and what it points to."""
        values = dict(attrs)
        self.tags.add(tag)
        self._hidden += tag in ("head", "style")
        self._seen.append(" " if tag in ("p", "h1", "h2", "div", "td", "tr", "li", "br") else "")
        if tag == "html":
            self.language = values.get("lang") or ""
        if "href" in values:
            self.links.append(values["href"] or "")
        handlers = any(name.startswith("on") for name in values)
        self.loads = self.loads or handlers or bool({"src", "srcset", "background", "action"} & values.keys())

    def handle_endtag(self, tag: str) -> None:
        """End what is hidden; end a word where a block ends."""
        self._hidden -= tag in ("head", "style")
        self._seen.append(" " if tag in ("p", "h1", "h2", "div", "td", "tr", "li") else "")

    def handle_data(self, data: str) -> None:
        """Keep text that is shown."""
        if self._hidden <= 0:
            self._seen.append(data)

    def words(self) -> list[str]:
        """Give the words that are shown, in order."""
        return "".join(self._seen).split()
