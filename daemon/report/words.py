"""How the report says things in the three languages: its words, months, numbers, shares and times."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from daemon.reasons import words_for
from models.rules.feedback import FeedbackReason
from models.rules.feedback_report import Band, FeedbackReport, Months, ReasonRow, Row, TableName
from models.rules.normalise import one_line
from models.vocabulary import Language

_FILE = Path(__file__).resolve().parents[1] / "templates" / "report" / "words.toml"
_MONTHS = {
    Language.FI: (
        "tammi",
        "helmi",
        "maalis",
        "huhti",
        "touko",
        "kesä",
        "heinä",
        "elo",
        "syys",
        "loka",
        "marras",
        "joulu",
    ),
    Language.SV: ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"),
    Language.EN: ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_HOURS = {
    Language.FI: ("alle tunti", "1 tunti", "{} tuntia"),
    Language.SV: ("under en timme", "1 timme", "{} timmar"),
    Language.EN: ("less than an hour", "1 hour", "{} hours"),
}
_DAYS = {Language.FI: "{} päivää", Language.SV: "{} dagar", Language.EN: "{} days"}
IN_HOURS = timedelta(hours=48)
"""From here on days are exact enough."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One language."""

    language: Language

    def say(self, key: str, **values: str) -> str:
        """Give the words for a key. Raises KeyError for one that is not there."""
        return _catalogue()[key][self.language.value].format(**values)

    def month(self, month: date) -> str:
        """Give `tammi 2026`."""
        return f"{_MONTHS[self.language][month.month - 1]} {month.year}"

    def months(self, months: Months) -> str:
        """Give one month, or the first and the last: `tammi–maalis 2026`."""
        first, last = months.first, months.last
        if first == last:
            return self.month(first)
        names = _MONTHS[self.language]
        begin = names[first.month - 1] if first.year == last.year else f"{self.month(first)} "
        return f"{begin}–{' ' if first.year != last.year else ''}{self.month(last)}"

    def number(self, value: float | None) -> str:
        """Give a number with its decimals as the language writes them; "not shown" for None."""
        if value is None:
            return self.say("not_shown")
        return str(value) if self.language is Language.EN else str(value).replace(".", ",")

    def average(self, told: FeedbackReport | Row) -> str:
        """Give the average score: "–" where nobody gave a score, "not shown" where it may not be told."""
        return "–" if told.answered is not None and told.average is None else self.number(told.average)

    def share(self, part: int | None, whole: int | None) -> str:
        """Give how many in a hundred, without decimals."""
        if part is None or not whole:
            return "–" if part is not None else self.say("not_shown")
        return f"{round(100 * part / whole)}{'' if self.language is Language.EN else chr(0xA0)}%"

    def time(self, value: timedelta | None) -> str:
        """Give a time in whole hours, a long one in days."""
        if value is None:
            return "–"
        if value >= IN_HOURS:
            return _DAYS[self.language].format(round(value / timedelta(days=1)))
        hours = _whole_hours(value)
        return _HOURS[self.language][min(hours, 2)].format(hours)

    def hours(self, value: timedelta) -> str:
        """Give a time as the number of whole hours that `time` says; less than one in the same words."""
        return str(_whole_hours(value) or _HOURS[self.language][0])

    def band(self, band: Band) -> str:
        """Give the scores of a band: `1–3 tai ilman arvosanaa`."""
        if band.lowest is None:
            return self.say("unscored")
        scores = str(band.lowest) if band.lowest == band.highest else f"{band.lowest}–{band.highest}"
        return self.say("or_unscored", scores=scores) if band.unscored else scores

    def row(self, name: TableName, row: Row) -> str:
        """Give whom a line of a table is about."""
        if not row.names:
            return self.say("others")
        if name is TableName.MONTHS:
            first, last = (date.fromisoformat(f"{month}-01") for month in row.names)
            return self.months(Months(first, last))
        # Of a calendar that others write: what cannot be seen could turn the line around.
        return one_line(row.names[0]) or self.say("nameless")

    def reason(self, row: ReasonRow) -> str:
        """Give why nobody was asked."""
        return words_for(FeedbackReason, row.reason, self.language) if row.reason else self.say("other_reasons")


def _whole_hours(value: timedelta) -> int:
    """Give 0 for less than an hour and for nothing else."""
    hour = timedelta(hours=1)
    return 0 if value < hour else round(value / hour)


@cache
def _catalogue() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return found
