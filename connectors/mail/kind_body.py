"""What sort of message a mail is where headers do not settle it: subject, text, labels, who sends and who is to be answered."""

import re
from collections.abc import Mapping, Sequence, Set

from connectors.mail.body import Body
from connectors.mail.contacts.forms import count_contact_labels
from connectors.mail.contacts.names import ascii_fold, fits_address, is_given, is_person
from connectors.mail.headers import Headers
from connectors.mail.kind import (
    BOUNCE_SUBJECT,
    KindVerdict,
    header_verdict,
    machine_address,
    organisational_domain,
    subject_core,
)
from connectors.mail.mailboxes import parse_addresses
from connectors.mail.needs import Gate
from connectors.mail.ownership import Own
from connectors.mail.zones.closings import is_sign_off
from connectors.mail.zones.split import ZonedLine
from models.values import Mailbox
from models.vocabulary import MessageKind

_BOOKING = re.compile(
    r"varaus|varattu|varauk|ajanvarau|\baika (?:peru|varat|siir)|ajan (?:peru|siir)|\bbokning|bokad|avbok"
    r"|ombok|tidsbokning|\bbooking|\bbooked|appointment|reservation|invitee|new event|\bevent\b"
    r"|rescheduled|cancell?ed:|tapaaminen (?:peru|siir|varat)|kalenterikutsu|invitation:|kutsu:|inbjudan:"
    r"|maksu(?:vahvistus| vastaanotettu| suoritettu)|\blasku\w*\b.{0,20}maks|maksoi laskun|lasku"
    r" (?:maksettu|lähetetty|on maksettu)|faktura\w*\b.{0,20}betal|invoice\b.{0,20}paid|laskutuspalvelu"
    r"|betalning (?:mottagen|genomförd)|faktura(?:n)? (?:betald|skickad|har betalats)|payment received"
    r"|invoice paid|receipt|kuitti|kvitto|ilmoittautuminen kurssille|peruutti (?:ajan|varauksen)|har bokat"
    r"|has booked|scheduled|tilausvahvistus|uusi tilaus|orderbekräftelse|ny (?:order|beställning)|new order"
    r"|order (?:confirmation|received)",
    re.I,
)
_FORM = re.compile(
    r"lomak|yhteydenot|ottanut yhteyttä|formulär|\bform\b|\bforms\b|submission|submitted|contact request"
    r"|kontakt(?:förfrågan|formulär)|yhteyspyyntö|soittopyyntö|tarjouspyyntö|offertförfrågan|quote request"
    r"|ilmoittautu|anmälan|registration|webbplats|verkkosivu|kotisivu|hemsida|website|nettisivu|uusi"
    r" viesti sivu|new message from|nytt meddelande från|new enquiry|new inquiry|chat|kysely|enkät|survey"
    r"|verkkokaup|tilauslomake|palautelomake|new lead|uusi liidi",
    re.I,
)
_TIMED = re.compile(
    r"^\W*(?:aika|ajankohta|alkaa|palvelu|tid|tidpunkt|tjänst|time|date|when|service|event type|start"
    r"|hinta|summa|pris|price|viite\w*|uusi aika|kesto|duration)\b[^:]{0,20}[:\t]",
    re.I,
)
_AUTO_TEXT = re.compile(
    r"tämä on automaattinen|automaattinen (?:vastaus|kuittaus|vahvistus|ilmoitus|viesti)|automaattivastaus"
    r"|automaattiviesti|(?:viestisi|sähköpostisi|kysymyksesi|tilauksesi|tukipyyntösi|yhteydenottosi|viestinne|pyyntösi"
    r"|hakemuksesi|palautteesi) on"
    r" (?:vastaanotettu|kirjattu|saapunut|tullut perille)|olemme (?:vastaanottaneet|saaneet) (?:viestisi"
    r"|viestinne|yhteydenottosi|pyyntösi)"
    r"|älä vastaa tähän|this is an auto|automatic(?:ally)? (?:generated|reply|response)|auto-?generated|do"
    r" not reply|we have received your (?:message|request|e-?mail|enquiry|inquiry)|your (?:message|request"
    r"|enquiry) has been received|detta är ett automatiskt|automatiskt (?:svar|genererat|meddelande)|vi"
    r" har (?:mottagit|tagit emot) (?:ditt|er|ert|din)|svara inte på detta"
    r"|^(?:olen (?:poissa|lomalla|vuosilomalla|vapaalla|perhevapaalla|opintovapaalla"
    r"|virkavapaalla)\b.{0,120}(?:asti|saakka|välisen|palaan|sijais|tavoitat|\d\.)|i am (?:currently"
    r" )?(?:out of (?:the )?office|away|on (?:annual )?leave|on vacation)|i'm out of (?:the )?office|jag"
    r" är (?:bortrest|på semester|ledig|inte på kontoret|tjänstledig|föräldraledig))",
    re.I,
)
_AWAY_SUBJECT = re.compile(
    r"poissa|loma|vacation|away|office|frånvar|semester|auto|svar|vastaus|kuittaus|vahvistus|kiitos"
    r" (?:viesti|yhteyden)|tack för|thank you for (?:contact|your)|received|vastaanotettu|ticket|tiket"
    r"|mottag|acknowledg",
    re.I,
)
_BULK_TEXT = re.compile(
    r"\b(?:peru(?:uta)? (?:uutiskirjeen )?tilaus|lopeta tilaus|poistu (?:posti|jakelu)?listalta|tilauksen"
    r" peruutus|peruuta uutiskirje|hallinnoi tilausta|muokkaa tilaus|(?:uutiskirjeen|postitus)\w* (?:voit"
    r" )?(?:peruuttaa|lopettaa)|avsluta prenumerationen|avprenumerera|avregistrera|avsluta prenumeration"
    r"|hantera prenumeration|unsubscribe|opt[- ]out|manage (?:your )?(?:subscription|preferences)"
    r"|update (?:your )?preferences|view (?:this|in) (?:e-?mail )?(?:in )?(?:your )?browser|katso"
    r" (?:viesti )?selaimessa|(?:avaa|lue|näytä) (?:viesti )?selaimessa|öppna i (?:webb)?läsaren|visa i"
    r" (?:webb)?läsaren|sait tämän viestin, koska|you (?:are receiving|received) this (?:e-?mail|message)"
    r" because|du får detta (?:mejl|mail|brev|utskick))\b",
    re.I,
)
# What only the sender of mail to many writes, and no person who wants to be left alone.
_BULK_VOICE = re.compile(
    r"(?:view|open|read) (?:this |it )?(?:e-?mail |message |online )?in (?:your |a |the )?browser|(?:katso|avaa|lue|näytä)"
    r" (?:tämä )?(?:viesti |kirje |uutiskirje |sivu )?(?:verkko)?selaimessa|(?:öppna|visa|läs) (?:mejlet |brevet "
    r"|meddelandet )?i (?:din )?webbläsare"
    r"|kan du inte läsa|can'?t (?:see|read) this|etkö näe (?:viestiä|kuvia)|sait tämän (?:viestin|kirjeen),? koska"
    r"|saat tämän (?:viestin|kirjeen),? koska|you(?:'re| are) receiving this|you received this (?:e-?mail|message)"
    r" because|du (?:får|har fått) (?:detta|det här) (?:mejl\w*|mail\w*|brev\w*|utskick\w*)|manage (?:your )?preferences"
    r"|avregistrera dig här|(?:peruuta|lopeta) (?:uutiskirjeen |kirjeen )?tilaus (?:tästä|täältä)|poistu (?:posti|jakelu"
    r"|sähköposti)\w*listalta"
    r"|lähetimme tämän|tämä (?:viesti|kirje|uutiskirje) (?:on )?lähetet\w+ osoitteeseen|vi skickade (?:detta|det här)"
    r"|(?:mejlet|brevet|utskicket) skickades till|this (?:e-?mail|newsletter) was sent to|avsluta prenumerationen"
    r"|(?:jos|mikäli) et (?:enää )?halua (?:uutiskir|markkinoin|mainos|näitä|viestej|posti|tiedott)|etkö (?:enää )?halua"
    r"|vill du inte (?:längre )?(?:få|ha)"
    r"|if you (?:no longer|do not|don't) (?:wish|want) to (?:receive|get)|lähetetään kaikille|skickas till alla|sent to all"
    r"|tilasit uutiskirjeen|olet tilannut (?:uutis)?kirjeen|du prenumererar på|you subscribed|unsubscribe here"
    r"|hantera (?:din )?prenumeration",
    re.I,
)
# What somebody writes who answers us: an automatic reply agrees to nothing and asks for nothing.
_ANSWERS = re.compile(
    r"\b(?:pääse\w*|ehdi|kan inte komma|hinner inte|can'?t (?:come|make)"
    r"|käy(?:vät|hän)?|kävis\w*|sopi(?:i|vat|si\w*)|ehdot(?:an|amme|aisin)|haluaisin|haluan|voisi(?:mme)?ko|siirre\w*|siirtää"
    r"|varaa?(?:taan|isin|mme)|perut?aan|passar|funkar|föreslår|skulle vilja|vill gärna|boka(?:r|s)?|flytta|suits?"
    r"|works? (?:for|fine|well)|is fine|are fine|suggest|would like|let's|can we|could we)\b",
    re.I,
)
_THANKED = re.compile(
    r"kiitos (?:viestistä|yhteydenotosta|sähköposti)\w*|thank(?:s| you) for (?:your|the) (?:e-?mail|message|mail)"
    r"|tack för (?:ditt|ert|din|er) (?:mejl|mail|e-?post|meddelande)",
    re.I,
)
_AWAY_TEXT = re.compile(
    r"\b(?:äitiysvapaalla|isyysvapaalla|hoitovapaalla|virkavapaalla|työvapaalla|mammaledig|pappaledig|ledig|away"
    r"|out of (?:the )?office|on (?:annual |parental |sick )?leave|on (?:holiday|vacation)|away from (?:the|my)"
    r" (?:office|desk)|(?:vuosi|kesä|talvi|perhe|opinto|vanhempain|sairaus)?(?:loma|vapaa)lla|poissa|bortrest"
    r"|på semester|föräldraledig"
    r"|tjänstledig|frånvarande|inte på kontoret)\b",
    re.I,
)
_UNREAD = re.compile(
    r"limited access|(?:will|shall) (?:reply|respond|answer|get back)\b.{0,40}(?:return|back)|(?:urgent|emergency)\b"
    r"|en (?:lue|seuraa) (?:sähköposti|viestej)\w*|(?:kiireelli|kiireis)\w*|palattuani|läses inte|läser inte"
    r"|brådskande|akuta|begränsad tillgång|viestejä ei lueta|rajoitetusti",
    re.I,
)
_BULK_SENDER = re.compile(
    r"^(?:uutis\w*|news\w*|nyhet\w*|newsletter|tiedote\w*|kampanja\w*|markkinointi|marketing|tarjou\w*"
    r"|offers?|promo\w*|viikko\w*|noreply|no-reply|info|hello|mail|post|campaign\w*|jasen\w*|press"
    r"|lehdisto)(?:[+.-].*)?@",
    re.I,
)
_FORM_MAILER = re.compile(
    r"wordpress|phpmailer|wpforms|gravity|formidable|contact form|typeform|webropol|lyyti|jotform"
    r"|formspree|netlify|squarespace|wix|google forms|questback|surveymonkey",
    re.I,
)


