"""A question for leave by its parts, in whatever words: what would come, that it is sent, to the reader, and that it is asked."""

import re
from collections.abc import Mapping, Sequence, Set

from connectors.mail.intents import consent_limits as limits
from connectors.mail.intents import consent_words as words
from connectors.mail.needs import Gate, all_of, need_of
from models.patterns import lazy

_FEW_WORDS = 14
"""A question of what the sentence before it offers is no longer than this."""

# Mail that comes again and again by its nature.
_REPEATED = lazy(
    r"\b(?:(?:uutis|asiakas|kuukausi|kausi|vuosi|kuulumis|vinkki)kir\w+|kutsulist\w+"
    r"|palautepyyn\w+|palautekysel\w+|palautelomak\w+|tyytyväisyyskysel\w+"
    r"|asiakaskysel\w+|postituslist\w+|sähköpostilist\w+|jakelulist\w+|mainoks\w+|newsletters?"
    r"|feedback (?:requests?|forms?|surveys?|questionnaires?|e-?mails?)|requests? for (?:your )?feedback|customer letters?"
    r"|seasonal letters?|bulletins?|(?:mailing|e-?mail|invitation) list|marketing (?:e-?mails?|messages)"
    r"|våra nyheter|our news|uuti(?:siamme|semme|sistamme)|nyhetsbrev\w*|kundbrev\w*"
    r"|respons(?:enkät|förfråg|begär|formulär)\w*|begäran om (?:respons|återkoppling)|utskick\w*"
    r"|(?:sänd|mejl|mail|e-post|inbjudnings)list\w*)",
    re.I,
)
# A list that the reader is put on; who comes to a meeting stands on one too.
_ON_A_LIST = lazy(
    r"\b(?:sinut|sut|teidät)\b[^.!?]{0,40}?(?:\w*(?:tiedot|kirj|kuts|mainos)\w* (?:saajiin|saajaksi|tilaajaksi|tilaajiin))\b"
    r"|\b(?:sinut|sut|teidät)\b[^.!?]{0,40}?(?<!osallistuja)(?<!odotus)(?<!ilmoittautumis)(?<!jono)list(?:alle|alla|oille|oilla)"
    r"|\b(?:dig|er) (?:kvar )?(?:på|till|i) (?:vår |en )?(?!delta|vänt|när)\w*list(?:a|an|or)?\b"
    r"|\byou (?:on|to) (?:the|our|a) (?!waiting|guest|participant|attend)(?:\w+ )?list\b(?! of (?:participants|people))",
    re.I,
)
# What may also come once only, to a meeting or for one matter.
_MAYBE_ONCE = lazy(
    r"\b(?:(?:sähkö)?postia|sähköposteja|meiliä|meilejä|mailia|maileja|(?<!per )(?<!via )(?<!med )(?:e-post|mejl)"
    r"|(?<!by )(?<!via )e-?mails?|kutsu(?:n|t|ja|jamme|mme|ista)?|kysely(?:n|t|jä|itä|mme)?|viesti(?:ä|n)|viestejä"
    r"|tieto(?:a|ja)|terveisiä"
    r"|kuulumi(?:sia|set)|vinkkejä|ohjelma(?:n|a|t|mme)|invit(?:ations?|es?)|surveys?|questionnaires?|messages?|information|news"
    r"|updates|tips|programmes?|questions|notes?|kysymy(?:s|ks)\w*|frågor|inbjudning\w*|inbjudan|enkät\w*|meddelanden"
    r"|nyheter|program(?:met)?)\b",
    re.I,
)
_AGAIN = lazy(
    r"\b(?:silloin tällöin|joskus|välillä|toisinaan|ajoittain|jatkossa(?:kin)?|vastaisuudessa|säännöllisesti|aina"
    r"|kerran (?:kuu|vuo|kau)\w+|kertaa|\w*(?:tapaami|ohjau|kerto|kerra|jakso|käyn|prosessi)\w* (?:jälkeen|päätteeksi|lopuksi)"
    r"|edelleen|ensi vuonna(?:kin)?|kun (?:uusia|seuraavat|ne|niitä)|joka (?:kuu|vuo|kau)\w+"
    r"|(?:koulutuks|kursse|tapahtum|illo|luenno"
    r"|webinaare|palvelu|uutuuks|uutis|valmennuks|työpajo|ryhm|tarjouks)ist[aä]"
    r"|när (?:nya|nästa|höstens|vårens|de) \w+|varje \w+|i framtiden|when (?:new|the next|upcoming|they) \w+|each term"
    r"|om (?:våra|nya|aktuella) \w+|about (?:our|new) \w+|occasional|keep (?:on )?sending|from now on|next year"
    r"|tulevi(?:sta|in|en)|uusi(?:sta|in)|avoimi(?:sta|in)|maksuttomi(?:sta|in)|palaut(?:etta|teesta|teen)|ibland|då och då"
    r"|framöver|i fortsättningen|regelbundet|efter (?:varje|våra|träff\w*|mötena|handledning\w*)|kommande|öppna"
    r"|per (?:termin|månad|år)|om (?:din )?respons|now and then|from time to time|occasionally|sometimes|regularly"
    r"|in (?:the )?future|upcoming|after (?:each|every|our|the|your)|(?:once|twice|times|few|couple) (?:a|per|of) \w+"
    r"|every (?:month|term|now)|once in a while|for feedback)\b",
    re.I,
)
_SENT = lazy(
    r"\b(?:lähet\w+|laita\w*|laitta\w+|laittel\w+|kutsua|kutsuisi\w+|lisä(?:tä|isi\w+|ä\w*)|liittä\w+|toimit\w+|meila\w+"
    r"|(?:sähkö)?posti(?:isi|inne)|meili(?:isi|inne)|saada|saisit?\w*|vastaanot\w+|ottaa vastaan|tilata|tulla|tulisi|kysyä"
    r"|kysyisi\w+|pyytää|pyytäisi\w+"
    r"|kysel(?:isi\w+|lä)|kerto(?:a|isi\w+)"
    r"|tiedottaa|skicka\w*|sänd(?:a|er|as|s)?|mejla\w*|maila\w*|få|lägg\w*|ta emot|be om|send\w*|sent|e-?mail(?:ed|ing)?"
    r"|(?:din|er) inkorg|your inbox|mail(?:ed|ing)|mukana|vara med|(?:be|stay) on|receiv\w+|get|getting|add\w*|put|include\w*)\b",
    re.I,
)
_READER = lazy(
    r"\b(?:sinu\w*|sinä|kuul(?:et|ette|isit|isitte)|sulle|sua|sut|sun|teille|teitä|teidän|teiltä|teidät|te"
    r"|\w+(?:iisi|eesi|iinne|eenne|aanne|tko|tkö|tteko|ttekö)|suostumu(?:ksesi|stasi|ksenne|stanne)|lupa(?:asi|si|nne"
    r"|anne)|you|your|dig|din|ditt|dina|er|era|ert|ni|du)\b",
    re.I,
)
_WE_SEND = lazy(
    r"\b(?:vi|jag|we|i) (?:\w+ )?(?:skicka\w*|mejla\w*|sänder|lägger|send|sent|e-?mail\w*|add\w*|put)\b"
    r"|\b(?:vi|jag) (?:\w+ )?berättar\b|\bmeiltä\b|\bfrån oss\b|\bfrom us\b"
    r"|\b(?:lähet(?:än|ämme|täisin|täisimme)|lait(?:an|amme|taisin|taisimme)|kysyisi(?:n|mme)|kyselisi(?:n|mme))\b",
    re.I,
)
_QUESTION = lazy(
    r"\b(?:saa|saisi|voi|voisi|käy|kävisi|sopi|sopii|sopisi|passa|passaa|passaisi|haittaa|haittaisi|häiritsee|häiritsisi|on|olisi"
    r"|tahdo|halua|haluai|kiinnosta|kiinnostaa|kiinnostaisi|suostu|anna|anta|hyväksy|salli|kelpaa|tulisi|ole|oli|ota|otta)"
    r"(?:n|t|s|is|si|isi|isit|mme|tte|isitte|isimme|daan|taisiin|ko)*(?:ko|kö)(?:han|hän)?\b|\w(?:aanko|äänkö)\b"
    r"|\b(?:laita|lähetä|kerro|muistuta|lisää)(?:n|mme)k[oö]\b"
    r"|\b(?:may|can|could|would|is|are|do|shall|might|should) (?:we|i|you|it|there|that|this)\b"
    r"|\b(?:får|kan|kunde|vill|skulle|går|är|vore|passar|har|hör|ska|skall|ger|önskar|godkänner|samtycker|tillåter|gör)"
    r" (?:vi|jag|du|ni|det|någon)\b",
    re.I,
)
_WONDERS = lazy(
    r"\b(?:wonder(?:ing|ed)?|undrar|mietin|mietimme|kysyisin|kysyisimme|kysymme|kysyn|tiedustel\w+|haluaisin kysyä)\b"
    r"[^.!?]{0,60}?(?:\b(?:if|whether|om|jos)\b|\w(?:ko|kö)\b)",
    re.I,
)
# "Jos on, kerro, niin laitan sinut kutsulistalle": a list of a course has no such name.
_IF_SO = lazy(
    r"\b(?:jos|mikäli)\b[^.!?]{0,40}?\b(?:kerro|vastaa|ilmoita|sano|kuittaa)\w*\b[^.!?]{0,40}?\bniin (?:laitan|laitamme|lisään"
    r"|lisäämme|otan|otamme) (?:\w+ )?(?:kutsu|postitus|jakelu|uutiskirje|sähköposti|tiedotus|kirje)-?list",
    re.I,
)
_LEAVE_ASKED = lazy(
    r"\b(?:pyydetään|pyydä(?:mme|n)|pyytäisi\w+|toivo\w+|ber|be om|behöv(?:s|er)?|tarvits\w+|ask|asking|need|request"
    r"|require)\b[^.!?]{0,90}?"
    r"\b(?:suostumu\w+|lupa\w*|luvan\w*|samtycke\w*|tillstånd|tillåtelse|lov|consent|permission)"
    r"|\b(?:suostumu\w+|lupaanne|lupaasi)\b[^.!?]{0,60}\b(?:pyydetään|pyydä(?:mme|n)|pyytäisi\w+|tarvitaan)"
    rf"|{_IF_SO.pattern}"
    r"|\bjos (?:annat|annatte|saan|saamme) (?:siihen |siitä |teiltä |sinulta )?(?:luvan|lupasi|lupanne|suostumu\w+)"
    r"|\bom (?:du|ni) ger (?:oss )?(?:lov|tillstånd|tillåtelse|\w+ samtycke)"
    r"|\bif you (?:allow|permit|let) us|\bif you give (?:us )?(?:your )?(?:consent|permission)",
    re.I,
)
# The reader hears of something, by whatever way.
_TOLD = lazy(
    r"\b(?:ilmoite\w+|ilmoitt\w+|muistut\w+|muistaa|kuul(?:et|la|isit|isitte|ette)|kertoa|kerrotaan\w*|tieto"
    r"|berätta\w*|hör(?:a)? (?:vi |jag )?(?:av|om)|mejla|meddela|let you know|tell you|told you|drop you|hear (?:about|from)"
    r"|keep (?:you|in)|contact you|write to you|e-?mail you|invite you)\b",
    re.I,
)
_THEM = lazy(r"\b(?:niistä|niihin|niitä|ne|om dem|till dem|dem|them|these)\b", re.I)
_MANY = lazy(
    r"\b(?:tapahtumia|iltoja|kursseja|koulutuksia|luentoja|ryhmiä|webinaareja|tilaisuuksia|(?:nya|öppna) \w+(?:er|ar|or)"
    r"|evenemang|new courses|courses|events|evenings|workshops|webinars|groups)\b",
    re.I,
)
# "Tell us if you would like …", "If you would like …, just say so".
_SAY_IF = lazy(
    r"\b(?:kerro\w*|ilmoita\w*|sano|vastaa|säg (?:gärna )?till|meddela|hör av dig|tell (?:me|us)|let (?:me|us) know|reply"
    r"|say)\b[^.!?]{0,25}?\b(?:jos (?:haluat|tahdot|haluaisit)\w*|(?:halua|haluaisi|tahdo)t(?:te)?ko|om (?:du|ni) vill"
    r"|(?:if|whether) you(?:'d| would)? (?:like|want))\b"
    r"|\b(?:jos (?:haluat|tahdot|haluaisit)\w*|om (?:du|ni) vill|if you(?:'d| would)? (?:like|want))\b[^.!?]{0,70}?"
    r"\b(?:kerro\w*|ilmoita\w*|sano|säg till|meddela|hör av dig|tell (?:me|us)|let (?:me|us) know|say so)\b",
    re.I,
)
# What is said beside a question that asks for leave: the mail is to come again and again.
_WITHOUT_LEAVE = lazy(
    r"\b(?:ilman (?:\w+ )?(?:lupa\w*|suostumu\w+)|utan (?:ditt |ert )?(?:lov|tillstånd|samtycke|medgivande)"
    r"|without (?:your |any )?(?:permission|consent|leave|say-so))\b",
    re.I,
)
_OFFERS = lazy(
    r"\b(?:lähettäisi(?:n|mme)|laittaisi(?:n|mme)|kutsuisi(?:n|mme)|kertoisi(?:n|mme)|haluaisi(?:n|mme)|(?:i|we)(?:'d| would)"
    r"|skulle (?:jag |vi )?(?:gärna )?|vill (?:vi |jag )?gärna|(?:vi|jag) (?:skulle|vill))\b",
    re.I,
)
# What is sent to others; whether the reader gets it too is asked of "it" alone.
_SENDS_IT = lazy(
    r"\b(?:lähetämme|lähetän|laitamme|laitan|kerromme|kerron|otamme käyttöön|olemme aloittaneet|tapana)\b"
    r"|\b(?:vi|jag) (?:\w+ )?(?:skickar|mejlar|sänder|berättar)\b|\b(?:we|i) (?:\w+ )?(?:send|e-?mail|write|tell)\b",
    re.I,
)
_IT = lazy(r"\b(?:se|sen|sitä|ne|niitä|tämä|det|detta|den|dem|that|this|it|them|those)\b", re.I)
_OF_THAT = lazy(
    r"\b(?:se|tämä|tää|sellainen|siitä|siihen|sinulle|sulle|teille|det|detta|that|this|it|you|dig|er)\b", re.I
)
# The reader is to send, fill in, come or tell: no leave.
_READERS_PART = lazy(
    r"\b(?:voisit\w*|voit(?:te)?ko|ehdit\w*|jaksat\w*|could you|can you|would you (?:please|kindly)"
    r"|would you (?:mind )?(?:send|fill|answer|reply|complete|com)|kan (?:du|ni)|kunde (?:du|ni)|skulle (?:du|ni) kunna"
    r"|orkar (?:du|ni)|hinner (?:du|ni))"
    r"|\b(?:vastata|vastaisit\w*|täyttää|täyttäisit\w*|osallistu\w+|ilmoittautu\w+|svara på|fylla i|delta|answer|fill|complete"
    r"|take part|attend|join)\b[^?]*\b(?:kysely|lomake|enkät|survey|questionnaire|form|tilaisuu|kurs|event|meeting)",
    re.I,
)
_OF_THE_READER = lazy(
    r"\b(?:kerto\w*|kirjoitt\w*|puhu\w*|berätta|skriva|tell|write|speak) (?:\w+ )?(?:sinusta|teistä|om (?:dig|er)|about you)\b",
    re.I,
)
_ENDS = lazy(
    r"\b(?:peru\w*|lopet\w*|poist\w*|enää|stop|avsluta|avbeställ\w*|avregistrer\w*|unsubscribe|no longer|remove)\b",
    re.I,
)


