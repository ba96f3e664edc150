"""A second opinion on the rights a text asks for, with weights learned from labelled mail: words, and what the grammar knows.

It names a right where the rules name none, or very surely one beside theirs, and takes one of theirs back where next to nothing
speaks for it. What is weighed stands in `learned_rights.txt`, in clear: words, pairs of words, lexicons of the grammar
(<erase>), two of them in one sentence (<erase & own_data>) and in the sentences around (<erase .. own_data>).
`tests/learning/learn_intents.py` learns them again.
"""

from collections.abc import Mapping, Sequence, Set
from functools import cache
from itertools import combinations
from pathlib import Path

from connectors.mail.intents import learned
from connectors.mail.intents.learned import Model
from connectors.mail.intents.request_lexicon import met
from connectors.mail.intents.requests import unheard, unmeant
from connectors.mail.words import WordFinder
from models.vocabulary import RequestKind

FILE = Path(__file__).with_name("learned_rights.txt")
_MOST_OPENING = 4
_MOST_TO_OPEN = 32
"""In a longer letter chance words meet in some sentence nearly always: there the rules judge alone."""
_OPENS = 3.0
_SHORT = 16
_OPENS_LONG = 5.0
"""In a text of more sentences than `_SHORT` more chance words meet."""
_HUNDREDTH = 100
_SURELY_ASKS = 0.65
_SURELY_ASKS_TOO = 0.8
_SURELY_ASKS_BESIDE = 0.95
_HARDLY_ASKS = 0.15


def judged(
    sentences: Sequence[str], named: Set[RequestKind], *, answers: bool = False
) -> tuple[set[RequestKind], dict[RequestKind, tuple[str, ...]]]:
    """Give the rights that a text asks for after all, and what spoke for those that the rules did not name.

    `named`: those that the rules found. `answers`: the text says yes, no or a grade, as few requests do; then it must be surer.
    """
    near = weighed(sentences, ruled=bool(named))
    if not near:
        return set(named), {}
    present, span = features(near), " ".join(near)
    heard = {RequestKind(kind): share for kind, share in learned.shares(model(), present).items()}
    least = _SURELY_ASKS_BESIDE if named else _SURELY_ASKS_TOO if answers else _SURELY_ASKS
    new = {
        kind: learned.heaviest(model(), present, kind.value)
        for kind, share in heard.items()
        if kind not in named and share > least and not unheard(kind, span)
    }
    # Not every kind is learned.
    return {kind for kind in named if heard.get(kind, 1.0) > _HARDLY_ASKS} | new.keys(), new


def weighed(sentences: Sequence[str], *, ruled: bool) -> Sequence[str]:
    """Give the sentences that are weighed: those that may ask for a right; all of them where a rule named one."""
    if len(sentences) > _MOST_TO_OPEN:
        return ()
    return opening(sentences) or (sentences if ruled else ())


def opening(sentences: Sequence[str]) -> list[str]:
    """Give the sentences that may ask for a right, by a rough sum over single words, and their neighbours."""
    weights = anchors()
    found = _anchor_finder().by_line("\n".join(sentences))
    least = _OPENS if len(sentences) <= _SHORT else _OPENS_LONG
    sums = [(sum([weights[word] for word in sorted(present)]), index) for index, present in found.items()]
    likely = sorted([(-total, index) for total, index in sums if total >= least])[:_MOST_OPENING]
    near = {near for _, index in likely for near in (index - 1, index, index + 1) if 0 <= near < len(sentences)}
    free = {index for index in near if not unmeant(sentences[index])}
    return [sentences[index] for index in sorted(free)] if any(index in free for _, index in likely) else []


def features(sentences: Sequence[str]) -> set[str]:
    """Give what is weighed in sentences whose everyday forms are put right: their words, and the lexicons they meet."""
    found = learned.features(sentences)
    anywhere: set[str] = set()
    for sentence in sentences:
        names = met(sentence)
        anywhere.update(names)
        found.update([f"<{name}>" for name in names])
        found.update([f"<{one} & {other}>" for one, other in combinations(names, 2)])
    found.update([f"<{one} .. {other}>" for one, other in combinations(sorted(anywhere), 2)])
    return found


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
def model() -> Model:
    """Give the weights, read once."""
    return learned.read_model(FILE, "rights")
