"""The report as one page that loads nothing: charts as inline SVG, each with a table that says the same."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from daemon.config.colours import BRIGHT
from daemon.letters.dates import plain_date
from daemon.report.charts import BAR_HEIGHT, BAR_TOP, WIDTH, Bars, Line, bars, line
from daemon.report.words import Voice
from daemon.templating import environment
from models.rules.feedback_report import Band, FeedbackReport, Row, Scale, TableName

if TYPE_CHECKING:
    from jinja2 import Environment

ONE_OF = {TableName.MONTHS: "month", TableName.SERVICES: "service", TableName.PRACTITIONERS: "practitioner"}
"""The heading of the first column of each table."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the figures: whose they are, of which day; `kept_since`: from which month on answers are kept."""

    firm: str
    colour: str
    made_on: date
    kept_since: date
    scale: Scale


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is read: a caption, headings and lines, the first cell of each naming it."""

    caption: str
    headings: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the page. `said`: in the place of figures. Charts come with their titles."""

    heading: str
    lead: str = ""
    said: str = ""
    charts: tuple[tuple[str, Bars], ...] = ()
    trend: tuple[str, Line] | None = None
    tables: tuple[Table, ...] = ()


def as_page(told: FeedbackReport, frame: Frame, voice: Voice) -> bytes:
    """Give the page in UTF-8."""
    page = (
        _templates()
        .get_template("feedback.html.j2")
        .render(
            language=voice.language.value,
            say=voice.say,
            scheme=BRIGHT,
            width=WIDTH,
            bar_top=BAR_TOP,
            bar_height=BAR_HEIGHT,
            frame=frame,
            months=voice.months(told.months),
            made=voice.say("made", day=plain_date(frame.made_on, voice.language)),
            summary=_summary(told, voice),
            parts=tuple(_parts(told, frame, voice)),
            note_kept=voice.say("note_kept", month=voice.month(frame.kept_since)),
        )
    )
    return page.encode()


@cache
def _templates() -> "Environment":
    return environment("report")


def _summary(told: FeedbackReport, voice: Voice) -> tuple[tuple[str, str], ...]:
    if told.sent is None:
        return ()
    return (
        (voice.say("sent"), str(told.sent)),
        (voice.say("answered"), voice.number(told.answered)),
        (voice.say("rate"), voice.share(told.answered, told.sent)),
        (voice.say("average"), voice.average(told)),
        (voice.say("waited"), voice.say("not_shown") if told.answered is None else voice.time(told.waited)),
    )


def _parts(told: FeedbackReport, frame: Frame, voice: Voice) -> list[Part]:
    parts = [_scores(told, voice)] if told.sent else []
    parts += [_grouped(told, name, frame, voice) for name in TableName] if told.sent else []
    parts.append(_reasons(told, voice))
    if told.gone:
        parts.append(_gone(told, voice))
    return parts


def _scores(told: FeedbackReport, voice: Voice) -> Part:
    heading = voice.say("scores")
    if not told.answered:
        return Part(heading, said=voice.say("too_few" if told.answered is None else "nothing"))
    return Part(
        heading,
        charts=((voice.say("chart_scores"), _band_bars(told.bands, voice)),),
        tables=(_band_table(heading, told.bands, voice),),
    )


def _gone(told: FeedbackReport, voice: Voice) -> Part:
    heading = voice.say("gone")
    return Part(heading, lead=voice.say("gone_lead"), tables=(_band_table(heading, told.gone, voice),))


def _band_bars(bands: tuple[Band, ...], voice: Voice) -> Bars:
    total = sum(band.count for band in bands)
    rows = [
        (voice.band(band), f"{band.count} ({voice.share(band.count, total)})", band.count, band.count) for band in bands
    ]
    return bars(rows)


def _band_table(caption: str, bands: tuple[Band, ...], voice: Voice) -> Table:
    total = sum(band.count for band in bands)
    lines = tuple((voice.band(band), str(band.count), voice.share(band.count, total)) for band in bands)
    return Table(caption, (voice.say("score"), voice.say("answered"), voice.say("share")), lines)


def _grouped(told: FeedbackReport, name: TableName, frame: Frame, voice: Voice) -> Part:
    heading, rows = voice.say(name.value), told.tables.get(name, ())
    if not rows:
        return Part(heading, said=voice.say("kept_back" if name in told.kept_back else "too_few"))
    named = [(voice.row(name, row), row) for row in rows]
    charts: tuple[tuple[str, Bars], ...] = ()
    trend = None
    if told.answered is not None:
        charts = ((voice.say("chart_answers"), _answer_bars(named, voice)),)
        trend = _trend(named, frame.scale, voice) if name is TableName.MONTHS else None
    tables = (_figures(heading, voice.say(ONE_OF[name]), named, voice), *_spreads(told, name, named, voice))
    return Part(heading, charts=charts, trend=trend, tables=tables)


def _answer_bars(named: list[tuple[str, Row]], voice: Voice) -> Bars:
    rows = []
    for label, row in named:
        part = row.answered or 0
        value = voice.say("of", part=str(part), whole=str(row.sent))
        rows.append((label, f"{value} ({voice.share(part, row.sent)})" if row.sent else value, part, row.sent))
    return bars(rows)


def _trend(named: list[tuple[str, Row]], scale: Scale, voice: Voice) -> tuple[str, Line] | None:
    rows = [(label, voice.number(row.average), row.average) for label, row in named if row.average is not None]
    lowest, highest = min([scale.lowest, *(row[2] for row in rows)]), max([scale.highest, *(row[2] for row in rows)])
    drawn = line(rows, lowest, highest)
    return None if drawn is None else (voice.say("chart_average"), drawn)


def _figures(caption: str, first: str, named: list[tuple[str, Row]], voice: Voice) -> Table:
    headings = (first, *(voice.say(key) for key in ("col_sent", "col_answered", "col_rate", "col_average")))
    lines = tuple(
        (
            label,
            str(row.sent),
            voice.number(row.answered),
            voice.share(row.answered, row.sent),
            voice.average(row),
        )
        for label, row in named
    )
    return Table(caption, headings, lines)


def _spreads(told: FeedbackReport, name: TableName, named: list[tuple[str, Row]], voice: Voice) -> tuple[Table, ...]:
    if not told.bands or not any(row.spread for _, row in named):
        return ()
    headings = (voice.say(ONE_OF[name]), *(voice.band(band) for band in told.bands))
    lines = tuple(
        (label, *(map(str, row.spread) if row.spread is not None else [voice.say("not_shown")] * len(told.bands)))
        for label, row in named
    )
    return (Table(f"{voice.say('spread')}: {voice.say(name.value).lower()}", headings, lines),)


def _reasons(told: FeedbackReport, voice: Voice) -> Part:
    heading = voice.say("reasons")
    if not told.reasons:
        return Part(heading, said=voice.say("nothing"))
    rows = [(voice.reason(row), str(row.count), row.count, row.count) for row in told.reasons]
    lines = tuple((label, value) for label, value, *_ in rows)
    table = Table(heading, (voice.say("reason"), voice.say("visits")), lines)
    return Part(
        heading, lead=voice.say("reasons_lead"), charts=((voice.say("chart_reasons"), bars(rows)),), tables=(table,)
    )
