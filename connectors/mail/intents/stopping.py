"""Wishes that mail stops, made without the plain words: "saa jo riittää", "leave me out of these", "jag undanber mig".

A wish needs an object: a word for mail, or, in an answer to mail that one can end, a mere "these".
"""

import re
from collections.abc import Set

from connectors.mail.intents import consent_words as words
from connectors.mail.intents.swedish_article import without_article
from models.patterns import lazy

_OBJECT = lazy(
    r"\b(?:\w*kirje\w*|\w*kysel\w*|viest\w*|\w*posti(?:a|n|t|eja|en|tte\w*)?|\w*postitu\w*|\w*meil(?:i|ej|it)\w*"
    r"|\w*mail(?:i|ej|it)\w*|mainos\w*|mainok\w*|mainont\w*|suoramarkkin\w*|uutis\w*|tiedot(?:te|tei|us|uks)\w*|jakelu\w*|lähety\w*"
    r"|\w*list(?:a|an|alt|alla|ois|oi|at)\w*|\w*luettelo\w*|palautepyyn\w*|markkinoin\w*|lupa\w*|luvan\w*|suostumu\w*"
    r"|\w*brev\w*|\w*enkät\w*|mejl\w*|utskick\w*|reklam\w*|medgivand\w*|\w*poste(?:ille|ista|ja)|meddeland\w*|\w*list(?:an|or"
    r"|orna)|e-?post\w*|samtyck\w*"
    r"|newsletters?|surveys?|news|stuff|invitations?|kutsuja\w*|inbjudningar\w*|letters?|mailings?|e-?mails?|messages?"
    r"|mails?|questionnaires?|bulletins?|ads|adverts?"
    r"|\w*list|consent|permission|promotions?|spam)\b",
    re.I,
)
_THESE = lazy(
    r"\b(?:nä(?:mä|mäkin|ä|it\w*|is\w*|il\w*|iden)|ni(?:it\w*|is\w*|il\w*|iden)|noi(?:ta|sta|den)|noit\w*|sellais\w*"
    r"|sitä|sen|siitä|siltä|tä(?:t|m|s|l|h|n"
    r"|ä)\w*|semmo\w*"
    r"|th(?:ese|ose|em|is|at)|it|any ?more|anything|de här|dom här|dem|dessa|det|det här|denna|detta|såda\w*|sån\w*|fler)\b",
    re.I,
)
_OUT = lazy(
    r"\b(?:poista\w*|poisto\w*|pudotta\w*|tiputta\w*|karsi\w*|siivot\w*|irrotta\w*|vapautta\w*|pyyhki\w*|strykat\w*)\b"
    r".{0,40}\b(?:minut|mut|meidät|nime\w*|osoi?t\w*|sähköposti\w*|listal\w*|luettelo\w*|jakelu\w*)\b"
    r"|\b(?:ota(?:tte\w*|isit\w*)?|ottakaa\w*|ottaisi\w*|heivat\w+|nakat\w+|heittäkää|jättää|jät(?:ä|täkää|tätte\w*"
    r"|täisi\w*)|haluan|haluaisin|pääse\w*|minut|mut"
    r"|nimeni|osoitteeni)\b.{0,40}\b(?:pois|eroon|irti|ulos|väliin|ulkopuolelle|rauhaan)\b"
    r"|\bpois\b.{0,30}\b(?:\w*list\w+|luettelo\w*|jakelu\w*|näistä|tästä)"
    r"|\b(?:drop|take|leave|count|strike|cross|cut|get|scrub|pull|delete|remove|scratch|lose)\b.{0,10}\b(?:me|us"
    r"|my (?:name|(?:e-?mail )?address|e-?mail)|this address)\b.{0,15}\b(?:from|off|out|alone)\b|\bget off\b"
    r"|\bbort med (?:mig|oss)\b|\baway with me\b|\b(?:pois|veke) (?:minut|mut)\b"
    r"|\b(?:ta|stryk|plocka|lyft|avför|lämna|ställ|kryssa|radera)\b.{0,12}\b(?:mig|oss|mitt namn|min\b.{0,12}adress)\b"
    r".{0,25}\b(?:från|ur|av|bort|utanför|ifred|i fred)\b|\b(?:ta|stryk|plocka) bort\b.{0,6}\b(?:mig|oss|min|mitt)\b"
    r"|\bbli av med\b|\b(?:erota|eroan|eroamme|poistua|irtautua)\b.{0,30}\b\w*(?:list|jakelu|postitu)\w*"
    r"|\b(?:heivat|nakat|heittä|pudotta|tiputta)\w*\b.{0,20}\b(?:minut|mut|meidät)\b.{0,20}\b(?:\w*list|jakelu)\w*",
    re.I,
)
_END = lazy(
    r"\b(?:peru(?:n|mme|a|isin|isimme|utan|utamme|uttaa|uttaisin|kaa|takaa|uttakaa|taan|utetaan|utus\w*)|lopetan|lopetamme"
    r"|stoppi|loppu"
    r"|enough (?:with|of)|stop with|out of(?! (?:ten|five|a hundred|\d))|drar tillbaka|lopettakaa\w*|lopeta|lopetetaan"
    r"|lopetettaisiin|pyydä(?:n|mme) (?:\w+ ){0,3}?lopettamaan"
    r"|on (?:\w+ ){0,2}?kielletty\w*|(?:oikeuttani|haluan|tahdon|saada) (?:\w+ )?kieltää"
    r"|lopetatte\w*|lopettaisi\w*|loppukoon|loppukoot|loppuvan|päättyvän"
    r"|lakatkaa|päättyköön|riittäköön|katkaiskaa"
    r"|(?:lait|pist|pank|pane|pann)\w*\b[^.!?,]{0,40}\b(?:poikki|katki|seis|kiinni|loppuun)|sätt\w* stopp"
    r"|put (?:an end|a stop) to|(?:switch|turn|cut)\b[^.!?,]{0,30}\boff"
    r"|(?:saa\w*|voi\w*|sais\w*) (?:\w+ )?(?:loppua|riittää|jäädä|lopettaa|päättyä|jättää)|(?:jo|nyt) riit(?:tää|ti)"
    r"|riittää (?:jo|nyt|kiitos|minulle)|riitti(?: jo| nyt)|(?:haluan|haluaisin|aika) (?:jo )?lopettaa"
    r"|jääköön|jääkööt|nyt nähty|jo nähty|säästäkää|säästetään|irtisano\w*|sanon irti|lakkautta\w*"
    r"|sluta(?! av)|upphör\w*|lägg ner|räcker (?:nu|det|så|bra)|det räcker|får (?:det )?räcka|nog nu|vara nog|avsluta"
    r"|skippar|avanmäl\w*|avregistrer\w*|säg(?:er)? upp|slipp(?:a|er)|undanber\w*|avsäg\w*|betackar|avböj\w*|låt bli|skippa"
    r"|stop(?= (?:these|those|the|your|all|with|this)\b)|stop$"
    r"|cease|quit|refrain(?:ing)? from|discontinue|halt|(?:is|had|that's|thats) enough|done with"
    r"|(?:sick|tired) of|fed up|spare (?:me|us)|opt(?:ing)? (?:me |us )?out|unsubscribe\w*|do without|cancel)(?!\w)",
    re.I,
)
_NEGATED = lazy(
    r"\b(?:en|emme|emmä|emmie|emmää|enkä|emmekä|etten|ettemme|ei|eivät"
    r"|eikä|ei(?:kö|köhän))\b(?: [\w-]+){0,4}? (?:halu\w*|kaipa\w*"
    r"|tarvi(?!nn)\w*|toivo\w*|jaksa\w*|viitsi\w*|lue\w*|tahdo\w*|välitä|kiinnost\w*|ajankohtai\w*|tarpee\w*|tarvetta|hyödy\w*"
    r"|iloa|ota (?:\w+ )?vastaan|huoli|(?:koske|kosketa) minua|kannata)\b|\bei (?:enää|ennää|mitään|yhtään)\b"
    r"|\bturha\w*\b.{0,40}\b(?:lähet|laitt)\w*"
    r"|\b(?:pärjään|pärjäämme|toimeen|mieluummin|mieluiten) ilman\b"
    r"|\b(?:vill|önskar|orkar|behöver|hinner|läser|tänker|bryr|tycker)\b(?: [\w-]+){0,3}? (?:inte|ej|aldrig|inga|ingen"
    r"|inget)\b|\b(?:inte|ej)\b(?: [\w-]+){0,3}? (?:vill|orkar|behöver|läser|intresse\w*|aktuell\w*|relevant\w*|för mig)\b"
    r""
    r"|\b(?:inte|ej|aldrig) (?:längre )?(?:ta emot|motta)\b|\b(?:inga|inte|inget|aldrig) (?:fler|flera|mer|mera|längre)\b"
    r"|\b(?:don'?t|do not|doesn'?t|no longer|never|not|aren'?t|isn'?t|can'?t)\b(?: [\w']+){0,4}? (?:want|need|wish|read"
    r"|open|care|require|interest(?:ed)?|relevant|useful|for me|keen|bother\w*|suit\w*)\b|\bno (?:more|further|need for)\b"
    r"|\ben ole (?:\w+ )?(?:antanut|tilannut|pyytänyt|suostunut)\b|\bhar (?:jag )?(?:aldrig|inte) (?:gett|beställt|bett"
    r"|godkänt)\b"
    r"|\b(?:\w*mainoksia|\w*kirjettä|\w*kirjeitä|viestejä|kyselyitä|kyselyjä|kutsuja|postia|tarjouksia)\b"
    r"(?: \w+){0,2}? (?:en|emme|ei)\b"
    r"(?: \w+){0,2}? (?:halua|tarvitse|ota|kaipaa|toivo)\w*|\b(?:mainoksia|mainontaa|kirjeitä|kyselyitä|kyselyjä"
    r"|postia|viestejä|uutiskirjettä|tarjouksia|reklam|utskick"
    r"|mejl|nyhetsbrev"
    r"|ads|newsletters?|offers)\b(?: \w+){0,2}? (?:ei|inte|ej|not)\b(?: \w+){0,2}? (?:kiitos|tähän|tänne|minulle|meille|kaipaa"
    r"|tarvitse|tack|hit|till (?:mig|oss|den)|to (?:me|us|this))\b"
    r"|\b(?:never|didn'?t|did not) (?:sign|subscrib|agree|consent|order)\w*|\bno longer (?:of|any)\b|\brather not\b"
    r"|\bprefer not\b",
    re.I,
)
_FORBID = lazy(
    r"\b(?:älkää\w*|älkäät|älä|äläkä|elekee|elekää|elkää|elä|älkee\w*)\b(?: [\w-]+){0,3}? (?:läh\w+|laitta\w*|laitel\w*"
    r"|postit\w*|pistä\w*|panko|kysy\w*|kysel\w*|häiri\w*|vaiva\w*|roskat\w*|spämm\w*|tuut\w*|työntä\w*|kirjoit\w*|kiusa\w*)"
    r"|\b(?:ei|eikä)\b(?: [\w-]+){0,2}? (?:tarvi\w*|tartte\w*|kannata)(?: [\w-]+){0,3}? (?:läh\w+|laitt\w*|kys\w+|postit\w*"
    r"|panna|pistää)"
    r"|\bettet(?:te)?\b(?: [\w-]+){0,3}? (?:läh\w+|laita|laittaisi\w*|kysy\w*)"
    r"|\b(?:jättäkää|jätä|jättäisit\w*|olla|olkaa|jättää)(?: \w+)? (?:lähettämättä|laittamatta|kysymättä)"
    r"|\b(?:olla|jäädä|jättää)(?: \w+)? (?:tulematta|saamatta)\b"
    r"|\b(?:ei|ette)\b(?: [\w-]+){0,2}? saa(?: [\w-]+){0,3}? (?:läh\w+|laitt\w*|kys\w+|postit\w*)"
    r"|\b(?:ettei|etteivät)\b(?: [\w-]+){0,3}? (?:läh\w+|laite\w*|tulisi\w*|kysyt\w*)|\bette (?:\w+ )?(?:lähettäisi"
    r"|laittaisi|kysyisi|vaivaisi|postittaisi|häiritsisi)\w*"
    r""
    r"|\b(?:skicka|mejla|sänd|fråga|sätt|lägg|skriv)\b(?: \w+){0,2}? (?:inte|ej|aldrig|inga)\b"
    r"|\b(?:don'?t|do not|never|no need to|needn'?t)(?: \w+){0,2}? (?:send|e-?mail|write|bother|survey|mail|ask|add"
    r"|put|include|sign)\b"
    r"(?! me (?:to|what|why|how|if|where|who)\b)",
    re.I,
)
_FULL_BOX = lazy(
    r"(?:postilaatik|sähköposti|inbox|luuk|laatik)\w*\b.{0,40}\b(?:täyn|täyty|täytt|tukk|tukos|pursu|tulvi|tursu)\w*"
    r"|(?:clog|fill|flood|clutter|swamp)\w*\b.{0,30}(?:inbox|mailbox)|(?:inbox|mailbox)\b.{0,25}(?:full|overflow|flood)"
    r"|(?:inkorg|mejlkorg|inbox|brevlåd)\w*\b.{0,30}(?:full\b|svämm|översvämm)",
    re.I,
)
_TURNED = lazy(
    r"muutin mielen|muutta(?:nut|neet) mielen|mieleni (?:on )?muuttu|toisiin ajatuksiin|\bkadun\b|changed my mind"
    r"|second thoughts|withdraw(?:ing|n)?\b.{0,15}\b(?:it|that|this)\b|tak(?:e"
    r"|ing) (?:\w+ ){0,3}back"
    r"|\brescind|ändrat mig|ångrat mig|ångrar mig|(?:drar|tar)\b.{0,25}\btillbaka|återtar|(?:vedän"
    r"|otan)\b.{0,35}\b(?:takaisin|pois)\b"
    r"|(?:lupa|luva|suostumu)\w*\b.{0,30}(?:takaisin|mitätöi|kumoan|raukea|päättyköön)",
    re.I,
)
# "Olisi kiva, jos ette lähettäisi näitä": polite, and plain.
_POLITE_IF = lazy(
    r"\b(?:kiva|hyvä|mukava\w*|hieno\w*|parempi|kiitollinen|kiittäisin|nice|good|great|grateful|appreciate\w*|glad|bra"
    r"|tacksam|skönt|snällt)\b.{0,12}\b(?:jos|if|om)\b.{0,25}\b(?:ette|ei|not|stop\w*|didn'?t|inte|slapp|slutade|lopet\w*"
    r"|jättäi\w*|left|removed|took)\b|\bjos (?:mahdollista|sopii|saa|voi\w*)\b|\bif (?:possible|you (?:could|would|don't mind))"
    r"|\bom (?:möjligt|det går|ni kan)\b",
    re.I,
)
_WAVERS = lazy(
    r"\b(?:ehkä|kenties|kanske|maybe|perhaps|possibly|not sure|unsure|inte säker|en (?:ole|oo) varma|en tiedä"
    r"|harkit\w*|mieti\w*"
    r"|jos|if|om|ellei|unless|taukoa|tauolle|toistaiseksi|hetkeksi|hetken|ajaksi|harvemmin|vähemmän|vähempi|rarely|less often"
    r"|fewer|mindre ofta|färre|for (?:a while|now)|pause\w*|pausa?|tills vidare|tillfälligt)\b|\bwhenever\b"
    r"|\b(?:på semester|on (?:vacation|holiday)|out of (?:the )?office)\b"
    r"|\b(?:voinko|saanko|can i|may i|kan jag|får jag)\b(?!.{0,12}(?:päästä|slippa|get off|opt|unsubscribe))",
    re.I,
)
# Somebody else, a thing or a time: not the sender's mail.
_OTHER_MATTER = lazy(
    r"\b(?:hänet|hänen|hänelle|him|his|her|honom|henne|hans|hennes|entinen|entise\w*|former|tidigare|kollega\w*|colleague\w*"
    r"|osallistuja\w*|jonotu\w*|jono(?:on|sta)?|odotuslist\w*|odotusl\w*|hintalist\w*|ostosl\w*|vieraslist\w*"
    r"|deltagarl\w*|kölist\w*|waiting"
    r"|attendee|julkais\w*|lainau\w*|publicera\w*|publish\w*|participant\w*|guest|laskua?|laskun|laskuja"
    r"|kuitti\w*|avain\w*|avaim\w*|tarjousta|pakett\w*|tavara\w*|kirja\w*"
    r"|kpl|lounas\w*|lounaan|varauksen|varausta|varaukseni|ajan|aikani|aikaa|kokou\w*|tapaamisen|tapaamista"
    r"|faktura\w*|kvitto|bokning\w*"
    r"|nyckel\w*|offert\w*|tiden|möte\w*|invoice\w*|receipt\w*|booking\w*|appointment\w*|quote|parcel|meeting\w*|ovi|dörr\w*"
    r"|saanut|saapunut|received|fått|(?<!you've )(?<!you have )got"
    r"|kom fram|löydä|löytänyt|aukea\w*|auki|avautu\w*|toimi|find|open the|work(?:s|ing)?"
    r"|(?:lue|luettu|ehtinyt) vielä|vielä (?:lukenut|ehtinyt|vastannut))\b",
    re.I,
)
# What anybody may do some day: "luvan voi perua myöhemmin", "I can withdraw at any time".
SOME_DAY = lazy(
    r"\b(?:voin|voi|voidaan|voinee|voit|pystyn|saan|saa|can|could|may|kan|får)\b[^.,;?!]{0,45}\b(?:peru\w*|perua|muuttaa"
    r"|lopettaa|withdraw\w*|revoke|change my mind|unsubscribe|opt out|stop|återkalla\w*|ändra mig|ångra mig|avsluta\w*|sluta)"
    r"\b[^.,;?!]{0,30}(?:milloin|koska (?:vain|tahansa)|myöhemmin|tarvittaessa|any ?time|later|whenever|när som helst|senare)"
    r"(?:\s(?:vain|tahansa|vaan|i like|i want))*",
    re.I,
)

