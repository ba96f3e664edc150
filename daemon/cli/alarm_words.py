"""What alarms, and a calendar that is held back, say to people: since when, why, and the command that helps."""

import shlex
from collections.abc import Iterable, Iterator

from daemon.cli.opened import Local
from daemon.cli.source_words import stream_words
from daemon.reasons import alarm_words, words_for
from models.register.queries.frozen import FrozenStream
from models.register.standing_alarms import AlarmShown
from models.rules.absence import AbsenceReason
from models.vocabulary import AlarmKind


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


def alarm_lines(alarms: Iterable[AlarmShown], local: Local) -> Iterator[str]:
    """Give a line for each alarm that stands; a calendar that is held back has lines of its own."""
    for shown in alarms:
        # Beside all letters, which are not loaded while nothing is wrong.
        from daemon.letters.alarm_words import COMMANDS

        kind, subject = shown.alarm.kind, shown.alarm.subject
        if kind is not AlarmKind.CALENDAR_FROZEN:
            command = "" if COMMANDS[kind] == "rekisterid status" else f": {COMMANDS[kind]}"
            yield f"ALARM since {local.moment(shown.raised_at)}: {alarm_words(kind, subject)}{command}"
