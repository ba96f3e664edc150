"""The report as CSV for spreadsheets: one figure a line. No cell is taken for a formula."""

import csv
import io
from collections.abc import Iterator

from daemon.export.table import SEPARATOR, safe
from daemon.report.words import Voice
from models.rules.feedback_report import Band, FeedbackReport, TableName

HEADING = ("csv_table", "csv_group", "csv_figure", "csv_value")
"""The columns, by their words in the catalogue."""


def as_csv(told: FeedbackReport, voice: Voice) -> bytes:
    """Give the figures as spreadsheets of Finland open them: UTF-8 with its mark, semicolons, decimals of the language.

    Headings, tables and figures are named as on the page. A figure that may not be told has no line.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=SEPARATOR, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([voice.say(heading) for heading in HEADING])
    writer.writerows([safe(cell) for cell in line] for line in _lines(told, voice))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _lines(told: FeedbackReport, voice: Voice) -> Iterator[tuple[str, str, str, str]]:
    period = voice.months(told.months)
    summary = voice.say("summary")
    whole = {"sent": told.sent, "answered": told.answered, "average": told.average}
    yield from ((summary, period, *figure) for figure in _figures(whole, voice))
    if told.waited is not None:
        yield (summary, period, voice.say("waited_hours"), voice.hours(told.waited))
    yield from _bands("scores", told.bands, voice)
    for name in TableName:
        for row in told.tables.get(name, ()):
            table, group = voice.say(name.value), voice.row(name, row)
            figures = {"sent": row.sent, "answered": row.answered, "average": row.average}
            yield from ((table, group, *figure) for figure in _figures(figures, voice))
            if row.spread is not None:
                for band, count in zip(told.bands, row.spread, strict=True):
                    yield (table, group, _score(band, voice), str(count))
    reasons, visits = voice.say("reasons"), voice.say("visits")
    yield from ((reasons, voice.reason(reason), visits, str(reason.count)) for reason in told.reasons)
    yield from _bands("gone", told.gone, voice)


def _figures(figures: dict[str, float | None], voice: Voice) -> Iterator[tuple[str, str]]:
    yield from ((voice.say(name), voice.number(value)) for name, value in figures.items() if value is not None)


def _bands(table: str, bands: tuple[Band, ...], voice: Voice) -> Iterator[tuple[str, str, str, str]]:
    for band in bands:
        yield (voice.say(table), _score(band, voice), voice.say("answered"), str(band.count))


def _score(band: Band, voice: Voice) -> str:
    return voice.band(band) if band.lowest is None else voice.say("score_of", scores=voice.band(band))
