"""The section [retention]: how long things are kept where the firm may choose, and the ends of its financial years."""

from typing import Annotated

from pydantic import Field, Strict, field_validator

from daemon.config.kinds import Day, Expect
from daemon.config.parts import Part, expected
from models.rules.retention import FiscalYears

Months = Annotated[int, Strict(), Field(ge=1, le=120), Expect("1–120 months")]


class Retention(Part):
    """Months from the end of the relationship, the visit, the contact, the consent. `year_ends`: of each financial year."""

    contact_months: Months = 24
    booking_months: Months = 24
    history_months: Months = 24
    letter_months: Months = 24
    consent_months: Months = 36
    request_months: Months = 36
    audit_months: Months = 36
    year_ends: tuple[Day, ...] = ()

    @field_validator("year_ends")
    @classmethod
    def no_year_is_missing(cls, ends: tuple[Day, ...]) -> tuple[Day, ...]:
        """Refuse year ends more than 18 months apart: a year between them is missing (T2)."""
        if ends:
            try:
                FiscalYears(ends)
            except ValueError as exc:
                raise expected("the end of every financial year, at most 18 months apart") from exc
        return ends
