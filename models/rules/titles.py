"""Find the known client whom an event's title names. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from models.rules.identity import Match, MatchReason

NAME_PARTS_MIN = 2
# Nobody's name is longer; what is would cost its square in names within it, and a hostile event may hold hundreds of words.
NAME_PARTS_MAX = 6
_NOT_IN_NAMES = re.compile(r"[^\w'-]+|_|(?<!\w)-|-(?!\w)")

Words = tuple[str, ...]


class NamesInTitles:
    """The folded full names of clients, found by their first word, with the given names or the surname first."""

    def __init__(self, names: Iterable[tuple[int, str]]) -> None:
        self._people: dict[Words, set[int]] = {}
        self._lengths: defaultdict[str, set[int]] = defaultdict(set)
        for person_id, name in names:
            self.add(person_id, name)

    def add(self, person_id: int, name: str) -> None:
        """Let a person be found by one more name. One word alone is nobody's name, and neither is a whole sentence."""
        for form in _forms(_words(name)):
            self._people.setdefault(form, set()).add(person_id)
            self._lengths[form[0]].add(len(form))

    def match(self, title: str) -> Match:
        """Give the client whose name stands in a folded title. A name that is part of a longer one there does not count.

        Two clients that still fit wait for a person.
        """
        words = _words(title)
        spans = list(self._spans(words))
        named = {_at(words, span) for span in spans if not _is_inside(span, spans)}
        found = {person_id for name in named for person_id in self._people[name]}
        if len(found) == 1:
            return Match(found.pop(), MatchReason.TITLE_NAME)
        if found:
            return Match(None, MatchReason.AMBIGUOUS, tuple(sorted(found)))
        return Match(None, MatchReason.NOBODY)

    def _spans(self, words: Words) -> Iterator[range]:
        for start, word in enumerate(words):
            for length in self._lengths.get(word, ()):
                span = range(start, start + length)
                if span.stop <= len(words) and _at(words, span) in self._people:
                    yield span


def names_within(name: str) -> set[str]:
    """Give the shorter full names that stand in a folded name, each in both orders: their people may have been taken for it."""
    return {
        " ".join(form)
        for whole in _forms(_words(name))
        for length in range(NAME_PARTS_MIN, len(whole))
        for start in range(len(whole) - length + 1)
        for form in _forms(whole[start : start + length])
    }


def _is_inside(span: range, spans: list[range]) -> bool:
    return any(len(span) < len(other) and other.start <= span.start and span.stop <= other.stop for other in spans)


def _at(words: Words, span: range) -> Words:
    return words[span.start : span.stop]


def _forms(words: Words) -> set[Words]:
    if not NAME_PARTS_MIN <= len(words) <= NAME_PARTS_MAX:
        return set()
    return {words, (words[-1], *words[:-1])}


def _words(text: str) -> Words:
    """Give the words without the punctuation around them; hyphens and apostrophes belong to names."""
    return tuple(_NOT_IN_NAMES.sub(" ", text).split())