PARTS: Gate[str] = Gate(
    {
        "again": need_of(_REPEATED),
        "without": need_of(_WITHOUT_LEAVE),
        "them": need_of(_TOLD),
        "told": all_of([need_of(_TOLD), need_of(_AGAIN)]),
        "list": need_of(_ON_A_LIST),
        "once": all_of([need_of(_MAYBE_ONCE), need_of(_AGAIN)]),
    },
    edges=True,
)
"""What a letter that asks so holds, by its words."""
UNMARKED: Gate[str] = Gate({"wonders": _WONDERS, "leave": _LEAVE_ASKED, "say if": _SAY_IF}, edges=True)
"""How a sentence asks without a question mark, by its words."""


def asks_by_parts(parts: Sequence[str], index: int, found: Mapping[int, Set[str]]) -> bool:
    """Whether a sentence of a letter asks its reader for leave to send mail, by itself or of what the one before offers.

    `found`: which of the words of PARTS and UNMARKED, and whether a question mark, stand in each sentence.
    """
    present, part = found.get(index, frozenset()), parts[index]
    # Few letters hold what both need.
    unmarked = UNMARKED.possible(present)
    if not (unmarked or "?" in present):
        return False
    if not (PARTS.possible(present) or PARTS.possible(found.get(index - 1, frozenset()))):
        return False
    # What stands behind the last question is none: "Annatko luvan? Luvan voi perua milloin vain".
    question = part[: part.rfind("?") + 1]
    asked = bool(_QUESTION.search(question))
    if asked and not ("leave" in unmarked and _IF_SO.search(part[len(question) :])):
        part = question
    elif "wonders" in unmarked:
        asked = bool(_WONDERS.search(part))
    elif "say if" in unmarked:
        asked = bool(_SAY_IF.search(part))
    if not (asked or ("leave" in unmarked and _LEAVE_ASKED.search(part))):
        return False
    if (
        _OF_THE_READER.search(part)
        or words.OF_A_BILL.search(part)
        or _READERS_PART.search(part)
        or _ENDS.search(part)
        or limits.asks_for_else(part)
    ):
        return False
    if _tells_of_mail(part):
        return bool(_READER.search(part) or _WE_SEND.search(part))
    if not asked or index == 0 or len(part.split()) > _FEW_WORDS:
        return False
    before = parts[index - 1]
    if _MAYBE_ONCE.search(part) and _READER.search(part) and _WITHOUT_LEAVE.search(before) and _SENT.search(before):
        return True
    if (
        _THEM.search(part)
        and (_READER.search(part) or _WE_SEND.search(part))
        and (_TOLD.search(part) or _SENT.search(part))
    ):
        return bool(_AGAIN.search(before) or _MANY.search(before)) and not words.OF_A_BILL.search(before)
    offers = (_OFFERS.search(before) and _OF_THAT.search(part)) or (
        _SENDS_IT.search(before) and _IT.search(part) and not limits.ELSE.search(part)
    )
    return bool(offers) and _tells_of_mail(before) and not words.OF_A_BILL.search(before)


def _tells_of_mail(part: str) -> bool:
    """Whether mail that comes again and again is sent or received."""
    if _TOLD.search(part) and _AGAIN.search(part):
        return True
    if not _SENT.search(part):
        return bool(_ON_A_LIST.search(part))
    if _ON_A_LIST.search(part):
        return True
    return bool(_REPEATED.search(part)) or bool(_MAYBE_ONCE.search(part) and _AGAIN.search(part))
