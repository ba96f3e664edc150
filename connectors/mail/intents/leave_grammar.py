"""Leave and refusal by their grammar: who, may or may not, does what, with which mail; each part a small lexicon.

Only parts that stand together say it, so that wordings are met that nobody wrote down.
"""

import re

from connectors.mail.intents.mail_names import MAILING, MANY
from models.patterns import lazy

_UP_TO_4 = r"(?: [\w'’-]+){0,4}?"
_UP_TO_3 = r"(?: [\w'’-]+){0,3}?"
_MY = (
    r"(?:minut|mut|meidät|minutkin|mutkin|meidätkin|itseni|osoitteeni|tämä osoite|tämän osoitteen|nimeni"
    r"|minun(?:kin)? (?:meili|sähköposti|s-posti)?(?:osoi?te|osoitteeni))"
)
_PLACE = (
    r"(?:(?:postitus|sähköposti|jakelu|tiedotus|uutiskirje|kutsu|kirje)-?list(?:a|an|alle|oille|allenne|aan)"
    r"|jakeluun\w*|jakelulle"
    r"|\w*tilaaj\w*|\w*saaj(?:iin|aksi|ien|iksi)\w*"
    r"|\w*vastaanottaj\w*|\w*postitu\w*|\w*kirje\w*)"
)
_SENDING = (
    r"(?:lähet\w+|laitt\w+|laitel\w+|toimit\w+|postitt\w+|tulla|tulevat|kysel\w+|kysyä|pistää|panna|viestiä|mailata)"
)

