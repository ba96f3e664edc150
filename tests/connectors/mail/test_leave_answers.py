"""Answers to a question for leave, written by others: how many yeses and noes are heard, and that no yes is invented."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from connectors.mail.intents import consent_limits as limits
from connectors.mail.intents import consent_words as words
from connectors.mail.intents import mail_names, small_talk
from connectors.mail.intents.answer_lexicon import LETTERS, entries, part_of, tokens
from connectors.mail.intents.read import Context, read_intents

DATA = Path(__file__).parents[2] / "data" / "answers"
# Lines whose number is divisible by three were not read when the rules were made; see the README there.
UNREAD = 3
FLOORS: dict[tuple[str, str], tuple[float, float]] = {
    ("finnish", "read"): (0.81, 0.92),
    ("finnish", "unread"): (0.73, 0.85),
    ("finnish_2", "read"): (0.77, 0.98),
    ("finnish_2", "unread"): (0.41, 0.91),
    ("finnish_3", "read"): (0.83, 0.98),
    ("finnish_3", "unread"): (0.55, 0.73),
    ("swedish_and_english", "read"): (0.89, 0.91),
    ("swedish_and_english", "unread"): (0.53, 0.81),
}
"""Share of yeses and of noes that are heard."""


def _context(letter: dict[str, str] | None) -> Context:
    if letter is None:
        return Context("", "asia")
    mark = "Sv" if letter["lang"] == "sv" else "Re"
    return Context(letter["text"], f"{mark}: {letter['subject']}", quotes=True)


def _answers(name: str, part: str) -> list[tuple[dict[str, Any], Context]]:
    letters: dict[str, dict[str, str]] = json.loads((DATA / name / "letters.json").read_text())
    lines = (DATA / name / "answers.jsonl").read_text().splitlines()
    rows = [json.loads(line) for index, line in enumerate(lines) if (index % UNREAD == 0) is (part == "unread")]
    return [(row, _context(letters.get(row["answers"] or ""))) for row in rows]


@pytest.mark.parametrize(("name", "part"), sorted(FLOORS))
def test_yeses_and_noes_are_heard_and_no_yes_is_invented(name: str, part: str) -> None:
    heard = Counter(
        (row["label"], read_intents(row["text"], about).consent.value) for row, about in _answers(name, part)
    )
    invented = sum(count for (label, got), count in heard.items() if got == "given" and label != "given")
    assert invented == 0
    shares = []
    for label in ("given", "withdrawn"):
        every = sum(count for (told, _), count in heard.items() if told == label)
        shares.append(heard[label, label] / every)
    assert [share >= floor for share, floor in zip(shares, FLOORS[name, part], strict=True)] == [True, True], shares


# Of the 300 ordinary answers the even lines (from 0) were read when the rules were made, the odd ones by nobody.
ORDINARY_FLOORS = {"read": (0.92, 1.0), "unread": (0.80, 1.0)}
FURTHER_FLOORS = {"further_yeses.jsonl": 0.85, "further_noes.jsonl": 0.97}


def _ordinary(name: str) -> list[tuple[dict[str, Any], str]]:
    letters: dict[str, dict[str, str]] = json.loads((DATA / "ordinary" / "letters.json").read_text())
    rows = [json.loads(line) for line in (DATA / "ordinary" / name).read_text().splitlines()]
    return [(row, read_intents(row["text"], _context(letters[row["answers"]])).consent.value) for row in rows]


@pytest.mark.parametrize("part", sorted(ORDINARY_FLOORS))
def test_ordinary_yeses_and_noes_are_heard_and_no_yes_is_invented(part: str) -> None:
    answers = _ordinary("answers.jsonl")[0 if part == "read" else 1 :: 2]
    assert [row["text"] for row, got in answers if got == "given" and row["label"] != "given"] == []
    shares = []
    for label in ("given", "withdrawn"):
        every = [got == label for row, got in answers if row["label"] == label]
        shares.append(sum(every) / len(every))
    assert [share >= floor for share, floor in zip(shares, ORDINARY_FLOORS[part], strict=True)] == [True, True], shares


@pytest.mark.parametrize("name", sorted(FURTHER_FLOORS))
def test_yeses_with_tails_or_that_nobody_asked_for_and_short_noes_are_heard(name: str) -> None:
    heard = [got == row["label"] for row, got in _ordinary(name)]
    assert sum(heard) / len(heard) >= FURTHER_FLOORS[name]


def test_what_is_nearly_a_yes_to_an_ordinary_letter_is_none() -> None:
    assert [row["text"] for row, got in _ordinary("nearly.jsonl") if got == "given"] == []


def test_no_word_of_small_talk_turns_a_yes() -> None:
    patterns = (words.DOUBT, words.NEGATION, mail_names.OF_MAIL, limits.WAVERING, limits.LIMIT, limits.OTHER_LEAVE)
    told = {word.rstrip("*") for _, word in small_talk.entries()}
    # The Swedish article, which is a negation in Finnish: what it could deny there is small talk, too.
    assert [word for word in sorted(told) if any(pattern.search(word) for pattern in patterns)] == ["en"]


def test_small_talk_beside_a_bare_yes_counts_when_it_is_said_aside_or_wishes_well() -> None:
    plain, bare = set("yf"), set("y")
    assert small_talk.is_small_talk("täällä sataa lunta", plain)
    assert not small_talk.is_small_talk("täällä sataa lunta", bare)
    assert small_talk.is_small_talk("täällä sataa muuten lunta", bare)
    assert small_talk.is_small_talk("aurinkoista kevättä", bare)
    assert not small_talk.is_small_talk("torstaina on kiire", plain)
    assert not small_talk.is_small_talk("kun kiire on ohi", plain)


QUESTIONS = {
    "fi": "Saammeko lähettää sinulle uutiskirjeen ja palautekyselyn sähköpostilla? Vastaa kyllä tai ei.",
    "sv": "Får vi skicka nyhetsbrev och förfrågningar om respons till dig per e-post? Svara ja eller nej.",
    "en": "May we send you our newsletter and feedback requests by e-mail? Reply yes or no.",
}


def test_what_is_nearly_a_yes_in_the_words_of_one_is_none() -> None:
    """Written to break the grammar: all of it in words that it knows, or nearly."""
    lang, given = "", []
    for line in (DATA / "no_yes.txt").read_text().splitlines():
        if line.startswith("# "):
            lang = line[2:]
        elif (
            read_intents(line.replace(" / ", "\n"), Context(QUESTIONS[lang], "Re: asia", quotes=True)).consent.value
            == "given"
        ):
            given.append(line)
    assert given == []


def test_every_word_of_an_answer_does_one_thing() -> None:
    told = Counter(word for _, word in entries())
    assert [word for word, count in told.items() if count > 1] == []


def test_every_part_of_an_answer_has_words_and_a_letter_of_its_own() -> None:
    assert len(set(LETTERS.values())) == len(LETTERS)
    assert {part for part, _ in entries()} == set(LETTERS.values())


def test_words_are_found_as_people_type_them() -> None:
    assert {part_of(word) for word in ("lähettää", "lähetttää", "lähettääkin")} == {LETTERS["to_send"]}
    assert part_of("lahettaa") in {LETTERS["to_send"], LETTERS["send"]}
    assert part_of("kirjekyyhky") == "?"


def test_longest_phrase_counts() -> None:
    assert [word.part for word in tokens("why not")] == [LETTERS["no_objection"]]
    assert [word.part for word in tokens("Kyllä, totta kai")] == [LETTERS["yes"], LETTERS["yes"]]
