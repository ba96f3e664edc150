"""What a sentence answers to a question for leave: its clauses are parsed, and what stands beside a yes has to be harmless."""

import re
from collections.abc import Sequence
from enum import Enum

from connectors.mail.intents import consent_clauses, leave_grammar, mail_names
from connectors.mail.intents import consent_limits as limits
from connectors.mail.intents import consent_words as words
from connectors.mail.intents.answer_grammar import Clause, Said, clauses
from connectors.mail.intents.answer_lexicon import UNKNOWN
from connectors.mail.intents.plain_leave import gives_plainly
from connectors.mail.intents.small_talk import BARE, excuses_language, is_small_talk, opens_small_talk
from connectors.mail.intents.swedish_article import without_article
from models.patterns import lazy


class Answer(Enum):
    """What a sentence says to a question for leave."""

    NOTHING = "nothing"
    HALF = "half"
    """A yes with something beside it that may take it back or make it another thing."""
    MIXED = "mixed"
    """A bare yes beside words that are not known and take nothing back."""
    ACKNOWLEDGES = "acknowledges"
    """A mere "ok": an answer where it stands alone."""
    AGREES = "agrees"
    """A bare yes."""
    ALLOWS = "allows"
    """Leave, an order, a wish or an acceptance of the mail itself."""


