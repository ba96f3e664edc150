"""`rekisterid feedback report`: how many were asked and answered, and what they said, in figures of five people or more (S6)."""

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli.output import Column, line, show, show_json
from daemon.cli.shell import AsJson, shell_of
from daemon.cli.written import to_make, write_new
from models.errors import Declined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daemon.cli.opened import Opened
    from daemon.report.words import Voice
    from models.rules.feedback_report import Band, FeedbackReport, Months, ReasonRow, Row, TableName

USUAL_MONTHS = 12
_MONTH = re.compile(r"(\d{4})-(\d{2})\Z|(\d{1,2})[./](\d{4})\Z")


def report(
    ctx: typer.Context,
    first: Annotated[
        str | None, typer.Option("--from", metavar="MONTH", help="The first month (2026-01); without it 12 months.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="MONTH", help="The last month; without it the present one.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", parser=to_make, help="Make a page with charts.")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", parser=to_make, help="Make a table for spreadsheets.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell how many were asked and answered, their scores and their trend; no group of fewer than five people is shown.

    Months that are too small stand together with their neighbours. Files are in the register's language; nothing is overwritten.
    """
    from daemon.cli.opened import opened
    from daemon.report.words import Voice
    from models.vocabulary import Language

    with opened(shell_of(ctx)) as register_:
        told = _told(register_, _wanted(register_.today, first, last))
        language = register_.config.register.language
        if html is not None:
            write_new(html, _page(register_, told, Voice(language)))
        if csv is not None:
            from daemon.report.table import as_csv

            write_new(csv, as_csv(told, Voice(language)))
    if as_json:
        show_json(told)
        return
    _show(told, Voice(Language.EN))
    for path in (html, csv):
        if path is not None:
            line(f"wrote {path}")


def _wanted(today: date, first: str | None, last: str | None) -> "Months":
    from models.rules.feedback_report import Months
    from models.rules.months import add_months

    end = _month(last, "--to") if last else today.replace(day=1)
    begin = _month(first, "--from") if first else add_months(end, 1 - USUAL_MONTHS)
    if begin > end:
        raise Declined("--from is later than --to", mend="name the earlier month first")
    if begin > today:
        raise Declined("these months are still to come", mend="name months that have begun")
    return Months(begin, end)


def _month(text: str, option: str) -> date:
    found = _MONTH.match(text.strip())
    year, month = (found[1] or found[4], found[2] or found[3]) if found else ("0", "0")
    if not (1 <= int(month) <= 12 and 1970 <= int(year) <= 9000):
        raise Declined(f"{option} is no month", mend="write 2026-01 or 1/2026; a report is of whole months")
    return date(int(year), int(month), 1)


def _told(register_: "Opened", wanted: "Months") -> "FeedbackReport":
    from models.register.queries.feedback_report import feedback_facts
    from models.rules import feedback_report

    feedback = register_.config.feedback
    kept_since = feedback_report.kept_since(register_.today, feedback.answers_kept_months)
    with register_.database.read() as session:
        facts = feedback_facts(session, register_.local.zone, kept_since)
    return feedback_report.report(facts, wanted, feedback_report.Scale(feedback.lowest_score, feedback.scale))


def _page(register_: "Opened", told: "FeedbackReport", voice: "Voice") -> bytes:
    from daemon.report.page import Frame, as_page
    from models.rules.feedback_report import Scale, kept_since

    config = register_.config
    frame = Frame(
        firm=config.controller.name,
        colour=config.web.colour,
        made_on=register_.today,
        kept_since=kept_since(register_.today, config.feedback.answers_kept_months),
        scale=Scale(config.feedback.lowest_score, config.feedback.scale),
    )
    return as_page(told, frame, voice)


def _show(told: "FeedbackReport", voice: "Voice") -> None:
    from models.rules.feedback_report import TableName

    line(f"{voice.say('title')}, {voice.months(told.months)}")
    if told.sent is None:
        line(voice.say("too_few"))
    else:
        rate = voice.share(told.answered, told.sent)
        line(f"sent {told.sent}, answered {voice.number(told.answered)} ({rate})")
        if told.answered:
            time = voice.time(told.waited)
            within = "in" if time.startswith("less") else "within"
            line(f"average score {voice.average(told)}, half of the answers came {within} {time}")
        _show_bands(told, voice)
        for name in TableName:
            _show_table(told, name, voice)
    reasons: tuple[Column[ReasonRow], ...] = (
        Column("reason", voice.reason),
        Column("times", lambda row: row.count, number=True),
    )
    show(told.reasons, reasons, as_json=False, title=voice.say("reasons"), empty="nobody was left out")
    if told.gone:
        show(told.gone, _band_columns(voice), as_json=False, title=voice.say("gone"))


def _show_bands(told: "FeedbackReport", voice: "Voice") -> None:
    if told.answered:
        show(told.bands, _band_columns(voice), as_json=False, title=voice.say("scores"))


def _band_columns(voice: "Voice") -> "tuple[Column[Band], ...]":
    return Column("score", voice.band), Column("answers", lambda band: band.count, number=True)


def _show_table(told: "FeedbackReport", name: "TableName", voice: "Voice") -> None:
    rows: Sequence[Row] = told.tables.get(name, ())
    if not rows:
        if told.sent:
            line(f"{voice.say(name.value)}: {voice.say('kept_back' if name in told.kept_back else 'too_few')}")
        return
    columns: list[Column[Row]] = [
        Column(name.value.removesuffix("s"), lambda row: voice.row(name, row)),
        Column("sent", lambda row: row.sent, number=True),
        Column("answered", lambda row: voice.number(row.answered), number=True),
        Column("rate", lambda row: voice.share(row.answered, row.sent), number=True),
        Column("average", voice.average, number=True),
    ]
    if any(row.spread for row in rows):
        columns += [_spread_column(number, voice.band(band), voice) for number, band in enumerate(told.bands)]
    show(rows, columns, as_json=False, title=voice.say(name.value))


def _spread_column(number: int, band: str, voice: "Voice") -> "Column[Row]":
    return Column(
        band, lambda row: voice.say("not_shown") if row.spread is None else str(row.spread[number]), number=True
    )
