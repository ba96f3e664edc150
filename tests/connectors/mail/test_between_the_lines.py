"""Answers between the quoted lines: each counts for the question above it."""

import pytest

from connectors.mail.message import ReadingOptions, read_message
from models.values import OwnIdentity
from models.vocabulary import ConsentWord

OPTIONS = ReadingOptions(OwnIdentity(company="Selkonen Oy", domains=("selkonen.example",)))
HEAD = """From: Liisa Virta <liisa.virta@posti.example>
To: info@selkonen.example
Subject: Re: Muutama asia
In-Reply-To: <question@selkonen.example>
Content-Type: text/plain; charset=utf-8

Hei Outi,

1.11.2026 10.00 Selkonen Oy kirjoitti:
"""
QUESTIONS = (
    "Käykö tiistai 3.12. klo 10?",
    "Lähetänkö muistion sähköisenä?",
    "Saammeko lähettää sinulle uutiskirjeemme?",
)


def read(*answers: str, above: str = "") -> ConsentWord:
    between = [f"> {question}\n\n{answer}\n" for question, answer in zip(QUESTIONS, answers, strict=True)]
    head = HEAD.replace("Hei Outi,\n", f"Hei Outi,\n\n{above}\n")
    text = head + "\n".join([*between, "Terveisin", "Liisa", ""])
    return read_message(text.replace("\n", "\r\n").encode(), OPTIONS).consent


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (("Sopii hyvin.", "Kyllä kiitos.", "Ei kiitos."), ConsentWord.WITHDRAWN),
        (("Ei käy.", "Ei tarvitse.", "Kyllä, saa lähettää."), ConsentWord.GIVEN),
        (("Sopii.", "Joo.", "Joo, sopii."), ConsentWord.GIVEN),
        (("Sopii.", "Joo.", "Mietin vielä."), ConsentWord.UNCLEAR),
        (("Sopii hyvin, kiitos.", "Sähköisenä, kyllä.", "Kerron myöhemmin."), ConsentWord.UNCLEAR),
    ],
)
def test_answer_counts_for_the_question_above_it(answers: tuple[str, ...], said: ConsentWord) -> None:
    assert read(*answers) is said


def test_refusal_above_the_first_quoted_line_is_heard() -> None:
    yes = ("Sopii.", "Joo.", "Joo, sopii.")
    assert read(*yes, above="Lopettakaa kaikki uutiskirjeet minulle.") is ConsentWord.UNCLEAR
    assert read(*yes, above="Tässä vastaukset.") is ConsentWord.GIVEN


def test_one_answer_under_a_whole_letter_is_read_as_ever() -> None:
    quoted = "".join(f"> {question}\n" for question in QUESTIONS)
    text = HEAD + quoted + "\nKyllä, uutiskirjettä saa lähettää.\n\nTerveisin\nLiisa\n"
    assert read_message(text.replace("\n", "\r\n").encode(), OPTIONS).consent is ConsentWord.GIVEN


def test_letter_below_a_line_of_groupwise_is_a_quote() -> None:
    """That program marks the line above the letter it quotes, and none of the letter."""
    above = HEAD[: HEAD.index("1.11.2026")].replace("Hei Outi,", "Kyllä, sopii.\n\nLiisa Virta\np. 040 009 1818")
    text = (
        f"{above}\n>>> Selkonen Oy <info@selkonen.example> 1.11.2026 10.00 >>>\nHei Liisa,\n\n{QUESTIONS[2]}\n\nOuti\n"
    )
    raw = text.replace("\n", "\r\n").encode()
    got = read_message(raw, ReadingOptions(OPTIONS.own, explain=True))
    assert (got.reply_text, got.consent) == ("Kyllä, sopii.", ConsentWord.GIVEN)


def test_line_of_ones_own_that_ends_as_groupwise_does_begins_no_quote() -> None:
    above = HEAD[: HEAD.index("1.11.2026")]
    text = f"{above}Katsoin ohjelman 12.3.2026 >>>\nLopettakaa uutiskirjeen lähettäminen minulle.\n\nLiisa Virta\n"
    assert read_message(text.replace("\n", "\r\n").encode(), OPTIONS).consent is ConsentWord.WITHDRAWN