_TAKES_BACK = (words.DOUBT, words.NEGATION, limits.LIMIT, limits.WAVERING, limits.FOR_ANOTHER, limits.OTHER_LEAVE)
_OF_ELSE = (limits.ELSE, limits.RECEIVED, words.OF_A_BILL, consent_clauses.MEETS, consent_clauses.LOOKS_BACK)
_I_ANSWER = lazy(
    r"^\W*(?:and |och |ja |niin |so )?(?:i|i'll|i will|jag|minä|sitten|kyllä|we|vi)?\s?(?:will |ska |gladly |happily |always "
    r"|kyllä |niitä |ne |niihin )*(?:answer|reply|respond|fill|svarar|fyller i|vastaan|vastailen|vastaamme|täytän|täyttelen"
    r"|kerron|read|läser|luen|lueskelen|luemme)\b(?!.*\b(?:if|unless|jos|ellei|mikäli|om|ifall)\b)",
    re.I,
)
_WHEN = lazy(r"\b(?:when|once|kun|ku|när|då|as soon as)\b", re.I)
# A condition of one's own answering or coming, not of the mail.
_IF_I_CAN = lazy(
    r"^\W*(?:and |och |ja |niin |so )?(?:i'll |i will |jag |minä |sitten )?(?:answer|reply|come|join|vastaan\w*"
    r"|vastailen|tulen|käyn"
    r"|osallistun|svarar|kommer|deltar)\b[^,.;]{0,20}\b(?:if|when|jos|kun|mikäli|om"
    r"|när)\b (?:i |minä |jag |vain |vaan |suinkin )*"
    r"(?:can|have (?:the )?time|ehdin|pääsen|jaksan|muistan|voin|kerkiän|hinner|kan|orkar|kommer ihåg|remember|manage)\b",
    re.I,
)
# "Kun" with what is so already is a reason and no time.
_WHY = lazy(
    r"^\W*(?:kun|ku) (?:haluan|halutaan|tykkään|tykätään|kiinnosta\w+|kerran|niistä on|niin kauniisti|niin nätisti|muuten"
    r"|olen kiinnostunut|on (?:niin |aina )?(?:kiva|mukava|hyödyllis\w+|kiinnostav\w+)|(?:se|ne|sellai\w+) (?:ilmesty|tule)\w+)\b"
    r"(?!.*\b(?:jos|ensin|vasta)\b)",
    re.I,
)
_READS = lazy(r"\b(?:read|läser|luen|lueskelen|luemme)\b", re.I)
_LATER = lazy(
    r"\b(?:later|someday|some day|myöhemmin|joskus|senare|sedan|någon gång|ensi \w+|next \w+|nästa|we'll see"
    r"|we will see|katsotaan|vi får se"
    r"|syksyllä|keväällä"
    r"|first|ensin|först)\b",
    re.I,
)
# What the speaker is or has at some time: no time for the mail.
_OF_US = lazy(
    r"^\W*(?:olen|olemme|meillä|minulla|meillähän|me|meiltä|vi har|jag är|we are|i am|we have)\b(?! valmi)", re.I
)
_AT_A_TIME = lazy(
    r"^\W*(?:sitten |vasta |only |ensin )?(?:kun|ku|när|då|when|vasta|once|after|jahka|heti kun|first)\b", re.I
)
_CONSENTS = lazy(r"\b(?:suostun|suostumme|i (?:hereby )?consent|jag samtycker|vi samtycker)\b", re.I)
_IT = lazy(r"\b(?:ne|niitä|niistä|niille|sitä|sen|dem|dom|them|these|those)\b", re.I)
_THROWN_AWAY = lazy(
    r"\b(?:roski\w*|roskako\w*|roskapost\w*|skräp\w*|trash|bin|junk\w*|spam|poistan|poistamme|deletoin|delete|raderar|slänger"
    r"|whatever|make my day|dagen)\b",
    re.I,
)
_ASKED_AGAIN = lazy(
    r"\b(?:ask|kysy\w*|kysel\w*|fråga|palaa|palatkaa)\b[^.!?]*\b(?:again|uudelleen|uudestaan|igen|på nytt|taas|vielä)\b",
    re.I,
)
_FROM_THEN = lazy(
    r"\b(?:från och med|fr\. ?o\. ?m\.?|fr o m) (?!nu\b|i ?dag\b|idag\b)|\bfrom (?:next|january|february|march|april|may"
    r"|june|july|august"
    r"|september|october|november|december|autumn|spring|summer)\b",
    re.I,
)
_DOUBLED = lazy(r"^\W*(?:(joo|juu|ja|jå|yeah|yes|jo|kyllä|ok|sure)(?:[ ,]+(?:just|ihan))?(?:[ ,]+\1)+)\W*$", re.I)
# Of the speaker's own: feedback that they want, leave that they have, a visit; more to read before an answer.
_OF_ONE_S_OWN = lazy(
    r"\b(?:vill ha|vill få|want|like to (?:receive|get|have)|haluan|haluaisin|toivon|saada)\b[^.!?]*\b(?:respons"
    r"|återkoppling|palautetta"
    r"|feedback(?! (?:requests?|surveys?|forms?|questions?|questionnaires?|e-?mails?|mails?|enquir\w+)))\b"
    r"|\b(?:minulla|mulla|meillä) on (?:\w+ )?(?:lupa|suostumus)\b|\b(?:ni|du|you) (?:får|kan|may"
    r"|can) (?:\w+ )?(?:komma|come)\b"
    r"|\b(?:emot er|emot dig|against you|teitä vastaan)\b|\b(?:more|mera?|lisää) (?:info\w*|tieto\w*)\b|\blisätieto\w*",
    re.I,
)
# What came already: an invitation to one meeting, a message that is told to be received.
_CAME = lazy(
    r"^\W*(?:kiitos )?(?:kutsu(?:n|nne|si|sta)?|viesti(?:n|nne|si)?|info(?:n|sta)?) (?:on )?"
    r"(?:ok|okei|joo|kyllä|otan|otettu|saatu)\b",
    re.I,
)
_INFORMATION = lazy(r"\b(?:info(?!rmed\b|rmera)\w*|tieto(?:a|ja)?)\b", re.I)
_ASKS_TO_INFORM = lazy(
    r"info|markkinoin|mainos|mainon|valmennu|koulutu|tarjou|palvelu|tieto|tiedot|kerro|kertoa|uuti|news|nyheter|berätta|tell|inform|kurs|course",
    re.I,
)
_MAY_ASK = lazy(r"\b(?:kysyä|kysellä|kysykää|kysy|fråga|ask)\b", re.I)
_SENDS = lazy(rf"lähet|laitt|post|skicka|sänd|mejl|send|e-?mail|{mail_names.LETTERS}|enkät|{mail_names.FEEDBACK}", re.I)
_ASKS_TO_ASK = lazy(r"palaut|kysel|kysy|fråg|enkät|respons|återkoppl|feedback|survey|question|\bask\b", re.I)
_ASKED_WHY_NOT = lazy(
    r"\b(?:why (?:ever )?not|varför inte|miks(?:i|ei|ipä|ikäs|ikä)?(?: ei)?"
    r"|mikä(?:s|pä|päs|hän)? ?(?:ettei|siinä|jottei|estäisi)?)"
    r"[^?.!]{0,20}\?+|\b(?:ok|okay|okei|okej|would you|are you|är du|eller hur|eikö niin)\s*\?",
    re.I,
)
_NONE_OF_IT = lazy(
    r"^\W*(?:none(?: whatsoever| at all)?|not (?:at all|in the least|any)|inga alls|inte alls|ei (?:ole )?(?:lainkaan|mitään"
    r"|yhtään|ollenkaan))(?=\W*$|[.,!])",
    re.I,
)
_ASKS_FOR_OBJECTIONS = lazy(
    r"\b(?:objections?|object|mind|invändningar|invända|emot|hinder|vastaan|estettä|esteitä|haittaa\w*|vastustat\w*)\b[^.!]*\?",
    re.I,
)
_TURNS = lazy(
    r"^([^.!?;]*?)(?<!anything)(?<!everything)(?<!nothing)(?<!all),? "
    r"(?:mutta|mut(?! (?:list|mukaan|siihen|sille|jakelu|postitus))|men|but) ([^;]*)$",
    re.I,
)
_TRAILS_OFF = lazy(r"(?:\.\.|…)\W*$|\.\.\s|^\W*[\"”“]")
# "Palaute on tärkeää, totta kai" affirms what it says itself; "Annan palautetta: jono oli pitkä" gives it at once.
_AFFIRMS = lazy(
    r"\b(?:tärkeää|hyvä asia|important|matters|viktigt|bra sak)\W+"
    r"(?:totta kai|tietysti|tietenkin|toki|kyllä|joo|of course|sure|yes|indeed|ja|jo|absolut|visst|klart|självklart)\W*$",
    re.I,
)
_TELLS_IT = lazy(r"\b(?:palautetta|feedback|respons|återkoppling)\b[^.!?:,]{0,30}:\s*\w+ \w+", re.I)
_BOTH = lazy(r"^\W*1\W.*\b2\W|\b(?:both|båda|bägge|bådadera|molem\w+|kumpaankin|kumpikin|kaikki\w*|all of)\b", re.I)
_MOST_CLAUSES = 12
_WISHES = frozenset("wALIC")
_OF_LEAVE = frozenset("bSTsqALnIcC")
_OK = frozenset("kahx")
_WEAK = frozenset({Answer.NOTHING, Answer.HALF, Answer.MIXED})