# Somebody has left the house, and the house or a rule in the mailbox says so.
_SAYS_SO = re.compile(
    r"tämä on automaatti|this is an auto|detta är ett auto|det här är ett auto|automaattinen poissaolo", re.I
)
_SURE_SUBJECT = re.compile(r"\W{0,2}auto[\w -]{0,30}:", re.I)
_LEFT_TEXT = re.compile(
    r"\b(?:en ole enää|ei ole enää (?:töissä|palvelukse\w*|meillä)|ei työskentele enää|ei enää työskentele"
    r"|työsuhteeni on päättynyt"
    r"|olen jäänyt eläkkeelle|(?:har|jag har) (?:slutat|gått i pension)|arbetar inte längre|jobbar inte längre"
    r"|no longer (?:works?|working|employed|with|at)|has left|have left|have retired)\b",
    re.I,
)
_HANDS_OVER = re.compile(
    r"\b(?:sijai(?:s|nen|sena)\w*|asioitani|tehtäviäni|työtehtäviäni|ota(?:thaa|ttehan)? yhteyttä|voi(?:t|tte)? ottaa yhteyttä"
    r"|otathan yhteyttä|yhteyshenkilönä|vikarie\w*|ersättare|i mitt ställe|kontakta|vänd(?:a)? (?:er|dig) till|hänvisas"
    r"|(?:please |kindly )?contact|refer to|in my absence|covering for me|reach out to)\b",
    re.I,
)
_PROMISE = re.compile(
    r"(?:(?:palaamme|vastaamme|käsittelemme|otamme yhteyttä)\b.{0,60}\b(?:pian|kuluessa|sisällä|aikana|päivässä|tunnissa)"
    r"|(?:återkommer|svarar|kontaktar dig)\b.{0,60}\b(?:inom|snart|snarast|möjligt)"
    r"|(?:will|shall|aim to|be) (?:get back|reply|respond|answer|in touch|contact)\b.{0,60}\b(?:within|soon|shortly"
    r"|possible|business)"
    r"|member of our team)",
    re.I,
)
_CODE = re.compile(r"\b[245]\.\d\.\d{1,3}\b|\b[45]\d\d[ -]")
_LOST = re.compile(
    r"(?:could not|cannot|can't|was not|couldn't) be (?:delivered|reached|found)"
    r"|ei voitu toimittaa|ei mennyt perille|ei ole olemassa|tuntematon vastaanottaja|postilaatikko on täynnä|kunde inte"
    r"|finns inte|gick inte fram|okänd mottagare|brevlådan är full|does not exist|doesn't exist|unknown (?:user|recipient)"
    r"|user unknown|no such (?:user|address|recipient)|mailbox (?:is )?(?:full|unavailable)",
    re.I,
)
_BULK_SUBJECT = re.compile(
    r"(?:uutiskirje|uutiskatsaus|jäsenkirje|jäsentiedote|tiedote|nyhetsbrev|medlemsbrev|månadsbrev|newsletter|bulletin)"
    r"\W{0,3}(?:(?:nro|nr|no|no\.|issue)\W{0,2})?\d",
    re.I,
)
_BACK = re.compile(
    r"\b(?:palaan|palattuani|takaisin|tavoitat|sijai\w*|tillbaka|åter|svarar när|vikarie\w*|back|return\w*|until|resume)\b",
    re.I,
)
_FIRST = re.compile(r"(?:olen|i am|i'm|jag är)\b", re.I)


