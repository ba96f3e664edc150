"""What a calendar that is held back says to people: since when, why, and the command that settles it."""

import shlex
from collections.abc import Iterator

from daemon.cli.opened import Local
from daemon.cli.source_words import stream_words
from daemon.reasons import words_for
from models.register.queries.waiting import FrozenStream
from models.rules.absence import AbsenceReason


def held_back_lines(stream: FrozenStream, local: Local) -> Iterator[str]:
    """Give the lines for a calendar whose vanished events are held back."""
    calendar = stream_words(stream.stream)
    why = words_for(AbsenceReason, stream.reason)
    yield f"ALARM {stream.account}/{calendar} since {local.moment(stream.since)}: {why}"
    if stream.confirmed_at:
        yield f"  {stream.gone} events are held back; confirmed, at the next pull they go"
        return
    yield f"  {stream.gone} events are held back. Look at the calendar; if they are really gone, say so:"
    yield f"  rekisterid calendar confirm {shlex.quote(stream.account)} {shlex.quote(calendar)}"
