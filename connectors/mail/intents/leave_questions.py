"""Questions for leave that no single sentence tells: of "it" that the sentence before names, or in the subject alone."""

import re
from collections.abc import Sequence, Set

from connectors.mail.intents import consent_words as words
from connectors.mail.needs import Gate, Need, all_of, need_of
from connectors.mail.words import EDGE
from models.patterns import lazy

_OPENS = (
    r"(?:onko|olisiko|sopii\w*|sopisi\w*|käykö|kävisi\w*|passa\w*|saammeko|saako|saisimmeko|voimmeko"
    r"|voisimmeko|voidaanko|halua\w*ko|kiinnosta\w*ko|saanko|saisinko|voinko|voisinko"
    r"|är det|passar|skulle|går det|får vi|kan vi|kunde vi|får jag|kan jag|vill du|vill ni|is it|would|may we|can we|may i|can i"
    r"|could we|do you|are you)"
)
_OF_IT = lazy(
    rf"\b{_OPENS}\b.{{0,80}}\b(?:kysy\w*|kysel\w*|pyy\w*|lähet\w*|laita\w*|laitta\w*|lisä\w*|fråg\w*"
    rf"|skick\w*|sänd\w*|mejl\w*|lägg\w*"
    r"|ask\w*|send\w*|e-?mail\w*|add|receive|få|saada)\b.{0,80}\?"
    r"|\b(?:lähet(?:etään|ämme|än)|lait(?:etaan|amme|an))k[oö]\b.{0,80}\?",
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
    r"\b(?:sitä|sen|se|niitä|ne|det|den|dem|it|them|one|sähköposti\w*|e-?post\w*|mejl\w*|e-?mails?|jakelu\w*"
    r"|\w*saajiin)\b",
    re.I,
)
_NAMED = lazy(
    r"\b(?:palaut\w+|respons\w*|återkoppling\w*|feedback|\w*kirje\w*|\w*brev\w*|newsletters?|letters?"
    r"|\w*kysely\w*|\w*enkät\w*|surveys?"
    r"|bulletins?|tiedot(?:e|te)\w*|programmes?|ohjelma\w*|kutsu(?:ja|mme)|inbjudningar|invitations"
    r"|tarjouks(?:ia|ista)\w*|erbjudanden|offers)\b",
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
_LETTERS = lazy(
    r"palaut\w*(?:pyyn|kysel)|palautet|kysel|kirje|kutsu|tiedot|respons|återkoppl|enkät|brev|inbjud|utskick|e-postlist"
    r"|mejllist|survey"
    r"|newsletter|customer letter|bulletin|invitation|feedback|e-?mail list|mailing list|postituslist|news\b|uutisi",
    re.I,
)
_REPLY_YES = lazy(
    r"\b(?:[Vv]asta\w*|[Ss]vara|[Rr]eply|[Aa]nswer)\b[^.!?\n]{0,40}(?:\b(?:KYLLÄ|JOO|JA|YES)\b"
    r"|[\"'”“’](?:[Kk]yllä|[Jj]oo|[Jj]a|[Yy]es)[\"'”“’.!])"
)
A_YES = Need(((frozenset([f"{EDGE}{word}{EDGE}" for word in ("kyllä", "joo", "ja", "yes")]),),))
"""What asks for a yes by its name; short words are left out of what is read off a pattern."""
_TELL_WHETHER = lazy(
    r"\b(?:pyydämme|pyydetään|kerro\w*|ilmoita\w*|ilmoitt\w+|vahvista\w*)\b[^.!?]{0,60}\b(?:annetaanko|annatteko|annatko"
    r"|suostut\w*ko|saako|saammeko|saisimmeko|voimmeko|sopiiko)\b|"
    r"\b(?:tell|let) (?:me|us)(?: know)? (?:if|whether) (?:we|i) (?:may|can|could)\b"
    r"|\b(?:meddela|säg(?: till)?|berätta|svara)\b[^.!?]{0,30}\bom (?:vi|jag) (?:får|kan)\b|"
    r"\b(?:kan|voisitko|voitko|could|can|would) (?:du|ni|you)? ?(?:bekräfta|confirm|vahvistaa)\b[^.!?]{0,30}"
    r"\b(?:om|if|whether|onko)\b[^.!?]{0,25}\b(?:i sin ordning|okej|ok|acceptable|all right|fine)\b",
    re.I,
)
_TELL_IF_WANTED = lazy(
    r"\b(?:tell (?:me|us)|let (?:me|us) know|säg (?:gärna )?till|meddela|hör av (?:dig|er)|kerro\w*|sano|ilmoita\w*"
    r"|vastaa|reply|svara)\b"
    r"[^.!?]{0,40}\b(?:if you(?:'d| would)?,? (?:like|want|wish)|om (?:du|ni) (?:vill|önskar)"
    r"|jos (?:haluat|haluatte|tahdot|haluaisit\w*))\b"
    r"[^.!?]{0,60}\b(?:\w*list\w*|newsletter|\w*brev\w*|\w*kirje\w*|enkät\w*|kysel\w*|surveys?|letters?|inbjud\w*"
    r"|invitations?|kutsu\w*)",
    re.I,
)
_NEAR = 2
"""So many sentences before one that asks may name the mail."""
NEAR: Gate[str] = Gate(
    {
        "if wanted": _TELL_IF_WANTED,
        "reply yes": all_of([need_of(lazy(_REPLY_YES.pattern, re.I)), A_YES]),
        "whether": _TELL_WHETHER,
    },
    edges=True,
)
"""Ways to ask for an answer about mail, by the words they need."""


def asks_near(parts: Sequence[str], index: int, kinds: Set[str]) -> bool:
    """Whether a sentence asks in one of these ways for an answer about mail that it or a sentence just before it names."""
    part = parts[index]
    if "if wanted" in kinds and _TELL_IF_WANTED.search(part) and not words.OF_A_BILL.search(part):
        return True
    told = ("reply yes" in kinds and _REPLY_YES.search(part)) or ("whether" in kinds and _TELL_WHETHER.search(part))
    if not told or words.OF_A_BILL.search(part):
        return False
    return any(_LETTERS.search(near) for near in parts[max(0, index - _NEAR) : index + 1])


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
    # Few sentences name what could be sent: that is asked first.
    asked = (
        ("objections" in possible and _PROGRAMME.search(before) and _ANY_OBJECTIONS.search(part))
        or ("leave" in possible and _TELLING.search(before) and _LEAVE_FOR_IT.search(part))
        or ("it" in possible and _NAMED.search(before) and _IT.search(part) and _OF_IT.search(part))
    )
    return bool(asked) and not words.OF_A_BILL.search(part)


def subject_asks(subject: str) -> bool:
    """Whether the subject of an answer that quotes nothing tells that leave was asked for."""
    return bool(_SUBJECT.search(subject))
