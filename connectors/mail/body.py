"""The lines of a message as its reader sees them: one body chosen of plain text and HTML, quote depth counted."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import count, repeat
from typing import NamedTuple

from connectors.mail import limits
from connectors.mail.charset import visible
from connectors.mail.html import HtmlLine, html_lines
from connectors.mail.mime import Part, walk
from models.patterns import lazy

_QUOTE = lazy(r"(?:[>›|]\s?)+")
_QUOTE_SIGNS = frozenset(">›")
_MARK_SIGNS = frozenset(">›|")
_PLACEHOLDER = lazy(r"html|selain|browser|webbläsare", re.I)
_TAG = lazy(r"<[^>]{1,300}>")


class Line(NamedTuple):
    """One line: 1-based number in the body, text without quote marks, quote depth, and the mark its HTML wrapper gave it.

    A tuple: made for every line of every message, at a third of what a frozen dataclass costs.
    """

    number: int
    text: str
    depth: int = 0
    mark: str = ""


# The constructor of a named tuple is a function in Python; this one is made for every line of every message.
_line = partial(tuple.__new__, Line)


@dataclass(frozen=True, slots=True)
class Body:
    """What a message shows. `attached` are messages attached whole (a forward as attachment), outermost first."""

    lines: tuple[Line, ...]
    attached: tuple[Part, ...] = ()
    calendar: str = ""


def read_body(message: Part) -> Body:
    """Choose and split the text of a message. An HTML part serves when there is no plain text worth the name."""
    plain: list[Part] = []
    html: list[Part] = []
    attached: list[Part] = []
    calendar = ""
    for part in walk(message):
        if part.type == "text/calendar" and not calendar:
            calendar = part.text()
        elif part.type in {"message/rfc822", "message/global"} and part.parts:
            attached.append(part.parts[0])
        elif not part.attached and part.type == "text/html":
            html.append(part)
        elif not part.attached and (part.type in {"text/plain", "text/enriched", "text"} or part.type == "text"):
            plain.append(part)
    lines = _plain_lines("\n".join(part.text() for part in plain[:20])) if plain else ()
    if html and not _worthy(lines):
        marked = [line for part in html[:5] for line in html_lines(visible(part.text()))]
        lines = _numbered(marked[: limits.MAX_LINES]) or lines
    return Body(lines, tuple(attached), calendar)


def _worthy(lines: tuple[Line, ...]) -> bool:
    """Whether a plain part is a text of its own and no "this message needs HTML"."""
    text = " ".join(line.text for line in lines[:12]).strip()
    return bool(text) and not (len(text) < 200 and len(lines) < 6 and _PLACEHOLDER.search(text))


def _numbered(lines: list[HtmlLine]) -> tuple[Line, ...]:
    texts, depths, marks = zip(*lines, strict=True) if lines else ((), (), ())
    return _lines(list(texts), list(depths), marks)


def _plain_lines(text: str) -> tuple[Line, ...]:
    if text[:200].lstrip()[:6].lower() in {"<html>", "<!doct", "<html "}:
        return _numbered(html_lines(visible(text)))
    # A non-breaking blank is a blank; form feeds and the like carry nothing.
    raws = visible(text).replace("\xa0", " ").split("\n", limits.MAX_LINES)[: limits.MAX_LINES]
    return _lines(list(map(str.rstrip, raws)), [0] * len(raws), repeat(""))


def _lines(texts: list[str], depths: list[int], marks: Iterable[str]) -> tuple[Line, ...]:
    """Number the lines from 1, cut long ones, turn leading `>` into depth. Changes the lists of texts and depths."""
    if max(map(len, texts), default=0) > limits.MAX_LINE_CHARS:
        texts = [text[: limits.MAX_LINE_CHARS] for text in texts]
    for index in [index for index, text in enumerate(texts) if text[:1] in _QUOTE_SIGNS]:
        text = texts[index]
        if text[:2] == "> " and text[2:3] not in _MARK_SIGNS:
            texts[index] = text[2:].rstrip()
            depths[index] += 1
        elif signs := _QUOTE.match(text):
            # A pipe is a layout sign, no quote by itself.
            texts[index] = text[signs.end() :].rstrip()
            depths[index] += signs[0].count(">") + signs[0].count("›")
    return tuple(map(_line, zip(count(1), texts, depths, marks, strict=False)))
