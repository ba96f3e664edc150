"""Everyday forms are put right wherever they stand in what somebody says; most texts hold none, and are not taken apart."""

import pytest

from connectors.mail.intents import everyday
from connectors.mail.intents.spoken import Spoken
from connectors.mail.words import WordFinder

FINDER = WordFinder(everyday.WORDS)


def test_every_form_is_put_right_in_a_sentence_as_in_a_bare_text() -> None:
    for text in [f"Kysyn{form}siis" for form in sorted(everyday.WORDS)]:
        assert Spoken(text, FINDER).standard.text == everyday.standard(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Mää en\nhaluu niit.", "Minä en\nhalua niitä."),
        ("Terve!\n\nEmmä tiiä,  oisko siit\napuu?", "Terve!\n\nEmmä tiedä,  olisiko siitä\napuu?"),
        ("Nu sku de e bra.", "Nu skulle det är bra."),
        ("Ja  skulle vilja ha na!", "Ja  skulle vilja ha na!"),
        ("Ja\nskulle", "Ja\nskulle"),
        ("I don’t want it", "I don't want it"),
        ("En halua niitä, kiitos.", "En halua niitä, kiitos."),
    ],
)
def test_forms_are_put_right(text: str, plain: str) -> None:
    assert Spoken(text, FINDER).standard.text == plain
