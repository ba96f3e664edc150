"""Free text before it is stored: the words of an answer; a note of staff, one line, refused when it tells what may not be
kept (G9). Without identity codes (F7)."""

from models.errors import Declined
from models.rules.normalise import one_line, plain_text, redact_hetu
from models.rules.sensitive import is_sensitive

MAX_ANSWER_CHARS = 2000
"""So much of an answer's words is stored: of a mail the rest stays in the message, a page takes no more."""


def words_of(text: str | None) -> str:
    """Give the words of an answer that came by mail as they may be stored: plain, without identity codes (F7), capped.

    Whether they may be stored at all (G9) is asked of the whole text.
    """
    return redact_hetu(plain_text(text or "")).text[:MAX_ANSWER_CHARS].strip()


def note_of_staff(text: str, longest: int) -> str:
    """Give the note as it is stored, at most `longest` characters. Raises Declined when it seems to tell of health and such."""
    plain = redact_hetu(one_line(text)).text[:longest]
    if is_sensitive(plain):
        raise Declined(
            "this note seems to tell of health, belief or private life: that is never stored (Art. 9)",
            mend="say where the proof lies (a binder, a day, a message), not what it says",
        )
    return plain
