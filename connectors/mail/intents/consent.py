"""What a text says of receiving mail from the firm (C8). Tightens on a hint, loosens only on a plain yes."""

import re
from collections.abc import Set

from connectors.mail.intents.spoken import Spoken
from connectors.mail.intents.stems import ASKING_LEAVE, MAILING, OBJECTING, QUESTION
from connectors.mail.needs import Gate
from models.vocabulary import ConsentWord

_MAILING = (
    r"(?:uutiskir\w*|tiedot(?:te|tei|ta|us|uks)\w*|mainos\w*|mainok\w*|markkinoin\w*|suoramarkkin\w*"
    r"|mainontaa?|mainospost\w*|kampanja\w*|postitus\w*|jakelulist\w*|sähköpostilist\w*|nyhetsbrev\w*"
    r"|reklam\w*|utskick\w*|marknadsföring\w*|annons\w*|sändlist\w*|mejllist\w*|e-?postlist\w*"
    r"|newsletter\w*|marketing|advert\w*|promotion\w*|mailing ?list\w*|mailings?|email list|promo\w*|ads"
    r"|bulletin\w*|koulutustarjou\w*|tarjouksianne|asiakaskirje\w*|kundbrev\w*|distribution list)"
)
_MAIL = (
    r"(?:viestejä|viestejänne|sähköposti\w*|postia|meilejä|maileja|mail\b|mejl\w*|meddelanden?|e-?post\w*"
    r"|emails?|e-mails?|messages|kutsuja|inbjudningar|invitations|erbjudanden|offers|updates|tarjouksia"
    r"|kyselyjä|kyselyitä|enkäter|surveys|palaute(?:pyynt|pyyn|kysel)\w*|responsförfråg\w*"
    r"|\w+ om (?:respons|återkoppling)|feedback requests?|requests? for feedback)"
)
WITHDRAW = re.compile(
    rf"\b(?:\bperu(?:n|utan|mme)?\b.{{0,40}}\b(?:suostumu\w*|lupa\w*|luva\w*|tilau\w*)|\b(?:suostumu\w*"
    rf"|luvan)\b.{{0,40}}\b(?:perun|peruutan|peruuttaa|perua|perutaan|peruutetaan)|\bperu(?:n|utan"
    rf"|utan)\b.{{0,20}}{_MAILING}|\bperuutta(?:a|isin)\b.{{0,30}}(?:suostumu|{_MAILING}|tilau)"
    rf"|\b(?:poista\w*|ottakaa|ota|jättäkää)\b.{{0,30}}(?:\w*list\w*|{_MAILING})|\b\w*listal(?:ta"
    rf"|tanne)\b.{{0,30}}(?:poist|pois)|\b(?:en|emme|ei)\b.{{0,25}}(?:halu\w*|tarvitse\w*|toivo\w*"
    rf"|kaipaa\w*|ota|tahdo\w*).{{0,40}}(?:{_MAILING}|{_MAIL})"
    rf"|\bälkää\b.{{0,25}}(?:lähet\w+|laittako|postittako)|\bälä\b.{{0,20}}lähetä|\b(?:lopetta\w*"
    rf"|lopeta)\b.{{0,30}}(?:lähet\w*|postit\w*|{_MAILING}|{_MAIL})|\bei\b (?:enää )?(?:lisää"
    rf" )?(?:{_MAILING}|{_MAIL})|\bkiitos ei\b|{_MAILING}.{{0,20}}(?:pois|loppuu)"
    rf"|kieltäydyn\b.{{0,40}}(?:{_MAILING}|{_MAIL})"
    rf"|\bunsubscribe\b|\bopt(?:ing)? out\b|\b(?:stop|cease|quit)\b.{{0,20}}(?:sending|emailing|mailing|the"
    rf" emails)|\b(?:remove|take|delete)\b.{{0,12}}(?:me|my (?:e-?mail )?address|us)\b.{{0,15}}(?:from"
    rf"|off)\b.{{0,30}}list|\b(?:don'?t|do not|no longer|not|never)\b.{{0,25}}(?:want|wish|send|receive"
    rf"|need|like|interested).{{0,45}}(?:{_MAILING}|{_MAIL})"
    rf"|\bwithdraw\b.{{0,20}}(?:consent|permission)|\brevoke\b.{{0,20}}(?:consent|permission)|\bno (?:more"
    rf" )?(?:{_MAILING}|{_MAIL})|\bplease don'?t send|\bcancel\b.{{0,20}}(?:subscription|{_MAILING})"
    rf"|\båter(?:kallar|ta|tar|kalla)\b.{{0,30}}(?:samtycke\w*|tillstånd)|\bta(?:r)? bort\b.{{0,12}}(?:mig"
    rf"|oss|min (?:e-?post)?adress)\b.{{0,20}}(?:från|ur)\b.{{0,30}}(?:list|utskick|{_MAILING})|\b(?:vill"
    rf"|önskar|behöver)\b.{{0,15}}\b(?:inte|ej)\b.{{0,40}}(?:{_MAILING}|{_MAIL})"
    rf"|\bsluta(?:r)?\b.{{0,20}}skicka|\bskicka\b.{{0,6}}(?:inte|ej|inga)\b|\binga? (?:mera? |fler"
    rf" )?(?:{_MAILING}|{_MAIL})"
    rf"|\bavsluta\b.{{0,25}}(?:prenumeration|{_MAILING})|\bavregistrera\b|\bavprenumerera\b|\bavböj\w*"
    rf"|\b(?:lupa\w*|luva\w*|suostumu\w*)\b.{{0,40}}\b(?:ei (?:ole )?(?:enää )?(?:voimassa|päde)|raukea\w*"
    rf"|päätty\w*|peruttu)|\b(?:samtycke\w*|tillstånd\w*)\b.{{0,40}}\b(?:gäller (?:inte|ej)|upphör)"
    rf"|\b(?:consent|permission)\b.{{0,40}}\b(?:no longer|withdrawn|revoked)"
    rf"|\b(?:stryk|avför|plocka bort|lyft bort|ta ner)\b.{{0,12}}(?:mig|oss|min (?:e-?post)?adress)\b.{{0,20}}(?:från"
    rf"|ur)\b.{{0,30}}(?:list|utskick|{_MAILING})|\b(?:don'?t|do not|stop) e-?mail(?:ing)? me"
    rf"|\b(?:toivo\w*|halua\w*|pyydän),? ett(?:ei|en|ette)\b.{{0,25}}(?:{_MAILING}|{_MAIL})"
    rf"|\bsäg(?:er)? upp\b.{{0,25}}(?:prenumeration|{_MAILING})|\btack,? men nej\b|\btackar nej\b|\bavstår\b)",
    re.I,
)
_GIVE = re.compile(
    rf"\b(?:\b(?:saa|saatte|saat|voitte|voit|sopii|saa vapaasti|lähettäkää|lähetä|laittakaa"
    rf"|laita)\b.{{0,30}}(?:lähettää|laittaa|postittaa|minulle|meille|vain|mielellään)?.{{0,40}}{_MAILING}"
    rf"|\b(?:saatte|saat|voitte|voit|saa)\b.{{0,15}}lähettää\b.{{0,40}}(?:{_MAILING}|{_MAIL})|\bsuostun\b"
    rf"|\b(?:annan|myönnän)\b.{{0,25}}(?:suostumu|luvan|lupa)"
    rf"|\b(?:haluan|haluaisin|tilaan|tilaisin|otan|ottaisin|toivon)\b.{{0,40}}{_MAILING}|\b(?:lisätkää"
    rf"|lisää|liittäkää)\b.{{0,25}}(?:list\w*|{_MAILING})|{_MAILING}.{{0,20}}(?:kiinnosta(?:a|vat)|ovat"
    rf" tervetulleita|tulla|saa lähettää|saa tulla|mielellään)"
    rf"|\b(?:ni|du) (?:får|kan)\b.{{0,15}}(?:gärna )?(?:skicka|sända|mejla)|\b(?:jag )?samtycker\b|\b(?:ger"
    rf"|lämnar)\b.{{0,15}}(?:samtycke|tillstånd|lov)|\b(?:vill|önskar|tar)\b.{{0,20}}(?:gärna )?(?:ha|få"
    rf"|emot|prenumerera)\b.{{0,30}}{_MAILING}|\blägg till mig\b|\bskicka gärna\b"
    rf"|\bi (?:hereby )?(?:consent|agree|give (?:my |you )?(?:consent|permission))\b|\byou (?:may|can|are"
    rf" welcome to)\b.{{0,25}}(?:send|e-?mail|add)|\b(?:sign me up|add me to|subscribe me|keep me posted"
    rf"|put me on)\b|\bhappy to (?:receive|get)\b|\bplease (?:do )?send\b.{{0,20}}{_MAILING}|\bi(?:'d|"
    rf" would) (?:like|love) to (?:receive|get|subscribe)\b)",
    re.I,
)
_YES = re.compile(
    r"^\W*(?:(?:kiitos|no|hei|moi|hej|hi|hello|tack|terve|hienoa|kiva|hyvä|vastaus(?:eni)?(?: on)?|svaret är"
    r"|my answer is|answer)[:,!. ]+)?(?:lupa on|jees|juup|joop|ookoo|okay|laittakaa|kyllä|joo|juu|jep|jepjep|joo-o|toki"
    r"|totta ?kai|tottakai|ilman muuta|mielellään|mieluusti|ehdottomasti|ok(?:ei)?|okej|sopii|saa\b|saatte"
    r"|saat\b|käy\b|käyhän|suostun|lähettäkää|lähetä vain|hyväksyn|annan luvan|lupa annettu"
    r"|ja\b|jo\b|jodå|jovisst|javisst|visst|gärna|absolut|självklart|naturligtvis|det (?:går|är) bra|det"
    r" passar|ni får|du får|jag godkänner|godkänns"
    r"|yes|yeah|yep|yup|sure|of course|certainly|absolutely|definitely|please do|go ahead|i agree|agreed"
    r"|fine|happy to|i consent|with pleasure|by all means)(?!\w)",
    re.I,
)
_NO = re.compile(
    r"^\W*(?:(?:kiitos|hei|moi|hej|hi|tack|valitettavasti|tyvärr|unfortunately|sorry"
    r"|terve)[,!. ]+)?(?:ei\b|en\b|emme\b|älkää|älä\b|nej\b|nä\b|icke|inte\b|helst inte|no\b|nope|not\b"
    r"|i'd rather not|rather not|i would rather not|mieluummin (?:ei|en)|kieltäydyn|please don'?t|never"
    r"|nix\b|nepp\b|näpp|naah?\b|nah\b|ehei|eipä\b|en kai|i(?:'d| would) (?:prefer|rather) (?:not|you did)"
    r"|avböjer|tackar nej|i decline|don'?t\b|do not\b)(?!\w)",
    re.I,
)
# A negation that says yes: "why not", "ei haittaa", "inga problem".
_PLAIN_NO = re.compile(
    r"^\W*(?:(?:absolut(?:ely)?|definitely|certainly|ehdottomasti|verkligen) (?:not|inte|ei|en)|(?:ei|en|nej|no),?"
    r" (?:kiitos|tack|thanks?)|(?:vastaus(?:eni)? on|svaret är|my answer is|answer:) (?:ei|nej|no)|i do not consent)\b",
    re.I,
)
_WILLING = re.compile(
    r"\b(?:why not|no (?:problems?|objections?|worries)|not a problem|(?:don'?t|wouldn'?t) mind|mikä(?:s|pä|päs)?"
    r" (?:siinä|ettei|jottei)|miksi ei|miksei|ei (?:se )?(?:yhtään |minua )?(?:haittaa|ongelmaa)|en pane vastaan"
    r"|ei ole mitään (?:sitä )?vastaan|varför inte|inga (?:problem|invändningar|hinder)|inget (?:problem|hinder)"
    r"|har (?:inget|ingenting) emot(?: det)?)\b",
    re.I,
)
# A yes that does not stand first: "No kyllä se minulle passaa", "Låter bra", "That's fine with me".
# The Finnish "no" that opens a sentence is no negation.
_FILLER = re.compile(r"^\W*no,?\s+(?=mikä|miksi|kyllä|joo|juu|toki|totta|saa|sopii|se\b|ilman|ei se|ok)", re.I)
_YES_INSIDE = re.compile(
    r"\b(?:mielelläni|mielellään|mieluusti|mielihyvin|kyllä (?:se|minulle|mulle|vain|vaan|voi\w*|saa\w*)"
    r"|(?:minulle|mulle|meille)\b.{0,15}\b(?:käy|sopii|passaa|kelpaa)|(?:käy|sopii|passaa|kelpaa)\b.{0,15}\b(?:minulle"
    r"|mulle|meille)|luvan saatte|saatte luvan|(?:laittakaa|pistäkää|panna) (?:vain |vaan )?tulemaan|otan vastaan"
    r"|suostun|hyväksyn|kyllä,? kiitos|ilman muuta|kiitos,? (?:kyllä|mielelläni)"
    r"|ja,? tack|tack,? (?:ja|gärna)|(?:blir|är) bra(?: så)?|yes,? (?:please|thanks|thank you)"
    r"|gärna|helt (?:ok|okej|i sin ordning)|går (?:det )?(?:alldeles |helt )?(?:bra|fint)|låter bra|kör på|tackar? ja"
    r"|passar (?:mig )?(?:bra|utmärkt|fint)|med glädje"
    r"|sounds (?:good|great|fine|lovely)|(?:that's|that is|it's|that would be) (?:fine|ok|okay|great|alright)"
    r"|count me in|keep me posted|sign me up|i(?:'d| would) (?:love to|be (?:happy|glad|delighted))|gladly"
    r"|you have my (?:permission|consent)|feel free|(?:works|fine|ok|okay) (?:for|with|by) me|i'm (?:happy|fine|ok) with)\b",
    re.I,
)
_NO_INSIDE = re.compile(
    r"\b(?:(?:en|ei) kiitos|kiitos,? (?:mutta )?ei|jät(?:än|ämme) (?:tämän |nyt |tällä kertaa )?(?:väliin|tilaamatta)"
    r"|(?:tarpeeksi|riittävästi|liikaa) (?:postia|viestejä|sähköpostia|mainoksia|roskapostia)|ei kiinnosta"
    r"|en ole kiinnostunut|jättäkää (?:minut )?(?:pois|väliin|rauhaan)|mieluummin en"
    r"|tack,? (?:men )?nej|nej,? tack|jag (?:hoppar över|står över|avstår)|helst inte|inte intresserad|prefer not"
    r"|vill (?:jag|vi) (?:inte|ej)"
    r"|(?:för mycket|tillräckligt med|nog med) (?:post|e-?post|mejl|reklam)"
    r"|no,? thank\w*|not interested|i(?:'ll| will) pass|rather not|(?:too many|enough) (?:newsletters|e-?mails|mails)"
    r"|(?:leave|count) me out)\b",
    re.I,
)
_UNSURE = re.compile(
    r"\?|\b(?:ehkä|kanske|maybe|perhaps|not sure|en tiedä|en ole varma|vet inte|don'?t know|ei vielä|not yet|inte ännu)\b",
    re.I,
)
_DOUBT = re.compile(
    r"\?|\b(?:mutta|jos|kunhan|ellei|mikäli|vasta|paitsi|ehkä|kenties|luultavasti|en tiedä|en osaa|en ole"
    r" varma|katsotaan|harkit\w*|mieti\w*|kysyn|palaan|ei vielä|vain jos|ainoastaan jos|sillä ehdolla"
    r"|edellyttäen|toistaiseksi|kokeeksi|riippuu"
    r"|men\b|om\b|ifall|förutsatt|kanske|eventuellt|vet inte|osäker|inte säker|funderar|inte ännu"
    r"|återkommer|såvida|bara om|beror på|i så fall"
    r"|but\b|if\b|unless|provided|maybe|perhaps|possibly|not sure|don'?t know|depends|let me think|not yet"
    r"|as long as|only if|i'll (?:think|check|ask|let you know)|probably)\b",
    re.I,
)
_NEGATION = re.compile(
    r"\b(?:ei|en|emme|älä|älkää|ettei|enkä|eikä|inte|ej|inga|ingen|nej|not|no|don'?t|never|won'?t|cannot|can'?t)\b",
    re.I,
)
_ASKS = re.compile(
    rf"\b(?:(?:saammeko|saisimmeko|saako|voimmeko|haluatko|haluaisitko|haluatteko|suostut\w*|annatko|sopiiko"
    rf"|kiinnostaako|hyväksytkö|får vi|kan vi|skulle du vilja|vill du|vill ni|samtycker du|godkänner du|ger"
    rf" du|may we|can we|could we|would you like|do you want|do you consent|do you agree|are you happy|is"
    rf" it ok\w*|lupa\w*|lupaasi|suostumus\w*|samtycke|consent|permission).{{0,160}}(?:{_MAILING}|{_MAIL}"
    rf"|lähettää|skicka|send|suostumus|samtycke|consent)"
    rf"|{_MAILING}.{{0,120}}\?|(?:vasta\w*|svara|reply|answer).{{0,40}}\b(?:kyllä|joo|ja\b|yes)\b.{{0,50}}\b(?:ei|nej|no)\b"
    rf"|(?:haluaisimme|toivoisimme|(?:vill|skulle vilja|vill gärna)\b.{{0,12}}\bskicka|would like to send).{{0,100}}{_MAILING})",
    re.I | re.S,
)
_ABOUT_MAIL = re.compile(rf"{_MAILING}|{_MAIL}|lähet|skicka|send", re.I)
_ASKING_PARTS = re.compile(r"[.!\n](?:(?<=[.!])\s+|(?<=\n)\n+)")
_OBJECTS = re.compile(r"\b(?:vastustan|kiellän|motsätter|förbjuder|invänder|object\b|forbid)", re.I)


