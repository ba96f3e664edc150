"""The section [retention]: how long things are kept where the firm may choose, and the ends of its financial years."""

from typing import Annotated

from pydantic import Field, Strict, field_validator

from daemon.config.kinds import Day, Expect
from daemon.config.parts import Part, expected
from models.rules.retention import DEFAULT_PERIODS, FiscalYears, RetentionClass

Months = Annotated[int, Strict(), Field(ge=1, le=120), Expect("1–120 months")]


class Retention(Part):
    """Months from the end of the relationship, the visit, the contact, the consent. `year_ends`: of each financial year."""

    contact_months: Months = DEFAULT_PERIODS[RetentionClass.CONTACT].months
    booking_months: Months = DEFAULT_PERIODS[RetentionClass.BOOKING].months
    history_months: Months = DEFAULT_PERIODS[RetentionClass.CONTACT_HISTORY].months
    letter_months: Months = DEFAULT_PERIODS[RetentionClass.FEEDBACK_REQUEST].months
    consent_months: Months = DEFAULT_PERIODS[RetentionClass.CONSENT_RECORD].months
    request_months: Months = DEFAULT_PERIODS[RetentionClass.RIGHTS_REQUEST].months
    audit_months: Months = DEFAULT_PERIODS[RetentionClass.AUDIT].months
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
