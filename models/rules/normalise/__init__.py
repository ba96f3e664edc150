"""Normal forms of the values that a register compares, and what must be taken out of a text. Pure; never raises on any text."""

from collections.abc import Callable

from models.rules.normalise.codes import (
    EInvoiceAddress,
    business_id,
    einvoice_address,
    einvoice_operator,
    postcode,
)
from models.rules.normalise.hetu import MARK, Redaction, find_hetus, redact_hetu
from models.rules.normalise.mail_address import comparable_email, is_role_address
from models.rules.normalise.phone import e164, shown_phone
from models.rules.normalise.visible import fold_name, fold_text, one_line, plain_text
from models.vocabulary import DetailField

__all__ = [
    "MARK",
    "EInvoiceAddress",
    "Redaction",
    "business_id",
    "comparable_email",
    "e164",
    "einvoice_address",
    "einvoice_operator",
    "find_hetus",
    "fold_name",
    "fold_text",
    "is_role_address",
    "normal_form",
    "one_line",
    "plain_text",
    "postcode",
    "redact_hetu",
    "shown_phone",
]


def _einvoice_value(text: str) -> str | None:
    address = einvoice_address(text)
    return None if address is None else address.value


_FORMS: dict[DetailField, Callable[[str], str | None]] = {
    DetailField.PERSON_NAME: fold_name,
    DetailField.EMAIL: comparable_email,
    DetailField.PHONE: e164,
    DetailField.POSTCODE: postcode,
    DetailField.BUSINESS_ID: business_id,
    DetailField.EINVOICE_ADDRESS: _einvoice_value,
    DetailField.EINVOICE_OPERATOR: einvoice_operator,
}


def normal_form(field: DetailField, text: str) -> str | None:
    """Give the form in which values of `field` are compared; None if the text is no such value.

    Applying it to its own result changes nothing.
    """
    return _FORMS.get(field, fold_text)(text) or None
