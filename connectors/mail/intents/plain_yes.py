"""The last look at a yes: it counts as one only when every word beside it is known to take nothing of it back (C8).

Lists of what weakens a yes never end ("by carrier pigeon", "ensi vuonna", "till min granne"); the words of a plain yes are few.
A yes with any other word waits for a person, which costs nothing.
"""

import re
from collections.abc import Sequence

from connectors.mail.words import word_set
from models.patterns import lazy

_WORD = lazy(r"[^\W_]+(?:['’-][^\W_]+)*")
_KNOWN = word_set("""
kyllä kyllähän kyl kylä joo juu jep jees juup joop jepjep jo ja no noh nå nåja ok okei okej okay toki totta tottakai tietysti
tietenkin muuta mielellään mielelläni mielellämme mieluusti mielihyvin ilomielin ilolla ehdottomasti sopii sopi käy
käyhän käypi passaa kelpaa onnistuu saa saatte saat saavat suatte suapi voi voitte voit siitä vain vaan va vuan vai
suostun suostumme hyväksyn hyväksymme annan annamme anna antaa antakaa lupa lupani luvan suostumus suostumukseni
suostumuksen myönnän annettu myönnetty minä mä mie me minun mun miun meidän minulle mulle miulle meille minulta meiltä
minua minut meidät minusta puolestani puolesta osaltani osalta se sen sitä ne niitä niiden niistä tämä tämän tätä tähän
siihen niihin sellaisia sellaisen näitä nämä nuo noita teidän teiltä teille teidät te sinä on ole olisi oikein ihan aivan
tosi todella erittäin hyvin hyvä kiva mukava mukavaa hienoa hieno mahtavaa vapaasti rauhassa huoletta ihmeessä edelleen
jatkossa vastedes myös että jotta kiitos kiitoksia paljon etukäteen hei moi terve tervehdys ystävällisin terveisin
terveisiä tulla tulemaan tulevat tulkoon mennä menemään palaa haluan haluaisin haluamme tahdon toivon tilaan tilaisin
otan otamme ottaisin vastaan saada lukea luen luemme kuulla kuulen kuulisin vastaus vastaukseni mukaan mukana listalle
listalla sähköpostilla sähköpostitse sähköpostiin sähköpostiini sähköpostilla meilillä meiliin meiliini postilaatikkoon
osoitteeseen osoitteeseeni osoitteella osoite osoitteeni mikä mikäs mikäpä siinä ettei ei haittaa mitään sitä varten
olkaa hyvä hyvät kiinnostaa kiinnostavat tervetulleita tervetullut tykkäisin olen asia selvä täten ilmoitan eli siis
nyt niin kuin pyydetty myöntävästi myönteinen myöntävä kursseista kursseistanne koulutuksista koulutuksistanne
tapahtumista tapahtumistanne uutisista uutisia tulevista uusista uusia
yes yeah yep yup sure of certainly absolutely definitely please do go ahead for it i i'm i'd i'll am we we're
agree agreed consent hereby fine happy glad delighted gladly happily with pleasure by all means granted permission
affirmative be my guest that that's it it's this these those them they is are would will like love to receive receiving
get getting read reading have hear hearing from you you're your me us our may can could send sending e-mail email mail
mails emails e-mails add put sign up subscribe include keep posted informed good great lovely okay all right very much
so and the a an on in at here address list thanks thank again many well hi hello dear best regards kind feel free
welcome sounds works count answer reply why not no problem problems objection objections mind newsletter newsletters
survey surveys questionnaire questionnaires letter letters feedback request requests invitation invitations news updates
about any coming future too also just then still continue okay interested as shoot fire away
ja jo jå jodå jovisst javisst visst gärna jättegärna absolut självklart självfallet klart såklart så givetvis naturligtvis
skicka skickar skickas sänd sända sänder mejla mejlar fråga frågar det den dem de detta dessa går bra okej fint passar
funkar ni du er ert era får kan jag vi mig oss min mitt mina vår godkänner samtycker samtycke tillstånd tillåtelse lov
ger lämnar har för all del mer än varsågod varsågoda kör på hårt till gör är blir alldeles helt ordning i sin jätte
utmärkt vill skulle önskar ha få ta tar läsa läser höra tack mycket hälsningar med glädje vänlig vänliga hej
lägg sätt skriv upp listan brev brevet nyhetsbrev nyhetsbrevet utskick enkät enkäter enkäten inbjudan inbjudningar
mejl e-post e-posten adress adressen denna här hit också även framöver fortsättningen som att av om och bara svar
svaret problem intresserad nyheter respons återkoppling förfrågningar
pistäkää pistä pankaa pannaan vahvistan virallisesti kirjallisesti minunkin mullekin minullekin aina minulla mulla teillä en
eipä haitta jälkeen jälkeenpäin päätteeksi perästäpäin tapaamisten käyntien käynnin vastailen kerron tuo tänne varmasti
tottahan maar
semmoista semmoisia sellaista kutsut viestit lisätkää lisää samaan tykkään ryhmistänne palveluistanne passoo männöö tulemmaan
thing side end whatsoever after session sessions afterwards mailing useful idea always each or really
härmed sådant sådan sådana nog nu ny efter efteråt träffarna träffen alla våra göra tackar vilja idé jättebra kul berätta japp
tietoa möten meikäläistä tällä tän osotteeseen informations där question regarding iha mielellää saaha minule tulleen jåå
jåo over ask mut teillä rohkeasti jakande intresserar inbjudningslistan utskicken allt he fö alltså gång
""")
_KNOWN_BEGINNINGS = (
    *("lähet", "laitt", "laita", "laitel", "postitt", "kysel", "palautekysel", "palautepyy", "palautetta", "kysy"),
    *(
        "uutiskirj",
        "kuukausikirj",
        "asiakaskirj",
        "kirjeen",
        "kirjeit",
        "kirjett",
        "kutsuj",
        "tiedott",
        "tiedote",
        "viestej",
    ),
    *("kurssikirj", "utvärderingsf", "tjänsteadress"),
    *("newsletter", "nyhetsbrev", "månadsbrev", "responsförfråg", "responsenkät"),
)
_TAKEN_BACK = lazy(
    r"\b(?:sittenkään|en haluakaan|unohtakaa|unohda|väärä (?:viesti|sähköposti|meili)|väärään|luin väärin|vitsi\w*|läppä"
    r"|leikki\w*|piti kirjoittaa|korja(?:us|an)|oikaisu|scratch that|ignore|never ?mind|on second thought\w*|second thoughts?"
    r"|misread|mistake|wrong (?:e-?mail|mail|person|thread|message|button)|somebody else|someone else|kidding|joking"
    r"|whatever|lol"
    r"|rofl|glöm|skojar|skämt\w*|inte ändå|nej förresten|förresten nej|ångra\w*|fel (?:mejl|person|knapp|meddelande)|rättelse"
    r"|läste fel|strunta i|muutin|haha\w*|hehe\w*|hah)\b",
    re.I,
)
_NO_AFTER_A_MARK = lazy(
    r"^\W*(?:p\.? ?s|edit|korjaus|rättelse|correction)\b.*\b(?:ei|en|nej|inte|no|not|don'?t)\b", re.I
)
_DOUBLED = lazy(r"^\W*(?:(joo|juu|ja|jå|yeah|yes|jo|kyllä|ok|sure)(?:[ ,]+(?:just|ihan))?(?:[ ,]+\1)+)\W*$", re.I)
# "I am fine as it is" is what somebody says who wants nothing.
_FINE_AS_IT_IS = lazy(
    r"^\W*(?:(?:jo|ja|nej|nä|tack|kiitos|thanks)[ ,]+)*(?:det (?:är|blir) (?:alldeles |helt )?(?:bra|fint)(?: (?:så|nu|tack"
    r"|ändå|som det är|här))+|tack[ ,]+det är (?:bra|fint)"
    r"|(?:i am|i'm|we are|we're|all) (?:good|fine|ok)(?: (?:here|thanks|thank you))*|ihan hyvä näin)(?:[ ,]+tack)?\W*$",
    re.I,
)
_PHRASES = lazy(
    r"\b(?:(?:per|via|med|by|through|over) (?:e-?mails?|e-?post(?:en)?|mejl(?:en)?|sähköposti\w*)"
    r"|(?:hälsningar|terveisin|terveisiä|terv|t|regards|br|mvh)[.,]? (?-i:[A-ZÅÄÖ]\w+)(?: (?-i:[A-ZÅÄÖ]\w+))?$|kun kysy\w+"
    r"|että \w*(?:kirje|kysely|post)\w* tule\w+|sähköpostin (?:kautta|välityksellä)|ilman muuta|totta kai|varför inte"
    r"|(?:tar|ta|gärna) emot"
    r"|(?:don't|do not|wouldn't) mind(?: at all)?|course news|(?<=laita )tulee|(?<=pistä )tulee|^\W*nå men"
    r"|odotan (?:jo )?(?:\w+ )?kirje\w+|i (?:found|liked|enjoyed) (?:the|your) (?:course|session)(?: (?:really"
    r"|very) useful)?|^\W*(?:hei|moi|hej|hi|hello|dear) (?-i:[A-ZÅÄÖ]\w+)(?=[,!.])"
    r"|(?:about|on|of|after) (?:(?:the|your|my|new|future|coming|any|other|upcoming|each) )*(?:courses?|trainings?)"
    r"|(?:om|efter) (?:(?:era|nya|kommande|andra) )*kurs(?:er|erna|en)|kurssin jälkeen"
    r"|(?:(?:har|ha) (?:jag )?)?(?:inget|ingenting|inte något|något) emot|(?:inget|inga) (?:problem|hinder"
    r"|invändningar)(?: här inte)?)\b",
    re.I,
)
"""Words that are harmless beside each other only."""
_OF_ELSE = lazy(
    r"\b(?:osoit\w+ on|on (?:\w+ ){0,2}osoit\w+|is (?:my|the|our) (?:\w+ )?address|adressen är|är (?:min|rätt) adress"
    r"|det är (?:jag|vi)"
    r"|(?:that's|that is|it's|it is|this is) me|se siitä|som (?:ni|du) vill|as you (?:like|wish|want|please)|be like that"
    r"|(?:niin|miten) haluatte|(?:count me|i'?m|we'?re|be) (?:in|up) (?:for|on)(?! (?:the |your )?(?:newsletter|course news|news"
    r"|mailing|list|survey))"
    r"|^\W*(?:ja|jo|yes),? (?:du|ni|it is|i am|we are|minä olen)(?=\W*$)|^\W*(?:t|terv|mvh|br)\. \w+(?=\W*$)"
    # The one who writes has the mail, or sends something.
    r"|(?:jag|vi) (?:skickar|mejlar|frågar|sänder)|^\W*\w+,? skickar|(?:i|we) (?:do )?(?:get|receive|send)"
    r"|(?:i am|i'm|we are) (?:on|receiving|getting)|(?:olen|ollaan|olemme) (?:jo )?(?:listalla|mukana jo)|minä olen|olen minä"
    r"|on (?:minun|mun)(?=\W*$)|(?:visst|klart|såklart|självklart|naturligtvis)(?: att)? (?:är|vill|frågar|ni (?:vill|frågar))"
    r"|så är det|är (?:det )?så|jag är jag|gör så att|av med|för er|to hear (?:that|it|this)|please do (?:read|answer|reply"
    r"|go\b)"
    r"|you (?:would )?(?:ask|want) that|you would ask|sopii mennä|will do(?=\W*$)|roskiin\w*|roskakori\w*|roskapost\w*"
    r"|skräp\w*|trash"
    r"|the bin|junk\w*|spam|poistan|deletoin|jahka|on kai|make my day|thanks for (?:the|your) e-?mails?|^\W*may be(?=\W*$)"
    r"|^\W*(?:please )?go(?: on)?(?=\W*$)|shoot me|fire you|read my|(?:too|so) (?:much|many)|kör upp|that's that"
    r"|brev(?:et)? är)\b|(?:\.\.\.|…)\W*$",
    re.I,
)
"""Agreement to another thing in the words of a yes."""
_ASKS_TO_ASK = lazy(r"palaut|kysel|kysy|fråg|enkät|respons|återkoppl|feedback|survey|question|\bask\b", re.I)
_MAY_ASK = lazy(r"\b(?:kysyä|kysellä|kysykää|kysy|fråga|ask)\b", re.I)
_SENDS = lazy(r"lähet|laitt|post|skicka|sänd|mejl|send|e-?mail|kirje|brev|letter", re.I)
_OTHER_WAY = lazy(
    r"\b(?:kirjeitse|postitse|puhelimitse|tekstar\w*|tekstivies\w*|whatsapp\w*|paperi\w*|kirjepost\w*|by (?:post|phone|text)"
    r"|on paper|in print|per (?:post|telefon|sms|brev)|på papper)\b",
    re.I,
)
_SMILES = frozenset("👍🙂😊👌🙏✅😀😃😄☺❤♥🎉💚💙🌷🌸✔️✌🤗☀")
_MOST_WORDS = 30
_PICTURES = lazy(r"[\u2190-\u2bff\U0001f000-\U0001faff]")


