"""A second opinion with weights learned from labelled mail: which words, and pairs of words, speak for which meaning.

On leave it only tightens: it hears a refusal where the rules hear none, and vetoes a yes. It never adds a yes (C8). On rights:
`learned_rights`. The words stand in `learned_words.txt`, in clear; `tests/learning/learn_intents.py` learns them again.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.patterns import lazy

FILE = Path(__file__).with_name("learned_words.txt")
BIAS = ""
"""The feature that every text has."""
_MOST_SENTENCES = 24
_MOST_TOKENS = 60
"""So many words of a sentence are looked at."""
_MOST_NAMED = 5
_TOKEN = lazy(r"[^\W\d_]+(?:'[^\W\d_]+)?|\?|\d+")
_STEMS = (4, 6)
_PAIRED = 5
_REACH = 3
"""Words so far apart still make a pair."""
_HUNDREDTH = 100
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


def refuses(sentences: Sequence[str], *, asked: bool) -> Opinion | None:
    """Whether a text most likely refuses mail or ends it. `asked`: it answers a question for leave."""
    return weigh(leave_model(), leave_features(sentences, asked=asked), _SURELY_REFUSES).get("withdrawn")


def hardly_gives(sentences: Sequence[str], *, asked: bool) -> bool:
    """Whether what the rules hold for a yes most likely is none."""
    return "given" not in weigh(leave_model(), leave_features(sentences, asked=asked), _HARDLY_GIVES)


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


def weigh(weighing: Model, present: Set[str], least: float) -> dict[str, Opinion]:
    """Give the meanings that are likelier than `least`."""
    told = shares(weighing, present)
    return {
        meaning: Opinion(share, heaviest(weighing, present, meaning))
        for meaning, share in told.items()
        if share > least
    }


def shares(weighing: Model, present: Set[str]) -> dict[str, float]:
    """Give how likely each meaning is, from 0 to 1."""
    weights = weighing.weights
    known = sorted(present & weights.keys())
    scale = 1 / math.sqrt(len(known) or 1)
    sums = (
        map(sum, zip(*[weights[feature] for feature in known], strict=True))
        if known
        else [0.0] * len(weighing.meanings)
    )
    return {
        meaning: 1 / (1 + math.exp(-total * scale - bias))
        for meaning, total, bias in zip(weighing.meanings, sums, weights[BIAS], strict=True)
    }


def heaviest(weighing: Model, present: Set[str], meaning: str) -> tuple[str, ...]:
    """Give what spoke most for a meaning."""
    column, weights = weighing.meanings.index(meaning), weighing.weights
    known = sorted(present & weights.keys())
    return tuple(sorted(known, key=lambda feature: -weights[feature][column])[:_MOST_NAMED])


@cache
def leave_model() -> Model:
    """Give the weights for leave, read once."""
    return read_model(FILE, "leave")


def read_model(file: Path, name: str) -> Model:
    """Read a model off its part of a file: a head with its meanings, then a line for each feature, in hundredths."""
    parts = file.read_text(encoding="utf-8").split("\n\n")
    lines = next(part for part in parts if part.startswith(f"{name}\t")).splitlines()
    rows = [line.split("\t") for line in lines[1:]]
    weights = {feature: tuple([int(weight) / _HUNDREDTH for weight in row]) for feature, *row in rows}
    return Model(tuple(lines[0].split("\t")[1:]), weights)