_TEXTS: Gate[str] = Gate(
    {
        "automatic": _AUTO_TEXT,
        "thanked": _THANKED,
        "away": _AWAY_TEXT,
        "unread": _UNREAD,
        "voice": _BULK_VOICE,
        "leave": _BULK_TEXT,
        "left": _LEFT_TEXT,
        "handed": _HANDS_OVER,
        "promise": _PROMISE,
        "lost": _LOST,
    }
)
WORDS = _TEXTS.words
"""What is looked for in the own text of a message to tell its kind."""
_NOTICE = re.compile(r'\s*\{"notificationType"\s*:\s*"(?:Bounce|Complaint)"')
_CALENDAR_METHOD = re.compile(r"^METHOD:(?:REQUEST|REPLY|CANCEL|COUNTER)", re.M | re.I)
_MOST_LINES = 60


def judge(
    headers: Headers,
    sender: Mailbox | None,
    body: Body,
    own_lines: Sequence[ZonedLine],
    words: Mapping[int, Set[str]],
    own: Own,
) -> KindVerdict:
    """Give the kind of a message with the rule that decided. Headers first; then forms and bookings; then text alone.

    `words`: those of WORDS that stand in each line, by its number.
    """
    by_header = header_verdict(headers, sender)
    if by_header is not None and by_header.final:
        return by_header
    subject = subject_core(headers.text("subject"))
    text = "\n".join([line.text for line in own_lines[:_MOST_LINES]])
    if by_header is not None and by_header.reason == "subject:auto-reply" and _speaks(sender, subject, text[:600]):
        by_header = None
    if _NOTICE.match(text):
        return KindVerdict(MessageKind.BOUNCE, "text:notification of a sending service", final=True)
    service = _service(headers, sender, subject, text, own_lines, own)
    if body.calendar and _CALENDAR_METHOD.search(body.calendar[:2000]):
        return KindVerdict(MessageKind.BOOKING, "part:text/calendar", final=True)
    if (
        service is not None
        and (by_header is None or by_header.kind is not MessageKind.BOUNCE)
        and not _acknowledges(by_header, text)
    ):
        return service
    return (
        by_header
        or _by_text(sender, subject, text, _possible(own_lines, words), own)
        or KindVerdict(MessageKind.PERSONAL, "no mark of a machine", final=False)
    )


