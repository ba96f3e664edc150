"""What a pattern cannot match without, read off the pattern itself: a long one is then tried only where it could match.

A need is told by words, case-folded and looked for in a case-folded text: anywhere, or with no letter beside them where the
pattern says so and nobody cuts the text. It errs to one side alone: where nothing certain can be said of a pattern, its need
is always met.
"""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Generic, TypeVar

from connectors.mail.words import EDGE
from models.patterns import lazy

K = TypeVar("K")

_SHORTEST = 3
"""Shorter words stand in nearly every text and tell nothing, but for a few signs."""
_SIGNS = frozenset("?@€")
_GROUP_HEAD = lazy(r"[:=!>)]|P?<\w+>")
_COUNT = lazy(r"[*+?]|\{(\d*)(?:(,)(\d*))?\}")
# Most of a long pattern: letters that stand for themselves, with no count behind the last.
_LETTERS = lazy(r"[^\\.^$|()\[\]{}*+?]+(?![*+?{])")
_UNREAD = lazy(r"\\[xuUN0]")
# Most groups: alternatives of letters that stand for themselves.
_PLAIN_ALTERNATIVES = lazy(r"[^\\.^$()\[\]{}*+?]*(?=\))")
_LEADS = r"\b(?:"
_NO_LETTER = r"?!\w)"
_EDGED_TAILS = (rf")({_NO_LETTER}", r")\b")
_TAILS = (*_EDGED_TAILS, ")")
_MOST_SPELLINGS = 64
_MOST_WAYS = 128


@dataclass(frozen=True, slots=True)
class Need:
    """Ways in which a pattern could match: each asks for one word at least of every set it names."""

    ways: tuple[tuple[frozenset[str], ...], ...]

    def words(self) -> frozenset[str]:
        """Give every word that it looks for."""
        return frozenset[str]().union(*[words for way in self.ways for words in way])

    def without_edges(self) -> "Need":
        """Give the same of words that may stand inside longer ones."""
        return Need(
            tuple([tuple([frozenset([word.strip(EDGE) for word in words]) for words in way]) for way in self.ways])
        )


ALWAYS = Need(((),))


class Gate(Generic[K]):
    """Tells which of several patterns could match a text, by the words that stand in it."""

    def __init__(self, patterns: Mapping[K, re.Pattern[str] | Need], *, edges: bool = False) -> None:
        """`edges`: a text is matched whole, never cut, so that the edge of a word in it is one for the patterns, too."""
        needs = {key: told if isinstance(told, Need) else need_of(told) for key, told in patterns.items()}
        if not edges:
            needs = {key: need.without_edges() for key, need in needs.items()}
        self.needs: Mapping[K, Need] = needs
        self._keys = tuple(needs)
        self.words = frozenset[str]().union(*[need.words() for need in needs.values()])
        self._always = frozenset([key for key, need in needs.items() if () in need.ways])
        # By the numbers of their keys: a key may be slow to look up.
        self._by_word: dict[str, list[tuple[int, tuple[frozenset[str], ...]]]] = {}
        for number, need in enumerate(needs.values()):
            for way in need.ways:
                # The rarest words open: the longest are.
                first, *others = sorted(way, key=_rarity, reverse=True) or [frozenset[str]()]
                for word in first:
                    self._by_word.setdefault(word, []).append((number, tuple(others)))
        self.openers = frozenset(self._by_word)
        """Words of which one at least must stand in any text that could match."""

    def met(self, present: Set[str]) -> set[str]:
        """Give the words, of those present, by which a pattern could match."""
        found = set[str]()
        for word in self.openers & present:
            for _, others in self._by_word[word]:
                for words in others:
                    if words.isdisjoint(present):
                        break
                else:
                    found.add(word)
                    found.update(*[words & present for words in others])
        return found

    def possible(self, present: Set[str]) -> Set[K]:
        """Give the patterns that could match a text that holds these of `words`."""
        if self.openers.isdisjoint(present):
            return self._always
        found = set[int]()
        for word in self.openers & present:
            for number, others in self._by_word[word]:
                if number in found:
                    continue
                # A loop, not all(): this is asked a hundred times a message, and the first set fails nearly always.
                for words in others:
                    if words.isdisjoint(present):
                        break
                else:
                    found.add(number)
        return self._always.union([self._keys[number] for number in found]) if found else self._always

    def on_lines(self, lines: Mapping[str, Set[int]]) -> dict[K, Set[int]]:
        """Give the patterns that could match a line, each with those lines. `lines`: where each of `words` stands.

        Those that could match any line are left out.
        """
        found: dict[int, Set[int]] = {}
        present = frozenset(lines)
        for word in self.openers & present:
            for number, others in self._by_word[word]:
                at = lines[word]
                for words in others:
                    if words.isdisjoint(present):
                        break
                    at = at & set[int]().union(*[lines[word] for word in words & present])
                    if not at:
                        break
                else:
                    found[number] = found.get(number, frozenset()) | at
        return {self._keys[number]: at for number, at in found.items()}


