"""Cut an own text into sentences, wrapped lines joined; greetings left out."""

import re

from connectors.mail.zones.closings import is_greeting

_END = re.compile(r"[.!?…]\s+(?=\S)|\n{2,}")


def sentences(text: str) -> list[str]:
    """Give the sentences of a text in order. A line that greets is none."""
    kept = "\n".join([line for line in text.split("\n") if not is_greeting(line.strip())])
    parts, start = [], 0
    for end in _END.finditer(kept):
        # A mark belongs to the sentence it ends.
        parts.append(" ".join(kept[start : end.start() + (end[0][0] != "\n")].split()))
        start = end.end()
    parts.append(" ".join(kept[start:].split()))
    return [part for part in parts if part]