MAY_END = lazy(
    r"\b(?:(?:voin|voinko|voiko|voisiko|saako|saanko|pystyn|pystyykö|(?:can|could|may) (?:i|we|it)|(?:i|we|one|it) (?:can|may"
    r"|could)|(?:kan|får) (?:jag|vi|man|det|samtycket)|(?:jag|vi|man) (?:kan|får))\b[^.,;?!]{0,45}\b(?:peru\w*|lopettaa"
    r"|withdraw\w*|revoke\w*|unsubscribe|opt out|återkalla\w*|avsluta\w*|(?:ta|dra|dras|tas) tillbaka)"
    r"|(?:voi|voidaan)\b[^.,;?!]{0,25}\bperu\w*)\b",
    re.I,
)
"""That leave can be taken back, known or asked by who answers whether mail may come: it ends nothing."""
KEEPS = lazy(
    r"\b(?:älä|älkää|älkäähän|don'?t|do not|please not|ei saa|ei pidä)\b(?: [\w-]+){0,4}? (?:poista\w*|pois|pudota\w*|tiputa\w*"
    r"|heivat\w+|remove|delete|drop|off)\b(?: (?:minua|mua|meitä|osoitettani|me|us))?(?: \w*list(?:alta|oilta)| the list)?"
    r"|\b(?:ta|stryk|radera|plocka)(?: \w+){0,2}? (?:inte|ej)(?: \w+){0,2}?(?: bort)?\b(?: (?:mig|oss))?(?: från \w*listan?)?",
    re.I,
)
"""A wish not to be taken off a list."""


