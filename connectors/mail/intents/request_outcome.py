"""What several rights found in one text come to: a copy to carry elsewhere, entries named to be erased, a list that is none."""

import re
from collections.abc import Set

from connectors.mail.intents.request_grammar import HELD_BACK
from models.patterns import lazy
from models.vocabulary import RequestKind

LOOK = lazy(
    r"kopio|jäljennö|\bote\b|nähdä|tarkast|(?<!kaiken )(?<!kaikki )(?<!kaikki, )(?<!kaiken, )(?<!kaikkea,"
    r" )(?<!kaikkea )\bmitä\b|kopia|utdrag|vilka|\bse\b|copy|\bsee\b|what"
    r"|which|access|\bshow\b|sight of|inspect|\blook (?:at|through)\b",
    re.I,
)
_LOOK_PLAIN = lazy(
    r"kopio|jäljennö|\bote\b|nähdä|tarkast|lukea|tietää|kerto|näyttä|lähettä|kopia|utdrag|\bfå (?:se|läsa|veta)\b"
    r"|\bta del\b|copy|\bsee\b"
    r"|\bread\b|\bknow\b|\btell\b|\bshow\b|access",
    re.I,
)
_ERASED_WHAT = lazy(
    r"\b(?:except(?:ion of|ing|s?(?: for)?)|besides|apart from|save for|other than|förutom|utom"
    r"|undantag\w* av|paitsi|lukuun ottamatta"
    r"|(?:mistake|error|something wrong|typo|fel|virhe)\w* (?:in|with|i|på|in)|virhe siinä,?) "
    r"(?:what\w*|which|that|mitä|vad|vilka|sådant|sellaista)\b"
    r"|\b(?:delet|eras|remov|wip|purg|destroy|get rid of|poist|hävit|tuho|pyyhk|radera|ta bort|förstör"
    r"|släng)\w*\b(?: [\w']+){0,3}? "
    r"(?:what\w*|which|mitä|vad|vilka)\b",
    re.I,
)


def settled(found: Set[RequestKind], text: str) -> set[RequestKind]:
    """Keep what is meant: a copy to carry elsewhere is portability; a list is no register entry."""
    kept = set(found)
    if RequestKind.PORTABILITY in kept and not re.search(r"kopio|kopia|copy", text, re.I):
        kept.discard(RequestKind.ACCESS)
    # "Delete what you have on me" tells which entries, and asks to see none.
    if not kept.isdisjoint({RequestKind.ERASURE, RequestKind.RECTIFICATION}) and not LOOK.search(
        _ERASED_WHAT.sub(" ", text)
    ):
        kept.discard(RequestKind.ACCESS)
    # Use that is refused for a purpose is objected to; held back for a time, restricted.
    if {RequestKind.RESTRICTION, RequestKind.OBJECTION} <= kept and not HELD_BACK.search(text):
        kept.discard(RequestKind.RESTRICTION)
    # What was written of one is named to be held back, not to be seen.
    if RequestKind.RESTRICTION in kept and not _LOOK_PLAIN.search(text):
        kept.discard(RequestKind.ACCESS)
    if RequestKind.ERASURE in kept and _only_list(text):
        kept.discard(RequestKind.ERASURE)
    return kept


def _only_list(text: str) -> bool:
    on_list = re.search(
        r"\b(?:postitus|sähköposti|jakelu|markkinointi|osoite|mail|mejl|e-?post|utskicks|tiedotus)?-?list(?:alta"
        r"|oilta|altanne|an|a|or|orna)\b|luettelo|jakelus"
        r"|uutiskirj|mailing"
        r" list|sändlist|utskickslist|nyhetsbrev|newsletter",
        text,
        re.I,
    )
    return bool(on_list) and not re.search(
        r"tieto(?:ni|jani|jeni)\b|henkilötie|rekister|järjestelm|systeem|uppgift|register|registret|data\b"
        r"|information|records|(?:about"
        r"|on) me\b|\bm(?:in)?usta\b|om mig\b",
        text,
        re.I,
    )
