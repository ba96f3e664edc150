"""Wishes for mail in question form, and refusals of long ago: what a sentence means by those beside it."""

import re
from collections.abc import Sequence

from connectors.mail.intents import consent_limits as limits
from connectors.mail.intents import consent_words as words
from connectors.mail.intents import leave_grammar as grammar
from connectors.mail.needs import Gate
from models.patterns import lazy

_ASKS_TO_BE_ADDED = lazy(
    r"\b(?:voisit\w*|voitte\w*|voitko|could you|can you|would you|will you|kan (?:ni|du)|kunde (?:ni|du)"
    r"|skulle (?:ni|du)(?: kunna)?)\b"
    r"(?: [\w'-]+){0,3}? (?:lisätä|laittaa|ottaa|liittää|merkitä|kirjata|pistää|add|put|sign|include"
    r"|subscribe|sätta|lägga|skriva|ta)"
    r"\b(?: [\w'-]+){0,2}? (?:minut\w*|mut|meidät|osoitteeni|me|mig|min adress|my (?:e-?mail )?address)\b[^.!?]*\?"
    r"|\b(?:lisäisit|ottaisit|laittaisit|liittäisit|merkitsisit)te?kö\b(?: [\w'-]+){0,2}? (?:minut\w*"
    r"|osoitteeni)\b[^.!?]*\?",
    re.I,
)
_PLACE = lazy(
    r"\b(?:(?:postitus|sähköposti|jakelu|tiedotus|uutiskirje|kirje|kutsu)?list(?:alle|allenne|oille|an)\b"
    r"|jakeluun\w*|\w*tilaaj\w+|\w*saaj\w+"
    r"|(?:mailing|e-?mail|newsletter|distribution|your) ?list|list|newsletter|recipients|subscribers"
    r"|(?:sänd|mejl|e-post|utskicks)?listan?"
    r"|utskick\w*|prenumerant\w*|mottagar\w*|nyhetsbrev\w*|brev\w*|\w*kirjee\w+)\b",
    re.I,
)
_BACK = lazy(r"\b(?:siihen|sille|niihin|it|them|det|den|dem)\b", re.I)
_LETTER = lazy(
    r"\b(?:\w*kirje\w*|\w*brev\w*|\w*letters?|postitu\w*|jakelu\w*|utskick\w*|mailing list|bulletin\w*"
    r"|tiedot(?:e|te)\w*)\b",
    re.I,
)
# What makes the question a wish of one's own: it is missed, there is time for it, the address for it is told.
_MEANT = lazy(
    r"\b(?:kaipaa\w*|kaipai\w*|ikävä|miss(?:ed)? (?:the|your|it|them|reading)|saknar|avundsjuk\w*"
    r"|kateelli\w*|jealous|envious|kiinnost\w+"
    r"|interested|interessera\w*|intresse\w*|mielellä\w+|mieluusti|gärna|gladly|love to|like to (?:read"
    r"|get|receive)|aikaa lukea"
    r"|time to read|tid att läsa|(?:oso(?:i)?te|osoitteeni|adress(?:en)?|address) (?:on|är|is)|tykkä\w+"
    r"|enjoy\w*|tycker om|haluan|haluaisin"
    r"|vill (?:gärna )?(?:läsa|ha|få|följa)|want to (?:read|get|receive|follow))\b",
    re.I,
)
_REFUSED_ONCE = lazy(
    r"\b(?:aikoinaan|aiemmin|aikaisemmin|viimeksi|viime \w+|silloin|alkuun|ensin|tidigare|förut|förr"
    r"|senast|sist|förra \w+"
    r"|previously|before|earlier|originally|last (?:time|year|month|spring|summer|autumn|winter)|back then"
    r"|at first|first)\b[^.!?]{0,40}?"
    r"\b(?:sanoin|vastasin|kieltäydyin|peruin|kielsin|sade|svarade|tackade|avböjde|said|told|answered"
    r"|declined|refused|unsubscribed)\b"
    r"|\b(?:sanoin|vastasin|kieltäydyin|sade|svarade|tackade|said|declined"
    r"|refused)\b[^.!?]{0,30}?\b(?:aikoinaan|aiemmin|viimeksi"
    r"|viime \w+|tidigare|förut|senast|förra \w+|previously|before|earlier|last \w+)\b",
    re.I,
)
_NOW = lazy(r"\b(?:nyt|nykyään|nu|now|nowadays|sittemmin|sedan dess|since then)\b", re.I)
TURNING: Gate[str] = Gate({"refused once": _REFUSED_ONCE, "takes back": grammar.TAKES_BACK_ALL})
"""What turns what other sentences say, by the words of a sentence: few have any."""


def asks_to_be_added(parts: Sequence[str], index: int) -> bool:
    """Whether a polite question asks that mail be sent to the speaker, and a sentence beside it tells that it is meant.

    The question alone grants nothing (C8).
    """
    part = parts[index]
    if "?" not in part:
        return False
    found = _ASKS_TO_BE_ADDED.search(part)
    if not found or limits.ELSE.search(found[0]) or words.NOT_MINE.search(part):
        return False
    lead = part[: found.start()]
    if any(pattern.search(part) for pattern in (words.NEGATION, limits.LIMIT, limits.FOR_ANOTHER)) or re.search(
        r"\b(?:jos|if|om)\b", part
    ):
        return False
    near = [parts[beside] for beside in (index - 1, index + 1, index + 2) if 0 <= beside < len(parts)]
    named = _PLACE.search(found[0]) or _BACK.search(found[0])
    return bool(
        named
        and any(_LETTER.search(said) for said in (part, *near))
        and any(_MEANT.search(said) and "?" not in said for said in (lead, *near))
    )


def was_refused_once(parts: Sequence[str], index: int) -> bool:
    """Whether a sentence tells of a no of long ago and a later one of what holds now."""
    return bool(_REFUSED_ONCE.search(parts[index])) and any(_NOW.search(part) for part in parts[index + 1 :])