def _speaks(sender: Mailbox | None, subject: str, start: str) -> bool:
    """Whether a person writes about being away, and asks or answers: "Poissa perjantaina" and no automatic answer."""
    person = sender is not None and is_person(sender.name) and not machine_address(sender.address)
    spoken = "?" in start or bool(_ANSWERS.search(start))
    return person and spoken and not _SURE_SUBJECT.match(subject) and not _SAYS_SO.search(start)


def _acknowledges(by_header: KindVerdict | None, text: str) -> bool:
    """An acknowledgement to us may echo labels; a notice about a client speaks of somebody else."""
    return by_header is not None and by_header.kind is MessageKind.AUTO_REPLY and bool(_AUTO_TEXT.search(text[:400]))


def _service(
    headers: Headers, sender: Mailbox | None, subject: str, text: str, lines: Sequence[ZonedLine], own: Own
) -> KindVerdict | None:
    address = sender.address if sender else ""
    name = sender.name if sender else ""
    if own.person(name) or (address in own.addresses and is_person(name)):
        return None
    machine = _machine(headers, address, own)
    nameless = not is_person(name)
    if not machine and not nameless and not _FORM.search(subject):
        return None
    labels = count_contact_labels(lines)
    reply_elsewhere = _reply_elsewhere(headers, address)
    if not (
        machine
        or (
            nameless
            and (labels >= 2 or reply_elsewhere or (labels and _BOOKING.search(name)))
            and not _signed(lines, address)
        )
        or (labels >= 3 and _FORM.search(subject))
    ):
        return None
    head, shown = f"{subject}\n{name}\n{text[:500]}", f"{subject} {name} {address}"
    booking = len(_BOOKING.findall(head)) + 2 * bool(_BOOKING.search(shown))
    form = len(_FORM.findall(head)) + 2 * bool(_FORM.search(shown))
    if labels < 1 and not reply_elsewhere and not booking and not (form and "@" in text):
        return None
    if not booking and not form and labels < 2 and not reply_elsewhere:
        return None
    timed = booking == form and any(_TIMED.match(line.text.strip()) for line in lines)
    kind = MessageKind.BOOKING if booking > form or timed else MessageKind.FORM
    return KindVerdict(kind, f"text:{'machine sender' if machine else 'labels'}, {labels} labels", final=False)


