"""A second opinion with weights learned from labelled mail: which words, and pairs of words, speak for which meaning.

It only tightens or opens a case for a person: it names a right where the rules name none, hears a refusal where they hear
none, and vetoes a yes. It never adds a yes (C8). The words stand in `learned_words.txt`, in clear;
`tests/learning/learn_intents.py` learns them again.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from connectors.mail.words import WordFinder
from models.patterns import lazy
from models.vocabulary import RequestKind

FILE = Path(__file__).with_name("learned_words.txt")
BIAS = ""
"""The feature that every text has."""
Opposed = Callable[[str], bool]
_MOST_SENTENCES = 24
_MOST_OPENING = 4
_MOST_TO_OPEN = 32
"""In a longer letter chance words meet in some sentence nearly always: there the rules judge alone."""
_OPENS = 3.0
_SHORT = 16
_OPENS_LONG = 5.0
"""In a text of more sentences than `_SHORT` more chance words meet."""
_MOST_TOKENS = 60
"""So many words of a sentence are looked at."""
_MOST_NAMED = 5
_TOKEN = lazy(r"[^\W\d_]+(?:'[^\W\d_]+)?|\?|\d+")
_STEMS = (4, 6)
_PAIRED = 5
_REACH = 3
"""Words so far apart still make a pair."""
_HUNDREDTH = 100
_SURELY_ASKS = 0.73
_SURELY_ASKS_TOO = 0.9
_SURELY_REFUSES = 0.75
_HARDLY_GIVES = 0.25


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of features, a column for each meaning."""

    meanings: tuple[str, ...]
    weights: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Opinion:
    """How likely a meaning is, from 0 to 1, and the words that spoke most for it."""

    share: float
    why: tuple[str, ...]


def asked_rights(sentences: Sequence[str], opposed: Opposed, *, answers: bool = False) -> dict[RequestKind, Opinion]:
    """Give the rights that a text most likely asks for. `opposed`: whether a sentence says that it asks for none.

    `answers`: it says yes, no or a grade, as few requests do; then it must be surer.
    """
    near = opening(sentences, opposed) if len(sentences) <= _MOST_TO_OPEN else []
    if not near:
        return {}
    told = _weigh(model("rights"), features(near), _SURELY_ASKS_TOO if answers else _SURELY_ASKS)
    return {RequestKind(kind): opinion for kind, opinion in told.items()}


def opening(sentences: Sequence[str], opposed: Opposed) -> list[str]:
    """Give the sentences that may ask for a right, by a rough sum over single words, and their neighbours."""
    weights = anchors()
    found = _anchor_finder().by_line("\n".join(sentences))
    least = _OPENS if len(sentences) <= _SHORT else _OPENS_LONG
    sums = [(sum([weights[word] for word in sorted(present)]), index) for index, present in found.items()]
    likely = sorted([(-total, index) for total, index in sums if total >= least])[:_MOST_OPENING]
    opens = {index for _, index in likely}
    free = {index for index in opens if not opposed(sentences[index])}
    if not free:
        return []
    beside = {near for index in opens for near in (index - 1, index + 1) if 0 <= near < len(sentences)} - opens
    free |= {index for index in beside if not opposed(sentences[index])}
    return [sentences[index] for index in sorted(free)]


def refuses(sentences: Sequence[str], *, asked: bool) -> Opinion | None:
    """Whether a text most likely refuses mail or ends it. `asked`: it answers a question for leave."""
    return _weigh(model("leave"), leave_features(sentences, asked=asked), _SURELY_REFUSES).get("withdrawn")


def hardly_gives(sentences: Sequence[str], *, asked: bool) -> bool:
    """Whether what the rules hold for a yes most likely is none."""
    return "given" not in _weigh(model("leave"), leave_features(sentences, asked=asked), _HARDLY_GIVES)


def features(sentences: Iterable[str]) -> set[str]:
    """Give what is weighed in sentences whose everyday forms are put right: words, their beginnings, pairs that stand near."""
    found: set[str] = set()
    for sentence in sentences:
        said = tokens(sentence)
        found.update(_singles(said))
        found.update(_pairs([token[:_PAIRED] for token in said]))
    return found


def leave_features(sentences: Sequence[str], *, asked: bool) -> set[str]:
    """Give what is weighed for leave: the same, and each word once more with what it answers; the first sentence apart."""
    said = sentences[:_MOST_SENTENCES]
    tag = "asked" if asked else "unasked"
    singles = {single for sentence in said for single in _singles(tokens(sentence))}
    first = {token[:_PAIRED] for sentence in said[:1] for token in tokens(sentence)}
    return features(said) | {f"{tag}: {word}" for word in singles} | {f"{tag}, first: {word}" for word in first} | {tag}


def tokens(sentence: str) -> list[str]:
    """Give the words of a sentence, every number as a nought."""
    found = _TOKEN.findall(sentence.casefold())[:_MOST_TOKENS]
    return ["0" if token.isdigit() else token for token in found]


def _singles(said: Iterable[str]) -> set[str]:
    return {part for token in said for part in (token, *[token[:length] for length in _STEMS])}


def _pairs(stems: list[str]) -> Iterator[str]:
    for apart in range(1, _REACH + 1):
        for left, right in zip(stems, stems[apart:], strict=False):
            yield f"{left} {right}"


def _weigh(weighing: Model, present: Set[str], least: float) -> dict[str, Opinion]:
    """Give the meanings that are likelier than `least`."""
    weights = weighing.weights
    known = sorted(present & weights.keys())
    scale = 1 / math.sqrt(len(known) or 1)
    sums = (
        map(sum, zip(*[weights[feature] for feature in known], strict=True))
        if known
        else [0.0] * len(weighing.meanings)
    )
    told: dict[str, Opinion] = {}
    for column, (meaning, total) in enumerate(zip(weighing.meanings, sums, strict=True)):
        share = 1 / (1 + math.exp(-total * scale - weights[BIAS][column]))
        if share > least:
            heaviest = sorted(known, key=lambda feature: (-weights[feature][column], feature))
            told[meaning] = Opinion(share, tuple(heaviest[:_MOST_NAMED]))
    return told


@cache
def anchors() -> Mapping[str, float]:
    """Give what single words tell of a sentence that asks for a right: a blank and how the word begins, with its weight."""
    with FILE.open(encoding="utf-8") as stream:
        pairs = [told.rsplit("=", 1) for told in stream.readline().rstrip("\n").split("\t")]
    return {word: int(weight) / _HUNDREDTH for word, weight in pairs}


@cache
def _anchor_finder() -> WordFinder:
    return WordFinder(anchors())


@cache
def model(name: str) -> Model:
    """Read a model off its part of the file: a head with its meanings, then a line for each feature, in hundredths."""
    parts = FILE.read_text(encoding="utf-8").split("\n\n")
    lines = next(part for part in parts if part.startswith(f"{name}\t")).splitlines()
    rows = [line.split("\t") for line in lines[1:]]
    weights = {feature: tuple([int(weight) / _HUNDREDTH for weight in row]) for feature, *row in rows}
    return Model(tuple(lines[0].split("\t")[1:]), weights)
