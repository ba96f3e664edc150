"""Questions for leave that no single sentence tells: of "it" that the sentence before names, or in the subject alone."""

import re
from collections.abc import Sequence, Set

from connectors.mail.intents import consent_words as words
from connectors.mail.needs import Gate, all_of, need_of
from models.patterns import lazy

_OPENS = (
    r"(?:onko|olisiko|sopii\w*|sopisi\w*|käykö|kävisi\w*|passa\w*|saammeko|saako|saisimmeko|voimmeko"
    r"|voisimmeko|voidaanko|halua\w*ko"
    r"|är det|passar|skulle|går det|får vi|kan vi|kunde vi|vill du|vill ni|is it|would|may we|can we"
    r"|could we|do you|are you)"
)
_OF_IT = lazy(
    rf"\b{_OPENS}\b.{{0,80}}\b(?:kysy\w*|kysel\w*|pyy\w*|lähet\w*|laita\w*|laitta\w*|lisä\w*|fråg\w*"
    rf"|skick\w*|sänd\w*|mejl\w*|lägg\w*"
    r"|ask\w*|send\w*|e-?mail\w*|add|receive|få|saada)\b.{0,80}\?",
    re.I | re.S,
)
_LEAVE_FOR_IT = lazy(
    r"\b(?:do you|annat\w*ko|suostut\w*ko|ger (?:du|ni)|samtycker (?:du|ni)|godkänner (?:du|ni)"
    r"|hyväksyt\w*kö|sopii\w*ko|onko|är det"
    r"|is that|would that|passar)\b.{0,40}\b(?:consent|agree|suostumu\w+|samtycke|lupa\w*|siihen|tähän"
    r"|tämä|det|detta|this|that|sopiva\w*"
    r"|ok\w*|all right|fine)\b[^.!?]*\?",
    re.I | re.S,
)
_TELLING = lazy(
    r"\b(?:tell|inform|kerto\w+|kertoisi\w+|berätta\w*|informera|meddela|ilmoit\w+|lähet\w+|skicka"
    r"|send)\b.{0,80}\b(?:kurss\w*|koulutu\w+"
    r"|ryhm\w+|tapahtum\w+|uutis\w+|kurser\w*|grupper\w*|utbildning\w*|nyheter\w*|evenemang\w*|courses"
    r"|groups|trainings?|events|news)\b",
    re.I | re.S,
)
_IT = lazy(
    r"\b(?:sitä|sen|niitä|ne|det|den|dem|it|them|one|sähköposti\w*|e-?post\w*|mejl\w*|e-?mails?|jakelu\w*"
    r"|\w*saajiin)\b",
    re.I,
)
_NAMED = lazy(
    r"\b(?:palaut\w+|respons\w*|återkoppling\w*|feedback|\w*kirje\w*|\w*brev\w*|newsletters?|letters?"
    r"|\w*kysely\w*|\w*enkät\w*|surveys?"
    r"|bulletins?|tiedot(?:e|te)\w*|programmes?|ohjelma\w*|kutsu(?:ja|mme)|inbjudningar|invitations)\b",
    re.I,
)
_PROGRAMME = lazy(
    r"\b(?:plan to|would like to|intend to|aiomme|haluaisimme|vill gärna|tänker)\b.{0,30}\b(?:e-?mail|send"
    r"|lähett\w+|skicka|mejla)\b"
    r".{0,80}\b(?:programme|news|ohjelma\w*|kutsu\w*|tieto\w*|program\w*|inbjudningar|nyheter)\b",
    re.I | re.S,
)
_ANY_OBJECTIONS = lazy(
    r"\b(?:objections?|do you mind|would you mind|invändningar|något emot|sitä vastaan|jotakin vastaan"
    r"|mitään vastaan)\b[^.!?]*\?",
    re.I,
)
_ANYTHING_AGAINST = lazy(
    r"\b(?:any objections?|har (?:du|ni) något emot|mitään (?:sitä |tätä )?vastaan|något att invända)\b[^.!?]*\?", re.I
)
_SUBJECT = lazy(
    r"^\W*(?:re|vs|sv|vast|aw)\s?:.*?(?:"
    r"\b(?:saammeko|saako|saisimmeko|voimmeko|may we|can we|could we|får vi|kan vi|kunde vi)\b.*"
    r"(?:palaut|feedback|respons|återkoppl|kysel|enkät|survey|kirje|newsletter|brev)"
    r"|\b(?:lupa|tillstånd|lov|permission|leave)\b.{0,10}(?:palaut|kysel|lähettää|pyytää|kirje|skicka"
    r"|fråga|be om|to send|to ask)"
    r"|\b(?:palaut\w+|palautepyyn\w+) (?:kysymi\w+|pyytämi\w+|lähettämi\w+))",
    re.I,
)
OF_IT: Gate[str] = Gate(
    {
        "objections": _ANY_OBJECTIONS,
        "leave": _LEAVE_FOR_IT,
        "it": all_of([need_of(_OF_IT), need_of(_IT)]),
    },
    edges=True,
)
"""How a sentence may ask leave to send what the one before it names, by its words."""


def asks_for_objections(asked: str) -> bool:
    """Whether it is asked if anything speaks against it: there a bare yes is none."""
    return bool(_ANYTHING_AGAINST.search(asked))


def asks_of_it(parts: Sequence[str], index: int, possible: Set[str]) -> bool:
    """Whether a sentence asks leave to send what the one before it names: "… palautteen avulla. Sopiiko, että kysymme sitä?".

    `possible`: what OF_IT finds possible of its words.
    """
    part = parts[index]
    if not possible or index == 0 or "?" not in part:
        return False
    before = parts[index - 1]
    asked = (
        ("objections" in possible and _ANY_OBJECTIONS.search(part) and _PROGRAMME.search(before))
        or ("leave" in possible and _LEAVE_FOR_IT.search(part) and _TELLING.search(before))
        or ("it" in possible and _OF_IT.search(part) and _IT.search(part) and _NAMED.search(before))
    )
    return bool(asked) and not words.OF_A_BILL.search(part)


def subject_asks(subject: str) -> bool:
    """Whether the subject of an answer that quotes nothing tells that leave was asked for."""
    return bool(_SUBJECT.search(subject))
