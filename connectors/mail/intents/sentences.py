"""Cut an own text into sentences, wrapped lines joined; greetings left out."""

import re

from connectors.mail.zones.closings import is_greeting

_END = re.compile(r"(?<=[.!?…])\s+(?=\S)|\n{2,}")


def sentences(text: str) -> list[str]:
    """Give the sentences of a text in order. A line that greets is none."""
    kept = "\n".join(line for line in text.split("\n") if not is_greeting(line.strip()))
    parts = [" ".join(piece.split()) for piece in _END.split(kept)]
    return [part for part in parts if part]