_MAILING_STEMS = frozenset(MAILING)
_LEAVE_STEMS = frozenset(ASKING_LEAVE)
_ASKING: Gate[str] = Gate({"asks": _ASKS})
_SAYING: Gate[str] = Gate({"withdraws": WITHDRAW, "gives": _GIVE})
ASKED_WORDS = _MAILING_STEMS | _LEAVE_STEMS | QUESTION | _ASKING.words
"""What is looked for in a text that may ask for leave."""
WORDS = _MAILING_STEMS | OBJECTING | _SAYING.words
"""What is looked for in a text that may give or withdraw it."""


def asks_for_consent(asked: Spoken) -> bool:
    """Whether a text (what the message quotes, its subject) asks for leave to send mail."""
    if asked.stems.isdisjoint(QUESTION) or asked.stems.isdisjoint(_MAILING_STEMS):
        return False
    if not _ASKING.possible(asked.stems):
        return False
    # Only the sentences that speak of mail or leave and could ask: the pattern is long.
    parts = _ASKING_PARTS.split(asked.text)
    return any(
        not present.isdisjoint(_MAILING_STEMS)
        and not present.isdisjoint(_LEAVE_STEMS)
        and _ASKING.possible(present)
        and _ASKS.search(parts[index])
        for index, present in asked.words.by_line(
            "\n".join([part.replace("\n", "\v") for part in parts]).casefold()
        ).items()
    )


