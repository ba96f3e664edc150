"""The second opinion: weights learned from labelled mail tighten or open a case, and never give leave."""

import pytest

from connectors.mail.intents import learned
from connectors.mail.intents.read import Context, read_intents
from connectors.mail.intents.requests import opposed
from models.vocabulary import ConsentWord, RequestKind

LEAVE = Context("Saammeko lähettää sinulle uutiskirjeen? Vastaa kyllä tai ei.", "Re: Uutiskirje", quotes=True)
UNNAMED = [
    ("Panisitteko paperini jäihin, ettei niihin kajota ennen kuin juristini on vastannut?", RequestKind.RESTRICTION),
    (
        "Nyt kun lopetan, toivon että pyyhkisitte jälkeni pois, enää ei tarvita mitään minun tietoja.",
        RequestKind.ERASURE,
    ),
    ("Sudda ut allt om mig, jag vill inte att något finns kvar hos er.", RequestKind.ERASURE),
]


@pytest.mark.parametrize(("text", "right"), UNNAMED)
def test_request_in_words_of_no_rule_is_heard(text: str, right: RequestKind) -> None:
    assert right in read_intents(text, Context("", "")).requests


def test_words_that_decided_are_told() -> None:
    heard = [read_intents(text, Context("", "")) for text, _ in UNNAMED]
    told = [got for got in heard if got.why]
    assert told
    assert all(got.requests == tuple(RequestKind(line.split(":")[0]) for line in got.why) for got in told)


@pytest.mark.parametrize(
    "text",
    [
        "Kiitos kun poistitte tietoni.",
        "Tack för att ni raderade mina uppgifter.",
        "Did you get my details that I sent you on Monday?",
        "Mitä tietoja tarvitsette minusta?",
    ],
)
def test_thanks_and_what_was_done_ask_for_nothing(text: str) -> None:
    assert opposed(text)
    assert read_intents(text, Context("", "")).requests == ()


@pytest.mark.parametrize("text", ["Kaunis päivä.", "Ehkä joskus toiste.", "Millaista se on?", "Palataan syksyllä."])
def test_it_never_adds_a_yes(text: str) -> None:
    assert read_intents(text, LEAVE).consent is not ConsentWord.GIVEN


def test_what_the_rules_name_is_not_weighed() -> None:
    text = "Poistakaa kaikki tietoni rekisteristänne."
    got = read_intents(text, Context("", ""))
    assert (got.requests, got.why) == ((RequestKind.ERASURE,), ())


def test_words_stand_in_clear_and_are_few() -> None:
    rights, leave = learned.model("rights"), learned.model("leave")
    assert learned.FILE.stat().st_size < 400_000
    assert {RequestKind(meaning) for meaning in rights.meanings} < set(RequestKind)
    assert leave.meanings == ("given", "withdrawn")
    assert {"tieto", "poist"} & set(rights.weights)
    assert learned.BIAS in rights.weights
    assert len(learned.anchors()) < 500


def test_text_without_a_word_that_opens_is_not_weighed() -> None:
    assert learned.opening(["Nähdään tiistaina."], opposed) == []


def test_long_letter_is_left_to_the_rules() -> None:
    assert learned.asked_rights([UNNAMED[0][0]] * 40, opposed) == {}
