"""The report as CSV for spreadsheets: one figure a line. No cell is taken for a formula."""

import csv
import io
from collections.abc import Iterator

from daemon.export.table import SEPARATOR, safe
from daemon.report.words import Voice
from models.rules.feedback_report import Band, FeedbackReport, TableName

HEADING = ("table", "group", "figure", "value")


def as_csv(told: FeedbackReport, voice: Voice) -> bytes:
    """Give the figures as spreadsheets of Finland open them: UTF-8 with its mark, semicolons, decimals of the language.

    A figure that may not be told has no line.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=SEPARATOR, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(HEADING)
    writer.writerows([safe(cell) for cell in line] for line in _lines(told, voice))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _lines(told: FeedbackReport, voice: Voice) -> Iterator[tuple[str, str, str, str]]:
    period = voice.months(told.months)
    waited = None if told.waited is None else round(told.waited.total_seconds() / 3600, 1)
    whole = {"sent": told.sent, "answered": told.answered, "average": told.average, "hours_to_answer": waited}
    yield from (("summary", period, *figure) for figure in _figures(whole, voice))
    yield from _bands("scores", told.bands, voice)
    for name in TableName:
        for row in told.tables.get(name, ()):
            group = voice.row(name, row)
            figures = {"sent": row.sent, "answered": row.answered, "average": row.average}
            yield from ((name.value, group, *figure) for figure in _figures(figures, voice))
            if row.spread is not None:
                for band, count in zip(told.bands, row.spread, strict=True):
                    yield (name.value, group, f"{voice.say('score')} {voice.band(band)}", str(count))
    yield from (("reasons", voice.reason(reason), "times", str(reason.count)) for reason in told.reasons)
    yield from _bands("gone", told.gone, voice)


def _figures(figures: dict[str, float | None], voice: Voice) -> Iterator[tuple[str, str]]:
    yield from ((name, voice.number(value)) for name, value in figures.items() if value is not None)


def _bands(table: str, bands: tuple[Band, ...], voice: Voice) -> Iterator[tuple[str, str, str, str]]:
    for band in bands:
        yield (table, f"{voice.say('score')} {voice.band(band)}", "answered", str(band.count))
