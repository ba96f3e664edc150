"""Whether a client's own words ask for an explanation or complain (selvityspyyntö), and by when that is answered. No clock.

A list of phrases in three languages. In a mail of its own only a plain wish counts; in an answer to our letter any question or
wish to be contacted does: whoever asks there waits for an answer.
"""

import re
from datetime import date, timedelta

from models.patterns import lazy
from models.rules.working_days import next_working_day
from models.vocabulary import InquiryKind

ANSWERED_WITHIN = timedelta(days=14)
"""The firm's own aim. No law sets a term for it (default)."""

OLD_NEWS = timedelta(days=30)
"""A message older than this that is read for the first time opens no case (HW-F19)."""

_COMPLAINT = lazy(
    r"(?<!\w)(?:"
    r"reklam(?:aatio\w*|oi\w+|oida\w*)|(?:teen|tehdä|jätän|jättää|osoitan) (?:\w+ ){0,3}valitu(?:ksen|sta)|valitan siitä"
    r"|(?:haluan|haluaisin|joudun|täytyy|pitää) (?:\w+ ){0,2}valittaa"
    r"|vaadin (?:\w+ ){0,3}(?:hyvity\w+|korvau\w+|rah\w+|palautu\w+)"
    r"|(?:haluan|haluaisin|pyydän|odotan) (?:\w+ ){0,3}(?:hyvity\w+|korvauk\w+|korvausta)|rahat takaisin"
    r"|reklamation\w*|reklamera\w*|klagomål\w*|(?:vill|måste) (?:\w+ ){0,2}klaga|pengarna tillbaka|kräver (?:\w+ ){0,3}ersättning"
    r"|(?:make|file|lodge|raise|submit|formal|my|this) (?:a |an |my )?(?:formal |official )?complaint"
    r"|(?:want|wish|have|like) to complain"
    r"|money back|(?:want|demand|request|like) (?:\w+ ){0,3}refund"
    r")(?!\w)"
)
_INQUIRY = lazy(
    r"(?<!\w)(?:"
    r"selvityspyyn\w+|(?:pyydän|pyytäisin|haluan|haluaisin|vaadin|toivon|toivoisin|odotan) (?:\w+ ){0,4}selvity(?:stä|ksen)"
    r"|selvittäkää|(?:voitteko|voisitteko|voitko|voisitko) (?:\w+ ){0,3}(?:selvittää|selittää)"
    r"|(?:pyydän|haluan|haluaisin|vaadin) (?:\w+ ){0,3}selityksen"
    r"|begär\w* om utredning|begär (?:\w+ ){0,3}(?:utredning|förklaring)"
    r"|(?:kan|kunde|skulle) (?:ni|du) (?:\w+ ){0,2}(?:utreda|förklara)"
    r"|vill (?:\w+ ){0,3}(?:utredning|förklaring)"
    r"|(?:request|want|demand|like|expect) (?:\w+ ){0,3}(?:explanation|investigation)"
    r"|(?:could|can|would) you (?:\w+ ){0,2}(?:explain|look into"
    r"|investigate)|please (?:explain|look into|investigate)"
    r")(?!\w)"
)
_ANSWER_WANTED = lazy(
    r"(?<!\w)(?:"
    r"(?:ota|ottakaa|ottaisitko|ottaisitteko|voisitteko ottaa|voitko ottaa|voitteko ottaa|voisitko ottaa) (?:\w+ ){0,2}yhteyttä"
    r"|soita(?:tteko|tko|kaa)? minulle|soittakaa|voi(?:si)?t(?:te)?ko soittaa"
    r"|(?:toivon|toivoisin|haluan|haluaisin|odotan|jään odottamaan|pyydän) (?:\w+ ){0,2}(?:vastaus\w*|yhteydenotto\w*)"
    r"|kontakta mig|ring mig|(?:vill|önskar) (?:\w+ ){0,3}(?:svar|bli kontaktad)|hör av (?:er|dig)"
    r"|contact me|call me|(?:get back|reply) to me|(?:want|like|expect|await) (?:\w+ ){0,3}(?:reply|answer|response)"
    r"|hear from you"
    r")(?!\w)"
)
_NEGATED = lazy(
    r"(?:\b(?:ei|en|eikä|enkä|älkää|inte|inga?|inget|not|no|never|don'?t|nothing|without|can'?t|cannot|ilman)\b(?:\W+\w+){0,4}\W*)$"
)
_ASIDE = lazy(
    r"^(?:miten (?:menee|voit)|mitä kuuluu|hur (?:är|mår)|how are you|kuinka voit)\b|\b(?:eikö niin|right|eller hur)\W*$"
)
# fmt: off
_STEMS = (
    "rekla", "valit", "hyvity", "korvau", "rahat", "vaadin", "klag", "pengarna", "ersättning", "complain", "money back", "refund",
    "selvit", "seli", "utred", "förklar", "expla", "look into", "investig",
)
_ANSWERING_STEMS = (
    *_STEMS, "?", "yhteyttä", "soit", "vastau", "yhteydenot", "kontakta", "ring mig", "svar", "hör av", "contact", "call me",
    "to me", "reply", "answer", "response", "hear from",
)
# fmt: on
STEMS, ANSWERING_STEMS = frozenset(_STEMS), frozenset(_ANSWERING_STEMS)
"""One of these stands in every text that asks for anything: in a mail of its own, and in an answer to us."""
_SENTENCE = lazy(r"[^.!?\n]*[.!?\n]?")
_MIN_QUESTION_WORDS = 3
_MAX_CHARS = 8_000
_LOOK_BACK = 60


def inquiry_in(text: str, *, answering: bool) -> InquiryKind | None:
    """Say what an own text asks for; None: nothing of it. `answering`: it answers a letter or a page of ours."""
    asked = None
    low = text[:_MAX_CHARS].casefold()
    # Every phrase has one of these: most mail is done here, and every message is asked.
    if not any(stem in low for stem in (_ANSWERING_STEMS if answering else _STEMS)):
        return None
    for found in _SENTENCE.finditer(low):
        sentence = found[0].strip()
        if _says(_COMPLAINT, sentence):
            return InquiryKind.COMPLAINT
        if _says(_INQUIRY, sentence) or (answering and (_says(_ANSWER_WANTED, sentence) or _is_question(sentence))):
            asked = InquiryKind.INQUIRY
    return asked


def answer_by(received_on: date) -> date:
    """Give the day by which an inquiry that came on a local day is answered: two weeks, then the next working day."""
    return next_working_day(received_on + ANSWERED_WITHIN)


def _says(pattern: re.Pattern[str], sentence: str) -> bool:
    return any(
        not _NEGATED.search(sentence[max(0, match.start() - _LOOK_BACK) : match.start()])
        for match in pattern.finditer(sentence)
    )


def _is_question(sentence: str) -> bool:
    return sentence.endswith("?") and len(sentence.split()) >= _MIN_QUESTION_WORDS and not _ASIDE.search(sentence)
