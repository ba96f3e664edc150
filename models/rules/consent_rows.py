"""Read one row of a list of consents given on paper: text in, a consent or the reason why it is none out. Pure, no clock."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.rules.consent import ConsentMethod
from models.rules.normalise import comparable_email, e164, one_line, redact_hetu
from models.vocabulary import CONSENT_PURPOSES, Language, Purpose

MAX_NAME = 200
MAX_EVIDENCE = 300
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_FINNISH = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


class RowReason(StrEnum):
    """What became of a row, and why."""

    RECORDED = "recorded"
    ALREADY_THERE = "already_there"
    NO_EVIDENCE = "no_evidence"
    NO_WORDING = "no_wording"
    WORDING_REFUSED = "wording_refused"
    BAD_ADDRESS = "bad_address"
    BAD_PHONE = "bad_phone"
    BAD_DATE = "bad_date"
    DATE_TO_COME = "date_to_come"
    BAD_PURPOSE = "bad_purpose"
    BAD_METHOD = "bad_method"
    BAD_LANGUAGE = "bad_language"
    TOO_LONG = "too_long"
    TOO_MANY_CELLS = "too_many_cells"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    SUPPRESSED = "suppressed"
    OTHER_NAME_ON_ADDRESS = "other_name_on_address"
    AMBIGUOUS = "ambiguous"


TAKEN = frozenset({RowReason.RECORDED, RowReason.ALREADY_THERE})


class RowRefused(Exception):
    """A row cannot be taken. `note` adds what is known beyond the reason; it never holds text of the row."""

    def __init__(self, reason: RowReason, note: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.note = note


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One row as it stands in the file, by column; `number` is the row's as a spreadsheet counts (the heading is 1).

    `surplus`: the row has more cells than the heading.
    """

    number: int
    cells: Mapping[str, str]
    surplus: bool = False


@dataclass(frozen=True, slots=True)
class RowDefaults:
    """What counts where a row says nothing. `wording` empty = each row must name its own."""

    purpose: Purpose = Purpose.FEEDBACK_REQUEST
    method: ConsentMethod = ConsentMethod.PAPER
    wording: str = ""


@dataclass(frozen=True, slots=True)
class WrittenConsent:
    """A consent that a row holds. `phone` is E.164 or empty; `language` None = not said."""

    name: str
    email: str
    email_key: str
    phone: str
    language: Language | None
    purpose: Purpose
    given_on: date
    method: ConsentMethod
    wording: str
    evidence: str


def read_row(row: ConsentRow, defaults: RowDefaults, today: date) -> WrittenConsent:
    """Give the consent that a row holds; `today` is the local date. Raises RowRefused with the first reason that applies."""
    cells = {column: one_line(text) for column, text in row.cells.items()}
    if row.surplus:
        raise RowRefused(RowReason.TOO_MANY_CELLS)
    email = cells.get("email", "")
    email_key = comparable_email(email)
    if email_key is None:
        raise RowRefused(RowReason.BAD_ADDRESS)
    evidence = redact_hetu(cells.get("evidence", "")).text
    name = redact_hetu(cells.get("name", "")).text
    if not evidence:
        raise RowRefused(RowReason.NO_EVIDENCE)
    if len(name) > MAX_NAME or len(evidence) > MAX_EVIDENCE:
        raise RowRefused(RowReason.TOO_LONG)
    wording = cells.get("wording", "") or defaults.wording
    if not wording:
        raise RowRefused(RowReason.NO_WORDING)
    return WrittenConsent(
        name=name,
        email=email,
        email_key=email_key,
        phone=_phone(cells.get("phone", "")),
        language=_language(cells.get("language", "")),
        purpose=_purpose(cells.get("purpose", ""), defaults),
        given_on=_day(cells.get("given_on", ""), today),
        method=_method(cells.get("method", ""), defaults),
        wording=wording,
        evidence=evidence,
    )


def _phone(text: str) -> str:
    number = e164(text) if text else ""
    if number is None:
        raise RowRefused(RowReason.BAD_PHONE)
    return number


def _language(text: str) -> Language | None:
    try:
        return Language(text.lower()) if text else None
    except ValueError:
        raise RowRefused(RowReason.BAD_LANGUAGE) from None


def _purpose(text: str, defaults: RowDefaults) -> Purpose:
    if not text:
        return defaults.purpose
    found = next((purpose for purpose in CONSENT_PURPOSES if purpose.value == text.lower()), None)
    if found is None:
        raise RowRefused(RowReason.BAD_PURPOSE)
    return found


def _method(text: str, defaults: RowDefaults) -> ConsentMethod:
    try:
        return ConsentMethod(text.lower()) if text else defaults.method
    except ValueError:
        raise RowRefused(RowReason.BAD_METHOD) from None


def _day(text: str, today: date) -> date:
    """Read 2026-01-31 or 31.1.2026. Forms with strokes are refused: nobody can tell the day from the month."""
    if match := _ISO.fullmatch(text):
        year, month, number = (int(part) for part in match.groups())
    elif match := _FINNISH.fullmatch(text):
        number, month, year = (int(part) for part in match.groups())
    else:
        raise RowRefused(RowReason.BAD_DATE)
    try:
        day = date(year, month, number)
    except ValueError:
        raise RowRefused(RowReason.BAD_DATE) from None
    if day > today:
        raise RowRefused(RowReason.DATE_TO_COME)
    return day
