"""The words of an answer to a question for leave, each with what it does there; read off `answer_words.txt`.

A word is found as it stands, by a beginning or an end that is listed, without its Finnish clitic, and at last with its
doubled letters and dots let go, as people type on a telephone. What is not found is unknown, and no yes holds it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from connectors.mail.intents.finnish_forms import part_of_form
from models.patterns import lazy

FILE = Path(__file__).with_name("answer_words.txt")
UNKNOWN = "?"
LETTERS = {
    "about": "@",
    "add": "A",
    "adverb": "a",
    "again": "~",
    "answer": "Z",
    "come": "F",
    "conjunction": "x",
    "consent": "c",
    "content": "B",
    "do": "D",
    "email": "e",
    "fine": "f",
    "give": "G",
    "gladly": "g",
    "goes": "W",
    "good": "j",
    "greeting": "H",
    "have": "Y",
    "hear": "E",
    "i_am": "M",
    "idiom": "I",
    "interest": "K",
    "is": "v",
    "know": "U",
    "lead": "h",
    "let": "J",
    "list": "L",
    "mail": "n",
    "may": "m",
    "me": "o",
    "negation": "!",
    "no_objection": "N",
    "of_topic": "O",
    "ok": "k",
    "ongoing": "z",
    "order": "S",
    "permission": "C",
    "positive": "P",
    "put": "T",
    "read": "l",
    "receive": "r",
    "relation": "p",
    "send": "b",
    "speaker": "i",
    "stay": "X",
    "thanks": "Q",
    "that": "d",
    "to_send": "s",
    "topic": "t",
    "want": "w",
    "welcome": "R",
    "would_be": "V",
    "yes": "y",
    "you": "u",
    "you_send": "q",
}
"""The letter that stands for each part in a sentence's shape."""
_WORD = lazy(r"[^\W_]+(?:['’.-][^\W_]+)*|100 ?%|&")
_CLITIC = lazy(r"(?:han|hän|kin|ki|pa|pä)$")
_DOUBLED = lazy(r"(.)\1+")
_TRIPLED = lazy(r"(.)\1\1+")
_PLAIN = str.maketrans("äöåéü", "aoaeu")
_LEAST_BARE = 3
_A_MAIL = frozenset({"email", "e-mail", "mail"})
_BY = frozenset(["by", "via", "per", "on", "over", "through", "in", "with", "to", "med", "på", "till"])
_SWEDISH_IN = frozenset(
    ["de", "den", "det", "min", "mitt", "mina", "er", "ert", "era", "denna", "detta", "dessa", "en", "ett", "alla"]
)
_ARTICLES = frozenset({"en", "ett"})
_HEADS = "ntj"
_SENDING = frozenset("Ssb")
_LEAST_FOLDED = 4
_LEAST_STEM = 4


class Lexicon(NamedTuple):
    """Words and phrases by what they do: `phrases` by their first word, the longest first."""

    words: dict[str, str]
    beginnings: dict[str, str]
    ends: dict[str, str]
    folded: dict[str, str]
    phrases: dict[str, list[tuple[tuple[str, ...], str]]]


class Token(NamedTuple):
    """A word or phrase of a sentence, as written, with the letter of what it does."""

    text: str
    part: str


def entries() -> Iterator[tuple[str, str]]:
    """Give every (part, word) of the file."""
    part = ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        if not line.strip():
            part = ""
        elif not part:
            part = LETTERS[line.strip()]
        else:
            for word in line.split():
                yield part, word


@cache
def lexicon() -> Lexicon:
    """Read the file."""
    told = Lexicon({}, {}, {}, {}, {})
    shared: set[str] = set()
    for part, word in entries():
        if "_" in word:
            first, *others = word.split("_")
            told.phrases.setdefault(first, []).append(((first, *others), part))
        elif word.startswith("*"):
            told.ends[word[1:]] = part
        elif word.endswith("*"):
            told.beginnings[word[:-1]] = part
        else:
            told.words[word] = part
            fold = _fold(word)
            if (known := told.folded.setdefault(fold, part)) != part:
                if {known, part} <= _SENDING:
                    told.folded[fold] = "b"
                else:
                    shared.add(fold)
    for fold in shared:
        del told.folded[fold]
    for phrases in told.phrases.values():
        phrases.sort(key=lambda phrase: -len(phrase[0]))
    return told


