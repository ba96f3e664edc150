"""Which of many words stand in which lines: one pass over the text, whatever their number."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

import ahocorasick_rs

from connectors.mail.charset import OTHER_SIGN, folded_bytes, is_letter

EDGE = "\b"
"""At an end of a word that is looked for: no letter or figure stands beside it."""

_LETTERS = bytes([is_letter(chr(code)) and bytes([code]) != OTHER_SIGN for code in range(256)])


def word_set(text: str) -> frozenset[str]:
    """Give the words of a list that is written with blanks and line ends between them."""
    return frozenset(text.split())


class _Spelled(NamedTuple):
    """What is found where some letters stand: a word, or by their edges several.

    `edges`: the words by what stands before them and behind: 0 no letter, 1 a letter behind, 2 before, 3 at both ends; None
    where they have none. `outside`: the letters, when not all of them are of Latin-1.
    """

    word: str
    edges: tuple[frozenset[str], ...] | None
    outside: str


def _spelled(letters: str, words: list[str]) -> _Spelled:
    outside = "" if letters.encode("latin-1", "ignore").decode("latin-1") == letters else letters
    if words == [letters] and not outside:
        return _Spelled(letters, None, "")
    return _Spelled(
        letters,
        tuple(
            [
                frozenset(
                    [
                        word
                        for word in words
                        if not (before and word.startswith(EDGE)) and not (behind and word.endswith(EDGE))
                    ]
                )
                for before in (False, True)
                for behind in (False, True)
            ]
        ),
        outside,
    )


class WordFinder:
    """Looks for words, case-folded, also inside longer ones where no EDGE forbids it, in texts of any case."""

    def __init__(self, words: Iterable[str]) -> None:
        by_letters: dict[str, list[str]] = {}
        for word in sorted(set(words)):
            by_letters.setdefault(word.strip(EDGE), []).append(word)
        self._spelled = tuple([_spelled(letters, found) for letters, found in by_letters.items()])
        self._machine = ahocorasick_rs.BytesAhoCorasick(
            map(folded_bytes, by_letters), implementation=ahocorasick_rs.Implementation.DFA
        )

    def among(self, text: str) -> frozenset[str]:
        """Give which of the words a text holds."""
        found, spelled = set[str](), self._spelled
        data = folded_bytes(text)
        hits = self._machine.find_matches_as_indexes(data, overlapping=True)
        # At both ends of the text a word has its edge: index -1 is the blank behind the end.
        data += b" "
        for index, start, behind in hits:
            word, edges, outside = spelled[index]
            if edges is None:
                found.add(word)
            elif not outside or text.casefold()[start:behind] == outside:
                found.update(edges[2 * _LETTERS[data[start - 1]] + _LETTERS[data[behind]]])
        return frozenset(found)

    def by_line(self, text: str) -> dict[int, set[str]]:
        """Give the words of each line of a text, by its index; lines without any are left out.

        A word with a blank at its edge is found at the edge of a line, too.
        """
        data = b" %b " % folded_bytes(text).replace(b"\n", b" \n ")
        found: dict[int, set[str]] = {}
        hits = self._machine.find_matches_as_indexes(data, overlapping=True)
        if not hits:
            return found
        ends = list(accumulate([len(line) + 1 for line in data.split(b"\n")]))
        # A word may end in the blank at the end of the text.
        data += b" "
        spelled, here, end = self._spelled, set[str](), 0
        for index, start, behind in hits:
            word, edges, outside = spelled[index]
            if edges is not None:
                words = edges[2 * _LETTERS[data[start - 1]] + _LETTERS[data[behind]]]
                if not words or (outside and f" {text.casefold()} ".replace("\n", " \n ")[start:behind] != outside):
                    continue
            if behind >= end:
                line = bisect_right(ends, behind)
                end = ends[line]
                here = found[line] = set()
            if edges is None:
                here.add(word)
            else:
                here.update(words)
        return found
