"""Source tags in words: what kind of source, where it lies, when, who or what took the value and from which line."""

from collections.abc import Sequence
from itertools import groupby
from urllib.parse import unquote

from rich.text import Text

from daemon.cli.opened import Local
from daemon.cli.output import clean
from models.register.queries.sources import SourceShown
from models.register.queries.values import SourceTag
from models.vocabulary import SourceKind, Trust

KIND_WORDS = {
    SourceKind.CONTRACT: "contract or paper",
    SourceKind.EMAIL: "mail",
    SourceKind.WEB_FORM: "web form",
    SourceKind.CALENDAR_INVITATION: "invitation by the client",
    SourceKind.CALENDAR_OWN: "own calendar",
    SourceKind.OTHER_FROM_CLIENT: "told by the client",
    SourceKind.UNKNOWN_LEGACY: "unknown, from before",
}
TRUST_WORDS = {Trust.VERIFIED: "sender proven", Trust.FAILED: "sender doubtful"}


def place_words(source: SourceShown) -> str:
    """Give the place of a source: account and folder or calendar, or the reference of what staff entered."""
    if source.reference:
        return source.reference
    return f"{source.account}/{stream_words(source.stream)}" if source.account else "no longer known"


def stream_words(stream: str) -> str:
    """Give a folder as it is and a calendar by the last part of its address."""
    if "://" not in stream and not stream.startswith("/"):
        return stream
    return unquote(stream.rstrip("/").rpartition("/")[2])


def tag_lines(tags: Sequence[SourceTag], local: Local, *, each: bool, wide: bool) -> list[Text]:
    """Give the lines for the sources of one value; not `wide`: two lines a source.

    Sources that differ only by their date share a line unless `each`.
    """
    parts = [_line(same, local, item=each) for same in _alike(tags, each=each)]
    if not wide:
        return [Text(where).append(f"\n  {how}", style="dim") for where, how in parts]
    return [Text(where).append(f"  {how}", style="dim") for where, how in parts]


def _alike(tags: Sequence[SourceTag], *, each: bool) -> list[list[SourceTag]]:
    if each:
        return [[tag] for tag in tags]
    ordered = [list(same) for _, same in groupby(sorted(tags, key=_likeness), key=_likeness)]
    ordered.sort(key=lambda same: max((tag.rank, tag.taken_at) for tag in same), reverse=True)
    return ordered


def _likeness(tag: SourceTag) -> tuple[str, ...]:
    return (_where(tag), _how(tag))


def _where(tag: SourceTag) -> str:
    kind = KIND_WORDS.get(tag.source.kind, tag.source.kind.value.replace("_", " "))
    return f"{kind} · {place_words(tag.source)}"


def _how(tag: SourceTag) -> str:
    """Say who or what took it, from which part, in whose words, and whether that is proven."""
    rule = tag.taken_by.replace("_", " ")
    part = tag.zone.value.replace("_", " ") if tag.zone else ""
    words = [
        rule if not part or part in rule else f"{rule} in {part}" if part != "header" else f"{rule}, header",
        "" if tag.from_subject else "said by another",
        TRUST_WORDS.get(tag.trust, ""),
    ]
    return ", ".join(word for word in words if word)


def _line(same: Sequence[SourceTag], local: Local, *, item: bool) -> tuple[str, str]:
    days = sorted({local.day(tag.source.occurred_at) for tag in same})
    times = f" {len(same)}×" if len(same) > 1 else ""
    first = same[0]
    where, how = f"{_where(first)} · {_span(days[0], days[-1])}{times}", _how(first)
    if item and first.source.item:
        how += f", {'UID ' if first.source.validity else ''}{first.source.item}"
    if item and first.line:
        how += f", line {first.line}"
    if all(tag.source.gone for tag in same):
        how += ", no longer there"
    return clean(where), clean(how)


def _span(first: str, last: str) -> str:
    """Give one day, or two with what they share said once: 2026-10-16…11-13."""
    if first == last:
        return first
    return f"{first}…{last[5:] if first[:4] == last[:4] else last}"