def answer_of(sentence: str, asked: str) -> Answer:
    """Read one sentence as an answer to what is `asked`."""
    answer = _parsed(sentence, asked)
    if answer in _WEAK and not _is_of_else(sentence, asked) and gives_plainly(sentence):
        return Answer.ALLOWS
    return answer


def _parsed(sentence: str, asked: str) -> Answer:
    if _NONE_OF_IT.match(sentence) and _ASKS_FOR_OBJECTIONS.search(asked):
        return Answer.ALLOWS
    if turned := _TURNS.match(sentence):
        return _turned(turned[1], turned[2], asked)
    found = clauses(sentence)
    best = max([clause.said for clause in found], default=Said.UNKNOWN)
    if best < Said.AGREES or len(found) > _MOST_CLAUSES:
        return Answer.NOTHING
    if _is_of_else(sentence, asked):
        return Answer.HALF
    others = [clause for clause in found if clause.said is Said.UNKNOWN]
    opens = found.index(next(clause for clause in found if clause.said is best))
    idiom = best is Said.ACCEPTS and bool(set("IN") & set(found[opens].shape))
    yes = [clause for clause in found if clause.said >= Said.AGREES]
    said_yes = {part for clause in yes for part in clause.shape}
    small_talk = [clause for clause in others if is_small_talk(clause.text, said_yes)]
    others = [clause for clause in others if clause not in small_talk]
    left = {
        # "Go ahead" wants a tail that tells of the speaker: "Please do, I found the course useful".
        _leaves_it(
            clause,
            Said.AGREES if idiom and ("N" in found[opens].shape or clause.shape[0] not in "iM") else best,
            before=found.index(clause) < opens,
            bare=said_yes <= BARE,
            accepts=bool(_CONSENTS.search(found[opens].text)),
        )
        for clause in others
    }
    if None in left:
        return Answer.HALF
    if False in left:
        return Answer.MIXED
    if best is Said.ALLOWS:
        return Answer.ALLOWS
    if all(set(clause.shape) <= _OK for clause in yes):
        # "Ok, kiitos" thanks for a message.
        return Answer.HALF if any("Q" in clause.shape for clause in found) else Answer.ACKNOWLEDGES
    beside = [clause for clause in found[opens:] if clause not in small_talk]
    names = any(UNKNOWN in clause.shape and not set("HQ") & set(clause.shape) for clause in beside)
    return Answer.HALF if names and all(clause.shape == "y" for clause in yes) else Answer.AGREES


