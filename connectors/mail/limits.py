"""Every limit of mail reading in one place (HW section 2, HW-T5). Going over one raises BadItem with its code."""

from models.errors import BadItem

MAX_MESSAGE_BYTES = 33_554_432
MAX_HEADER_BYTES = 262_144
MAX_HEADER_LINE_BYTES = 65_536
MAX_HEADER_FIELDS = 2_000
MAX_ADDRESSES = 200
MAX_PARTS = 1_000
MAX_DEPTH = 30
# What follows cuts instead of refusing: contact details stand in the first pages of a letter.
MAX_TEXT_BYTES = 262_144
MAX_HTML_BYTES = 524_288
MAX_HTML_TAGS = 40_000
MAX_OPEN_TAGS = 4_000
MAX_LINES = 3_000
MAX_LINE_CHARS = 1_000
MAX_SUBJECT_CHARS = 1_000
MAX_NAME_CHARS = 200
MAX_REFERENCES = 100


def refuse_when(condition: bool, code: str) -> None:
    """Raise BadItem(code) when the condition holds."""
    if condition:
        raise BadItem(code)


def check_message(raw: bytes) -> None:
    """Refuse a message that is too large, before anything of it is read."""
    refuse_when(len(raw) > MAX_MESSAGE_BYTES, "too_large")


def check_header_block(block: bytes) -> None:
    """Refuse a header block that is too large or has too many lines; stdlib and own parsers are linear below that."""
    refuse_when(len(block) > MAX_HEADER_BYTES, "headers_too_large")
    refuse_when(block.count(b"\n") > MAX_HEADER_BYTES // 16, "too_many_headers")