ANSWERS_NO = lazy(
    rf"\b(?:vastaus|vastaukse\w*|kantani|päätökseni)\b[^.!?]{{0,25}}?\b(?:on|olisi){_UP_TO_3}"
    r" (?:ei|en|kielteinen|kieltävä|negatiivinen)\b|\bvastaan,? (?:\w+ ){0,2}?(?:kieltävästi|kielteisesti|ei)\b"
    r"|\bkieltäy(?:dyn|dymme|tyä|tyisin|dyttävä|tymään)\b|\b(?:decline|declining)\b|\b(?:mutta|men|but) (?:ei|nej"
    r"|no)(?=\W*$|[,.])"
    rf"|\bsvar(?:et)?\b[^.!?]{{0,15}}?\b(?:är|blir){_UP_TO_3} (?:nej|nekande)\b|\bsvarar (?:\w+ ){{0,2}}?(?:nej|nekande)\b"
    rf"|\b(?:answer|reply|response)\b[^.!?]{{0,20}}?\b(?:is|would be|will be|remains){_UP_TO_3} (?:no|negative)\b"
    r"|\b(?:sano\w+|said|told you|sagt|svarat|vastannut|vastasin)\b[^.!?]{0,25}? (?:et |että |att )?(?:ei|en|no"
    r"|nej)(?=\W*$|[,.!])"
    r"|\bjät(?:än|etään|ämme|ettäköön|täisin|tää|täkää)(?: [\w-]+){0,3}? (?:väliin|sikseen|muille|toisille"
    r"|tilaamatta|lähettämättä|laittamatta"
    r"|antamatta|ottamatta)\b|\bmieluummin (?:ei|en|ilman)\b|\b(?:on|olisi|ihan|aivan|täysin) (?:turhaa|tarpeeton\w*|turhia)\b"
    r"|\b(?:har|haver) (?:inget|inte något) behov\b|\bhave no (?:need|use|interest)\b|\bavböj(?:er|a)\b|\b(?:tackar|säger) nej\b"
    rf"|\b(?:en|emme|ei|enkä|eikä|etten|ettemme)\b{_UP_TO_4}"
    rf" (?:halua|haluaisi|tahdo|ota|kaipaa|huoli|kiinnosta|suostu|tarvitse|toivo|tilaa)(?=\W|$)"
    r"|\bparempi,? (?:ettei|ettette|kun ette|jos ette|kun ei|jos ei)\b|\bolko(?:on|ot) (?:\w+ )?(?:lähettämättä"
    r"|laittamatta|tulematta)"
    r"|^\W*(?:passaan|skippaan|skipataan|skippaamme)(?:,? kiitos)?\W*$"
    r"|\b(?:ei|inget|inga|ingen|no)(?: \w+){0,2}? (?:\w*kirje(?:ttä|itä|et)|\w*kysely(?:jä|itä|ä)|\w*brev|enkäter|surveys?"
    r"|newsletters?|\w*postia|\w*kutsuja|\w*mainoksia|\w*viestejä|\w*tiedotteita|\w*uutisia|\w*juttuja|\w*tarjouksia"
    r"|e?-?mails?|utskick)\b"
    rf"|\b(?:vill|önskar|behöver|orkar|behövs|vore)\b{_UP_TO_3} (?:inte|ej|inga|inget|aldrig)\b"
    rf"|\b(?:don't|do not|won't|wouldn't|never|no longer|not)\b{_UP_TO_3}"
    r" (?:want|need|wish|care for|interested|subscribe|keen|agree|consent|require)\b",
    re.I,
)
"""An answer called a no, or a wish that is denied, wherever it stands."""
SHORT_NO = lazy(
    r"^\W*(?:nä|näe|nej|ei|eipä|en|enpä|no|nope|nah)(?:[,.! ]+(?:det|behövs|behöver|inte|ej|ei|en|tarvitse|tarvis"
    r"|kiitos|halua|ota|niitä|sitä"
    r"|sellaisia|näitä|kiinnosta|kiinnostaa|minua|minulle|minulla|minun|for|me|thanks|thank|you|tack|jag|vill|ha|sånt|sådant|dem"
    r"|them|it|need|want|i|don't|todellakaan|oikeasti|suinkaan|missään|nimessä|ikinä|enää|not|really|verkligen|alls"
    r"|ollenkaan|lainkaan|siis|that|this|these|will|be|necessary|for|mig|vi|me|osalta|osaltani|kuitenkaan|sittenkään))*\W*$",
    re.I,
)
"""A short no with nothing beside it that could be its matter."""
GRANTS = lazy(
    rf"{MANY}[^.!?]{{0,50}}?\b(?:saa|saatte|saavat|voi|voitte|voivat|sopii|käy|passaa|kelpaa)\b(?: [\w-]+){{0,4}}? {_SENDING}"
    rf"|{MANY}[^.!?]{{0,30}}?\b(?:ovat (?:\w+ )?tervetulleita|on (?:\w+ )?tervetullut|är (?:\w+ )?välkom\w+|(?:is|are) (?:\w+ )"
    r"{0,3}?welcome)\b"
    rf"|\b(?:saa|saatte|voi|voitte|sopii|käy|passaa|kelpaa)\b(?: [\w-]+){{0,4}}? {_SENDING}(?: [\w-]+){{0,4}}? {MANY}"
    rf"|\b(?:lisä\w+|liit\w+|ota|ottakaa|ottaisit\w*|merki\w+|lait\w+|pankaa|pist\w+|kirja(?:tkaa|isitte\w*))\b(?: \w+){{0,2}}?"
    rf" {_MY}(?: [\w-]+){{0,4}}? {_PLACE}"
    r"|\b(?:lägg|sätt|skriv|anmäl|för|ta)\b(?: \w+){0,2}? (?:mig|oss|min adress|mitt namn)(?: [\w-]+){0,4}?"
    rf" (?:(?:sänd|sändnings|mejl|mail|e-post|utskicks|inbjudnings|adress)-?list(?:an|or|orna)|utskick\w*|{MAILING}"
    rf"|\w*brev\w*|\w*prenumera\w*)"
    r"|\b(?:add|put|sign|subscribe|include|register|enrol)\b(?: \w+)? (?:me|us|my (?:e-?mail )?address)(?: [\w-]+){0,4}?"
    rf" (?:(?:mailing|e-?mail|distribution|newsletter|invitation) ?list|{MAILING}|subscribers|recipients)"
    r"|\b(?:be|get) (?:added|put|included|subscribed|signed up)\b(?: \w+){0,4}? (?:(?:mailing|e-?mail"
    r"|distribution) ?list|list where \w+ \w+ newsletters?|newsletters?|mailings?|recipients)\b"
    r"|\b(?:tilaus|tilauksen|tilaukseni|prenumeration\w*|subscription)\b[^.!?]{0,25}? (?:takaisin|uudelleen|uudestaan"
    r"|jälleen|igen"
    r"|på nytt|again|back)\b"
    rf"|{MAILING}(?: (?:minä|me|kyllä|toki|myös))? (?:otan|otamme|ottaisin|tilaan|tilaisin) (?:kyllä )?(?:(?:mielelläni"
    rf"|mielellämme|mieluusti|ilolla)(?: vastaan)?|vastaan)(?=\W*$|,? kiitos| (?:tähän|tänne|jatkossa|edelleen|sähköpost\w*))"
    rf"|^\W*(?:(?:ja|jo|visst|tack)[, ]+)?(?:(?:ert|era|det) )?{MANY} (?:får|kan) (?:ni|du) (?:mer än )?(?:gärna "
    rf"|visst )?(?:skicka|sända?|mejla)(?=\W*$|,? tack| till (?:mig|oss|min)\b| hit\b| framöver\b| i fortsättningen\b)"
    rf"|(?:^\W*|[,;:] |\b(?:and|yes|so) )(?:i|we)(?:'d| would)?(?: (?:really|very much|still|also|do|gladly))? (?:want|like|love)"
    rf" to (?:(?:also|again|start|continue|keep|regularly) )?(?:be )?(?:receiv|get|subscrib|sign(?:ing)? up)\w*"
    rf"(?: (?!on\b|about|off|rid|out|out of|of\b|from\b)[\w-]+){{0,3}}? {MAILING}"
    r"|\b(?:haluan|haluaisin|tahdon|tilaan|tilaisin|otan|ottaisin)(?! (?:nähdä|lukea|katsoa|kysyä|tietää|kirjoittaa"
    r"|kommentoida|julkaista|antaa|tehdä|muuttaa|vaihtaa|muokata|korjata|päivittää|ehdottaa|kiittää|kertoa|näkyä))"
    rf"(?: [\w-]+){{0,4}}? {MAILING}"
    rf"|\b(?:skulle|vill|önskar|tar)(?: \w+){{0,2}}? (?:ha|få|prenumerera|emot)(?: [\w-]+){{0,4}}? {MAILING}",
    re.I,
)
"""Leave or an order that names the mail: no question of ours is needed."""
ORDERS_IT = lazy(
    r"\b(?:sign me up|(?:tilaan|tilaisin|otan|ottaisin|(?:haluan|haluaisin|tahdon|tahtoisin) tilata)"
    r" (?:saman|sellaisen|sen|ne)|jag vill (?:gärna )?(?:beställa|prenumerera på) (?:den|det|dem)"
    r"|i(?:'d| would) like to (?:subscribe to|order|receive|get) (?:it|them)|subscribe me|add me|put me (?:down"
    r"|on)|count me in|i(?:'d| would) (?:like|love) (?:it|them) too)\b"
    rf"|\b(?:lisä\w+|liit\w+|ottakaa|ottaisitte\w*|laittakaa|merkitkää)\b(?: \w+)? {_MY} (?:\w+ )?(?:siihen|sille|niihin|niille"
    r"|sen \w+)\b"
    r"|\b(?:skriv|sätt) upp mig\b|\blägg till mig\b"
    r"|\b(?:skicka|sänd|mejla)\b (?:den|det|dem)(?: \w+){0,2}? (?:till )?mig\b[^.!?]{0,20}\b(?:framöver"
    r"|i fortsättningen|också|även)\b"
    r"|\b(?:lähettäkää|laittakaa|lähetä)\b (?:se|sitä|ne|niitä)(?: \w+){0,2}? minulle\w*\b[^.!?]{0,20}\b(?:jatkossa"
    r"|vastedes|myös)\b"
    r"|\bsend (?:it|them)(?: \w+){0,2}? (?:to )?me\b[^.!?]{0,20}\b(?:from now on|in future|in the future|too|as well)\b",
    re.I,
)
"""An order of what the sentence before it names."""
ORDERS_THIS = lazy(
    r"^\W*(?:please |snälla )?(?:(?:sign me up|subscribe me|count me in|add me|skriv upp mig|lägg till mig)"
    r"(?=\W+(?:\w+\W+)?(?:as well|too|också|med)\b)|lisätkää minutkin)"
    r"(?:[ ,]+(?:as well|too|please|också|med|tack|myös|kiitos))*\W*$",
    re.I,
)
"""An order of the letter that is answered, as others get it; without such a word it may be of what the letter offers."""
_MONTHS = (
    r"(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuu(?:n|lta|ssa|inen|ista)|januari|februari"
    r"|mars|april"
    r"|maj|juni|juli|augusti|september|oktober|november|december|january|february|march|(?<=the )may|(?<=from )may|june|july"
    r"|august|october"
)
ONE_ISSUE = lazy(
    rf"\b(?:{_MONTHS}|(?:viime|edelli\w+)) (?:\w+ )?\w*(?:kirje|newsletter|letter)\w*"
    rf"|\b(?:\w*letter|\w*brevet|\w*kirjeen|issue|numret) (?:from|of|for|från|av|för) (?:last |förra |i )?(?:{_MONTHS}|month|week"
    r"|månaden?)\b",
    re.I,
)
"""One letter of many, which somebody asks for: no leave for those to come."""
LEAD = lazy(
    r"^\W*(?:(?:noh|nå|nåja|nåjo|njaa|well|hmm+|mm+|tja|jaha|jaahas|men|hei|hej|hi|moi|heippa|så|so)[,!. ]+){1,3}"
    r"(?:(?:kiitos|tack|thanks|thank you)[^,.!?]{0,25}[,.!] (?:mutta |men |but )?)?"
    r"|^\W*(?:kiitos|tack|thanks|thank you) (?:kun|ku|för|for|että)\b[^,.!?]{0,30}[,.!] (?:mutta |men |but )?",
    re.I,
)
"""What may open an answer and says nothing of it."""
TAKES_BACK_ALL = lazy(
    r"^\W*(?:eiku|eikun|ei ku|ei kun|ei vaan|siis oikeasti|siis oikeesti|vitsi vitsi|no seriously|seriously though|just kidding"
    r"|joking aside|nej men|skämt åsido|nej men allvarligt|leikki sikseen|vakavasti|tosissaan)\b",
    re.I,
)
"""A mark that what came before was not meant."""
IRONIC = lazy(
    r"\b(?:ihanaa|mahtavaa|loistavaa|hienoa|upeaa|great|wonderful|lovely|fantastic|härligt"
    r"|toppen),? (?:vielä )?(?:lisää|more|mera?|ännu"
    r" mera?)\b|\b(?:just|exactly|precisely) what i (?:\w+ )?(?:need|want)ed\b|\bjuuri (?:tätä|sitä|näitä)\w*\b.{0,25}\b(?:kaiva"
    r"|toivo|tarvi|puuttu)\w*|\btätähän\b.{0,25}\b(?:kaiva|toivo|tarvi)\w*|\b(?:spam|roskapost\w*|skräppost|vitsi|kidding"
    r"|skojar|skämtar|joking)\b|\bprecis vad jag\b.{0,15}\b(?:behöv|sakna)\w*",
    re.I,
)
"""A yes that is none."""
SUITS = lazy(
    r"^\W*(?:(?:it|that|this|se|det|tämä|kyllä|joo|ja|yes|jo),? )?(?:works?|suits?|fine|good|great|passar|funkar"
    r"|går bra|sopii|käy|ok\w*"
    r"|all good|sounds (?:good|great|fine))\b",
    re.I,
)
"""A yes that says that something suits."""
PROPOSES = lazy(
    r"\b(?:ehdot\w+|sopii\w*ko|sopisiko|käykö|kävisikö|föreslå\w*|passar|skulle passa|suggest|propose|suit"
    r"|work for you|how about)\b"
    r"[^.?!]{0,80}(?:\d|\w+(?:taina|antaina|na klo|dag|day)\b)",
    re.I,
)
"""A letter that proposes a time: what "suits" may be that."""
_SUITING = lazy(r"\b(?:suit|works?|sopi\w+ko|käykö|kävisikö|passar|går det)\b", re.I)
_A_TIME = lazy(
    r"\b\d{1,2}[.:]\d{2}\b|\b(?:klo|kl)\b|\b\d{1,2} ?[ap]m\b|\b(?:mon|tues|wednes|thurs|fri)day\b|\b\w+(?:taina|antaina)\b"
    r"|\b(?:mån|tis|ons|tors|fre)dag\w*\b|\b(?:maanan|tiis|keskiviik|tors|perjan)\w*",
    re.I,
)
_DATE_DOT = lazy(r"\.(?=\s?\d)|(?<=\d)\.(?=\s?[^\WA-ZÅÄÖ_])")
_SAYS_HOW = lazy(r"\b(?:vasta\w*|svara|reply|answer|respond)\b.{0,40}\b(?:kyllä|joo|ja|yes)\b", re.I | re.S)


