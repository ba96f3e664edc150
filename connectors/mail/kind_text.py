"""Automatic answers, lost mail and mail to many that carry no mark: told by their own text and who sends them."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from connectors.mail.contacts.names import ascii_fold, is_given, is_person
from connectors.mail.kind import (
    BOUNCE_SUBJECT,
    LINK_TO_LEAVE,
    SAYS_AUTOMATIC,
    KindVerdict,
    machine_address,
    organisational_domain,
)
from connectors.mail.needs import Gate, need_of
from connectors.mail.ownership import Own
from connectors.mail.rare_words import rarest
from connectors.mail.zones.split import ZonedLine
from models.patterns import lazy
from models.values import Mailbox
from models.vocabulary import MessageKind

_AUTO_TEXT = lazy(
    r"tämä on automaattinen|automaattinen (?:vastaus|kuittaus|vahvistus|ilmoitus|viesti)|automaattivastaus"
    r"|automaattiviesti|(?:viestisi|sähköpostisi|kysymyksesi|tilauksesi|tukipyyntösi|yhteydenottosi|viestinne|pyyntösi"
    r"|hakemuksesi|palautteesi|asiasi|tikettisi|ilmoituksesi|pyyntönne|yhteydenottonne|hakemuksenne|asiakirjanne"
    r"|asiakirjasi)(?: \W?\w{0,12}\d+\W?)? on"
    r" (?:vastaanotettu|kirjattu|saapunut|tullut perille|perillä|otettu vastaan|rekisteröity)"
    r"|olemme (?:vastaanottaneet|saaneet) (?:viestisi"
    r"|viestinne|yhteydenottosi|pyyntösi)"
    r"|älä vastaa tähän|this is an auto|automatic(?:ally)? (?:generated|reply|response)|auto-?generated|do"
    r" not reply|we have received your (?:message|request|e-?mail|enquiry|inquiry)|your (?:message|request|enquiry|inquiry"
    r"|e-?mail|ticket|case|application|feedback)(?: \W?\w{0,12}\d+\W?)? (?:(?:has been|was) (?:received|logged|registered"
    r"|created)"
    r"|has (?:arrived|reached us|come in))"
    r"|(?:ditt|ert)"
    r" (?:ärende|meddelande|mejl|mail)(?: \W?\w{0,12}\d+\W?)? (?:har (?:tagits emot|mottagits|registrerats|kommit fram|nummer)|är"
    r" (?:mottaget|registrerat))|detta är ett automatiskt|automatiskt (?:svar|genererat|meddelande)|vi"
    r" har (?:mottagit|tagit emot) (?:ditt|er|ert|din)|svara inte på detta"
    r"|^(?:olen (?:poissa|lomalla|vuosilomalla|vapaalla|perhevapaalla|opintovapaalla"
    r"|virkavapaalla)\b.{0,120}(?:asti|saakka|välisen|palaan|sijais|tavoitat|\d\.)|i am (?:currently"
    r" )?(?:out of (?:the )?office|away|on (?:annual )?leave|on vacation)|i'm out of (?:the )?office|jag"
    r" är (?:bortrest|på semester|ledig|inte på kontoret|tjänstledig|föräldraledig))",
    re.I,
)
_AWAY_SUBJECT = lazy(
    r"poissa|loma|vacation|away|office|frånvar|semester|auto|svar|vastaus|kuittaus|vahvistus|kiitos"
    r" (?:viesti|yhteyden)|tack för|thank you for (?:contact|your)|received|vastaanotettu|ticket|tiket"
    r"|mottag|tagit emot|tagits emot|acknowledg",
    re.I,
)
# How one leaves mail to many: its sender says so, and whoever wants to be left alone.
LEAVE = lazy(
    r"\b(?:(?:peru(?:uta)?|lopeta) (?:uutiskirjeen |kirjeen )?tilaus|poistu (?:(?:posti|jakelu|sähköposti)\w*)?listalta"
    r"|tilauksen peruutus|peruuta uutiskirje|hallinnoi tilausta|muokkaa tilaus"
    r"|(?:uutiskirjeen|postitus)\w* (?:voit )?(?:peruuttaa|lopettaa)|avsluta prenumerationen|avprenumerera|avregistrera"
    r"|avsluta prenumeration|hantera (?:din )?prenumeration|unsubscribe|opt[- ]out|manage (?:your )?subscription)\b",
    re.I,
)
# A link under mail to many; from a person the same words are a wish.
LEAVE_LINK = lazy(
    r"\b(?:poista (?:osoitteeni|osoite|minut|sähköpostini)|ta bort (?:min adress|mig)|remove (?:me|my address))\b"
    r"[^.!?\n]{0,24}\b(?:lista\w*|listan|list|rekisteri\w*|sändlistan)",
    re.I,
)
OWN_WISH = lazy(
    r"\bunsubscribe (?:me|us|my)\b|\b(?:avregistrera|avprenumerera) (?:mig|oss|min)\b"
    r"|\bi(?:'d| would)? (?:like|want|wish|ask|need)\b[^.!?\n]{0,40}\b(?:unsubscribe|opt)\b"
    r"|\b(?:jag (?:vill|önskar|skulle)|(?:vill|önskar|skulle) jag)\b[^.!?\n]{0,60}\b(?:avsluta|avregistrera|avprenumerera)"
    r"|\b(?:haluan|haluaisin|haluamme|pyydän|pyytäisin|voi(?:tte|si)\w*ko|lopettakaa|perukaa|peruuttakaa)\b[^.!?\n]{0,60}"
    r"\b(?:\w*kirje\w*|tilau\w*|peru\w*|lopet\w*|poistu\w*)",
    re.I,
)
# What only the sender of mail to many writes, and no person who wants to be left alone.
BULK_VOICE = lazy(
    r"(?:view|open|read) (?:this |it )?(?:e-?mail |message |online )?in (?:your |a |the )?browser|(?:katso|avaa|lue|näytä)"
    r" (?:tämä )?(?:viesti |kirje |uutiskirje |sivu )?(?:verkko)?selaimessa|(?:öppna|visa|läs) (?:mejlet |brevet "
    r"|meddelandet )?i (?:din )?(?:webb)?läsare"
    r"|kan du inte läsa|can'?t (?:see|read) this|etkö näe (?:viestiä|kuvia)|(?:sait|saat|saatte"
    r"|saitte) tämän [^\W\d_]{4,20},? koska"
    r"|you(?:'re| are)? (?:receiving|receive|get|getting) this"
    r"|you received this [a-z-]{4,12}"
    r" because|du (?:får|fick|har fått) (?:detta|det här|den här) (?:(?:mejl|mail|brev|utskick)\w*|[^\W\d_]{4,20} (?:för att"
    r"|eftersom))|(?:manage|update) (?:your )?"
    r"preferences"
    r"|lähetimme tämän|(?:viesti|kirje|uutiskirje) (?:on )?lähetet\w+ (?:osoitteeseen|alan|\w{4,}ille\b)"
    r"|vi skickade (?:detta|det här)"
    r"|(?:mejlet|brevet|utskicket) skickades till|this (?:e-?mail|newsletter) was sent to"
    r"|(?:jos|mikäli) et(?:te)? (?:enää |jatkossa )?halua (?:saada |vastaanottaa )?(?:enää |jatkossa )?"
    r"(?:uutiskir|kirjei|vastaavia|tällaisia"
    r"|markkinoin|mainos|näitä|viestej|posti|tiedott)|etkö (?:enää )?halua"
    r"|vill du (?:inte|slippa) (?:längre )?(?:få|ha|ta emot|våra utskick)"
    r"|if you (?:no longer|do not|don't|would prefer not|would rather not) (?:(?:wish|want) )?to (?:receive|get)"
    r"|if you (?:no longer|do not|don't) (?:want|wish for) (?:our|these|any (?:more|further)) (?:\w{1,12} )?(?:e-?mails|letters"
    r"|news\w*|messages|mail)"
    r"|to stop (?:receiving|getting) (?:these|our|this)"
    r"|lähete(?:tään|tty) kaikille|skicka(?:s|ts|des) till alla|sent to all"
    r"|(?:no longer|not) interested\? |avsluta utskick|avbeställ utskick|inga fler utskick|(?:lopeta|peruuta) (?:viestit|kirjeet)"
    r"|tilasit uutiskirjeen|olet tilannut (?:uutis)?kirjeen|du prenumererar på|you subscribed",
    re.I,
)
# What somebody writes who answers us: an automatic reply agrees to nothing and asks for nothing.
_ANSWERS = lazy(
    r"\b(?:pääse\w*|ehdi|kan inte komma|hinner inte|can'?t (?:come|make)"
    r"|käy(?:vät|hän)?|kävis\w*|sopi(?:i|vat|si\w*)|ehdot(?:an|amme|aisin)|haluaisin|haluan|voisi(?:mme)?ko|siirre\w*|siirtää"
    r"|varaa?(?:taan|isin|mme)|perut?aan|passar|funkar|föreslår|skulle vilja|vill gärna|boka(?:r|s)?|flytta|suits?"
    r"|works? (?:for|fine|well)|is fine|are fine|suggest|would like|let's|can we|could we)\b",
    re.I,
)
_THANKED = lazy(
    r"kiitos (?:viestistä|yhteydenotosta|sähköposti)\w*|thank(?:s| you) for (?:your|the) (?:e-?mail|message|mail)"
    r"|tack för (?:ditt|ert|din|er) (?:mejl|mail|e-?post|meddelande)",
    re.I,
)
_AWAY_TEXT = lazy(
    r"\b(?:äitiysvapaalla|isyysvapaalla|hoitovapaalla|virkavapaalla|työvapaalla|mammaledig|pappaledig|ledig|away"
    r"|out of (?:the )?office|on (?:annual |parental |sick )?leave|on (?:holiday|vacation)|away from (?:the|my)"
    r" (?:office|desk)|(?:vuosi|kesä|talvi|perhe|opinto|vanhempain|sairaus)?(?:loma|vapaa)lla|poissa|bortrest"
    r"|lomailen|lomani (?:alkaa|kestää|jatkuu)|(?:opinto|perhe|vanhempain|hoito|virka|vuorottelu)vapaani|har semester|är ledig"
    r"|i(?:'m| am)? (?:only )?work(?:ing)? (?:only |part[- ]time|(?:on )?(?:mon|tues|wednes|thurs|fri)day)"
    r"|työskentelen (?:vain|osa-aikaise|(?:ma|ti|ke|to|pe)\b|(?:maanantai|tiistai|keskiviikko|torstai)\w*)"
    r"|jobbar (?:bara|endast|deltid|(?:mån|tis|ons|tors|fre)\w*)"
    r"|palaan (?:töihin|työpaikalle|toimistolle|lomalta|vapaalta)|(?:tillbaka|åter) (?:på (?:jobbet|kontoret)|i (?:arbetet"
    r"|tjänst))"
    r"|(?:back|return|returning) (?:at|to|in) (?:work|the office|my desk)"
    r"|på semester|föräldraledig"
    r"|tjänstledig|frånvarande|inte på kontoret|olen (?:työ)?(?:matkoilla|matkalla|reissussa)|jag är på (?:tjänste)?resa"
    r"|i(?:'| a)m (?:currently )?(?:travelling|traveling|on a business trip))\b",
    re.I,
)
_UNREAD = lazy(
    r"limited access|(?:will|shall) (?:reply|respond|answer|get back)\b.{0,40}(?:return|back)|(?:urgent|emergency)\b"
    r"|en (?:lue|seuraa) (?:sähköposti|viestej)\w*|(?:kiireelli|kiireis)\w*|palattuani|läses inte|läser inte|(?:ärenden"
    r"|uppgifter) sköts av|sköter mina|when i(?:'m| am) (?:next )?(?:in|back)\b"
    r"|brådskande|akuta|begränsad tillgång|viestejä ei lueta|rajoitetusti|satunnaisesti"
    r"|harvakseltaan|infrequent|sporadic|intermittent|sporadiskt",
    re.I,
)
_CLOSED = lazy(
    r"(?:toimisto|konttori|vastaanotto|asiakaspalvelu|kontor|mottagning|kundtjänst|office|practice|shop|reception)\w*\b"
    r"[^.!?\n]{0,40}\b(?:suljettu|kiinni|tauolla|stängt?|closed)\b",
    re.I,
)
_AGAIN = lazy(
    r"\b(?:vastaamme|vastataan|palaamme|palataan|käsittelemme|luemme|luetaan|besvaras|läses|svarar|återkommer|behandlar"
    r"|(?:will|shall) (?:respond|reply|answer|get back|return))\b",
    re.I,
)
_BULK_SENDER = lazy(
    r"^(?:uutis\w*|news\w*|nyhet\w*|newsletter|tiedote\w*|kampanja\w*|markkinointi|marketing|tarjou\w*"
    r"|offers?|promo\w*|viikko\w*|noreply|no-reply|info|hello|mail|post|campaign\w*|jasen\w*|press"
    r"|lehdisto)(?:[+.-].*)?@",
    re.I,
)
# Somebody has left the house, and the house or a rule in the mailbox says so.
_SAYS_SO = lazy(
    r"tämä on automaatti|this is an auto|detta är ett auto|det här är ett auto|automaattinen poissaolo", re.I
)
_SURE_SUBJECT = lazy(r"\W{0,2}auto[\w -]{0,30}:", re.I)
_LEFT_TEXT = lazy(
    r"\b(?:en ole enää|ei ole enää (?:töissä|palvelukse\w*|meillä)|ei työskentele enää|ei enää työskentele"
    r"|työsuhteeni on päättynyt"
    r"|olen jäänyt (?:eläkkeelle|\w*vapaalle)|olen siirtynyt (?:toisiin|uusiin|muihin) tehtäviin"
    r"|(?:har|jag har) (?:slutat|gått i pension)|arbetar inte längre|jobbar inte längre"
    r"|no longer (?:works?|working|employed|with|at)|has left|have left|have retired)\b",
    re.I,
)
# Whoever asks to be reached oneself hands nothing over.
_HANDS_OVER = lazy(
    r"\b(?:sijai(?:s|nen|sena)\w*|asioitani|tehtäviäni|työtehtäviäni|ota(?:than|ttehan)? yhteyttä|voi(?:t|tte)? ottaa yhteyttä"
    r"|yhteyshenkilönä|vikarie\w*|ersättare|i mitt ställe|kontakta|vänd(?:a)? (?:er|dig) till|hänvisas"
    r"|(?:direct|send|address|forward) (?:any |all |your |further |future )*(?:enquir(?:y|ies)|inquir(?:y|ies)|quer(?:y|ies)"
    r"|questions|messages|e-?mails?|correspondence)|skicka (?:dina|era|alla) (?:frågor|mejl|ärenden|meddelanden)"
    r"|(?:please |kindly )?contact|refer to|in my absence|covering for me|reach out to)\b"
    r"(?! (?:me|us|mig|oss|minuun|meihin)\b)",
    re.I,
)
_PROMISE = lazy(
    r"(?:(?:palaamme|vastaamme|käsittelemme|otamme yhteyttä)\b.{0,60}\b(?:pian|kuluessa|sisällä|aikana|päivässä|tunnissa)"
    r"|(?:återkommer|svarar|kontaktar dig)\b.{0,60}\b(?:inom|snart|snarast|möjligt)"
    r"|(?:will|shall|aim to|be) (?:get back|reply|respond|answer|in touch|contact)\b.{0,60}\b(?:within|soon|shortly"
    r"|possible|business)"
    r"|member of our team)",
    re.I,
)
_CODE = lazy(r"\b[245]\.\d\.\d{1,3}\b|\b[45]\d\d[ -]")
_LOST = lazy(
    r"(?:could not|cannot|can't|was not|couldn't) be (?:delivered|reached|found)"
    r"|ei voitu toimittaa|ei mennyt perille|ei ole olemassa|tuntematon vastaanottaja|postilaatikko on täynnä|kunde inte"
    r"|finns inte|gick inte fram|okänd mottagare|brevlådan är full|does not exist|doesn't exist|unknown (?:user|recipient)"
    r"|(?:viesti|sähköposti|posti|message|e-?mail|brev|meddelande|mejl)[^\W\d_]{0,6}\b[^\n?@]{0,60}@[^\n?@]{1,100}(?:palautu"
    r"|ei löyd|hylät|torju"
    r"|rejected|blocked|bounced|not found|i retur|hittades inte|avvisa|studsa)"
    r"|user unknown|no such (?:user|address|recipient)|mailbox (?:is )?(?:full|unavailable)",
    re.I,
)
_BULK_SUBJECT = lazy(
    r"(?:[^\W\d_]{1,20}['’]?s?['’]? )?(?:uutiskirje|uutiskatsaus|jäsenkirje|jäsentiedote|tiedote"
    r"|nyhetsbrev|medlemsbrev|månadsbrev|newsletter|bulletin)"
    r"\W{0,3}(?:(?:(?:nro|nr|no|no\.|issue)\W{0,2})?\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|maj|okt|mars)\w*\b"
    r"|\w+kuu\b)",
    re.I,
)
_NEVER_ANSWERED = lazy(
    r"(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|ala[-_.]?vastaa|ei[-_.]?vastausta|svara[-_.]?(?:inte|ej)|ingensvar)(?:[+][^@]*)?@"
)
_MANY_GREETED = lazy(
    r"\W{0,3}(?:(?:hyvät|arvoisat|hei|moi|tervehdys|hyvä|arvoisa|kära|bästa|hej|ärade|dear|hello|hi)\W{1,3}){0,2}"
    r"(?:asiakkaat|asiakkaamme|jäsenet|jäsenemme|kumppanit|kumppanimme|yhteistyökumppanit|jäsenyritys|jäsenyritykset|yrittäjä"
    r"|yrittäjät|medlemsföretag|företagare|vastaanottajat|tilaajat|tilaaja|jäsen|lukijat"
    r"|lukija|kunder|medlemmar|medlem|läsare|prenumeranter|prenumerant|samarbetspartner|kund|customers|members|member|subscribers"
    r"|subscriber|readers|reader|partners|clients|supporters|friends of)\b",
    re.I,
)
# What is said where something is sold to many.
_ADVERTISES = lazy(
    r"-?\d{1,2} ?% (?:alennus|alennuksella|kaikista|rabatt|på alla|off|discount)|[-–]\d{1,2} ?%|(?:tarjous|etu"
    r"|kampanja)(?:hin\w*)? \w{0,6} ?voimassa"
    r"|ilmoittautuminen (?:alkaa|on auki|on avattu)|ilmoittaudu (?:mukaan|heti|viimeistään|tästä)|tutustu ohjelmaan"
    r"|klikkaa tästä|lue lisää"
    r"|tilaa (?:nyt|heti|verkkokaupasta)|varaa paikkasi|läs mer|klicka här|anmäl dig (?:senast|nu|här|via)|boka (?:nu"
    r"|din plats|före)"
    r"|erbjudande\w* gäller|få(?:r)? (?:du )?\d{1,2} ?%|click here|read more|sign up (?:now|today|here)|book (?:now|before"
    r"|your (?:place|seat))"
    r"|save \d{1,2} ?%|offers? (?:is|are|ends?|valid)|don't miss|missa inte|älä missaa",
    re.I,
)
_BACK = lazy(
    r"\b(?:palaan|palattuani|takaisin|tavoitat|sijai\w*|tillbaka|åter|svarar när|vikarie\w*|back|return\w*|until|resume)\b",
    re.I,
)
_FIRST = lazy(r"(?:olen|i am|i'm|jag är)\b", re.I)
_TOLD_BY = {
    "automatic": _AUTO_TEXT,
    "thanked": _THANKED,
    "away": _AWAY_TEXT,
    "unread": _UNREAD,
    "voice": BULK_VOICE,
    "leave": LEAVE,
    "left": _LEFT_TEXT,
    "handed": _HANDS_OVER,
    "promise": _PROMISE,
    "lost": _LOST,
    "closed": _CLOSED,
    "advert": _ADVERTISES,
}
_TEXTS: Gate[str] = Gate({key: rarest(need_of(pattern)) for key, pattern in _TOLD_BY.items()})
WORDS = _TEXTS.words
"""What is looked for in the own text of a message to tell its kind."""


_START_CHARS = 600


def speaks(sender: Mailbox | None, subject: str, start: str) -> bool:
    """Whether a person writes about being away, and asks or answers: "Poissa perjantaina" and no automatic answer."""
    person = sender is not None and is_person(sender.name) and not machine_address(sender.address)
    spoken = "?" in start or bool(_ANSWERS.search(start))
    return person and spoken and not _SURE_SUBJECT.match(subject) and not _SAYS_SO.search(start)


def acknowledges(by_header: KindVerdict | None, text: str) -> bool:
    """An acknowledgement to us may echo labels; a notice about a client speaks of somebody else."""
    return by_header is not None and by_header.kind is MessageKind.AUTO_REPLY and bool(_AUTO_TEXT.search(text[:400]))


@dataclass(frozen=True)
class Told:
    """What a mail says: the subject without "Re:", the lines of the own text, and whether it answers another.

    `words`: those of WORDS that stand in each line, by its number.
    """

    subject: str
    lines: Sequence[ZonedLine]
    words: Mapping[int, Set[str]]
    answers: bool

    @cached_property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join([line.text for line in self.lines])

    @cached_property
    def start(self) -> str:
        """Where an automatic answer says that it is one."""
        return self.text[:_START_CHARS]

    @cached_property
    def possible(self) -> Set[str]:
        """What the text could tell."""
        return self._could_tell(self.lines)

    @cached_property
    def possible_at_start(self) -> Set[str]:
        """What its start could tell."""
        # All lines that begin within it.
        return self._could_tell(self.lines[: self.text.count("\n", 0, _START_CHARS - 1) + 1])

    def _could_tell(self, lines: Sequence[ZonedLine]) -> Set[str]:
        present = [self.words[line.number] for line in lines if line.number in self.words]
        return _TEXTS.possible(set[str]().union(*present))


def by_text(told: Told, sender: Mailbox | None, own: Own) -> KindVerdict | None:
    """Judge by the own text; None when it tells nothing."""
    address = sender.address if sender else ""
    machine = machine_address(address)
    human = bool(sender and is_person(sender.name)) and not machine and not names_a_house(sender)
    house = machine or not (human or _unnamed(sender))
    if not human and _lost(told, house=house):
        return KindVerdict(MessageKind.BOUNCE, "text:delivery failure", final=False)
    if own.mailbox(sender):
        return None
    start, possible = told.start, told.possible_at_start
    auto = _AUTO_TEXT.search(start) if "automatic" in possible else None
    if auto and _SAYS_SO.match(auto[0]):
        return KindVerdict(MessageKind.AUTO_REPLY, SAYS_AUTOMATIC, final=False)
    away = bool(_AWAY_SUBJECT.search(told.subject))
    if (
        auto
        and (away or (not human and auto.start() < 300))
        and not (human and _FIRST.match(auto[0]) and _ANSWERS.search(start))
    ):
        return KindVerdict(MessageKind.AUTO_REPLY, "text:automatic answer", final=False)
    excused = _excused(start, possible, human=human, away=away)
    # One who answers or asks excuses nobody. Asked last: the words of it are many, and few mails come so far.
    if excused and not ("?" in start or _ANSWERS.search(start)):
        return excused
    return _to_many(told, address, human=human, house=house)


def _unnamed(sender: Mailbox | None) -> bool:
    """Whether a bare address writes, or a given name alone: a person's as well as a house's."""
    return sender is None or all(is_given(word) or "@" in word for word in sender.name.split())


def _lost(told: Told, *, house: bool) -> bool:
    """Whether a machine says that a message was not delivered; without a subject that says so an address must stand there."""
    said = "lost" in told.possible and _LOST.search(told.text[:1000])
    if BOUNCE_SUBJECT.search(told.subject):
        return bool(said or _CODE.search(told.text))
    return house and bool(said) and "@" in told.text and "?" not in told.text and len(told.text) < 400


def _excused(start: str, possible: Set[str], *, human: bool, away: bool) -> KindVerdict | None:
    """Judge what is said of being away, of having left, of having received."""
    absent = "away" in possible and _AWAY_TEXT.search(start)
    gone = bool(absent) or away
    unread = gone and "unread" in possible and _UNREAD.search(start)
    handed = (gone or "left" in possible) and "handed" in possible and _HANDS_OVER.search(start)
    if absent and (unread or handed):
        return KindVerdict(MessageKind.AUTO_REPLY, "text:away and not read", final=False)
    if away and (absent or unread or handed) and _BACK.search(start):
        return KindVerdict(MessageKind.AUTO_REPLY, "text:away until a day", final=False)
    if handed and "left" in possible and _LEFT_TEXT.search(start):
        return KindVerdict(MessageKind.AUTO_REPLY, "text:left the house", final=False)
    closed = not human and "closed" in possible and _CLOSED.search(start)
    if closed and _AGAIN.search(start):
        return KindVerdict(MessageKind.AUTO_REPLY, "text:closed until a day", final=False)
    # The subject of a house's own mail thanks, too: "Vi har tagit emot ditt ärende".
    thanked = not human and "promise" in possible and (away or ("thanked" in possible and _THANKED.search(start)))
    if thanked and _PROMISE.search(start):
        return KindVerdict(MessageKind.AUTO_REPLY, "text:thanked and told when", final=False)
    return None


def names_a_house(sender: Mailbox | None) -> bool:
    """Whether a display name of the shape of a person's is the house's: "Luentotalo Akatemia" at luentotalo.example."""
    words = sender.name.replace(",", " ").split() if sender else []
    domain = ascii_fold(organisational_domain(sender.address)) if sender else ""
    if not words or sender is None or any(map(is_given, words)):
        return False
    if _BULK_SENDER.match(sender.address) or any(
        len(word) > 3 and domain.startswith(ascii_fold(word)) for word in (words[0], words[-1])
    ):
        return True
    # "Co-working House Members" at coworkhouse.example.
    return domain.startswith(ascii_fold("".join(words)).replace("-", "")[:6])


def _to_many(told: Told, address: str, *, human: bool, house: bool) -> KindVerdict | None:
    """Judge by what only mail to many says: once from a house, twice from who may be a person. No answer is sent to many."""
    if told.answers:
        return None
    text = told.text
    voices = {match[0].casefold() for match in BULK_VOICE.finditer(text)} if "voice" in told.possible else set[str]()
    # C8: "please unsubscribe me" is a withdrawal, and must be heard.
    leave = "leave" in told.possible and LEAVE.search(text) and not OWN_WISH.search(text)
    if len(voices) > 1 or (voices and (house or leave or (_BULK_SENDER.match(address) and not human))):
        return KindVerdict(MessageKind.BULK, "text:voice of mail to many", final=False)
    sold = {match[0].casefold() for match in _ADVERTISES.finditer(text)} if "advert" in told.possible else set[str]()
    if "?" not in BULK_VOICE.sub("", text) and len(sold) + 2 * bool(voices or leave) > (1 if house else 2):
        return KindVerdict(MessageKind.BULK, "text:advertises", final=False)
    if house and len(text) > 160 and LEAVE_LINK.search(text):
        return KindVerdict(MessageKind.BULK, LINK_TO_LEAVE, final=False)
    if _NEVER_ANSWERED.match(address):
        return KindVerdict(MessageKind.BULK, "sender:takes no answer", final=False)
    if house and "?" not in text and _MANY_GREETED.match(text):
        return KindVerdict(MessageKind.BULK, "text:greeting of many", final=False)
    if not human and _BULK_SUBJECT.match(told.subject) and "?" not in text:
        return KindVerdict(MessageKind.BULK, "text:issue of a letter to many", final=False)
    if leave and (not human or _BULK_SENDER.match(address)):
        return KindVerdict(MessageKind.BULK, "text:unsubscribe", final=False)
    return None
