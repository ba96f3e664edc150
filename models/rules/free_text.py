"""A note of staff before it is stored: one line, no identity codes (F7), refused when it tells what may not be kept (G9)."""

from models.errors import Declined
from models.rules.normalise import one_line, redact_hetu
from models.rules.sensitive import is_sensitive


def note_of_staff(text: str, longest: int) -> str:
    """Give the note as it is stored, at most `longest` characters. Raises Declined when it seems to tell of health and such."""
    plain = redact_hetu(one_line(text)).text[:longest]
    if is_sensitive(plain):
        raise Declined(
            "this note seems to tell of health, belief or private life: that is never stored (Art. 9)",
            mend="say where the proof lies (a binder, a day, a message), not what it says",
        )
    return plain
