"""Codes with a fixed form: postcode (F9), Y-tunnus (F8), e-invoice address and operator (F10)."""

import re
from dataclasses import dataclass

from models.rules.normalise.visible import DASHES, one_line

_TO_HYPHEN = str.maketrans(dict.fromkeys(DASHES, "-"))
_POSTCODE = re.compile(r"(?:(?:FI|FIN|AX)[- ]?)?([0-9]{5})", re.IGNORECASE)
_BUSINESS_ID = re.compile(r"([0-9]{6,7}) ?- ?([0-9])")
_VAT_NUMBER = re.compile(r"FI ?([0-9]{7}) ?-? ?([0-9])", re.IGNORECASE)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2)
_OVT = re.compile(r"0037([0-9]{7})([0-9])([0-9A-Z]{0,5})")
_SCHEME = re.compile(r"\A0216:")
_IBAN = re.compile(r"FI[0-9]{16}")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")


def postcode(text: str) -> str | None:
    """Give the five digits of a Finnish postcode as text, leading zeros kept; None if it is none. `FI-` before it is dropped."""
    match = _POSTCODE.fullmatch(_plain(text))
    return match[1] if match else None


def business_id(text: str) -> str | None:
    """Give a Y-tunnus as `NNNNNNN-C`, also from its VAT form `FI` + 8 digits; None if its check digit is wrong (F8).

    Old identifiers of six digits get their leading zero.
    """
    plain = _plain(text)
    match = _BUSINESS_ID.fullmatch(plain) or _VAT_NUMBER.fullmatch(plain)
    if match is None:
        return None
    digits = match[1].zfill(7)
    return f"{digits}-{match[2]}" if _check_digit(digits) == match[2] else None


@dataclass(frozen=True, slots=True)
class EInvoiceAddress:
    """An e-invoice address. `is_iban`: it is an account number, which is not stored for a private person (F10)."""

    value: str
    is_iban: bool


def einvoice_address(text: str) -> EInvoiceAddress | None:
    """Give an OVT (`0037` + Y-tunnus + up to 5 characters) or a Finnish IBAN, checked; None if it is neither (F10).

    Blanks, hyphens and the Peppol scheme `0216:` before an OVT are dropped.
    """
    code = _SCHEME.sub("", _compact(text))
    if _is_ovt(code):
        return EInvoiceAddress(code, is_iban=False)
    if _IBAN.fullmatch(code) and int(f"{code[4:]}1518{code[2:4]}") % 97 == 1:  # F = 15, I = 18 (ISO 13616)
        return EInvoiceAddress(code, is_iban=True)
    return None


def einvoice_operator(text: str) -> str | None:
    """Give the code of an e-invoice operator, OVT-like or a BIC in capitals; None if it is neither (F10)."""
    code = _compact(text)
    if _is_ovt(code):
        return code
    # Small letters of that length are rather an operator's name than its code.
    return code if _BIC.fullmatch(_plain(text)) else None


def _check_digit(digits: str) -> str | None:
    rest = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11
    if rest == 1:
        return None  # never issued
    return str(0 if rest == 0 else 11 - rest)


def _is_ovt(code: str) -> bool:
    match = _OVT.fullmatch(code)
    return match is not None and _check_digit(match[1]) == match[2]


def _plain(text: str) -> str:
    return one_line(text).translate(_TO_HYPHEN)


def _compact(text: str) -> str:
    return _plain(text).replace(" ", "").replace("-", "").upper()
