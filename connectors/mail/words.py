"""Which of many words stand in which lines: one pass over the text, whatever their number."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

import ahocorasick_rs


class WordFinder:
    """Looks for words, also inside longer ones, in case-folded text."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(sorted(set(words)))
        self._machine = ahocorasick_rs.BytesAhoCorasick(
            [word.encode("utf-8", "replace") for word in self._words],
            implementation=ahocorasick_rs.Implementation.DFA,
        )

    def among(self, low: str) -> frozenset[str]:
        """Give which of the words a case-folded text holds."""
        words = self._words
        hits = self._machine.find_matches_as_indexes(low.encode("utf-8", "replace"), overlapping=True)
        return frozenset([words[hit[0]] for hit in hits])

    def by_line(self, low: str) -> dict[int, set[str]]:
        """Give the words of each line of a case-folded text, by its index; lines without any are left out.

        A word with a blank at its edge is found at the edge of a line, too.
        """
        data = f" {low} ".replace("\n", " \n ").encode("utf-8", "replace")
        found: dict[int, set[str]] = {}
        hits = self._machine.find_matches_as_indexes(data, overlapping=True)
        if not hits:
            return found
        ends = list(accumulate([len(line) + 1 for line in data.split(b"\n")]))
        words, here, end = self._words, set[str](), 0
        for word, _, behind in hits:
            if behind >= end:
                line = bisect_right(ends, behind)
                end = ends[line]
                here = found[line] = set()
            here.add(words[word])
        return found
