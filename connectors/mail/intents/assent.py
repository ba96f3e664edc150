"""A yes to a question for leave by its parts: an order to send, leave to do it, acceptance, a wish, an idiom of no objection.

A clause is a yes when every word of it is known and some of them together say it, in any order; one unknown word ("Send it to
my assistant", "Saatte julkaista sen") and it says nothing here. So word order, particles and endings need no list of phrases.
"""

import re

from connectors.mail.intents import consent_clauses as clauses
from connectors.mail.intents import consent_limits as limits
from connectors.mail.intents import consent_words as words
from connectors.mail.intents import leave_grammar as grammar
from connectors.mail.words import word_set
from models.patterns import lazy

_MOST_WORDS = 24
_COMING = word_set("tulla tulemaan mennä menemään palaa komma come")
_CLAUSE_ENDS = lazy(r"[,;:!?()…=]|\.(?=\s|$|\.)|\s[-–—]+\s|[–—]")
_WORD = lazy(r"[\w'’-]+")
_ASSENT = "assent"
_PART = (
    r"(?: (?:here|här|tässä|at all|alls|whatsoever|as such|inte|minulla|minusta|(?:from|on|för|från|av|by"
    r"|with) (?:my|mitt|min|our"
    r"|me|mig)(?: (?:side|part|end|del|håll|sida))?|(?:minun |meidän )?(?:puolestani|puolelta|puolesta|osaltani)))*"
)
_DOING = (
    r"(?: (?:if|om|jos|vaikka|att|että) (?:you|ni|du|te|sinä)? ?(?:send|ask|e-?mail|do|did|skickar|frågar"
    r"|mejlar|lähetätte|lähetät"
    r"|kysytte|kysyt|laitatte|laitat|lähetättekin)\b)?"
)
_IDIOM = lazy(
    r"\b(?:why (?:ever )?not|(?:i have |i've |i've got )?(?:no|not any) (?:problems?|objections?"
    r"|issues?)(?: (?:with|to|about)"
    r" (?:that|it|this))?|not a problem|(?:i |we )?(?:don'?t|do not|wouldn'?t|would not) (?:at all )?mind(?! me\b)"
    r"|(?:i |we )?(?:wouldn'?t|won'?t|would not|can'?t) (?:say no|object)(?: to (?:that|it|this))?"
    r"|(?:i )?(?:don'?t|do not) object(?: to (?:that|it|this))?|nothing against (?:it|that|this)"
    r"|mikä(?:s|pä|päs|hän)?(?: \w+)? (?:siinä|ettei|jottei)|miksi(?:pä|kä|käs|hän)?s? ei|miksei(?:pä|kä|hän)?"
    r"|ei(?:pä|hän)? (?:se |tuo |minua |meitä |yhtään |lainkaan )*(?:haittaa|haitanne|häiritse)"
    r"|(?:minulla |meillä )?ei(?:pä|hän)? (?:siihen |minulla |meillä |asiaan |siinä |ole )*(?:estettä"
    r"|esteitä|ongelmaa|ongelmia"
    r"|huomauttamista|huomautettavaa)(?: (?:siihen|asiaan|minulla|meillä|siitä))*"
    r"|ei(?:pä|hän)? (?:se )?(?:ole )?(?:siinä|tuossa|tässä) (?:ole )?mitään"
    r"|(?:minulla |meillä )?(?:ei|eipä) (?:ole |minulla |meillä |kyllä )*mitään (?:sitä |tätä |tuota |asiaa )?vastaan"
    r"|(?:en|emme)(?:pä|hän)? (?:minä |mie )?(?:pane|laita|pistä|kieltäydy|kiellä|vastusta|estä|estele)"
    r"(?: (?:pahakseni|pahakse|pahaksemme|vastaan|hanttiin|sitä|siitä|tätä))*"
    r"|(?:en|emme) (?:sano|sanoisi) (?:siihen |sille )?ei\b"
    r"|(?:jag |vi )?(?:har|ha|hade) (?:jag |vi )?(?:inget|ingenting|inte något|inga"
    r"|inte ha jag något) (?:emot|att invända"
    r"|problem med|invändningar)(?: (?:det|detta|saken|mot det))?|inte ha(?:r)? (?:ja|jag|vi) (?:något"
    r"|någonting) emot(?: det)?|(?:inte|inget|ingenting) (?:mig|oss) emot|(?:mig|oss) (?:inte|inget) emot"
    r"|(?:inga|inget) (?:problem|invändningar|hinder|som helst hinder)|varför inte"
    r"|det (?:gör (?:mig )?(?:inget|ingenting)"
    r"|stör (?:mig )?(?:inte|inget))|(?:jag )?(?:säger|tackar) inte nej(?: till det)?)(?!\w)"
    rf"{_PART}{_DOING}",
    re.I,
)
"""A negation that agrees: "ei minulla ole mitään sitä vastaan", "inga invändningar", "I don't mind at all"."""
_NONE_OF_IT = lazy(
    r"^\W*(?:none(?: whatsoever| at all)?|not (?:at all|in the least|any)|inga alls|inte alls"
    r"|ei (?:ole )?(?:lainkaan|mitään|yhtään"
    r"|ollenkaan))(?=\W*$|[.,!])",
    re.I,
)
_ASKS_FOR_OBJECTIONS = lazy(
    r"\b(?:objections?|object|mind|invändningar|invända|emot|hinder|vastaan|estettä|esteitä|haittaa\w*"
    r"|vastustat\w*)\b[^.!]*\?",
    re.I,
)
_CHANNEL = lazy(
    r"\b(?:by|via|per|med|in|through|over|for|with|on) (?:e-?mails?|mail|e-?post|mejl(?:en)?|sähköposti\w*)\b", re.I
)
_AFTERWARDS = lazy(
    r"\b(?:(?:sitten |sitte |sit |heti )?(?:kun|ku) (?:on |ollaan |olemme |olen )?(?:käyty|tavattu"
    r"|valmista|ohi|nähty|käynyt)"
    r"|(?:when|once|after) (?:we|it|i|the (?:session|visit|course|meeting|coaching))(?:'re|'ve|'m|'s| are"
    r"| is| have| has)"
    r" (?:all )?(?:done|finished|over|ready|through|met|ended)|(?:när|då|efter att) (?:vi|det|träffen"
    r"|besöket|kursen|mötet)"
    r" (?:är|har) (?:klara?|över|träffats|slut|avslutad|setts)|(?:käynn\w+|tapaami\w+|kerran|kertojen"
    r"|ohjau\w+|istun\w+|jakson)"
    r" (?:jälkeen|jälestä|päätteeksi)|efter (?:träff\w+|möte\w+|besök\w+|session\w*|kurse\w+)"
    r"|after (?:the|each|our|every|my) (?:session|visit|meeting|course|coaching)s?|afterwards|jälkikäteen"
    r"|jälkeenpäin|efteråt)\b",
    re.I,
)
_ASKED_AFTERWARDS = lazy(
    r"\b(?:jälke\w+|efter\w*|after\w*|when|päätyt\w+|kun)\b|palaut|respons|återkoppl|feedback|survey|kysel|enkät", re.I
)
# The person's own answering: when it will be done says nothing of the sending.
_I_ANSWER = lazy(
    r"^\W*(?:and |och |ja |niin )?(?:i|i'll|i will|jag|minä|sitten|kyllä)?\s?(?:will |ska "
    r"|kyllä )?(?:answer|reply|respond|read|fill"
    r"|svarar|läser|fyller i|vastaan|vastailen|luen|täytän)\b(?!.*\b(?:if|unless|jos|ellei|mikäli|om|ifall)\b)"
    r"[^,.;!?]*\b(?:when|kun|när|då|as soon as)\b",
    re.I,
)
_FINE = word_set("sopii sopi passaa käy käypi kelpaa onnistuu ok okei okej okay fine passar funkar")
_ORDER = lazy(
    r"lähet(?:ä|tä|täkää|äkää|täkäähän|elkää|elkäähän|ähän|äpä|äppä|telkää|ellä|kee|täkee)|lai(?:ta|tta"
    r"|te)(?:kaa|kee|kkaa|han|pa"
    r"|ppa|kaahan|kaas)?|laitel(?:kaa|e)|pistä(?:kää|hän|pä|kee)?|pankaa\w*|postittakaa|kysy(?:kää|hän|pä"
    r"|käähän)?|kysel(?:kää|e)"
    r"|kyselkää\w*|kyssykee|kysykee|kysykeehän|lisä(?:tkää|ä|ähän|äppä)\w*|liit(?:täkää|ä)|merkitkää"
    r"|merkitse|kirjatkaa|kirjaa"
    r"|ottakaa|otahan|ota|tulkoon|tulkoot|saapukoon|pyytäkää"
    r"|skicka|sänd|fråga|mejla|maila|lägg|sätt|kör|send|ask|add|e?-?mail|put|shoot|fire|go|include"
    r"|sign|subscribe",
    re.I,
)
_TO_DO = lazy(
    r"lähett(?:ää|eä|ee|eepi|ellä)|lähetellä|laittaa|laitella|lisätä|pistää|panna|postittaa|kysyä|kysellä"
    r"|kysästä|kyssyy|pyytää"
    r"|kertoa|tulla|toimittaa|liittää|ottaa|skickas?|sändas?|fråga|mejla|lägga|sätta|komma|be|berätta|höra"
    r"|send|sent|ask|add|e?-?mail"
    r"|put|tell|write|come|survey",
    re.I,
)
_MAY = word_set(
    "welcome free saa saatte saat saavat voi voitte voit voipi suatte suapi sopii käy passaa får kan may can"
)
_ACCEPTS = lazy(
    r"hyväksyn|hyväksytty|hyväksytään|hyväksymme|suostun|suostumme|suostutaan|myönnän|myönnetään|myönnetty"
    r"|godkänner|godkänns"
    r"|godkänt|godkänd|samtycker|beviljas|beviljat|beviljad|agreed|agree|approved|granted|accepted|accept",
    re.I,
)
_GIVES = word_set("annan annamme antavani annettu on ger lämnar finns har give given have saatte teillä get got")
_LEAVE = lazy(
    r"lupa|luvan|lupani|suostumu\w+|samtycke|samtycket|lov|tillstånd|tillåtelse|consent|permission|leave", re.I
)
_WANTS = word_set("haluan haluaisin haluamme tahdon otan otamme ottaisin tilaan tilaisin vill önskar tar want wish")
_LIKES = word_set("luen lukisin kuulen kuulisin läser read take like love tykkäisin")
_GLADLY = word_set("mielellään mielelläni mieluusti mielihyvin gärna gladly happily would i'd")
_HEARING = word_set("hear höra kuulla kuulen kuulisin")
_LETTING = word_set("anna antakaa antaa annahan annapa låt let")
_ME = word_set("minut minutkin meidät osoitteeni osoite")
_KEPT = word_set("posted informed updated")
_TO_GET = lazy(
    r"saada|ottaa|vastaan|lukea|kuulla|mielellään|mielelläni|mieluusti|ha|få|emot|höra|läsa|gärna|receive"
    r"|get|getting|receiving|read"
    r"|hear|have|gladly|happily|it|sen|ne|niitä|sitä|det|den|dem|them",
    re.I,
)
_SENT = lazy(
    r"\w*kysel\w*|k?yssel\w*|palaute\w*|palautt\w*|\w*kirje(?:e?n|et|ttä|itä|ttänne|itänne|enne|ellä"
    r"|een)?(?:ne)?|kutsu(?:ja|t"
    r"|jakin|janne|nne)|viestejä\w*|viestit|tiedott\w+|tiedotte\w+|mainoks\w*|\w*enkät\w*|respons\w*|återkoppling\w*"
    r"|\w*brev(?:et|en)?|inbjudningar\w*|utskick\w*|surveys?|feedback|questionnaires?|newsletters?"
    r"|letters?|invitations"
    r"|requests?|programmes?|ohjelma\w*|updates",
    re.I,
)
_PLACE = lazy(
    r"jakelu\w*|(?:\w*posti\w*|jakelu)?lista(?:lle|llenne|an|anne)|\w*listan|(?:mailing|e-?mail)?list"
    r"|saajiin|saajaksi|tilaaja\w*"
    r"|readers|subscribers|prenumeranter\w*|mottagar\w*",
    re.I,
)
_TOLD = lazy(
    r"kurs(?:s\w+|er\w*|en|erna)|koulutu\w+|ryhm\w+|grupper\w*|utbildning\w*|courses?|trainings?|groups?"
    r"|events?|tapahtum\w+"
    r"|evenemang\w*|valmennu\w+|tiet\w+|info\w*|news|nyheter\w*|uuti\w+|tapaht\w+",
    re.I,
)
_TELLING = lazy(
    r"kerto\w+|tiet\w+|info\w*|news|nyheter|uuti\w+|höra|hear|kuul\w+|berätta|tell|send|skicka\w*|lähet\w+"
    r"|laitt?a\w*|e?-?mail|mejla"
    r"|consent|suostumu\w+|samtyck\w+|\w*brev\w*|\w*kirje\w*|\w*kutsu\w*",
    re.I,
)
_LIGHT = word_set("""
now over along
noh joo juu jep jees jo ja kyllä kyl kylä toki totta kai tottakai tietysti tietenkin siis sitten sitte nyt myös ihan
aivan oikein hyvin vain vaan vuan va vapaasti rauhassa huoletta ihmeessä mielellään mielelläni mieluusti mielihyvin
ilomielin puolestani puolesta minun mun osaltani osalta se sitä sen ne niitä niiden tämä tämän tämähän tätä tähän tuo
tuota siihen sille minulle minut minua minulta minultakin minullekin minutkin minä mie meille meiltä meidät teidän
teille teiltä tulla tulemaan tulemmaa menemään mennä palaa sähköpostilla sähköpostitse sähköpostiin sähköpostiini
postiin osoite osoitteeseen osoitteeseeni osoitteella osoitteeni osoitetta uudet uusista uusia tulevista tulevia
kiitos kiitoksia edelleen jatkossa vastedes hei moi terve että siitä asiasta ilmoitan täten vastaan viitaten
tiedusteluunne kysymykseenne pyyntöönne listalle mukaan lyhyt lyhyen ystävällisesti jaa jajamen javisst visst gärna
absolut klart självklart såklart så då bara det den dem de detta här hit till mig oss min mitt mina ni du er ert era
jag vi för del håll från på om av att i tack än fritt lugnt naturligtvis också även nu helst väl adress adressen denna
komma kommer som är blir e-post e-posten mejlen hej nåja nåjo nå jodå alla nya kommande efter yes yeah yep yup sure
please do so then and ok okay of course certainly absolutely definitely gladly happily by all means me us you your my
it them this that these those to from for with the a an along on ahead up at about here address inbox free feel
welcome are am is be hi hello we would want any coming new future further too also just right well thanks thank very
much short it's that's i'd through hereby härmed me'd down posted informed updated upp och meiliini postilaatikkoon
myö it'd
""")
_OPENS = lazy(r"^\W*(?:(?:and|ja|och|so|så|eli|siis|then|well|noh|joten|sitten)\s+)+", re.I)
_SPEAKER = word_set("i jag minä mie we")
_ADDING = word_set(
    "lisätä liittää ottaa merkitä lägga sätta skriva liittäkää merkitkää"
    " lisää lisätkää lägg sätt skriv ota ottakaa add put sign subscribe include"
)


