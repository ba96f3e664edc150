"""The second opinion: weights learned from labelled mail tighten or open a case, and never give leave."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from connectors.mail.intents import consent, everyday, learned, learned_rights
from connectors.mail.intents.asked import Asked
from connectors.mail.intents.read import Context, read_intents
from connectors.mail.intents.request_lexicon import lexicons
from connectors.mail.intents.spoken import Spoken
from connectors.mail.words import WordFinder
from models.vocabulary import ConsentWord, RequestKind

LEAVE = Context("Saammeko lähettää sinulle uutiskirjeen? Vastaa kyllä tai ei.", "Re: Uutiskirje", quotes=True)
CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[2] / "data" / "intents" / "cases.json").read_text())
NO_YES = [
    {"text": text, "quoted": LEAVE.quoted}
    for text in (
        *(
            "Kaunis päivä.",
            "Ehkä joskus toiste.",
            "Millaista se on?",
            "Palataan syksyllä.",
            "Vähempi posti olisi hyvä.",
        ),
        *("Miten ihmeessä se käy.", "You are the third company today to add me.", "Hur kan ni ens skicka sånt."),
        *("A positive answer is out of the question.", "Tuskin myönteinen vastaus.", "Ja det passar, postitse en."),
    )
] + [
    {"text": "My colleagues would love to receive your newsletter.", "quoted": ""},
    {"text": "Kyllä.", "quoted": "Voimmeko kertoa nimesi palveluistamme vastaavalle?"},
]
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
    assert read_intents(text, Context("", "")).requests == ()


@pytest.mark.parametrize("case", NO_YES, ids=[f"{case['text']} | {case['quoted'][:24]}" for case in NO_YES])
def test_it_never_adds_a_yes(case: dict[str, Any]) -> None:
    """Shows that the learned words add no yes to what rules leave open. That the rules take no such text is theirs to show."""
    context = Context(case["quoted"], case.get("subject", ""), quotes=True)
    assert read_intents(case["text"], context).consent is not ConsentWord.GIVEN


def test_every_yes_is_one_by_the_rules() -> None:
    """Each yes of the cases is a yes before the learned words are asked; no count of texts shows it for all."""
    for case in (case for case in CASES if case["consent"] == "given" and not case.get("subject")):
        asked = Asked(f"\n{case['quoted']}", WordFinder(consent.ASKED_WORDS))
        answering = consent.Answering(leave=consent.asks_for_consent(asked), asked=asked)
        said = Spoken(case["text"], WordFinder(consent.WORDS | everyday.WORDS)).standard
        said = said.as_typed if answering.leave or answering.endable else said
        assert (case["text"], consent.read_consent(said, answering)) == (case["text"], ConsentWord.GIVEN)


def test_refusal_that_nobody_asked_for_only_pauses() -> None:
    """An order, which the learned words take for a refusal: that they err is why they end nothing for good."""
    got = read_intents(
        "Kuulin työkaverilta teidän kuukausikirjeestä. Ottakaa meikäpojan meiliosote jakeluun.", Context("", "")
    )
    assert got.consent is ConsentWord.UNCLEAR
    assert [line.split(":")[0] for line in got.why] == ["unclear"]


def test_sentence_without_end_grants_nothing_and_is_read_quickly() -> None:
    assert read_intents("kyllä kiitos " * 4_000, LEAVE).consent is not ConsentWord.GIVEN


def test_what_the_rules_name_needs_no_other_word() -> None:
    got = read_intents("Poistakaa kaikki tietoni rekisteristänne.", Context("", ""))
    assert (got.requests, got.why) == ((RequestKind.ERASURE,), ())


def test_right_of_which_next_to_nothing_is_heard_is_taken_back() -> None:
    """The rules see a use that is refused, too; where all is held back until a quarrel ends, nothing else speaks for it."""
    text = (
        "Riita siitä käynnistä on vielä kesken, joten jäädyttäkää minua koskevat tiedot: älkää käyttäkö tai siirtäkö niitä"
        " mihinkään, mutta älkää myöskään tuhotko."
    )
    assert read_intents(text, Context("", "")).requests == (RequestKind.RESTRICTION,)


def test_every_lexicon_that_is_weighed_is_there() -> None:
    """A lexicon that gets another name would be weighed no more."""
    weighed = {
        name
        for feature in learned_rights.model().weights
        if feature[0:1] == "<"
        for name in re.split(r" & | \.\. ", feature[1:-1])
    }
    assert len(weighed) > 50
    assert weighed <= lexicons().keys()


def test_words_stand_in_clear_and_are_few() -> None:
    rights, leave = learned_rights.model(), learned.leave_model()
    assert learned.FILE.stat().st_size + learned_rights.FILE.stat().st_size < 400_000
    assert {RequestKind(meaning) for meaning in rights.meanings} < set(RequestKind)
    assert leave.meanings == ("given", "withdrawn")
    assert {"<erase .. own_data>", "gdpr"} <= rights.weights.keys()
    assert learned.BIAS in rights.weights
    assert len(learned_rights.anchors()) < 500


def test_text_without_a_word_that_opens_is_not_weighed() -> None:
    assert learned_rights.opening(["Nähdään tiistaina."]) == []


def test_long_letter_is_left_to_the_rules() -> None:
    assert learned_rights.judged([UNNAMED[0][0]] * 40, set()) == (set(), {})
