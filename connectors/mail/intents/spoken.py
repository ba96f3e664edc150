"""What somebody says in a message: the text, its sentences and their stems, each worked out once and only when asked for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from connectors.mail.intents.everyday import may_hold, standard
from connectors.mail.words import Found, WordFinder
from connectors.mail.zones.closings import is_greeting, is_sign_off, sign_off_with_name
from models.patterns import lazy

_GREETS = 200
_LEAST_WRAPPED = 60
"""Programs wrap no line before so many characters."""
_MOST_SIGNED = 6
_MOST_SIGNED_WORDS = 8
_POSTSCRIPT = lazy(r"^\W*p\.?\s?s\b|.*\b(?:ei|en|emme|inte|ej|nej|not|no|mutta|men|but)\b", re.I)
# "Ok sopii t Taina vuodeosasto".
_SIGNED_INSIDE = lazy(
    r"(?<=[\w!.)]) (?=(?:t\.|(?:t|T)(?= (?-i:[A-ZÅÄÖ]))|terv\.?|terveisin|terkuin|yst\.? ?terv\.?|ystävällisin terveisin|mvh)"
    r" ?[^\W\d_][\w-]*(?:[ ,/]+[^\W\d_][\w-]*){0,4}\W*$)",
    re.I | re.M,
)
_PARAGRAPH = "\x00"
_ENDS = ".!?…"
# All there are in Latin-1 but the blank and the line end.
_OTHER_BLANKS = tuple("\t\v\f\r\x1c\x1d\x1e\x1f\x85\xa0")


@dataclass(frozen=True)
class Spoken:
    """A text in which somebody speaks; `words` finds those that a reader of it looks for, and everyday forms."""

    text: str
    words: WordFinder

    @cached_property
    def standard(self) -> "Spoken":
        """The same with its everyday forms put right; itself when it holds none."""
        if not may_hold(self.text, self.found.anywhere):
            return self
        plain = standard(self.text)
        return self if plain == self.text else Spoken(plain, self.words)

    @cached_property
    def lines(self) -> list[str]:
        """Its lines, empty ones too. A line that greets is none."""
        return [line for line in self.text.split("\n") if len(line) > _GREETS or not is_greeting(line.strip())]

    @cached_property
    def as_typed(self) -> "Spoken":
        """The same without the signature, every line that its writer ended a paragraph; itself when that changes nothing."""
        if "\n" not in self.text.strip() and not _SIGNED_INSIDE.search(self.text):
            return self
        lines = _SIGNED_INSIDE.sub("\n", self.text).split("\n")
        lines = lines[: _signed_from(lines)]
        longest = max(map(len, lines), default=0)
        ends = ["" if _is_wrapped(line, after, longest) else "\n" for line, after in pairwise([*lines, ""])]
        typed = "\n".join([line + end for line, end in zip(lines, ends, strict=True)])
        return self if typed == self.text else Spoken(typed, self.words)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Its sentences in order, wrapped lines joined."""
        text = "\n".join(self.lines).strip()
        joined = text.replace("\n\n", _PARAGRAPH).replace("\n", " ").replace(_PARAGRAPH, "\n")
        if not _is_tidy(joined):
            paragraphs = text.split("\n\n")
            joined = "\n".join([" ".join(paragraph.split()) for paragraph in paragraphs])
        for mark in _ENDS:
            if mark in joined:
                # It belongs to the sentence it ends.
                joined = joined.replace(f"{mark} ", f"{mark}\n")
        return tuple([sentence for sentence in joined.split("\n") if sentence])

    @cached_property
    def found(self) -> Found:
        """The words looked for that stand in its sentences."""
        return self.words.in_lines("\n".join(self.sentences))


def _is_wrapped(line: str, after: str, longest: int) -> bool:
    """Whether a line goes on in the next one: that begins small, or its first word would not have fitted."""
    words = after.split(maxsplit=1)
    if words and (words[0][0].islower() or words[0][0] == "("):
        return True
    return bool(words) and longest >= _LEAST_WRAPPED and len(line) + 1 + len(words[0]) > longest


def _signed_from(lines: Sequence[str]) -> int:
    """Give the index of the line that takes leave when only a name and what belongs to it follow, else their number."""
    for index in range(len(lines) - 1, 0, -1):
        line = lines[index].strip()
        if (is_sign_off(line) or sign_off_with_name(line)) and not _POSTSCRIPT.match(line):
            return index if any(said.strip() for said in lines[:index]) else len(lines)
        if len(lines) - index > _MOST_SIGNED or _speaks(line):
            break
    return len(lines)


def _speaks(line: str) -> bool:
    """Whether a line under a leave-taking is a sentence of its own: a postscript."""
    return len(line.split()) > _MOST_SIGNED_WORDS or line.endswith(("!", "?")) or bool(_POSTSCRIPT.match(line))


def _is_tidy(text: str) -> bool:
    """Whether single blanks and line ends are all that parts the words of a text, as in most."""
    line = text.replace("\n", " ")
    if "  " in line or text[:1] == " " or text[-1:] == " ":
        return False
    try:
        line.encode("latin-1")
    except UnicodeEncodeError:
        return line.isprintable()
    return not any(map(line.__contains__, _OTHER_BLANKS))


def on_lines(texts: Sequence[str]) -> str:
    """Give texts each on a line of its own, every run of blanks one blank."""
    joined = "\n".join([text.replace("\n", " ") for text in texts])
    return joined if _is_tidy(joined) else "\n".join([" ".join(text.split()) for text in texts])
