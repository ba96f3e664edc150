"""What somebody says in a message: the text, its sentences and their stems, each worked out once and only when asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from connectors.mail.intents.everyday import standard
from connectors.mail.words import WordFinder
from connectors.mail.zones.closings import is_greeting

_GREETS = 200
_PARAGRAPH = "\x00"
_ENDS = (". ", "! ", "? ", "… ")


@dataclass(frozen=True)
class Spoken:
    """A text in which somebody speaks; `words` finds those that a reader of it looks for."""

    text: str
    words: WordFinder

    @cached_property
    def standard(self) -> "Spoken":
        """The same with its everyday forms put right; itself when it holds none."""
        plain = standard(self.text)
        return self if plain == self.text else Spoken(plain, self.words)

    @cached_property
    def lines(self) -> list[str]:
        """Its lines, empty ones too. A line that greets is none."""
        return [line for line in self.text.split("\n") if len(line) > _GREETS or not is_greeting(line.strip())]

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Its sentences in order, wrapped lines joined."""
        joined = "\n".join(self.lines).replace("\n\n", _PARAGRAPH).replace("\n", " ").replace(_PARAGRAPH, "\n")
        if not _is_tidy(joined):
            paragraphs = "\n".join(self.lines).split("\n\n")
            joined = "\n".join([" ".join(paragraph.split()) for paragraph in paragraphs])
        for end in _ENDS:
            # A mark belongs to the sentence it ends.
            joined = joined.replace(end, f"{end[0]}\n")
        return tuple([sentence for sentence in joined.split("\n") if sentence])

    @cached_property
    def in_sentences(self) -> dict[int, set[str]]:
        """The words looked for that stand in each sentence, by its index; those without any are left out."""
        return self.words.by_line("\n".join(self.sentences))


def _is_tidy(text: str) -> bool:
    """Whether single blanks and line ends are all that parts the words of a text, as in most."""
    return (
        "  " not in text
        and "\n " not in text
        and " \n" not in text
        and text.strip(" ") == text
        and text.replace("\n", "").isprintable()
    )


def on_lines(texts: Sequence[str]) -> str:
    """Give texts each on a line of its own, every run of blanks one blank."""
    joined = "\n".join([text.replace("\n", " ") for text in texts])
    return joined if _is_tidy(joined) else "\n".join([" ".join(text.split()) for text in texts])
