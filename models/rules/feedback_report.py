"""What a report on feedback may tell: how many were asked and answered, their scores, by month, service and practitioner.

Pure: facts in, figures out. No figure is about fewer than five people, and none follows by subtraction (S6).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

from models.rules.months import add_months
from models.rules.small_groups import apart, joined, may_tell, small_follows, told_rows


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that was sent. `month`: the first day of the local month; `waited`: until the first answer, None without one.

    `score` is of the newest answer, None when it has none.
    """

    person: int
    month: date
    service: str
    practitioner: str
    waited: timedelta | None = None
    score: int | None = None

    @property
    def is_answered(self) -> bool:
        """Whether an answer came."""
        return self.waited is not None


@dataclass(frozen=True, slots=True)
class NotAsked:
    """A person who is never asked about one booking, and why (a code). A booking that names nobody has a number below 0."""

    person: int
    month: date
    reason: str


@dataclass(frozen=True, slots=True)
class FeedbackFacts:
    """Everything that a report is made from. `gone`: how often each score was given in answers that are no longer kept."""

    asked: tuple[Asked, ...]
    not_asked: tuple[NotAsked, ...]
    gone: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Months:
    """From the first month to the last one, both included; each by its first day."""

    first: date
    last: date

    def __contains__(self, month: date) -> bool:
        """Whether a month lies between them."""
        return self.first <= month <= self.last


