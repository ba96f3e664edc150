"""Leave that nobody asked for: an order or a wish that names the mail (C8)."""

import re
from collections.abc import Set

from connectors.mail.intents import consent_clauses as clauses
from connectors.mail.intents import consent_limits as limits
from connectors.mail.intents import consent_words as words
from connectors.mail.intents import leave_grammar as grammar
from connectors.mail.intents import mail_names
from connectors.mail.intents.leave_answers import wishes_for
from connectors.mail.intents.plain_leave import gives_plainly
from connectors.mail.intents.stopping import SOME_DAY
from connectors.mail.intents.swedish_article import without_article
from connectors.mail.intents.taken_back import names_other_way
from models.patterns import lazy
from models.vocabulary import ConsentWord

_MAILING = lazy(mail_names.MAILING, re.I)
_A_LIST = lazy(r"\blist", re.I)
_TAKES_PART = lazy(
    r"kurss|ryhm|valmennu|koulutu|retke|retki|tilaisuu|tapahtu|osallist|ilmoit|jono|varau|\d|grupp|\bkurs|resa|promenad"
    r"|course|group"
    r"|\bwalk|trip|event|session|meeting|\w+(?:dag|day)\b",
    re.I,
)
_OF_NEWS = lazy(
    r"\b(?:mejla|maila|skicka|e-?mail|send)\b[^.!?,]*\b(?:om|about|to|till) (?:(?:era|your|nya|kommande|new|upcoming"
    r"|coming) )+(?:kurser|courses"
    r"|evenemang|events|utbildningar|seminars|groups|grupper)\b",
    re.I,
)

# "Laittakaa tilaukseni tauolle": an order, and none of mail.
_AT_REST = lazy(
    r"\b(?:poikki|katki|seis|kiinni|tauo(?:lle|lla)|jäihin|jäissä|hyllylle|telakalle|jäähylle|loppuun|paus\w*|vilande|på is"
    r"|vänteläge|on (?:hold|ice)|to (?:sleep|rest)|an end|a stop)\b",
    re.I,
)


def grants_unasked(part: str, possible: Set[str], *, names: bool) -> ConsentWord | None:
    """Leave that nobody asked for: GIVEN when nothing beside it takes anything back, UNCLEAR when something does."""
    grants = names and grammar.GRANTS.search(part)
    mailing = names and bool(_MAILING.search(part) or _OF_NEWS.search(part))
    wishes = mailing and (wishes_for(part) or gives_plainly(part))
    if not (grants or wishes or ("gives" in possible and words.GIVE.search(part))):
        return None
    if words.NOT_MINE.search(part) or grammar.A_PART_OF_IT.search(part) or grammar.ONE_ISSUE.search(part):
        return None
    if _AT_REST.search(part) or clauses.ENDS.search(SOME_DAY.sub(" ", part)) or limits.ANOTHER_WISH.search(part):
        return ConsentWord.UNCLEAR
    if limits.OTHER_LEAVE.search(part) or limits.ELSE.search(part) or not (grants or wishes or _names_mail(part)):
        return None
    plain = limits.ASIDE.sub(" ", words.WILLING.sub(" ", words.FILLER.sub("", part)))
    surely = (wishes or is_plain(part)) and not _of_a_bill(plain) and not names_other_way(part)
    return ConsentWord.GIVEN if surely else ConsentWord.UNCLEAR


def _names_mail(part: str) -> bool:
    """Whether a sentence names letters, or a list that is for nothing else that it speaks of."""
    return bool(mail_names.ALLOWED.search(part) or (_A_LIST.search(part) and not _TAKES_PART.search(part)))


def is_plain(part: str) -> bool:
    """Whether nothing in a sentence takes a yes back."""
    plain = limits.ASIDE.sub(" ", words.WILLING.sub(" ", words.FILLER.sub("", grammar.LEAD.sub("", part))))
    plain = without_article(plain)
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
    return bool(words.OF_A_BILL.search(part)) and not mail_names.OF_MAILINGS.search(part)
