"""Lines that close a message: greetings, sign-offs, mobile footers, disclaimers, in Finnish, Swedish and English."""

import re
from collections.abc import Sequence

from connectors.mail.needs import Gate, need_of
from connectors.mail.rare_words import rarest
from models.patterns import lazy

GREETING = lazy(
    r"^\W*(?:(?:hei|heippa|hei hei|heissan|moi|moikka|moro|terve|tere|tervehdys|morjens|huomenta|hyvää"
    r" (?:huomenta|päivää|iltaa|iltapäivää)|päivää|iltaa|hyvä(?:t)?"
    r"|hej|hejsan|tjena|hallå|god (?:morgon|dag|kväll)|goddag|bästa|kära|hi|hello|dear|good (?:morning"
    r"|afternoon|evening|day)|greetings|hey)\b"
    r"(?:,?[ ]+(?:(?-i:[A-ZÅÄÖÁÉÜ])[\w.-]*|kaikki|kaikille|all|alla|everyone|team|sinulle|teille|taas|igen"
    r"|again|there|herra|rouva|sir|or|madam|ja|och|and|vastaanottaja|ohjaaja\w*|på|er|dig|ni|both|vaan"
    r"|vain|sinä|te|siellä|pitkästä|aikaa|asiakaspalvelu|mottagare|recipient)){0,5}"
    r"|arvoisa(?:t)?\b.{0,40})\W*$",
    re.I,
)
_FI = (
    r"(?:parhain|parhaimmin|ystävällisin|ystävällisesti|lämpimin|iloisin|aurinkoisin|kiittäen|kunnioittaen"
    r"|yhteistyöterveisin|kevätterveisin|syysterveisin"
    r"|kesäterveisin|talvisin|sydämellisin|hyvin|monin|kauniin|kohteliaimmin|rakkain|terveisin|terveiset"
    r"|terkuin|terv|terkut|terkkuja|t|tt|yt|ystäv\.? ?terv|yst\.? ?terv|p\.? ?terv|mukavaa"
    r"|hyvää|aurinkoista|rentouttavaa|hauskaa|ihanaa|iloista|leppoisaa|kaunista|oikein|kivaa|kiitos|kiitän"
    r"|kiitokset|kiitoksin|kiitollisena|paljon|suurkiitos|syysterv|kesäterv|kevätterv|siunausta|jaksamista"
    r"|(?:[^\W\d_]{3,20}(?:in|sti) )?[^\W\d_]{0,14}(?:terveisin|terkuin))"
)
_SV = (
    r"(?:(?:med )?(?:vänliga?|vänligaste|bästa|hjärtliga|varma|soliga|många|allra bästa) (?:hälsningar"
    r"|hälsning)|hälsningar|hälsar|hälsn|mvh|m\.v\.h|vh|vänligen|tack|tack på förhand"
    r"|stort tack|ha det bra|ha en (?:bra|fin|trevlig) (?:dag|helg|kväll|vecka)|högaktningsfullt|kram|allt"
    r" gott|hej då)"
)
_EN = (
    r"(?:(?:with )?(?:best|kind|kindest|warm|warmest|many|friendly) (?:regards|wishes|thanks)|regards"
    r"|cheers|sincerely|yours(?: (?:sincerely|truly|faithfully))?|thanks|thank you|many thanks"
    r"|thanks (?:in advance|a lot|again)|br|best|rgds|kr|all the best|take care|have a (?:nice|great|good)"
    r" (?:day|weekend|week|evening)|sincerely yours|respectfully|with thanks)"
)
_TAIL_FI = (
    r"(?: ?(?:terveisin|terveisn|terv|terveiset|ystävällisin|kiitoksin|kiitoksia|kiitos|paljon|etukäteen"
    r"|jo|ja|avusta|ajastasi|ajastanne|vastauksesta|vaivannäöstä|sinulle|teille|päivän(?:jatko(?:ja|a)?)?"
    r"|viikon(?:loppua|alkua|jatkoa)?"
    r"|viikonloppua|viikkoa|jatkoa|päivää|iltaa|kesää|kevättä|syksyä|talvea|vappua|joulua|juhannusta"
    r"|pääsiäistä|alkuviikkoa|loppuviikkoa|oikein|hyvää|aurinkoista|mukavaa))*"
)
SIGN_OFF = lazy(
    rf"^\W*(?:{_FI}{_TAIL_FI}|{_SV}|{_EN}|dearvvuođat|(?:ystävällisin )?terveisin|(?:{_FI}{_TAIL_FI}|{_SV}"
    rf"|{_EN})[,!. ]+(?:{_FI}{_TAIL_FI}|{_SV}|{_EN}))[\s,.!/:–-]*$",
    re.I,
)
# Sign-off with the name on the same line: "T. Maija", "Terveisin Maija Meikäläinen", "Mvh / Kalle", "BR, Ann".
SIGN_OFF_NAME = lazy(
    rf"^\W*((?:{_FI}(?: ?(?:terveisin|terv|yst\.?|kiitos))*|{_SV}"
    rf"|{_EN})\.?[ ,:/–-]*)[ ,:/–-]+((?:[^\W\d_][\w'’.-]*)(?: (?:[a-zåäö]{{2,4}}"
    rf" )?[^\W\d_][\w'’.-]*){{0,3}}(?:\s?[,/|–•]\s?\S.*)?)\W*$",
    re.I,
)
_SIGN_OFF_WORDS_WITH_NAME = lazy(
    r"^\W*(?:t|tt|yt|terv|terveisin|ystävällisin terveisin|parhain terveisin|terkuin|terkut|terveiset"
    r"|kiittäen|mvh|m\.v\.h|vh|hälsningar|hälsar|(?:med )?vänliga? hälsningar?|regards|(?:best|kind|warm)"
    r" regards|br|best|cheers|thanks|tack|kiitos|sincerely|kram)\b",
    re.I,
)
MOBILE = lazy(
    r"^\W*(?:lähetetty\b.{0,60}\b(?:\w*phone\w*|\w*pad\w*|android\w*|puhelimesta\w*|puhelimella\w*"
    r"|samsung\w*|galaxy\w*|outlook\w*|huawei\w*|nokia\w*|mobiili\w*|matkapuhelim\w*|laitteest\w*|mailista"
    r"|k-9|proton\w*|yahoo\w*|gmail\w*|windows\w*|ipadista|nokialta|tabletilta|tabletista|älypuhelim\w*"
    r"|sovelluksesta\w*|honor\w*|oneplus\w*|xiaomi\w*|fairphone\w*|sähköpostilla\w*|sähköpostista\w*"
    r"|sähköpostisovel\w*).{0,50}"
    r"|(?:sent|get|download|skickat|skickades|skickad|hanki|hämta|skaffa|lähetin tämän)\b.{0,50}\b(?:from"
    r"|via|using|with|for|från|med|för|iphone|outlook|android|mobil|min|puhelim\w*)\b.{0,60}"
    r"|(?:sent|skickat) (?:from|via|från) .{1,60}"
    r"|outlook (?:for|för) (?:ios|android).{0,20}|hanki outlook.{0,40}|.{0,20}(?:aka\.ms/\w+).{0,20})\W*$",
    re.I,
)
DISCLAIMER = lazy(
    r"luottamuksellinen|luottamuksellisia|salassa pidettäv|tarkoitettu (?:ainoastaan|vain|yksinomaan)|vain"
    r" vastaanottajalle|(?:jos|mikäli) (?:et|ette) ole (?:viestin|tarkoitettu|oikea)|jos saitte? (?:tämän"
    r" )?viestin (?:vahingossa|erehdyksessä)"
    r"|(?:tämä|tämän|viesti|viestin|sähköposti)\b.{0,40}\b(?:liittei|luottamuksel|vahingossa"
    r"|virheellisesti)|saanut (?:tämän )?viestin (?:vahingossa|erehdyksessä)|(?:vahingossa|erehdyksessä"
    r"|virheellisesti) (?:saanut|saapun|vastaanot)"
    r"|confidential|privileged|intended (?:only|solely|recipient)|if you (?:are not|have received this"
    r"|received this)|disclaimer|konfidentiell|sekretess|avsett? (?:endast|enbart|för)|om du (?:inte är"
    r"|har fått|fått) (?:rätt|avsedd|detta|den här)|felaktigt (?:mottag|fått)"
    r"|säästä (?:luontoa|paperia|ympäristöä)|ajattele ympäristöä|harkitse ennen|tulosta(?:tko"
    r"|mista)?\b.{0,40}(?:ympäristö|viesti|tarpeen)|consider the environment|before printing|tänk på"
    r" miljön|virus(?:es|vapaa|fri|kontroll)|virusturva"
    r"|tietosuoja(?:seloste|-asiat|asiat|käytäntö|ilmoitus)|henkilötieto(?:jen|ja) (?:käsittel|suoja)"
    r"|dataskydd(?:sbeskrivning|ssärenden|spolicy|ärenden)|privacy (?:policy|notice|statement|matters"
    r"|questions)|how we process|rekisteriseloste|data protection (?:officer|matters|notice)"
    r"|integritetspolicy",
    re.I,
)
_PLACE = r"(?:[^\s@<]{1,64}@[^\s@]{1,90}|(?:https?://|www\.)\S)"
# A label of a list with its place behind it; and why one gets what is sent to it.
_LIST_LABEL = lazy(
    r"^\W*(?:[\w'’-]+ ){0,4}(?:mailing list|[\w-]*lista|[\w-]*listan|list|listserv|google(?:-ryhmä|[- ]?groups?|-grupp))"
    r"(?: (?:osoite|ylläpi\w*|administ\w*|address|adress|owner|omistaja|ägare|info|home ?page|arkisto|arkiv|archives?))?"
    rf"(?:\s*:| [–-])\s*<?{_PLACE}\S*$",
    re.I,
)
_LIST_REASON = lazy(
    r"\b(?:you(?:'re| are| have)? (?:receiv|get|got)\w*|sa(?:it|at|itte|atte) tämän|du (?:får|fick|har fått))\b.{0,60}\b"
    r"(?:because|koska|eftersom|för att)\b.{0,80}\b(?:mailing list|google|groups?|list|\w*lista\w*|\w*ryhmä\w*|\w*grupp\w*)",
    re.I,
)
_LIST_TITLE = lazy(r"^\W*(?:[\w'’.-]+ ){1,6}(?:mailing list|postituslista|sändlista|e-postlista)\W*$", re.I)
_CONDITION = lazy(r"\s*(?:if|jos|mikäli|om)\b", re.I)
_PLACE_INSIDE = lazy(_PLACE, re.I)
_PLACE_ALONE = lazy(rf"^\W*{_PLACE}\S*$", re.I)
# A footer says nothing of itself, asks for nothing and denies nothing: a line that does is somebody's own word.
_OWN_WORD = lazy(
    r"\b(?:(?-i:I)|i'm|i'd|me|my|mine|we|us|our|minä|minu\w+|minut|mua|mulle|mulla|mun|meidä\w+|meille|meitä|haluan\w*|haluamme"
    r"|haluaisi\w+|olen|olemme|en|emme|jag|mig|min|mitt|mina|vi|oss|vår\w*)\b",
    re.I,
)
_WISH = lazy(
    r"\b(?:not|no|never|\w+n['’]t|ei|et|älä|älkää\w*|ilman|inte|ej|nej|aldrig|slipp\w*|utan|without|only|bara|vain|if|jos|om"
    r"|but|mutta|men|yes|kyllä|joo|ja"
    r"|\w{2,}(?:kaa|kää)(?:han|hän)?|please|remove|delete|erase|stop|take|unsubscribe|cancel|put|add|drop|leave|poista|lopeta|peru"
    r"|peruuta|lisää|pois|ta bort|radera|sluta|avsluta|stryk|ta|sätt|lägg|tack|kiitos|thanks|thank)\b",
    re.I,
)
DASHES = lazy(r"^\s*(?:--|—|–|__|\*{2,}|~{2,}|={3,}|-{3,}|_{3,}|\+{3,}|\.{4,}|•{2,})[-–—_=~*+.•]*\s*$")