def names_other_way(sentence: str) -> bool:
    """Whether a sentence speaks of another way than e-mail: a letter of paper, a call."""
    return bool(_OTHER_WAY.search(sentence))


def is_of_else(sentence: str, asked: str) -> bool:
    """Whether a sentence in the words of a yes agrees to nothing, or to another thing than was `asked`."""
    if _MAY_ASK.search(sentence) and not (_SENDS.search(sentence) or _ASKS_TO_ASK.search(asked)):
        return True
    return any(pattern.search(sentence) for pattern in (_DOUBLED, _FINE_AS_IT_IS, _OF_ELSE, _OTHER_WAY))


def is_plain_yes(sentence: str) -> bool:
    """Whether a sentence that was heard as a yes holds no word that could make it another thing."""
    said = [word.casefold().replace("’", "'") for word in _WORD.findall(_PHRASES.sub(" ", sentence))]
    return len(said) <= _MOST_WORDS and all(map(_is_known, said))


def _is_known(word: str) -> bool:
    return word in _KNOWN or word.startswith(_KNOWN_BEGINNINGS)


def is_taken_back(sentences: Sequence[str]) -> bool:
    """Whether a letter says anywhere that its yes was an error or a joke."""
    return any(
        _TAKEN_BACK.search(sentence)
        or _NO_AFTER_A_MARK.match(sentence)
        or any(picture not in _SMILES for picture in _PICTURES.findall(sentence))
        for sentence in sentences
    )