def only_acknowledges(sentences: Sequence[str], asked: str) -> bool:
    """Whether beside a mere "ok" there is nothing but greetings: then it is an answer."""
    said = [answer_of(sentence, asked) for sentence in sentences]
    others = [clauses(sentence) for sentence, answer in zip(sentences, said, strict=True) if answer is Answer.NOTHING]
    return all(clause.said is Said.HARMLESS and "Q" not in clause.shape for found in others for clause in found)


def is_whole(sentence: str) -> bool:
    """Whether every word of a sentence that says yes is known."""
    if _NONE_OF_IT.match(sentence):
        return True
    found = clauses(sentence)
    said_yes = {part for clause in found if clause.said >= Said.AGREES for part in clause.shape}
    unknown = [clause for clause in found if clause.said is Said.UNKNOWN]
    return bool(said_yes) and all(is_small_talk(clause.text, said_yes) for clause in unknown)


def leads_with_leave(sentence: str) -> bool:
    """Whether a sentence begins with leave that names the mail or a list, every word of the clause known."""
    found = [clause for clause in clauses(sentence) if clause.said is not Said.HARMLESS]
    named = bool(found) and found[0].said is Said.ALLOWS and bool(set("nLC") & set(found[0].shape))
    return named and not any(pattern.search(sentence) for pattern in _TAKES_BACK)


def names_in_leave(sentence: str) -> bool:
    """Whether a clause that gives leave names letters, a list for them, or is of leave for what is yet to come."""
    turned = _TURNS.match(sentence)
    return any(
        clause.said is Said.ALLOWS
        and bool(
            _NAMED.search(clause.text) or mail_names.OF_MAILINGS.search(clause.text) or set("Cz") <= set(clause.shape)
        )
        for clause in clauses(turned[2] if turned else sentence)
    )


_NAMED = lazy(r"\b\w{3,}list(?:a|alle|alla|alla(?:nne)?|allenne)\b|\b\w*saajiin\b", re.I)


def allows_wholly(sentence: str) -> bool:
    """Whether a sentence whose every word is known gives leave for mail, orders it or wants it."""
    found = [clause.said for clause in clauses(sentence)]
    known = max(found, default=Said.UNKNOWN) is Said.ALLOWS and min(found) > Said.UNKNOWN
    return known and not _is_of_else(sentence, sentence)


def wishes_for(sentence: str) -> bool:
    """Whether a sentence whose every word is known orders mail or wants it, though nobody asked."""
    found = clauses(sentence)
    wish = any(clause.said is Said.ALLOWS and _WISHES & set(clause.shape) for clause in found)
    return wish and all(clause.said > Said.UNKNOWN for clause in found) and not _is_of_else(sentence, sentence)


def speaks_against(sentence: str) -> bool:
    """Whether a clause denies something of mail or leave: "Do not put me on it". What others do not do is no denial."""
    return any(
        words.NEGATION.search(clause.text) and _OF_LEAVE & set(clause.shape) and not _OF_OTHERS.match(clause.text)
        for clause in clauses(sentence)
    )


_OF_OTHERS = lazy(
    r"^\W*(?:\w+ ){0,6}?(?:kukaan|moni|monet|kaikki|muut|useimmat|toiset|harva|jotkut|many|most|others|few|många|andra|få)"
    r" (?:\w+ )?(?:ei|eivät|kutsu|kysy|muista|don'?t|do not|never|inte|frågar inte)\b",
    re.I,
)


def objects_to_nothing(sentence: str) -> bool:
    """Whether a clause says that nothing speaks against it."""
    return any("N" in clause.shape for clause in clauses(sentence))


