"""Which of many words stand in which lines: one pass over the text, whatever their number."""

import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from itertools import accumulate, compress
from operator import itemgetter, not_

import ahocorasick_rs

from connectors.mail.charset import OTHER_SIGN, folded_bytes, is_letter

EDGE = "\b"
"""At an end of a word that is looked for: no letter or figure stands beside it."""

_INDEX = itemgetter(0)
_SIGN = 1
"""Stands for every sign that no word holds."""
_SHORT = 3
_LETTERS = bytes([is_letter(chr(code)) and bytes([code]) != OTHER_SIGN for code in range(256)])


def word_set(text: str) -> frozenset[str]:
    """Give the words of a list that is written with blanks and line ends between them."""
    return frozenset(text.split())


_Spelled = tuple[str, tuple[frozenset[str], ...] | None, str]
"""What is found where some letters stand. The letters. The words by what stands before them and behind: 0 no letter, 1 a letter
behind, 2 before, 3 at both ends; None where the letters are the only word. The letters again, when not all are of Latin-1.
"""


def _spelled(letters: str, words: Sequence[str]) -> _Spelled:
    outside = "" if _is_latin(letters) else letters
    if words == [letters] and not outside:
        return letters, None, ""
    by_edges = [
        frozenset(
            [word for word in words if not (before and word.startswith(EDGE)) and not (behind and word.endswith(EDGE))]
        )
        for before in (False, True)
        for behind in (False, True)
    ]
    return letters, tuple(by_edges), outside


def _is_latin(letters: str) -> bool:
    return letters.encode("latin-1", "ignore").decode("latin-1") == letters


def _looked_for(letters: str, words: Sequence[str], signs: Sequence[bytes]) -> Iterator[tuple[bytes, _Spelled]]:
    """Give what is looked for to find words of these letters. `signs`: all that may stand beside them.

    Inside of longer words short ones stand all the time: it is cheaper to look for them with their edges.
    """
    folded = folded_bytes(letters)
    if len(letters) > _SHORT or not _is_latin(letters):
        yield folded, _spelled(letters, words)
        return
    left = [word for word in words if word.startswith(EDGE)]
    right = [word for word in words if word.endswith(EDGE) and word not in left]
    if left:
        _, edges, _ = _spelled(letters, left)
        yield from [(sign + folded, (letters, (edges or ())[:2] * 2, "")) for sign in signs]
    if right:
        yield from [(folded + sign, (letters, (frozenset(right),) * 4, "")) for sign in signs]
    if letters in words:
        yield folded, _spelled(letters, [letters])


class WordFinder:
    """Looks for words, case-folded, also inside longer ones where no EDGE forbids it, in texts of any case."""

    def __init__(self, words: Iterable[str]) -> None:
        by_letters: dict[str, list[str]] = {}
        for word in sorted(set(words)):
            by_letters.setdefault(word.strip(EDGE), []).append(word)
        inner = {code for letters in by_letters for code in folded_bytes(letters) if not _LETTERS[code]} | {*b" "}
        # Signs that no word holds are looked at as one, so that few may stand beside a word.
        self._signs = bytes([code if _LETTERS[code] or code in inner else _SIGN for code in range(256)])
        signs = [bytes((code,)) for code in sorted({_SIGN, *inner})]
        looked_for = [told for letters, found in by_letters.items() for told in _looked_for(letters, found, signs)]
        self.spelled = tuple([spelled for _, spelled in looked_for])
        self.words = tuple([edges[0] if edges else frozenset((letters,)) for letters, edges, _ in self.spelled])
        self._machine = ahocorasick_rs.BytesAhoCorasick(
            [letters for letters, _ in looked_for], implementation=ahocorasick_rs.Implementation.DFA
        )

    def among(self, text: str) -> frozenset[str]:
        """Give which of the words a text holds."""
        found, spelled = set[str](), self.spelled
        # At both ends of the text a word has its edge, and no blank.
        data = b"\n%b\n" % folded_bytes(text)
        hits = self.hits(data)
        data += b"\n"
        for index, start, behind in hits:
            letters, edges, outside = spelled[index]
            if edges is None:
                found.add(letters)
            elif not outside or text.casefold()[start - 1 : behind - 1] == outside:
                found.update(edges[2 * _LETTERS[data[start - 1]] + _LETTERS[data[behind]]])
        return frozenset(found)

    def hits(self, data: bytes) -> list[tuple[int, int, int]]:
        """Give (index in `spelled`, start, end) for each place of folded bytes in which it is met, in the order of the ends."""
        return self._machine.find_matches_as_indexes(data.translate(self._signs), overlapping=True)

    def by_line(self, text: str) -> dict[int, set[str]]:
        """Give the words of each line of a text, by its index; lines without any are left out.

        A word with a blank at its edge is found at the edge of a line, too.
        """
        return self.in_lines(text).of()

    def in_lines(self, text: str) -> "Found":
        """Look for the words in the lines of a text."""
        return Found(self, text)