def read_consent(spoken: Spoken, *, asked: bool) -> ConsentWord:
    """Judge an own text. `asked`: it answers a question for leave, so that a bare yes or no counts.

    A question, condition, negation or doubt beside a yes gives UNCLEAR, never GIVEN. An objection to data use is a
    request of its own and no word on mail.
    """
    parts, words = spoken.sentences, spoken.in_sentences
    if not asked and all(present.isdisjoint(_MAILING_STEMS) for present in words.values()):
        return ConsentWord.NONE
    if not parts or _objects(spoken):
        return ConsentWord.NONE
    votes = [
        vote
        for index, part in enumerate(parts[:12])
        if (vote := _vote(part, words.get(index, frozenset()), asked=asked and index < 3, first=index == 0)) is not None
    ]
    if not votes:
        return ConsentWord.UNCLEAR if asked else ConsentWord.NONE
    if ConsentWord.GIVEN in votes and (ConsentWord.WITHDRAWN in votes or _limited(parts)):
        return ConsentWord.UNCLEAR
    if ConsentWord.WITHDRAWN in votes:
        return ConsentWord.WITHDRAWN
    return ConsentWord.UNCLEAR if ConsentWord.UNCLEAR in votes else ConsentWord.GIVEN


def _objects(spoken: Spoken) -> bool:
    return any(
        _OBJECTS.search(spoken.sentences[index])
        for index, present in spoken.in_sentences.items()
        if not present.isdisjoint(OBJECTING)
    )