def wholly_assents(part: str, asked: str) -> bool:
    """Whether every clause of an answer is a yes, or thanks."""
    return all(
        assents(clause, asked, named=False) or _THANKS.fullmatch(clause) or words.YES.fullmatch(clause.strip())
        for clause in _CLAUSE_ENDS.split(part)
        if _WORD.search(clause)
    )


def assents(part: str, asked: str, *, named: bool) -> bool:
    """Whether a sentence says yes to a question for leave and nothing in it takes that back.

    `asked`: what it answers. `named`: the clause itself has to name the mail, for no question was seen.
    """
    if (
        "?" in part
        or grammar.IRONIC.search(part)
        or any(pattern.search(part) for pattern in (limits.REPORTED, limits.OTHER_OBJECT, words.WONDERS))
    ):
        return False
    plain = _AWAY.sub(r"\1", _CHANNEL.sub(" ", words.FILLER.sub("", part)))
    if _ASKED_AFTERWARDS.search(asked):
        plain = _AFTERWARDS.sub(" ", plain)
    if not named and _NONE_OF_IT.match(plain) and _ASKS_FOR_OBJECTIONS.search(asked):
        plain = _NONE_OF_IT.sub(f" {_ASSENT} ", plain)
    plain = _ONE.sub("", _IDIOM.sub(f" {_ASSENT} ", plain))
    plain = _FILLED.sub("", _MY_LANGUAGE.sub(" ", plain))
    if (turned := _TURNS.match(plain)) and not (words.OF_MAIL.search(turned[1]) or words.DOUBT.search(turned[1])):
        # "Yövuoron jälkeen en jaksa kirjoittaa, mutta kysely käy": the no is about something else.
        plain, named = turned[2], True
    parts = [clause for clause in _CLAUSE_ENDS.split(plain) if _WORD.search(clause)]
    of_told = bool(_TOLD_ASKED.search(asked))
    meant = [_means(_OPENS.sub("", clause), named=named, of_told=of_told) for clause in parts]
    if not any(meant):
        return False
    surely = "does" in meant
    return all(_leaves_it(clause, surely=surely) for clause, mean in zip(parts, meant, strict=True) if not mean)