class Found:
    """What one pass found in the lines of a text; which word stands in which is told of those that are asked for."""

    def __init__(self, finder: WordFinder, text: str) -> None:
        self._spelled, self._words, self._text = finder.spelled, finder.words, text
        data = b" %b " % folded_bytes(text)
        self._hits = finder.hits(data.replace(b"\n", b" "))
        # A word may end in the blank at the end of the text.
        self._data = data + b" "

    @cached_property
    def anywhere(self) -> frozenset[str]:
        """Every word that may stand somewhere: its letters do, whatever stands beside them, be they on one line or two."""
        words = self._words
        return frozenset[str]().union(*[words[index] for index in self._present])

    @cached_property
    def _present(self) -> Set[int]:
        return set(map(_INDEX, self._hits))

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate([len(line) + 1 for line in self._data.split(b"\n")]))

    def _hits_of(self, words: Set[str]) -> list[tuple[int, int, int]]:
        if words.isdisjoint(self.anywhere):
            return []
        wanted = {index for index in self._present if not words.isdisjoint(self._words[index])}
        return [hit for hit in self._hits if hit[0] in wanted]

    def of(self, words: Set[str] | None = None, *, most: int = sys.maxsize) -> dict[int, set[str]]:
        """Give which of these words (None: of all) stand in each of the first `most` lines; lines without any are left out."""
        hits, spelled = self._hits if words is None else self._hits_of(words), self._spelled
        found: dict[int, set[str]] = {}
        if not hits:
            return found
        data, ends = self._data, self._ends
        here, start_of_line, end = set[str](), 0, 0
        for index, start, behind in hits:
            letters, edges, outside = spelled[index]
            if edges is not None:
                present = edges[2 * _LETTERS[data[start - 1]] + _LETTERS[data[behind]]]
                if words is not None:
                    present = present & words
                if not present or (outside and self._outside(start, behind) != outside):
                    continue
            if behind > end:
                line = bisect_left(ends, behind)
                if line >= most:
                    break
                start_of_line, end = ends[line - 1] - 1 if line else 0, ends[line]
                here = set()
            if start < start_of_line:
                # It stands on two lines.
                continue
            if not here:
                found[line] = here
            if edges is None:
                here.add(letters)
            else:
                here.update(present)
        return found

    def _outside(self, start: int, behind: int) -> str:
        return f" {self._text.casefold()} ".replace("\n", " ")[start:behind]


def by_word(found: Mapping[int, Set[str]]) -> dict[str, set[int]]:
    """Give each word with the lines in which it stands, from the words of each line."""
    lines: dict[str, set[int]] = {}
    for line, present in found.items():
        for word in present:
            lines.setdefault(word, set()).add(line)
    return lines


def lines_with(wanted: Set[str], found: Mapping[int, Set[str]]) -> list[int]:
    """Give the lines in which one of these words stands, from the words of each line, in their order."""
    # No step of it is one of ours: this is asked for every line of a message.
    return list(compress(found, map(not_, map(wanted.isdisjoint, found.values()))))
