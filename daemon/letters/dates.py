"""Dates and times as people write them in the three languages of our letters. No conversion between zones."""

from datetime import date, datetime

from models.vocabulary import Language

_WEEKDAYS = {
    Language.FI: ("ma", "ti", "ke", "to", "pe", "la", "su"),
    Language.SV: ("må", "ti", "on", "to", "fr", "lö", "sö"),
    Language.EN: ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def plain_date(day: date, language: Language) -> str:
    """Give `24.11.2026`, in English `24 November 2026`."""
    if language is Language.EN:
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.day}.{day.month}.{day.year}"


def long_date(day: date, language: Language) -> str:
    """Give `ma 24.11.2026`, `må 24.11.2026`, `Mon 24 November 2026`."""
    return f"{_WEEKDAYS[language][day.weekday()]} {plain_date(day, language)}"


def long_time(moment: datetime, language: Language) -> str:
    """Give date and time of the day of an aware, local moment: `ma 24.11.2026 klo 10.00`."""
    return f"{long_date(moment.date(), language)} {clock_time(moment, language)}"


def clock_time(moment: datetime, language: Language) -> str:
    """Give the time of the day of an aware, local moment: `klo 10.00`."""
    if language is Language.FI:
        return f"klo {moment.hour}.{moment.minute:02}"
    if language is Language.SV:
        return f"kl. {moment.hour}.{moment.minute:02}"
    return f"at {moment.hour}:{moment.minute:02}"


def span(since: datetime, until: datetime, language: Language) -> tuple[str, str]:
    """Give the two ends of a time (aware, local); the second one without its day when that is the same."""
    same_day = since.date() == until.date()
    return long_time(since, language), (clock_time if same_day else long_time)(until, language)
