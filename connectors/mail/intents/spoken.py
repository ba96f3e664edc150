"""What somebody says in a message: the text, its sentences and their stems, each worked out once and only when asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from connectors.mail.intents.everyday import may_hold, standard
from connectors.mail.words import Found, WordFinder
from connectors.mail.zones.closings import is_greeting

_GREETS = 200
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