def _leaves_it(clause: str, *, surely: bool) -> bool:
    """Whether a clause beside a yes takes nothing of it back and tells no other thing that it may be a yes to."""
    if _I_ANSWER.match(clause):
        return True
    if _AT_A_TIME.match(clause):
        return False
    said = words.ARTICLE.sub(" ", clause) if _SWEDISH.search(clause) else clause
    if any(pattern.search(said) for pattern in _TAKES_BACK) and not limits.ASIDE.fullmatch(said.strip()):
        return False
    return surely or not any(pattern.search(said) for pattern in _OF_ELSE)


def _means(clause: str, *, named: bool, of_told: bool) -> str:
    """Give "does" for an order, leave, a wish or an acceptance of the mail, "fits" for a mere agreement; else nothing."""
    said = [word.casefold() for word in _WORD.findall(clause)]
    if not said or len(said) > _MOST_WORDS or not all(map(_is_known, said)):
        return ""
    present = set(said)
    adds = not present.isdisjoint(_ADDING)
    # "Send me the list", "Add me to the course": other things than were asked for.
    if not adds and _has(said, _PLACE):
        return ""
    if _has(said, _TOLD) and (adds or not of_told or not _has(said, _TELLING)):
        return ""
    sent = _has(said, _SENT)
    if named and not sent:
        return ""
    if _does(said, present, sent=sent):
        return "does"
    agrees = _ASSENT in present or _has(said, _ACCEPTS) or (sent and not present.isdisjoint(_FINE))
    return "fits" if agrees and not named else ""


