"""Phone numbers: E.164 to compare and store, the national form to show (F9)."""

import re

from models.rules.normalise.visible import DASHES, one_line

REGION = "FI"
_MAX_WRITTEN = 40
_LABEL = re.compile(r"\A(?:tel|puh|gsm|mob|p|t|m)\s*[.:]+\s*", re.IGNORECASE)
_WRITTEN = re.compile(r"(?:\+|0|\(0)[0-9 ()/.-]+")
_TO_HYPHEN = str.maketrans(dict.fromkeys(DASHES, "-"))


def e164(text: str) -> str | None:
    """Give one phone number in E.164, `0401234567` as `+358401234567`; None if the text is not one valid number.

    Without a country code it is read as Finnish and must start with 0, so that a business ID or a reference does not pass.
    Never raises.
    """
    written = _LABEL.sub("", one_line(text).translate(_TO_HYPHEN))
    if len(written) > _MAX_WRITTEN or not _WRITTEN.fullmatch(written) or not written.isascii():
        return None
    # Loaded with the first number: the numbering plans of the world are a tenth of what a command starts with.
    import phonenumbers

    try:
        number = phonenumbers.parse(written, REGION)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown_phone(number: str) -> str:
    """Give a number in E.164 as people write it: Finnish ones nationally, others with their country code.

    A text that is no number comes back as it is.
    """
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, REGION)
    except phonenumbers.NumberParseException:
        return number
    at_home = phonenumbers.region_code_for_number(parsed) in {REGION, "AX"}
    style = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)