def asks_for_a_time(asked: str) -> bool:
    """Whether a letter asks in a question whether a time suits, and does not tell what "yes" is the answer to."""
    # The dot of a date ends no sentence.
    questions = [_DATE_DOT.sub(" ", before).replace("!", ".").rpartition(".")[2] for before in asked.split("?")[:-1]]
    proposes = any(
        PROPOSES.search(question) or (_SUITING.search(question) and _A_TIME.search(question)) for question in questions
    )
    return proposes and not _SAYS_HOW.search(asked)


"""A yes that only stresses what follows: "Kyllä minä muistan teidät"."""
A_PART_OF_IT = lazy(
    r"\b\w*(?:kirje|brev)\w* (?:teko|tekemi|suunnittelu|taitto|toteutu|tuotanto|luonno|arkisto|toimitu|teksti|juttu"
    r"|artikkel|pohja|linkki|päivä|virhe|kuva)\w*"
    r"|\b(?:draft|archive|proof|layout"
    r"|article|link|picture|author|editor) (?:of|in|to|for) (?:the |your )?\w*(?:newsletter|letter)|\b(?:utkast|arkiv"
    r"|artikel|bild)\w* (?:till|av|i)"
    r" \w*brev\w*|\bnewsletter (?:draft|archive|article|template|text|link)\b|\b(?:for|in|to) (?:your"
    r"|the) newsletter\b(?<!to your newsletter)"
    r"(?<!to the newsletter)|\buutiskirjeeseen(?:ne)?\b|\bi (?:ert )?nyhetsbrev"
    r"|\b\w*(?:brevets|letter's|kirjeen (?:mainitse|kerto)\w*)\b",
    re.I,
)
"""What is in a letter or belongs to it is not the letter."""
