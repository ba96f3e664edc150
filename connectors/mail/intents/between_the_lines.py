"""Answers written between the lines of what they answer: each is read beside the question that stands above it.

Who quotes the questions has told apart what is to which; who answers several in one text has not (several_questions.py).
"""

from collections.abc import Iterator

from connectors.mail.intents.consent import joined
from connectors.mail.intents.read import Context, asks_for_leave, read_intents
from connectors.mail.zones.split import Zones
from models.vocabulary import ConsentWord, Zone

_SAID = frozenset({Zone.OWN, Zone.GREETING})
_SEVERAL = 2
"""One answer under a whole letter is read with all of it."""


def read_between_the_lines(zones: Zones) -> ConsentWord | None:
    """Read what is said of mail under the questions of a letter; None when none of several asks for leave.

    "Sopii hyvin" under "Käykö tiistai?" is no yes to the newsletter that the next line asks about.
    """
    first_quoted = next((line.number for line in zones.lines if line.block), 0)
    last_said = next((line.number for line in reversed(zones.own_lines) if line.text.strip()), 0)
    if last_said < first_quoted:
        # Most answers stand above what they answer, whole.
        return None
    answers = tuple(_answers(zones))
    if sum(asked.quotes for asked, _ in answers) < _SEVERAL or not any(asks_for_leave(asked) for asked, _ in answers):
        return None
    return joined({read_intents(text, asked).consent for asked, text in answers})


def _answers(zones: Zones) -> Iterator[tuple[Context, str]]:
    """Give each piece of own text with what is quoted right above it; what stands over all quotes answers nothing."""
    quoted: list[str] = []
    own: list[str] = []
    for _, text, zone, block in zones.lines:
        if block and zone is not Zone.QUOTE_HEADER and text.strip():
            if own:
                yield _context(quoted), "\n".join(own)
                quoted, own = [], []
            quoted.append(text)
        elif not block and zone in _SAID and text.strip():
            own.append(text)
    if own:
        yield _context(quoted), "\n".join(own)


def _context(quoted: list[str]) -> Context:
    return Context("\n".join(quoted), "", quotes=bool(quoted))