@dataclass(frozen=True, slots=True)
class Scale:
    """The scores that may be given."""

    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class Band:
    """Neighbouring scores that are told together, and how often they were given. `unscored`: answers without a score too."""

    lowest: int | None
    highest: int | None
    unscored: bool
    count: int


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its names (months: the first and the last one), none for "others". What may not be told is None.

    `spread`: how often each band of the report was given.
    """

    names: tuple[str, ...]
    sent: int
    answered: int | None
    average: float | None
    spread: tuple[int, ...] | None


class TableName(StrEnum):
    """The tables of a report."""

    MONTHS = "months"
    SERVICES = "services"
    PRACTITIONERS = "practitioners"


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """How many times nobody was asked, and why (codes; none for other reasons)."""

    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class FeedbackReport:
    """Figures of some months. None, and tables without rows: nothing may be told, as too few people are concerned.

    `kept_back`: tables that, beside those before them, would say something of a small group. `waited`: the median.
    """

    months: Months
    sent: int | None
    answered: int | None
    average: float | None
    waited: timedelta | None
    bands: tuple[Band, ...]
    tables: Mapping[TableName, tuple[Row, ...]]
    kept_back: tuple[TableName, ...]
    reasons: tuple[ReasonRow, ...]
    gone: tuple[Band, ...]


Items = Sequence[Asked]


def kept_since(today: date, kept_months: int) -> date:
    """Give the first month of whose requests no answer is gone yet, by its first day.

    `today`: the local date. `kept_months`: how long answers are kept. A request of an earlier month may have lost its answer and
    would look unanswered.
    """
    oldest = add_months(today, -kept_months)
    return add_months(oldest.replace(day=1), 1)


def report(facts: FeedbackFacts, wanted: Months, scale: Scale) -> FeedbackReport:
    """Give the report on the months that were wanted.

    Months that may not be told alone come with their neighbours, also beyond what was wanted: any two reports differ by whole
    blocks of the same division.
    """
    fits = _fits_split if _fits_split(facts.asked) else _fits_sent
    blocks = _blocks(facts.asked, fits)
    chosen = [block for block in blocks if block.last >= wanted.first and block.first <= wanted.last]
    if chosen:
        wanted = Months(min(wanted.first, chosen[0].first), max(wanted.last, chosen[-1].last))
    asked = [item for item in facts.asked if item.month in wanted]
    passed = [item for item in facts.not_asked if item.month in wanted]
    empty = FeedbackReport(
        months=wanted,
        sent=None,
        answered=None,
        average=None,
        waited=None,
        bands=(),
        tables={},
        kept_back=(),
        reasons=_reasons(passed),
        gone=_gone(facts.gone, scale),
    )
    if not may_tell(item.person for item in asked):
        return empty
    split = fits is _fits_split
    return _with_tables(replace(empty, sent=len(asked)), asked, chosen, scale, split=split)


def _with_tables(
    told: FeedbackReport, asked: Items, blocks: Sequence[Months], scale: Scale, *, split: bool
) -> FeedbackReport:
    answers = [item for item in asked if item.is_answered]
    bands = _bands(answers, scale) if split else []
    tables, kept_back = _tables(asked, blocks, bands, split=split)
    waits = [item.waited.total_seconds() for item in answers if item.waited is not None]
    return replace(
        told,
        answered=len(answers) if split else None,
        average=_average(asked) if split else None,
        waited=timedelta(seconds=median(waits)) if split and waits else None,
        bands=tuple(replace(band, count=len(_in_band(answers, band))) for band in bands),
        tables=tables,
        kept_back=kept_back,
    )


def _blocks(asked: Items, fits: Callable[[Items], bool]) -> list[Months]:
    """Divide the time since the first request into blocks of months that may be told: the same ones for every report."""
    by_month: dict[date, list[Asked]] = {}
    for item in asked:
        by_month.setdefault(item.month, []).append(item)
    if not by_month:
        return []
    months = [min(by_month)]
    while months[-1] < max(by_month):
        months.append(add_months(months[-1], 1))
    blocks = joined([by_month.get(month, []) for month in months], fits)
    return [Months(months[start], months[end - 1]) for start, end in blocks]


def _fits_sent(items: Items) -> bool:
    return may_tell(item.person for item in items)


def _fits_split(items: Items) -> bool:
    """Whether the requests may be told, and beside them the answers, those without one, and the scores."""
    parts = (
        items,
        [item for item in items if item.is_answered],
        [item for item in items if not item.is_answered],
        [item for item in items if item.score is not None],
    )
    return all(may_tell(item.person for item in part) for part in parts)


def _tables(
    asked: Items, blocks: Sequence[Months], bands: Sequence[Band], *, split: bool
) -> tuple[dict[TableName, tuple[Row, ...]], tuple[TableName, ...]]:
    fits = _fits_split if split else _fits_sent
    divided = {
        TableName.MONTHS: [
            ((f"{block.first:%Y-%m}", f"{block.last:%Y-%m}"), [item for item in asked if item.month in block])
            for block in blocks
        ],
        TableName.SERVICES: _divided(asked, lambda item: item.service, fits),
        TableName.PRACTITIONERS: _divided(asked, lambda item: item.practitioner, fits),
    }
    number_of = {id(item): number for number, item in enumerate(asked)}
    owner = {number: item.person for number, item in enumerate(asked)}
    tables: dict[TableName, tuple[Row, ...]] = {}
    kept_back: list[TableName] = []
    told: dict[str, list[set[frozenset[int]]]] = {}
    for name, parts in divided.items():
        rows = _rows(parts, bands, split=split)
        groups = _groups(parts, rows, bands, number_of)
        beside = {kind: [*told.get(kind, ()), found] for kind, found in groups.items()}
        if any(small_follows(families, owner) for families in beside.values()):
            kept_back.append(name)
            continue
        told |= beside
        tables[name] = rows
    return tables, tuple(kept_back)


Parts = Sequence[tuple[tuple[str, ...], Items]]


def _divided(asked: Items, name_of: Callable[[Asked], str], fits: Callable[[Items], bool]) -> Parts:
    by_name: dict[str, list[Asked]] = {}
    for item in asked:
        by_name.setdefault(name_of(item), []).append(item)
    alone, others = apart(by_name, fits)
    rest = [((), [item for name in others for item in by_name[name]])] if others else []
    return [*(((name,), by_name[name]) for name in alone), *rest]


def _rows(parts: Parts, bands: Sequence[Band], *, split: bool) -> tuple[Row, ...]:
    cells = [[_in_band(items, band) for band in bands] for _, items in parts]
    spread = told_rows(cells, _fits_sent) if bands else frozenset()
    return tuple(
        Row(
            names=names,
            sent=len(items),
            answered=sum(item.is_answered for item in items) if split else None,
            average=_average(items) if split else None,
            spread=tuple(map(len, cells[number])) if number in spread else None,
        )
        for number, (names, items) in enumerate(parts)
    )


def _groups(
    parts: Parts, rows: Sequence[Row], bands: Sequence[Band], number_of: Mapping[int, int]
) -> dict[str, set[frozenset[int]]]:
    """Give the groups that a table tells of, by what they did: by this they can be set against those of another table."""
    groups: dict[str, set[frozenset[int]]] = {}

    def note(kind: str, items: Iterable[Asked]) -> None:
        groups.setdefault(kind, set()).add(frozenset(number_of[id(item)] for item in items))

    for (_, items), row in zip(parts, rows, strict=True):
        note("sent", items)
        if row.answered is not None:
            note("answered", (item for item in items if item.is_answered))
            note("silent", (item for item in items if not item.is_answered))
            note("scored", (item for item in items if item.score is not None))
        for number, band in enumerate(bands if row.spread is not None else ()):
            note(f"band {number}", _in_band(items, band))
    return groups


def _bands(answers: Items, scale: Scale) -> list[Band]:
    """Join neighbouring scores until each band may be told; answers without a score come before the lowest."""
    scores = _scores((item.score for item in answers), scale)
    cells = [[item for item in answers if item.score is None], *([i for i in answers if i.score == s] for s in scores)]
    named: list[int | None] = [None, *scores]
    bands = [_band(named[start:end]) for start, end in joined(cells, _fits_sent)]
    # Nobody left the score out: no line for it.
    return [band for band in bands if band.lowest is not None or _in_band(answers, band)]


def _band(names: Sequence[int | None], count: int = 0) -> Band:
    scores = [score for score in names if score is not None]
    return Band(min(scores, default=None), max(scores, default=None), None in names, count)


def _in_band(items: Items, band: Band) -> list[Asked]:
    return [item for item in items if item.is_answered and _is_in(item.score, band)]


def _is_in(score: int | None, band: Band) -> bool:
    if score is None or band.lowest is None or band.highest is None:
        return score is None and band.unscored
    return band.lowest <= score <= band.highest


def _scores(given: Iterable[int | None], scale: Scale) -> list[int]:
    """Give every score of the scale, and those of an earlier one that were given."""
    return sorted({*range(scale.lowest, scale.highest + 1), *(score for score in given if score is not None)})


def _gone(counted: Mapping[int, int], scale: Scale) -> tuple[Band, ...]:
    """Give the scores of answers that are gone. Whose they were nobody knows any more: each counts as one person's."""
    if not any(counted.values()):
        return ()
    scores = _scores(counted, scale)
    cells = [range(counted.get(score, 0)) for score in scores]
    blocks = joined(cells, lambda part: may_tell(range(len(part))))
    return tuple(_band(scores[start:end], sum(map(len, cells[start:end]))) for start, end in blocks)


def _average(items: Iterable[Asked]) -> float | None:
    scores = [item.score for item in items if item.score is not None]
    return round(sum(scores) / len(scores), 1) if scores else None


def _reasons(passed: Sequence[NotAsked]) -> tuple[ReasonRow, ...]:
    by_reason: dict[str, list[NotAsked]] = {}
    for item in passed:
        by_reason.setdefault(item.reason, []).append(item)
    alone, others = apart(by_reason, lambda items: may_tell(item.person for item in items))
    counts = Counter({reason: len(by_reason[reason]) for reason in alone})
    rows = [ReasonRow(reason, count) for reason, count in counts.most_common()]
    rest = sum(len(by_reason[reason]) for reason in others)
    return (*rows, *([ReasonRow("", rest)] if others else []))