def opens_with_yes(sentence: str) -> bool:
    """Whether the first clause that says anything agrees."""
    said = [clause.said for clause in clauses(sentence) if clause.said is not Said.HARMLESS]
    return bool(said) and said[0] >= Said.AGREES


def names_both(sentence: str) -> bool:
    """Whether a yes is said to all that was asked."""
    return bool(_BOTH.search(sentence))


def _turned(before: str, behind: str, asked: str) -> Answer:
    """Read "Yövuoron jälkeen en jaksa kirjoittaa, mutta kysely käy": the no is about something else."""
    first, then = _parsed(before, asked), _parsed(behind, asked)
    if then is Answer.ALLOWS and not (mail_names.OF_MAIL.search(before) or words.DOUBT.search(before)):
        return then
    if first is Answer.NOTHING and then is Answer.NOTHING:
        return Answer.NOTHING
    if first is Answer.NOTHING and all(clause.said is Said.HARMLESS for clause in clauses(before)):
        return then
    if (
        then is Answer.AGREES
        and _CONSENTS.search(behind)
        and not any(turn.search(before) for turn in (*_TAKES_BACK, *_OF_ELSE))
    ):
        return then
    surely = {Answer.AGREES, Answer.ALLOWS}
    # "Jo men gärna".
    if (
        then in surely
        and first is Answer.NOTHING
        and not (mail_names.OF_MAIL.search(before) or words.DOUBT.search(before))
    ):
        return Answer.MIXED
    return then if first in surely and then in surely else Answer.HALF


def _is_of_else(sentence: str, asked: str) -> bool:
    """Whether a sentence that holds a yes asks, jests, tells of others, or agrees to another thing than was `asked`."""
    if "?" in _ASKED_WHY_NOT.sub(" ", sentence):
        return True
    if _MAY_ASK.search(sentence) and not (_SENDS.search(sentence) or _ASKS_TO_ASK.search(asked)):
        return True
    if _INFORMATION.search(sentence) and not _ASKS_TO_INFORM.search(asked):
        return True
    return any(
        pattern.search(sentence)
        for pattern in (
            leave_grammar.IRONIC,
            _OF_ONE_S_OWN,
            _CAME,
            limits.REPORTED,
            words.WONDERS,
            _ASKED_AGAIN,
            _FROM_THEN,
            _DOUBLED,
            _THROWN_AWAY,
            _TRAILS_OFF,
            _AFFIRMS,
            _TELLS_IT,
        )
    )


def _leaves_it(clause: Clause, yes: Said, *, before: bool, bare: bool, accepts: bool) -> bool | None:
    """Whether an unknown clause beside a yes leaves it a yes; None: it may take it back.

    `bare`: the yes is a mere "yes"; `accepts`: it is one of consent by its name.
    """
    text = clause.text
    surely = yes is Said.ALLOWS
    if (surely or not (bare or before)) and _IF_I_CAN.match(text):
        return True
    if _LATER.search(text) and not (surely and _OF_US.match(text)):
        return None
    if _I_ANSWER.match(text) and (surely or not (UNKNOWN in clause.shape or _WHEN.search(text) or _READS.search(text))):
        return True
    if _AT_A_TIME.match(text) and not (surely and _WHY.match(text)):
        return None
    said = without_article(text)
    if _WILL_NOT_READ.search(said):
        return None
    if limits.ASIDE.fullmatch(said.strip()) or excuses_language(said):
        return True
    if any(pattern.search(said) for pattern in _TAKES_BACK):
        return None
    of_it = bool(_IT.search(said) or mail_names.OF_MAIL.search(said))
    if opens_small_talk(said) and not (before or of_it or any(pattern.search(said) for pattern in _OF_ELSE[:3])):
        return True
    if surely:
        return before or not of_it
    if yes is not Said.ACCEPTS or of_it or "!" in clause.shape:
        return False
    if before:
        # "Onpa virallista, mutta suostun": what accepts names its own matter.
        return accepts and not any(pattern.search(said) for pattern in _OF_ELSE)
    return not any(pattern.search(said) for pattern in _OF_ELSE[:3])


_WILL_NOT_READ = lazy(
    r"\ben (?:\w+ )?(?:ehdi|jaksa|aio) lukea\b|\b(?:hinner|orkar) inte läsa\b|\bno time to read\b", re.I
)