# What such a line begins with.
DASH_SIGNS = frozenset("-—–_*~=+.•")

LIST_FOOTERS = frozenset({"label", "reason", "title"})
_CLOSING = {
    "mobile": MOBILE,
    "disclaimer": DISCLAIMER,
    "label": _LIST_LABEL,
    "reason": _LIST_REASON,
    "title": _LIST_TITLE,
}
# Looked for in every line: of what each needs the rarest words alone.
CLOSINGS: Gate[str] = Gate({key: rarest(need_of(pattern), most=1) for key, pattern in _CLOSING.items()})
"""What could close a message, by the words of a line; of those, what could begin the foot of a mailing list."""


def is_mobile_footer(text: str) -> bool:
    """Whether a line is what a telephone or a mail program adds: "Lähetetty iPhonesta", "Skickat från min mobil"."""
    return len(text) <= 120 and bool(MOBILE.match(text))


def is_list_footer(text: str, below: Sequence[str]) -> bool:
    """Whether a line begins the foot that a mailing list puts under a letter. `below`: the rest of its paragraph.

    It has a place in it or right under it, or says why one gets the letter, and nobody speaks in it or under it: whoever
    writes of a list says something that must be heard (C8).
    """
    if len(text) > 240:
        return False
    # First what few lines have: who speaks is looked for in those alone.
    reason = _LIST_REASON.search(text)
    if not (reason or _is_list_named(text, below)) or _OWN_WORD.search(text) or any(map(_speaks, below)):
        return False
    if reason:
        # Behind it stands how one leaves the list.
        return not _WISH.search(text[: reason.end()])
    # No sentence: labels and places.
    return not _WISH.search(text) and all(":" in line or _PLACE_INSIDE.search(line) for line in below)


