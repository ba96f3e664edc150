"""What lint finds in a letter that was spoiled after it was made."""

import re
from collections.abc import Callable
from dataclasses import replace
from email import policy

import pytest

from daemon.letters import lint, render_feedback_request
from models.values import OutgoingLetter
from models.vocabulary import Language
from tests.daemon.letters.invented import FACTS, SENDER, facts_in, parsed

GOOD = render_feedback_request(FACTS, SENDER)
WIRE = policy.SMTP.clone(max_line_length=998, cte_type="7bit")

Change = Callable[[str], str]


def spoiled(letter: OutgoingLetter, change: Change, *, parts: tuple[int, ...] = (0, 1)) -> OutgoingLetter:
    """The letter with the words of some parts changed."""
    message = parsed(letter)
    for number, part in enumerate(list(message.iter_parts())):
        if number in parts:
            part.set_content(change(part.get_content()), subtype=part.get_content_subtype())
    return replace(letter, content=message.as_bytes(policy=WIRE))


def reheaded(letter: OutgoingLetter, name: str, value: str | None) -> OutgoingLetter:
    """The letter with one header replaced or gone."""
    message = parsed(letter)
    del message[name]
    if value is not None:
        message[name] = value
    return replace(letter, content=message.as_bytes(policy=WIRE))


def cut(sentence: str) -> Change:
    """Take a sentence out, also where HTML stands between its words."""
    pattern = r"(?:<[^>]*>|\s)*".join(map(re.escape, sentence.split()))
    return lambda text: re.sub(pattern, "", text)


LOST = {
    Language.FI: {
        "request": "palautetta",
        "why": "koska annoit",
        "voluntary": "Vastaaminen on vapaaehtoista.",
        "withdrawal": "milloin tahansa:",
        "use": "niitä säilytetään",
        "complaint": "Voit tehdä valituksen",
        "answer": "arvosanalla",
        "notice": "Tietosuojaseloste:",
        "contact": "eeva.kaarnasaari@kaarnaohjaus.example",
    },
    Language.SV: {
        "request": "respons på",
        "why": "eftersom du gav",
        "voluntary": "Det är frivilligt",
        "withdrawal": "när som helst",
        "use": "sparas i högst",
        "complaint": "anföra klagomål",
        "answer": "vitsord",
        "notice": "Dataskyddsbeskrivning:",
        "contact": "Avsändare:",
    },
    Language.EN: {
        "request": "your meeting of",
        "why": "because you consented",
        "voluntary": "is voluntary",
        "withdrawal": "at any time:",
        "use": "kept for at most",
        "complaint": "You can complain",
        "answer": "with a score",
        "notice": "Privacy notice:",
        "contact": "Sender:",
    },
}


@pytest.mark.parametrize(
    ("language", "element"), [(language, element) for language, lost in LOST.items() for element in lost]
)
def test_element_that_was_lost_is_named(language: Language, element: str) -> None:
    letter = render_feedback_request(facts_in(language), SENDER)
    assert lint(spoiled(letter, cut(LOST[language][element]))) == [element]


WORSE: dict[str, OutgoingLetter] = {
    "promotion": spoiled(GOOD, lambda text: text.replace("Vastaaminen", "Saat tarjouksen. Vastaaminen")),
    "one link": spoiled(GOOD, lambda text: text.replace("Vastaaminen", "https://x.example Vastaaminen"), parts=(0,)),
    "html link": spoiled(GOOD, lambda text: text.replace('href="', 'href="https://r.example/?u='), parts=(1,)),
    "nothing loaded": spoiled(GOOD, lambda text: text.replace("</h1>", '</h1><img src="x">'), parts=(1,)),
    "same words": spoiled(GOOD, lambda text: text.replace("vapaaehtoista", "pakollista"), parts=(1,)),
    "same date": reheaded(GOOD, "Subject", "Palautepyyntö tapaamisestasi ti 1.12.2026"),
    "subject": reheaded(GOOD, "Subject", "Palautepyyntö: työnohjaus ti 24.11.2026"),
    "auto-submitted": reheaded(GOOD, "Auto-Submitted", None),
    "list-unsubscribe-post": reheaded(GOOD, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    "one recipient": reheaded(GOOD, "To", "maija.esimerkki@example.com, toinen@example.com"),
    "no copies": reheaded(GOOD, "Bcc", "toinen@example.com"),
    "sender name": reheaded(GOOD, "From", "palaute@kaarnaohjaus.example"),
    "token": reheaded(GOOD, "Message-ID", "<muu@kaarnaohjaus.example>"),
    "language": reheaded(GOOD, "Content-Language", "de"),
}


@pytest.mark.parametrize("fault", list(WORSE))
def test_what_must_not_be_there_is_named(fault: str) -> None:
    assert fault in lint(WORSE[fault])


def test_unsubscribe_header_in_two_pieces_is_named() -> None:
    folded = GOOD.content.replace(b"List-Unsubscribe: ", b"List-Unsubscribe:\r\n ")
    assert "whole header" in lint(replace(GOOD, content=folded))


def test_letter_that_was_not_spoiled_passes_the_same_road() -> None:
    assert lint(spoiled(GOOD, lambda text: text)) == []
