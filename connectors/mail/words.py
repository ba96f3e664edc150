"""Which of many words stand in which lines: one pass over the text, whatever their number."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

import ahocorasick_rs

EDGE = "\b"
"""At an end of a word that is looked for: no letter or figure stands beside it."""


# The one mark that is no letter and folds to one (U+0345): beside it a pattern may see an edge.
_FOLDED_MARK = "\u0345".casefold()


def _is_letter(sign: str) -> bool:
    return sign.isalnum() and sign != _FOLDED_MARK


def word_set(text: str) -> frozenset[str]:
    """Give the words of a list that is written with blanks and line ends between them."""
    return frozenset(text.split())


class WordFinder:
    """Looks for words, also inside longer ones where no EDGE forbids it, in case-folded text."""

    def __init__(self, words: Iterable[str]) -> None:
        every = sorted(set(words))
        self._words = tuple([(word, EDGE in word, word.startswith(EDGE), word.endswith(EDGE)) for word in every])
        self._machine = ahocorasick_rs.AhoCorasick(
            [word.strip(EDGE) for word in every], implementation=ahocorasick_rs.Implementation.DFA
        )

    def among(self, low: str) -> frozenset[str]:
        """Give which of the words a case-folded text holds."""
        found, words, whole = set[str](), self._words, len(low)
        for index, start, behind in self._hits(low):
            word, edged, left, right = words[index]
            if edged and (
                (right and behind < whole and _is_letter(low[behind]))
                or (left and start and _is_letter(low[start - 1]))
            ):
                continue
            found.add(word)
        return frozenset(found)

    def by_line(self, low: str) -> dict[int, set[str]]:
        """Give the words of each line of a case-folded text, by its index; lines without any are left out.

        A word with a blank at its edge is found at the edge of a line, too.
        """
        text = f" {low} ".replace("\n", " \n ")
        found: dict[int, set[str]] = {}
        hits = self._hits(text)
        if not hits:
            return found
        ends = list(accumulate([len(line) + 1 for line in text.split("\n")]))
        words, here, end = self._words, set[str](), 0
        for index, start, behind in hits:
            word, edged, left, right = words[index]
            # A blank stands at both ends of the text.
            if edged and ((right and _is_letter(text[behind])) or (left and _is_letter(text[start - 1]))):
                continue
            if behind >= end:
                line = bisect_right(ends, behind)
                end = ends[line]
                here = found[line] = set()
            here.add(word)
        return found

    def _hits(self, text: str) -> list[tuple[int, int, int]]:
        """Give (index of a word, its start, its end) of all that stand in a text, by their ends."""
        try:
            return self._machine.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:
            # Half a letter, as a broken charset leaves it: read as another sign of the same length.
            whole = text.encode("utf-8", "replace").decode()
            return self._machine.find_matches_as_indexes(whole, overlapping=True)
