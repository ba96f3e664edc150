"""What somebody says in a message: the text, its sentences and its stems, each worked out once and only when asked for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from connectors.mail.intents.stems import stems_in
from connectors.mail.zones.closings import is_greeting

_GREETS = 200
_PARAGRAPHS = re.compile(r"\n{2,}")
_END = re.compile(r"[.!?…] ")


class Sentence(NamedTuple):
    """A sentence on one line, and the same case-folded."""

    text: str
    low: str


@dataclass(frozen=True)
class Spoken:
    """A text in which somebody speaks."""

    text: str

    @cached_property
    def low(self) -> str:
        """The text on one line, case-folded."""
        return " ".join(self.text.split()).casefold()

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of intents that stand anywhere in it."""
        return stems_in(self.low)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences in order, wrapped lines joined. A line that greets is none."""
        kept = "\n".join(
            [line for line in self.text.split("\n") if len(line) > _GREETS or not is_greeting(line.strip())]
        )
        return tuple(_sentences(kept))


def _sentences(text: str) -> Iterator[Sentence]:
    for paragraph in _PARAGRAPHS.split(text):
        joined = " ".join(paragraph.split())
        low = joined.casefold()
        # Few letters grow when folded ("ß"): then places differ, and each sentence is folded by itself.
        aligned = len(low) == len(joined)
        start = 0
        # A mark belongs to the sentence it ends.
        for end in [*[match.end() for match in _END.finditer(joined)], len(joined) + 1]:
            if end - 1 > start:
                sentence = joined[start : end - 1]
                yield Sentence(sentence, low[start : end - 1] if aligned else sentence.casefold())
            start = end