def _rarity(words: Set[str]) -> tuple[int, int]:
    return min(map(len, words)), -len(words)


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is known of a piece of a pattern: all its spellings, or (None: too many or unknown) what it needs."""

    spellings: frozenset[str] | None
    need: Need = ALWAYS

    def needed(self) -> Need:
        if self.spellings is None:
            return self.need
        words = [_with_edges(word) for word in self.spellings]
        return Need(((frozenset(words),),)) if all(map(_telling, words)) else ALWAYS


def _telling(word: str) -> bool:
    return len(word.strip(EDGE)) >= _SHORTEST or word in _SIGNS


def _with_edges(spelled: str) -> str:
    """Keep the marks of edges beside a letter or figure at the ends; what they say elsewhere is left out."""
    if EDGE not in spelled:
        return spelled
    word = spelled.replace(EDGE, "")
    left = EDGE if spelled.startswith(EDGE) and word[:1].isalnum() else ""
    right = EDGE if spelled.endswith(EDGE) and word[-1:].isalnum() else ""
    return f"{left}{word}{right}"


_EMPTY = _Piece(frozenset({""}))
_AT_EDGE = _Piece(frozenset({EDGE}))
_ANY = _Piece(None)


@cache
def need_of(pattern: re.Pattern[str]) -> Need:
    """Give what a pattern cannot match without. Verbose patterns, and letters written as numbers, are not read."""
    if pattern.flags & re.VERBOSE or _UNREAD.search(pattern.pattern):
        return ALWAYS
    return (_read_between_edges(pattern.pattern) or _Reader(pattern.pattern).alternatives()).needed()


def _read_between_edges(source: str) -> "_Piece | None":
    r"""Read \b(?:a|b), \b(?:a|b)\b and \b(?:a|b)(?!\w), so that each alternative has its edges; None for all others."""
    if not source.startswith(_LEADS):
        return None
    tail = next((tail for tail in _TAILS if source.endswith(tail)), "")
    reader = _Reader(source)
    reader.at = len(_LEADS)
    found = reader.alternatives(EDGE, EDGE if tail in _EDGED_TAILS else "")
    return found if tail and reader.at == len(source) - len(tail) else None


class _Reader:
    """Reads a pattern from left to right: alternatives, in them pieces, each with its count."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0

    def alternatives(self, left: str = "", right: str = "") -> _Piece:
        """Read up to the closing parenthesis or the end. `left`, `right`: marks of edges around each."""
        found = [self.sequence(left, right)]
        while self._take("|"):
            found.append(self.sequence(left, right))
        return found[0] if len(found) == 1 else _either(found)

    def sequence(self, left: str, right: str) -> _Piece:
        """Read pieces that follow one another."""
        spelled = frozenset({left})
        needs: list[Need] = []
        broken = False
        while self.at < len(self.source) and self.source[self.at] not in "|)":
            if letters := _LETTERS.match(self.source, self.at):
                self.at = letters.end()
                word = letters[0].casefold()
                spelled = frozenset([left + word for left in spelled])
                continue
            piece = self.counted()
            if piece.spellings is not None and len(spelled) * len(piece.spellings) <= _MOST_SPELLINGS:
                spelled = frozenset([left + right for left, right in product(spelled, piece.spellings)])
                continue
            needs.append(_Piece(spelled).needed())
            broken = True
            needs.append(piece.need)
            spelled = piece.spellings or frozenset({""})
        spelled = frozenset([word + right for word in spelled]) if right else spelled
        if not broken:
            return _Piece(spelled)
        return _Piece(None, all_of([*needs, _Piece(spelled).needed()]))

    def counted(self) -> _Piece:
        """Read one piece and how often it stands."""
        piece = self.piece()
        least, most = self._count()
        if least == most == 1:
            return piece
        if least:
            return _Piece(None, piece.needed())
        if most == 1 and piece.spellings is not None:
            return _Piece(piece.spellings | {""})
        return _ANY

    def piece(self) -> _Piece:
        """Read a letter, a class, an anchor or a group."""
        sign = self._next()
        if sign == "(":
            return self._group()
        if sign == "[":
            return self._class()
        if sign == "\\":
            return self._escape()
        if sign == ".":
            return _ANY
        return _EMPTY if sign in "^$" else _letter(sign)

    def _group(self) -> _Piece:
        if self._take(_NO_LETTER):
            return _AT_EDGE
        looks = self.source.startswith(("?=", "?!", "?<=", "?<!"), self.at)
        if self._take("?"):
            ends = _GROUP_HEAD.search(self.source, self.at)
            self.at = ends.end() if ends else len(self.source)
            if ends and ends[0] == ")":
                return _EMPTY
        if plain := _PLAIN_ALTERNATIVES.match(self.source, self.at):
            self.at = plain.end()
            inside = _Piece(frozenset(plain[0].casefold().split("|")))
        else:
            inside = self.alternatives()
        self._take(")")
        # What only looks ahead or behind spells nothing here; what it asks for is left out.
        return _EMPTY if looks else inside

    def _class(self) -> _Piece:
        start = self.at
        self.at += self.source.startswith("^", start)
        self.at += self.source.startswith("]", self.at)
        while self.source[self.at] != "]":
            self.at += 1 + (self.source[self.at] == "\\")
        inside = self.source[start : self.at]
        self.at += 1
        plain = len(inside) <= 6 and not set(inside) & set("\\^-")
        return _Piece(frozenset(letter.casefold() for letter in inside)) if plain else _ANY

    def _escape(self) -> _Piece:
        sign = self._next()
        if sign in "bBAZ":
            return _AT_EDGE if sign == "b" else _EMPTY
        return _ANY if sign.isalnum() else _letter(sign)

    def _count(self) -> tuple[int, int]:
        told = _COUNT.match(self.source, self.at)
        if told is None:
            return 1, 1
        self.at = told.end()
        self.at += self.source.startswith(("?", "+"), self.at)
        if told[0] in "*+?":
            return {"*": (0, 2), "+": (1, 2), "?": (0, 1)}[told[0]]
        least = int(told[1] or 0)
        return least, int(told[3] or least + 2) if told[2] else least

    def _next(self) -> str:
        self.at += 1
        return self.source[self.at - 1]

    def _take(self, sign: str) -> bool:
        found = self.source.startswith(sign, self.at)
        self.at += len(sign) * found
        return found


