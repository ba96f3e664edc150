"""Check a finished feedback request, from its bytes: every element that the table after C16 wants, and nothing else.

The expectations stand here a second time, on purpose apart from the templates: a template that loses one is caught.
"""

import re
from collections.abc import Mapping
from urllib.parse import unquote

from daemon.letters.finished import Finished, take_apart
from daemon.letters.message import ONE_CLICK
from daemon.letters.page import URL, html_faults
from models.values import OutgoingLetter
from models.vocabulary import Language

DATE = r"(?:\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2} [A-Z][a-z]+ \d{4})"
ELEMENTS: Mapping[Language, Mapping[str, str]] = {
    Language.FI: {
        "request": rf"palautetta tapaamisestasi \w\w {DATE}",
        "why": rf"Saat tämän viestin, koska annoit siihen suostumuksen {DATE}\.",
        "voluntary": r"Vastaaminen on vapaaehtoista\.",
        "withdrawal": r"Voit peruuttaa suostumuksesi milloin tahansa: (?:https?://\S+ tai )?vastaa viestiin sanalla PERUUTA\.",
        "use": r"Vastaukset lukee .+?; niitä säilytetään enintään (?:1 kuukauden|\d+ kuukautta)\.",
        "complaint": r"Voit tehdä valituksen tietosuojavaltuutetun toimistolle\.",
        "answer": r"(?:Vastaa|Anna palautetta: https?://\S+ Voit myös vastata) tähän viestiin arvosanalla \d+–\d+",
        "notice": r"Tietosuojaseloste: https?://\S+",
        "contact": r"Lähettäjä: .+ \S+@\S+",
    },
    Language.SV: {
        "request": rf"respons på ditt möte \w\w {DATE}",
        "why": rf"Du får detta meddelande eftersom du gav ditt samtycke till det {DATE}\.",
        "voluntary": r"Det är frivilligt att svara\.",
        "withdrawal": r"Du kan när som helst återkalla ditt samtycke: (?:https?://\S+ eller )?svara med ordet ÅTERKALLA\.",
        "use": r"Svaren läses av .+? och sparas i högst (?:1 månad|\d+ månader)\.",
        "complaint": r"Du kan anföra klagomål hos dataombudsmannens byrå\.",
        "answer": r"(?:Svara|Ge respons: https?://\S+ Du kan också svara) på det här meddelandet med ett vitsord \d+–\d+",
        "notice": r"Dataskyddsbeskrivning: https?://\S+",
        "contact": r"Avsändare: .+ \S+@\S+",
    },
    Language.EN: {
        "request": rf"feedback on your meeting of \w{{3}} {DATE}",
        "why": rf"You receive this because you consented to it on {DATE}\.",
        "voluntary": r"Answering is voluntary\.",
        "withdrawal": r"You can withdraw your consent at any time: (?:https?://\S+ or )?reply STOP\.",
        "use": r"The answers are read by .+? and kept for at most (?:1 month|\d+ months)\.",
        "complaint": r"You can complain to the Office of the Data Protection Ombudsman\.",
        "answer": r"(?:Reply|Give feedback: https?://\S+ You can also reply) to this message with a score \d+–\d+",
        "notice": r"Privacy notice: https?://\S+",
        "contact": r"Sender: .+ \S+@\S+",
    },
}
_SUBJECTS = {
    Language.FI: rf"Palautepyyntö tapaamisestasi \w\w {DATE}",
    Language.SV: rf"Begäran om respons på ditt möte \w\w {DATE}",
    Language.EN: rf"Request for feedback on your meeting of \w{{3}} {DATE}",
}
_OWN_WORDS: Mapping[Language, Mapping[str, str]] = {
    Language.FI: {
        "request": r"(?<![\w@.])[Pp]alaut(?:e|te)\w*(?!\S*@)",
        "answer": r"\b[Vv]asta\w*[^.!?]{0,80}arvosana\w*[^.!?]{0,20}\d+–\d+",
    },
    Language.SV: {
        "request": r"(?<![\w@.])[Rr]espons\w*(?!\S*@)",
        "answer": r"\b[Ss]var\w*[^.!?]{0,80}vitsord\w*[^.!?]{0,20}\d+–\d+",
    },
    Language.EN: {
        "request": r"(?<![\w@.])[Ff]eedback\b(?!\S*@)",
        "answer": r"\b[Rr]epl\w*[^.!?]{0,80}score\w*[^.!?]{0,20}\d+–\d+",
    },
}
"""What a firm may say in words of its own; the rest of the elements stays word for word."""

