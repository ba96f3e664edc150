"""Every lexicon of the requests' grammar by its name, and which of them a sentence meets.

The second opinion weighs them beside the words: a sentence nobody wrote down yet still has an act, an object and a place in it,
and how they stand together tells more than the words do.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import cast

from connectors.mail.intents import (
    request_grammar,
    request_outcome,
    request_records,
    request_vetoes,
    request_words,
    requests,
)
from connectors.mail.needs import Gate
from connectors.mail.words import WordFinder
from models.patterns import LazyPattern

_ROOMS = (request_words, request_grammar, request_outcome, request_records, request_vetoes, requests)


@cache
def lexicons() -> Mapping[str, re.Pattern[str]]:
    """Give each set of words by the name it has where it stands, so that one that is added is weighed when learned again.

    A name that two rooms use has a mark behind it for the second.
    """
    found: dict[str, re.Pattern[str]] = {}
    known: set[int] = set()
    for room in _ROOMS:
        for name, pattern in vars(room).items():
            if isinstance(pattern, LazyPattern) and id(pattern) not in known:
                known.add(id(pattern))
                plain = name.strip("_").lower()
                found[f"{plain}'" if plain in found else plain] = cast("re.Pattern[str]", pattern)
    return found | {f"law {kind.value}": pattern for kind, pattern in requests.PATTERNS.items()}


@cache
def _gate() -> tuple[Gate[str], WordFinder]:
    gate = Gate(lexicons(), edges=True)
    return gate, WordFinder(gate.words)


def met(sentence: str) -> list[str]:
    """Give the names of the lexicons that a sentence meets, sorted."""
    gate, finder = _gate()
    patterns = lexicons()
    return sorted([name for name in gate.possible(finder.among(sentence)) if patterns[name].search(sentence)])