def _signs(text: str, address: str) -> bool:
    """Whether a line is the bare name that the sender's address is made of: a signature, not the answer to a label."""
    return len(text) < 50 and ":" not in text and is_person(text) and fits_address(text, address)


def _signed(lines: Sequence[ZonedLine], address: str) -> bool:
    return any(is_sign_off(line.text.strip()) or _signs(line.text.strip(), address) for line in lines)


def _machine(headers: Headers, address: str, own: Own) -> bool:
    if machine_address(address) or _FORM_MAILER.search(headers.text("x-mailer") + headers.text("x-generator")):
        return True
    if headers.token("auto-submitted") == "auto-generated":
        return True
    return own.address(address) and address not in own.addresses


def reply_mailbox(headers: Headers) -> Mailbox | None:
    """Give the one mailbox of Reply-To, None when there is none or several."""
    values = headers.all("reply-to")
    found = parse_addresses(values[0]).mailboxes if len(values) == 1 else ()
    return found[0] if len(found) == 1 else None


def _reply_elsewhere(headers: Headers, address: str) -> bool:
    reply = reply_mailbox(headers)
    return reply is not None and organisational_domain(reply.address) != organisational_domain(address)


def _possible(lines: Sequence[ZonedLine], words: Mapping[int, Set[str]]) -> Set[str]:
    present = [words[line.number] for line in lines[:_MOST_LINES] if line.number in words]
    return _TEXTS.possible(set[str]().union(*present))