def _is_list_named(text: str, below: Sequence[str]) -> bool:
    """Whether a line names a list with its place behind it or under it."""
    if _LIST_LABEL.match(text):
        return True
    return bool(below and _PLACE_ALONE.match(below[0]) and _LIST_TITLE.match(text))


def _speaks(text: str) -> bool:
    """Whether somebody says "I" or begins with a wish: not "Unsubscribe:" nor "If you do not want it, write to …"."""
    wish = _WISH.search(text)
    if wish is None or text[: wish.start()].strip():
        return bool(_OWN_WORD.search(text))
    told = text[wish.end() :][:1] == ":" or (_CONDITION.match(text) and _PLACE_INSIDE.search(text))
    return not told or bool(_OWN_WORD.search(text))


def is_greeting(text: str) -> bool:
    """Whether a line only greets: "Hei Maija,", "Hyvä vastaanottaja", "Dear all"."""
    return len(text) <= 60 and bool(GREETING.match(text))


_BETWEEN_LANGUAGES = lazy(r"\s*[/|]\s*")


def is_sign_off(text: str) -> bool:
    """Whether a line only takes leave: "Ystävällisin terveisin", "T.", "Mvh", "Kind regards / Mvh"."""
    if len(text) <= 70 and SIGN_OFF.match(text):
        return True
    # A house of two or three languages takes leave in all of them on one line.
    if len(text) > 120 or not ("/" in text or "|" in text):
        return False
    return all(SIGN_OFF.match(piece) for piece in _BETWEEN_LANGUAGES.split(text) if piece.strip())


def sign_off_with_name(text: str) -> str:
    """Give what stands behind a leave-taking on the same line ("T. Maija" gives "Maija"), "" when it is no such line."""
    if len(text) > 160 or not _SIGN_OFF_WORDS_WITH_NAME.match(text):
        return ""
    match = SIGN_OFF_NAME.match(text)
    return match[2].strip() if match and match[2][:1].isupper() else ""
