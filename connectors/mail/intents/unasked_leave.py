"""Leave that nobody asked for: an order or a wish that names the mail (C8)."""

import re
from collections.abc import Set

from connectors.mail.intents import consent_clauses as clauses
from connectors.mail.intents import consent_limits as limits
from connectors.mail.intents import consent_words as words
from connectors.mail.intents import leave_grammar as grammar
from connectors.mail.intents.leave_answers import wishes_for
from connectors.mail.intents.stopping import SOME_DAY
from connectors.mail.intents.taken_back import names_other_way
from models.patterns import lazy
from models.vocabulary import ConsentWord

_MAILING = lazy(words.MAILING, re.I)
_OF_ASKING = lazy(rf"{words.OF_MAIL.pattern}|palaut|respons|feedback|återkoppl|\b\w*list", re.I)


def grants_unasked(part: str, possible: Set[str], *, names: bool) -> ConsentWord | None:
    """Leave that nobody asked for: GIVEN when nothing beside it takes anything back, UNCLEAR when something does."""
    grants = names and grammar.GRANTS.search(part)
    wishes = names and bool(_MAILING.search(part)) and wishes_for(part)
    if not (grants or wishes or ("gives" in possible and words.GIVE.search(part))):
        return None
    if words.NOT_MINE.search(part) or grammar.A_PART_OF_IT.search(part) or grammar.ONE_ISSUE.search(part):
        return None
    if clauses.ENDS.search(SOME_DAY.sub(" ", part)) or limits.ANOTHER_WISH.search(part):
        return ConsentWord.UNCLEAR
    if limits.OTHER_LEAVE.search(part) or limits.ELSE.search(part) or not (grants or wishes or _OF_ASKING.search(part)):
        return None
    plain = limits.ASIDE.sub(" ", words.WILLING.sub(" ", words.FILLER.sub("", part)))
    surely = (wishes or is_plain(part)) and not _of_a_bill(plain) and not names_other_way(part)
    return ConsentWord.GIVEN if surely else ConsentWord.UNCLEAR


def is_plain(part: str) -> bool:
    """Whether nothing in a sentence takes a yes back."""
    plain = limits.ASIDE.sub(" ", words.WILLING.sub(" ", words.FILLER.sub("", grammar.LEAD.sub("", part))))
    if not words.FINNISH.search(plain):
        plain = words.ARTICLE.sub(" ", plain)
    if words.NEGATION.search(plain) or grammar.IRONIC.search(plain):
        return False
    return not any(
        pattern.search(plain)
        for pattern in (
            words.DOUBT,
            words.WONDERS,
            limits.LIMIT,
            limits.WAVERING,
            limits.FOR_ANOTHER,
            limits.OTHER_OBJECT,
            limits.REPORTED,
        )
    )


def _of_a_bill(part: str) -> bool:
    return bool(words.OF_A_BILL.search(part)) and not words.OF_MAILINGS.search(part)