_ALONE = lazy(
    r"^\W*(?:(?:please|kiitos|tack|snälla|no|ok|nej|nyt|jo),? ){0,2}(?:stop|stop it|enough|(?:that is|that's|it's)"
    r" enough|riittää|jo riittää"
    r"|nyt riittää|lopettakaa|det räcker|nu räcker det|räcker nu|nog nu|nu är det nog|sluta|basta|no more|ei enää"
    r"|inte mer|inga fler|ingen mer|inte (?:nå|nåt|något) mer|lopetelkaa|(?:emmä|emmie|en mä) halua|ei (?:tänne|meille|näitä)"
    r"|kiitos,? mutta ei enää|(?:en|emme) (?:ole )?tilannut|pois|veke"
    r"|(?:heivatkaa|heittäkää|nakatkaa|pudottakaa|tiputtakaa|poimikaa|poistakaa|siivotkaa|ottakaa)"
    r" (?:mut|minut|meidät)"
    r"(?: pois| pihalle| veke| ulos)?(?: \w*list\w+)?|riitti|ei lisää|ei jatketa|lopettakaa jo|take me off"
    r"|(?:saa|voi|saatte|voitte) (?:vapaasti )?poistaa|(?:en|emme) (?:minä )?halua|ei (?:enää )?(?:näitä|tätä|niitä) enää"
    r"|poista(?:kaa)?|pois vaan|ota(?:kaa|ttehan)? pois|pois \w*list(?:alta|oilta)|(?:\w*tilaus|osoitteeni|nimeni) pois"
    r"|saa päättyä(?: tähän)?|ei enää \w+ (?:minulle|mulle)"
    r"|ta[g]? bort (?:mig|oss)"
    r"|(?:stryk|radera|avför) (?:mig|oss)|(?:jag )?(?:ångrar|återkallar)(?: mitt samtycke)?|(?:jag )?vill inte ha"
    r"|(?:jag vill|låt mig) slippa"
    r"|stop (?:this|these|that|them|spamming|mailing|e-?mailing)(?: me)?|quit it|unsub|(?:remove|delete)(?: (?:me|us"
    r"|my (?:e-?mail )?address))?"
    r"|opt-out|i'?m out|i want out|i withdraw)"
    r"(?:,? (?:please|kiitos|tack|thanks|thank you|jo|nyt|nu|now|already|näitä|these|vaan|vain|listalta))*\W*$",
    re.I,
)
CANCELS = lazy(
    r"^\W*(?:please |kiitos |tack,? |nyt |jag )?(?:cancel|cancel it|(?:peruuta|peruutan|perukaa|peruuttakaa|perun|perutaan)"
    r"(?: (?:\w+ )?tilau(?:s|ksen|kseni))?|(?:\w+ )?tilauksen(?:i)? peruutus|poistakaa|ei kiitos (?:enempää|enää)"
    r"|avsluta|säg upp"
    r"|säger upp|avbeställ|avbeställer)(?:,? (?:please|kiitos|tack|thanks|tämä|tämän|nämä|det|detta|den|this))?\W*$",
    re.I,
)
"""It is cancelled: what, the mail tells that is answered."""
# No contact at all: it needs no word for mail.
_NO_CONTACT = lazy(
    r"\b(?:jättä(?:kää|isitte|isittekö)|jätä) (?:nyt |jo |enää )?(?:minut|mut|meidät) (?:nyt |jo )?rauhaan|\blämna (?:mig"
    r"|oss) i ?fred|\bleave (?:me|us) alone"
    r"|\b(?:don'?t|do not|never|no longer)\b.{0,25}\b(?:hear from (?:you|your)|contact (?:me|us))\b"
    r"|\bvill (?:jag )?(?:inte|aldrig)\b.{0,20}\bhöra (?:av|från) er|\ben halua (?:enää )?(?:kuulla|mitään) teistä|\bopt (?:me"
    r"|us) out|\blakat\w+ (?:lähettämästä|laittamasta)"
    r"|\b(?:never|didn'?t|did not) sign up for (?:this|these|it|any)\b",
    re.I,
)
# A polite no to what came, by somebody who answers it.
_DECLINES = lazy(
    r"\bjät(?:än|ämme) (?:\w+ ){0,2}?(?:väliin|sikseen|tilaamatta)|\b(?:hoppar|står) över\b|\bi(?:'?ll| will"
    r"| think i'?ll) (?:pass|skip)\b",
    re.I,
)
PATTERNS = {
    "alone": _ALONE,
    "no contact": _NO_CONTACT,
    "declines": _DECLINES,
    "out": _OUT,
    "end": _END,
    "negated": _NEGATED,
    "forbids": _FORBID,
    "full box": _FULL_BOX,
    "turned": _TURNED,
}
"""Ways to say it, for a gate."""
_AIMED = frozenset({"end", "negated", "turned"})
_ANSWERING_ONLY = frozenset({"full box", "alone", "declines"})
_WITHOUT_OBJECT = frozenset({"no contact"})
_SAYS_NO = lazy(
    r"\b(?:stop\w*|skip|pass|declin\w*|refus\w*|rather|spare|leave|remove|delete|take|off|enough|unsub\w*|opt|cancel\w*|without"
    r"|withdraw\w*|revoke\w*|quit|end|drop|less|lopet\w*|lakat\w*|poist\w*|kiel\w*|kieltä\w*|jät\w*|säästä\w*|unohta\w*"
    r"|peru\w*|riitt\w*|seis|ilman|turha\w*|tarpeet\w*|irti|pois|vähem\w*|liikaa|tulva\w*|rauha\w*|heivat\w*"
    r"|nakat\w*|avböj\w*|avstå\w*|slut\w*|upphör\w*|ta bort|stryk\w*|återkall\w*|drar|låt bli|slipp\w*|nog|räcker"
    r"|stör\w*|emot|blir? av|wrong|somebody else|someone else|go(?: away)?|anta?a olla|\w+m[aä]tt?[aä]"
    r"|tackar|hoppar|utan|bort|radera\w*|sluta\w*|färre|vägra\w*)\b",
    re.I,
)


def wants_mail_stopped(text: str, kinds: Set[str], *, answering: bool, near: bool = False) -> bool | None:
    """Whether a sentence asks in one of these ways that mail to the sender stops. None: it wavers.

    `answering`: the message answers mail of ours that asks for leave or that one can end. `near`: a neighbouring sentence
    names the mail, and this one has to end something.
    """
    if near and not (_THESE.search(text) and kinds & {"end", "out", "turned"}):
        return False
    aimed = bool(_OBJECT.search(text)) or (answering and bool(_THESE.search(text)))
    wish = any(
        PATTERNS[kind].search(text)
        for kind in kinds
        if kind in _WITHOUT_OBJECT or (aimed and kind not in _ANSWERING_ONLY) or (answering and kind not in _AIMED)
    )
    if not wish or _OTHER_MATTER.search(text):
        return False
    return None if _WAVERS.search(_POLITE_IF.sub(" ", text)) else True


def may_refuse(sentence: str) -> bool:
    """Whether a sentence holds a negation, or a word of ending, sparing or passing."""
    said = words.IS_NO_REFUSAL.sub(" ", without_article(sentence))
    return bool(words.NEGATION.search(said) or _SAYS_NO.search(said))