def _fold(word: str) -> str:
    return _DOUBLED.sub(r"\1", word.translate(_PLAIN))


def part_of(word: str, *, name: bool = False) -> str:
    """Give what one case-folded word does, or UNKNOWN. `name`: it may be one, and is known only as it stands."""
    known = lexicon()
    if word in known.words:
        return known.words[word]
    if name:
        return UNKNOWN
    for length in range(len(word), _LEAST_STEM - 1, -1):
        if word[:length] in known.beginnings:
            return known.beginnings[word[:length]]
    for start in range(len(word) - 3):
        if word[start:] in known.ends:
            return known.ends[word[start:]]
    if _TRIPLED.search(word):
        return part_of(_TRIPLED.sub(r"\1\1", word))
    bare = _CLITIC.sub("", word)
    if bare != word and len(bare) >= _LEAST_BARE and bare in known.words:
        return known.words[bare]
    if len(word) < _LEAST_FOLDED:
        return UNKNOWN
    if form := part_of_form(word):
        return LETTERS[form]
    return known.folded.get(_fold(word), UNKNOWN)


def tokens(clause: str) -> list[Token]:
    """Give the words of a clause with what they do; of phrases the longest counts."""
    found: list[re.Match[str]] = list(_WORD.finditer(clause))
    low = [word[0].casefold().replace("’", "'") for word in found]
    known, told, index = lexicon().phrases, list[Token](), 0
    while index < len(low):
        length, part = _phrase(known.get(low[index], ()), low, index)
        if not part:
            # Finnish for "and", Swedish for "yes".
            joins = low[index] == "ja" and told and told[-1].part not in "Qhyx" and index + 1 < len(low)
            joins = joins and not found[index][0].isupper() and low[index + 1] not in {"tack", "kiitos"}
            name = index > 0 and found[index][0].istitle()
            part = "x" if joins else part_of(low[index], name=name)
            if low[index] in _ARTICLES and index + 1 < len(low) and part_of(low[index + 1]) in _HEADS:
                # The Swedish article; elsewhere the Finnish "I do not".
                part = "d"
            elif low[index] == "i" and index + 1 < len(low) and low[index + 1] in _SWEDISH_IN:
                part = "p"
            elif low[index] in _A_MAIL:
                part = _as_mail(low, index, told[-1] if told else Token("", ""))
            elif low[index] == "jo" and told:
                # Swedish for "yes" where it opens, Finnish for "already" elsewhere.
                part = "!"
        told.append(Token(clause[found[index].start() : found[index + length - 1].end()], part))
        if told[-1].part == "e" and len(told) > 1 and told[-2].text.casefold() == "on":
            # "On e-mail"; elsewhere the Finnish "is".
            told[-2] = Token(told[-2].text, "p")
        index += length
    return told


def _phrase(phrases: Sequence[tuple[tuple[str, ...], str]], low: Sequence[str], index: int) -> tuple[int, str]:
    for words, part in phrases:
        if tuple(low[index : index + len(words)]) == words:
            return len(words), part
    return 1, ""


def _as_mail(low: Sequence[str], index: int, before: Token) -> str:
    """Tell what "e-mail" is: a way ("by e-mail", "to my e-mail"), a letter ("an e-mail", "e-mail is fine"), or the act."""
    if low[index + 1 : index + 2] in (["me"], ["us"]):
        return "b"
    if before.text.casefold() in _BY or before.part == "o":
        return "e"
    return "n" if before.part == "d" or low[index + 1 : index + 2] == ["is"] else "b"
