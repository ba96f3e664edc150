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
    day = long_date(moment.date(), language)
    if language is Language.FI:
        return f"{day} klo {moment.hour}.{moment.minute:02}"
    if language is Language.SV:
        return f"{day} kl. {moment.hour}.{moment.minute:02}"
    return f"{day} at {moment.hour}:{moment.minute:02}"
