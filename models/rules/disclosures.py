"""When data may be given to a recipient, and of what a recipient is told (S13, G20, G29). Pure; no clock."""

from collections.abc import Iterable

from models.vocabulary import CONSENT_PURPOSES, DetailField, LawfulBasis, Purpose

_EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EEA = frozenset(f"{_EU} IS LI NO".split(" "))
"""Countries of the EU and the EEA by ISO 3166-1: data may go there without a safeguard (G29)."""

KINDS_OF_DATA = ("bookings", "contact_history", "consent", "feedback", "requests")
"""What may be given beside the fields of a person: the sections of a copy that hold it."""

KNOWN = (*(field.value for field in DetailField), *KINDS_OF_DATA)
"""Every name that says what was given."""


def basis_of(purpose: Purpose) -> LawfulBasis:
    """Give the basis on which a purpose rests (S4); one that differs, such as a demand of an authority, is named by staff."""
    if purpose in CONSENT_PURPOSES:
        return LawfulBasis.CONSENT
    return LawfulBasis.LEGAL_OBLIGATION if purpose is Purpose.ACCOUNTING else LawfulBasis.CONTRACT


def unknown_data(names: Iterable[str]) -> list[str]:
    """Give the names that say nothing the register holds, sorted: such a row would not tell what was given."""
    return sorted(set(names) - set(KNOWN))


def needs_safeguard(country: str) -> bool:
    """Whether data may go to the country only with an adequacy decision or another safeguard that is on record (G29)."""
    return country not in EEA


def holds_field(names: Iterable[str], field: DetailField | None) -> bool:
    """Whether the recipient got what was corrected; None = everything is meant, as in an erasure (G20)."""
    return field is None or field.value in names