def _letter(sign: str) -> _Piece:
    return _Piece(frozenset({sign.casefold()}))


def _either(pieces: Sequence[_Piece]) -> _Piece:
    if all(piece.spellings is not None for piece in pieces):
        return _Piece(frozenset().union(*[piece.spellings or () for piece in pieces]))
    needs = [piece.needed() for piece in pieces]
    if ALWAYS in needs:
        return _ANY
    ways = [way for need in needs for way in need.ways]
    # One word of several, whichever alternative it stands in.
    words = frozenset[str]().union(*[way[0] for way in ways if len(way) == 1])
    return _Piece(None, Need((*([(words,)] if words else []), *[way for way in ways if len(way) > 1])))


def all_of(needs: Sequence[Need]) -> Need:
    """Give what all of some needs come to."""
    ways: list[tuple[frozenset[str], ...]] = [()]
    for need in needs:
        more = need.ways if len(ways) * len(need.ways) <= _MOST_WAYS else ((need.words(),),)
        ways = [(*way, *others) for way in ways for others in more]
    return Need(tuple(ways))


class Alternatives(Generic[K]):
    """Patterns of many alternatives, tried only with those that could match. Says whether one matches, not where."""

    def __init__(self, patterns: Mapping[K, re.Pattern[str]], *, edges: bool = False) -> None:
        """`edges`: as a gate's."""
        self._parts = {
            (key, number): part
            for key, pattern in patterns.items()
            for number, part in enumerate(alternatives_of(pattern))
        }
        self.gate = Gate(self._parts, edges=edges)
        self.words = self.gate.words

    def possible(self, present: Set[str]) -> bool:
        """Whether a text could match any pattern that holds these of `words`."""
        return bool(self.gate.possible(present))

    def matching(self, text: str, present: Set[str]) -> set[K]:
        """Give the patterns that match somewhere in a text that holds these of `words`."""
        found: set[K] = set()
        for key, number in self.gate.possible(present):
            if key not in found and self._parts[key, number].search(text):
                found.add(key)
        return found


def alternatives_of(pattern: re.Pattern[str]) -> list[re.Pattern[str]]:
    r"""Give patterns of which one matches in a text where the pattern does: a|b and \b(?:a|b)\b are taken apart."""
    source = pattern.pattern
    head, tail = "", ""
    whole = _WRAPPED.fullmatch(source)
    if whole and len(_cut_at_bars(whole[2])) > 1 and _closes_last(source, len(whole[1])):
        head, source, tail = whole[1], whole[2], whole[3]
    return [lazy(f"{head}{part}{tail}", pattern.flags) for part in _cut_at_bars(source)]


_WRAPPED = lazy(r"((?:\\b)?\(\?:)(.*)(\)(?:\\b)?)", re.S)


def _depths(source: str) -> list[tuple[str, int]]:
    """Give each sign of a pattern that is no letter with how many groups are open behind it; others as ("", depth)."""
    told: list[tuple[str, int]] = []
    depth, in_class, escaped = 0, False, False
    for at, sign in enumerate(source):
        plain = escaped
        escaped = sign == "\\" and not escaped
        if plain or escaped:
            told.append(("", depth))
        elif in_class:
            in_class = sign != "]" or source[at - 1] == "[" or source[at - 2 : at] == "[^"
            told.append(("", depth))
        else:
            in_class = sign == "["
            depth += (sign == "(") - (sign == ")")
            told.append((sign, depth))
    return told


def _cut_at_bars(source: str) -> list[str]:
    bars = [at for at, told in enumerate(_depths(source)) if told == ("|", 0)]
    return [source[start + 1 : end] for start, end in zip([-1, *bars], [*bars, len(source)], strict=True)]


def _closes_last(source: str, start: int) -> bool:
    """Whether the group that opens right before `start` is closed only at the end."""
    closed = [at for at, told in enumerate(_depths(source)) if told == (")", 0) and at >= start]
    return bool(closed) and source[closed[0] + 1 :] in {"", r"\b"}