def _vote(part: str, present: Set[str], *, asked: bool, first: bool) -> ConsentWord | None:
    about = not present.isdisjoint(_MAILING_STEMS)
    if not about and not asked:
        return None
    possible = _SAYING.possible(present) if about else set()
    if "withdraws" in possible and WITHDRAW.search(part):
        return (
            ConsentWord.UNCLEAR
            if re.search(r"\ben ole varma|\bnot sure|\binte säker", part, re.I)
            else ConsentWord.WITHDRAWN
        )
    if asked and _PLAIN_NO.match(part) and not _UNSURE.search(part):
        return ConsentWord.WITHDRAWN
    inside = asked and first and bool(_YES_INSIDE.search(part) or _WILLING.search(part))
    if inside or ("gives" in possible and _GIVE.search(part)) or (asked and _YES.match(part)):
        willing = _WILLING.sub(" ", _FILLER.sub("", part))
        doubtful = _DOUBT.search(part) or _NEGATION.search(_YES.sub("", willing, count=1))
        return ConsentWord.UNCLEAR if doubtful else ConsentWord.GIVEN
    if asked and first and _NO.match(part):
        return ConsentWord.UNCLEAR if _DOUBT.search(part) and len(part.split()) > 1 else ConsentWord.WITHDRAWN
    if asked and _NO_INSIDE.search(part) and not _UNSURE.search(part):
        return ConsentWord.WITHDRAWN
    if asked and _DOUBT.search(part) and _ABOUT_MAIL.search(part):
        return ConsentWord.UNCLEAR
    return None


def _limited(parts: tuple[str, ...]) -> bool:
    """A later sentence that takes the yes back in part: "Mutta …", "Men …", "But …"."""
    return any(
        re.match(r"^\W*(?:mutta|men|but|paitsi|tosin|fast|kuitenkin|however|although)\b", part, re.I)
        for part in parts[1:]
    )
