"""Who is to be told that data about them came from somebody else, and by when (G15, D8, Art. 14). Pure; no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.rules.deadlines import source_notice_due
from models.rules.months import add_months

LOOKED_BACK_MONTHS = 24
"""What came longer ago is not asked about any more: the log that a person was told may be over its term."""


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """Of one person, by local days: when data came from somebody else, the first day on which they told us something themself,
    when we wrote to them, when data were given on, and the last day on which they were told, or could not be; None = never.
    """

    obtained: tuple[date, ...]
    own_word: date | None = None
    contacts: tuple[date, ...] = ()
    disclosures: tuple[date, ...] = ()
    told: date | None = None


def looked_back_to(today: date) -> date:
    """Give the first local day whose data are asked about still."""
    return add_months(today, -LOOKED_BACK_MONTHS)


def open_since(facts: SourceFacts, today: date) -> date | None:
    """Give the day on which the first data came that the person is still to be told of; None when there are none.

    Whoever gave data themself before has the information of Art. 13, and need not be told again (Art. 14(5)(a)).
    What came on the very day of the last telling counts as told: days are all that is compared.
    """
    since = looked_back_to(today)
    return min(
        (
            day
            for day in facts.obtained
            if day >= since
            and (facts.own_word is None or day < facts.own_word)
            and (facts.told is None or day > facts.told)
        ),
        default=None,
    )


def due(facts: SourceFacts, obtained: date) -> date:
    """Give the day by which the person is told of data that came on `obtained` (D8)."""
    return source_notice_due(obtained, _first(facts.contacts, obtained), _first(facts.disclosures, obtained))


def _first(days: Iterable[date], obtained: date) -> date | None:
    return min((day for day in days if day >= obtained), default=None)