_OWN_SUBJECTS = {
    Language.FI: rf"(?=.*\b[Pp]alaut).*{DATE}.*",
    Language.SV: rf"(?=.*\b[Rr]espons).*{DATE}.*",
    Language.EN: rf"(?=.*\b[Ff]eedback).*{DATE}.*",
}
# F5: one line of promotion makes a survey direct marketing.
PROMOTION = re.compile(
    r"\b(?:tarjou[sk]\w*|alennu[sk]\w*|alekoodi\w*|kampanja\w*|etukoodi\w*|lahjakort\w+|arvon(?:ta|na)\w*|uutiskirje\w*"
    r"|erbjudand\w+|rabatt\w*|kampanj\w*|presentkort\w*|utlottning\w*|nyhetsbrev\w*"
    r"|offers?|discounts?|vouchers?|coupons?|campaign|prize|newsletter|gift card)\b",
    re.IGNORECASE,
)
_LEAVE = re.compile(
    r"(?:<(?P<page>https?://[^<>\s]+/w/[A-Za-z0-9_-]{32})>, )?"
    r"<mailto:(?P<to>[^?<>\s]+)\?subject=PERUUTA%20(?P<token>rk-[A-Za-z0-9_-]{16,43})>"
)
_ANSWER = re.compile(r"https?://[^<>\s]+/a/[A-Za-z0-9_-]{32}")


def lint(letter: OutgoingLetter, *, own_words: bool = False) -> list[str]:
    """Give the name of every element that a feedback request lacks or must not have; empty when it may go out.

    `own_words`: the firm's own templates wrote it, which may say otherwise what the law has no sentence for.
    """
    found = take_apart(letter)
    if isinstance(found, str):
        return [found]
    leave = _LEAVE.fullmatch(str(found.message.get("List-Unsubscribe", "")))
    return [
        *found.header_faults(),
        *_leave_faults(found, letter, leave),
        *_text_faults(found, own_words=own_words),
        *_link_faults(found.text, leave),
        *html_faults(found.html, found.text, found.language),
    ]


def _leave_faults(found: Finished, letter: OutgoingLetter, leave: re.Match[str] | None) -> list[str]:
    """What mail programs need to show their button, and answers to be tied to the letter (RFC 8058)."""
    message, token = found.message, leave["token"] if leave else ""
    reply = message["Reply-To"].addresses
    holds = {
        "list-unsubscribe": leave is not None and [unquote(leave["to"])] == [item.addr_spec for item in reply],
        # Without a page that takes the POST, the header would promise what does not answer.
        "list-unsubscribe-post": message.get("List-Unsubscribe-Post")
        == (ONE_CLICK if leave is not None and leave["page"] else None),
        "token": bool(token) and str(message["Message-ID"]).startswith(f"<{token}@"),
        # A header in two pieces on the wire is lost on some mail programs.
        "whole header": leave is not None and f"\r\nList-Unsubscribe: {leave[0]}\r\n".encode() in letter.content,
    }
    return [name for name, good in holds.items() if not good]


def _text_faults(found: Finished, *, own_words: bool) -> list[str]:
    flat, language, subject = found.flat, found.language, str(found.message["Subject"])
    wanted = {**ELEMENTS[language], **(_OWN_WORDS[language] if own_words else {})}
    faults = [name for name, words in wanted.items() if not re.search(words, flat)]
    if not re.fullmatch((_OWN_SUBJECTS if own_words else _SUBJECTS)[language], subject):
        faults.append("subject")
    day = re.search(DATE, subject)
    if day is None or day[0] not in flat:
        faults.append("same date")
    if PROMOTION.search(f"{subject} {flat}"):
        faults.append("promotion")
    return faults


def _link_faults(text: str, leave: re.Match[str] | None) -> list[str]:
    """The notice alone; where pages run, before it one link to answer and the one of the header to withdraw (F5)."""
    found = URL.findall(text)
    if leave is None or not leave["page"]:
        return [] if len(found) == 1 else ["one link"]
    answers = [url for url in found if _ANSWER.fullmatch(url)]
    return [] if len(found) == 3 and len(answers) == 1 and leave["page"] in found else ["three links"]