def _does(said: list[str], present: set[str], *, sent: bool) -> bool:
    """Whether known words give an order, leave, or a wish."""
    mine = not present.isdisjoint(_SPEAKER)
    if not mine:
        if _has(said, _TO_DO) and not present.isdisjoint(_MAY):
            return True
        if _has(said, _ORDER) and ("lisää" not in present or not present.isdisjoint(_ME)):
            return True
        if not (present.isdisjoint(_LETTING) or present.isdisjoint(_COMING)) or ("keep" in present and present & _KEPT):
            return True
    if _has(said, _LEAVE):
        return not present.isdisjoint(_GIVES) or _has(said, _ACCEPTS)
    if not _has(said, _TO_GET) or (not present.isdisjoint(_HEARING) and not _has(said, _TOLD)):
        return False
    return not present.isdisjoint(_WANTS) or (
        not (present.isdisjoint(_LIKES) or present.isdisjoint(_GLADLY)) and (sent or mine)
    )


def _has(said: list[str], pattern: re.Pattern[str]) -> bool:
    return any(pattern.fullmatch(word) for word in said)


def _is_known(word: str) -> bool:
    return word in _PLAIN or any(pattern.fullmatch(word) for pattern in _KNOWN)


_TAKES_BACK = (words.DOUBT, words.NEGATION, limits.LIMIT, limits.WAVERING, limits.FOR_ANOTHER, limits.OTHER_LEAVE)
_OF_ELSE = (limits.ELSE, limits.RECEIVED, words.OF_A_BILL, clauses.MEETS, clauses.LOOKS_BACK)
_KNOWN = (_ORDER, _TO_DO, _ACCEPTS, _LEAVE, _TO_GET, _SENT, _PLACE, _TOLD)
_PLAIN = (
    _LIGHT
    | _MAY
    | _FINE
    | _GIVES
    | _WANTS
    | _LIKES
    | _GLADLY
    | _HEARING
    | _KEPT
    | _COMING
    | _LETTING
    | {_ASSENT, "keep"}
)
_THANKS = lazy(r"\W*(?:kiitos|tack|thanks|thank you|hei|hej|hi|moi)(?: \w+)?\W*", re.I)
_FILLED = lazy(rf"^\W*no,?\s+(?={_ASSENT}\b)", re.I)
# Who writes in a language not their own says so: no reserve.
_MY_LANGUAGE = lazy(
    r"\b(?:my|minun|min) (?:finnish|swedish|english|suomen kieleni|suomeni|ruotsini|finska|svenska"
    r"|engelska)\b[^,.;:!?]*"
    r"|\b(?:sorry|excuse|anteeksi|ursäkta) (?:for |about )?(?:my|minun|min) (?:bad |poor |huono "
    r"|dåliga )?(?:finnish|swedish|english"
    r"|suomeni|finska|svenska|engelska)\b",
    re.I,
)
_TURNS = lazy(r"^([^.!?;]*), (?:mutta|men|but) ([^;]*)$", re.I)
_AWAY = lazy(r"\b(ask|fire) away\b", re.I)
# There "en" is an article, and no negation.
_SWEDISH = lazy(r"\b(?:och|att|jag|är|till|det|för|på|som|mig|ert|ni|får)\b", re.I)
_AT_A_TIME = lazy(r"^\W*(?:sitten |vasta |only )?(?:kun|när|då|when|vasta|once|after)\b", re.I)
_ONE = lazy(r"\b(?:en|ett) (?=\w*(?:enkät|förfrågan|brev))", re.I)
_TOLD_ASKED = lazy(rf"\b(?:{_TOLD.pattern})\b", re.I)
