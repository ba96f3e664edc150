"""What a message answers: subject and quoted text, cut into sentences, each worked out once and only when asked for."""

from dataclasses import dataclass
from functools import cached_property

from connectors.mail.charset import case_folded
from connectors.mail.intents.spoken import on_lines
from connectors.mail.words import Found, WordFinder
from models.patterns import lazy

_ENDS = lazy(r"[.!\n](?:(?<=[.!])\s+|(?<=\n)\n+)")
"""Where a text that may ask is cut into sentences; a wrapped line is not cut."""


@dataclass(frozen=True)
class Asked:
    """A text that may ask, its first line a subject; `words` finds those that a reader of it looks for."""

    text: str
    words: WordFinder

    @cached_property
    def low(self) -> str:
        """The text on one line, case-folded."""
        return case_folded(on_lines([self.text]))

    @cached_property
    def parts(self) -> list[str]:
        """Its sentences in order, wrapped lines as they are."""
        return _ENDS.split(self.text)

    @cached_property
    def found(self) -> Found:
        """The words looked for that stand in its sentences."""
        return self.words.in_lines(on_lines(self.parts))