def _house(sender: Mailbox | None) -> bool:
    """Whether a display name of the shape of a person's is the house's: "Luentotalo Akatemia" at luentotalo.example."""
    words = sender.name.replace(",", " ").split() if sender else []
    domain = ascii_fold(organisational_domain(sender.address)) if sender else ""
    if not words or sender is None or any(map(is_given, words)):
        return False
    return bool(_BULK_SENDER.match(sender.address)) or domain.startswith(ascii_fold(words[0]))


def _by_text(sender: Mailbox | None, subject: str, text: str, possible: Set[str], own: Own) -> KindVerdict | None:
    address = sender.address if sender else ""
    human = bool(sender and is_person(sender.name)) and not machine_address(address) and not _house(sender)
    if not human and _lost(subject, text, possible):
        return KindVerdict(MessageKind.BOUNCE, "text:delivery failure", final=False)
    away = bool(_AWAY_SUBJECT.search(subject))
    auto = _AUTO_TEXT.search(text[:600]) if "automatic" in possible and not own.mailbox(sender) else None
    if auto and _SAYS_SO.match(auto[0]):
        return KindVerdict(MessageKind.AUTO_REPLY, "text:says that it is automatic", final=False)
    if (
        auto
        and (away or (not human and auto.start() < 300))
        and not (human and _FIRST.match(auto[0]) and _ANSWERS.search(text[:600]))
    ):
        return KindVerdict(MessageKind.AUTO_REPLY, "text:automatic answer", final=False)
    if own.mailbox(sender):
        return None
    return _excused(text[:600], possible, human=human, away=away) or _to_many(
        subject, text, possible, address, human=human
    )


def _lost(subject: str, text: str, possible: Set[str]) -> bool:
    """Whether a machine says that a message was not delivered; without a subject that says so an address must stand there."""
    told = "lost" in possible and _LOST.search(text[:1000])
    if BOUNCE_SUBJECT.search(subject):
        return bool(told or _CODE.search(text))
    return bool(told) and "@" in text and "?" not in text and len(text) < 400


def _excused(start: str, possible: Set[str], *, human: bool, away: bool) -> KindVerdict | None:
    """Judge what is said of being away, of having left, of having received: none of it by one who answers or asks."""
    if "?" in start or _ANSWERS.search(start):
        return None
    absent = "away" in possible and _AWAY_TEXT.search(start)
    unread = "unread" in possible and _UNREAD.search(start)
    handed = "handed" in possible and _HANDS_OVER.search(start)
    if absent and (unread or handed):
        return KindVerdict(MessageKind.AUTO_REPLY, "text:away and not read", final=False)
    if away and (absent or unread or handed) and _BACK.search(start):
        return KindVerdict(MessageKind.AUTO_REPLY, "text:away until a day", final=False)
    if handed and "left" in possible and _LEFT_TEXT.search(start):
        return KindVerdict(MessageKind.AUTO_REPLY, "text:left the house", final=False)
    thanked = not human and {"thanked", "promise"} <= possible and _THANKED.search(start)
    if thanked and _PROMISE.search(start):
        return KindVerdict(MessageKind.AUTO_REPLY, "text:thanked and told when", final=False)
    return None


def _to_many(subject: str, text: str, possible: Set[str], address: str, *, human: bool) -> KindVerdict | None:
    """Judge by what only mail to many says: once from a house, twice in a person's name."""
    voices = {match[0].casefold() for match in _BULK_VOICE.finditer(text)} if "voice" in possible else set[str]()
    leave = "leave" in possible and _BULK_TEXT.search(text)
    if voices and (len(voices) > 1 or not human or leave):
        return KindVerdict(MessageKind.BULK, "text:voice of mail to many", final=False)
    if not human and _BULK_SUBJECT.match(subject) and "?" not in text:
        return KindVerdict(MessageKind.BULK, "subject:issue of a letter to many", final=False)
    bulk_sender = not human or machine_address(address) or bool(_BULK_SENDER.match(address))
    if leave and bulk_sender:
        return KindVerdict(MessageKind.BULK, "text:unsubscribe", final=False)
    return None
