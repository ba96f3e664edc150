"""Forms and notices of bookings that a service sends: told by who sends, who is to be answered, labels and words."""

import re
from collections.abc import Sequence

from connectors.mail.contacts.links import find_emails
from connectors.mail.contacts.names import fits_address, is_given, is_person, same_person
from connectors.mail.contacts.pairs import count_contact_labels, label_pairs
from connectors.mail.headers import Headers
from connectors.mail.kind import KindVerdict, machine_address, organisational_domain
from connectors.mail.kind_text import names_a_house
from connectors.mail.mailboxes import domain_of, parse_addresses
from connectors.mail.ownership import Own
from connectors.mail.zones.closings import is_sign_off
from connectors.mail.zones.split import ZonedLine
from models.patterns import lazy
from models.values import Mailbox
from models.vocabulary import DetailField as F
from models.vocabulary import MessageKind

_BOOKING = lazy(
    r"varaus|varattu|varauk|ajanvarau|\baika (?:peru|varat|siir)|ajan (?:peru|siir)|\bbokning|bokad|avbok"
    r"|ombok|tidsbokning|\bbooking|\bbooked|appointment|reservation|invitee|new event|\bevent\b"
    r"|\bperuutus\b|rescheduled|cancell?ed:|tapaaminen (?:peru|siir|varat)|kalenterikutsu|invitation:|kutsu:|inbjudan:"
    r"|maksu(?:vahvistus| vastaanotettu| suoritettu)|\blasku\w*\b.{0,20}maks|maksoi laskun|lasku"
    r" (?:maksettu|lähetetty|on maksettu)|faktura\w*\b.{0,20}betal|invoice\b.{0,20}paid|laskutuspalvelu"
    r"|betalning (?:mottagen|genomförd)|faktura(?:n)? (?:betald|skickad|har betalats)|payment received"
    r"|invoice paid|receipt|kuitti|kvitto|ilmoittautuminen kurssille|peruutti (?:ajan|varauksen)|har bokat"
    r"|has booked|scheduled|tilausvahvistus|uusi tilaus|orderbekräftelse|ny (?:order|beställning)|new order"
    r"|order (?:confirmation|received)",
    re.I,
)
_FORM = lazy(
    r"lomak|call ?-?back (?:request|wanted)|request a call|ring (?:upp|mig)|uppringd|call me\b|återuppringning|takaisinsoitto"
    r"|yhteydenot|ottanut yhteyttä|formulär|\bform\b|\bforms\b|submission|submitted|contact request"
    r"|kontakt(?:förfrågan|formulär)|yhteyspyyntö|soittopyyntö|tarjouspyyntö|offertförfrågan|quote request"
    r"|ilmoittautu|anmälan|registration|webbplats|verkkosivu|\bsivu(?:i)?lta(?:si|nne|mme)\b|kotisivu|hemsida|website|nettisivu|uusi"
    r" viesti sivu|new message from|nytt meddelande från|new enquiry|new inquiry|chat|kysely|enkät|survey"
    r"|questionnaire|response received"
    r"|uusi vastaus|new response|nytt svar"
    r"|verkkokaup|tilauslomake|palautelomake|new lead|uusi liidi",
    re.I,
)
_TIMED = lazy(
    r"^\W*(?:aika|ajankohta|alkaa|palvelu|tid|tidpunkt|tjänst|time|date|when|service|event type|start"
    r"|hinta|summa|pris|price|viite\w*"
    r"|(?:uusi|vanha) aika|(?:ny|gammal) tid|(?:new|old|previous) time|kesto|duration)\b[^:]{0,20}[:\t]",
    re.I,
)
_FORM_MAILER = lazy(
    r"wordpress|phpmailer|wpforms|gravity|formidable|contact form|typeform|webropol|lyyti|jotform"
    r"|formspree|netlify|squarespace|wix|google forms|questback|surveymonkey",
    re.I,
)


# Somebody else did something, says the house that keeps the calendar.
_DEED = lazy(
    r"\b(?:on (?:varannut|perunut|peruuttanut|siirtänyt|maksanut|ilmoittautunut)"
    r"|varasi|perui|peruutti|maksoi|tilasi|betalade)\b"
    r"|\bhar (?:bokat|avbokat|ombokat|betalat|anmält sig)\b"
    r"|\bhas (?:booked|cancelled|canceled|rescheduled|paid|registered|signed up)\b"
    r"|\b(?:booked|cancelled|rescheduled) by\b",
    re.I,
)
_SPEAKS = lazy(
    r"\?|\b(?:me|minä|minun|meidän|emme|olemme|olen|voimme|haluamme|haluaisi\w*|vi|jag|vår|we|our|my|(?-i:I))\b", re.I
)


# What the subject of a form says that a site sends on: "Uusi viesti sivustolta".
_FROM_SITE = lazy(
    r"\b(?:uusi (?:viesti|vastaus|yhteydenotto|tarjouspyyntö|liidi|lomake|ilmoittautuminen|palaute|tilaus)\b"
    r"|new (?:message|response|enquiry|inquiry|lead|submission|registration|quote request|contact|feedback)\b"
    r"|nytt? (?:meddelande|svar|anmälan|offertförfrågan|förfrågan|kontakt\w*|lead)\b"
    r"|(?:lomakkeelta|lomakevastaus|sivustolta|(?:verkko|koti|netti)sivuilta)\b|from (?:the|your) website\b"
    r"|via (?:the )?website\b"
    r"|från (?:webbplatsen|hemsidan|webben)\b)",
    re.I,
)
_ABOUT = lazy(
    r"\b(?i:asiakas|kund|kunden|customer|client|visitor|kävijä|besökare|vastaaja|respondent)\b[\s:]{1,3}[A-ZÅÄÖ]|[\w.+-]{1,64}@"
)


def _sent_on(subject: str, address: str, text: str) -> bool:
    """Whether a nameless sender hands on what somebody else typed on a site."""
    told = _ABOUT.search(text[:500].replace(f"@{domain_of(address)}", "")) if _FROM_SITE.search(subject) else None
    return told is not None


def _tells_deed(sender: str, subject: str, text: str) -> bool:
    """Whether a house tells, with nothing of its own, what a client did: "Maija Virta on varannut ajan"."""
    return (
        bool(_BOOKING.search(f"{subject} {sender}"))
        and bool(_DEED.search(text[:500]))
        and not _SPEAKS.search(text[:500])
    )


def service_verdict(
    headers: Headers, sender: Mailbox | None, subject: str, text: str, lines: Sequence[ZonedLine], own: Own
) -> KindVerdict | None:
    """Judge whether a form or a notice of a booking came; None when neither. `subject`: without "Re:"."""
    address = sender.address if sender else ""
    name = sender.name if sender else ""
    if own.person(name) or (address in own.addresses and is_person(name)):
        return None
    machine = _machine(headers, address, own)
    nameless = not is_person(name) or (
        names_a_house(sender) and bool(_BOOKING.search(subject) or _FORM.search(subject))
    )
    if not machine and not nameless and not _FORM.search(subject) and ":" not in text[:120]:
        return None
    labels = count_contact_labels(lines)
    reply_elsewhere = _reply_elsewhere(headers, address)
    if not (
        machine
        or (
            nameless
            and (
                labels >= 2
                or reply_elsewhere
                or (labels and _BOOKING.search(name))
                or (labels and _BOOKING.search(subject) and _timed(lines))
                or _tells_deed(name, subject, text)
                or (_BOOKING.search(subject) and _names_client(lines, address))
                or _sent_on(subject, address, text)
            )
            and not _signed(lines, address)
        )
        or (labels >= 3 and _FORM.search(subject))
        or _about_another(lines, sender, labels)
    ):
        return None
    head, shown = f"{subject}\n{name}\n{text[:500]}", f"{subject} {name} {address}"
    booking = len(_BOOKING.findall(head)) + 2 * bool(_BOOKING.search(shown))
    form = len(_FORM.findall(head)) + 2 * bool(_FORM.search(shown))
    if labels < 1 and not reply_elsewhere and not booking and not (form and "@" in text):
        return None
    if not booking and not form and labels < 2 and not reply_elsewhere:
        return None
    timed = booking == form and _timed(lines)
    kind = MessageKind.BOOKING if booking > form or timed else MessageKind.FORM
    return KindVerdict(kind, f"text:{'machine sender' if machine else 'labels'}, {labels} labels", final=False)


def _names_client(lines: Sequence[ZonedLine], address: str) -> bool:
    """Whether a name stands on a line of its own, and a foreign address made of it: whom a house writes of."""
    texts = [text for line in lines[:30] if 4 < len(text := line.text.strip()) < 60]
    domain = organisational_domain(address)
    mails = [mail.value for text in texts for mail in find_emails(text)]
    foreign = [mail for mail in mails if organisational_domain(mail) != domain]
    return bool(foreign) and any(
        is_person(text) and any(fits_address(text, mail) for mail in foreign) for text in texts
    )


def _timed(lines: Sequence[ZonedLine]) -> bool:
    """Whether a line says when, what or for how much under a label: "Uusi aika: …", "Tjänst: …"."""
    return any(_TIMED.match(line.text.strip()) for line in lines)


def _signs(text: str, address: str) -> bool:
    """Whether a line is the bare name that the sender's address is made of: a signature, not the answer to a label."""
    return len(text) < 50 and ":" not in text and is_person(text) and fits_address(text, address)


def _about_another(lines: Sequence[ZonedLine], sender: Mailbox | None, labels: int) -> bool:
    """Whether a house's mail that opens with labels, and that nobody signs, tells name and address of another than its sender.

    A person who writes so writes of somebody else: those details are no word of theirs.
    """
    if not names_a_house(sender):
        return False
    told = {known.field: value for known, value, _ in reversed(list(label_pairs(lines[:12])))} if labels > 1 else {}
    name, mails = told.get(F.PERSON_NAME, ""), find_emails(told.get(F.EMAIL, ""))
    if sender is None or not is_person(name) or not mails or _signed(lines, sender.address):
        return False
    first = next((line for line in lines if line.text.strip()), None)
    opens = first is not None and any(True for _ in label_pairs([first]))
    return opens and mails[0].value != sender.address and not same_person(name, sender.name)


def _signed(lines: Sequence[ZonedLine], address: str) -> bool:
    """Whether somebody signs: takes leave, or puts the bare name under it. A house's leave under another's address is none."""
    texts = [text for line in lines if (text := line.text.strip())]
    if any(_signs(text, address) for text in texts):
        return True
    leave = next((at for at, text in enumerate(texts) if is_sign_off(text)), -1)
    if leave < 0:
        return False
    under = texts[leave + 1] if leave + 1 < len(texts) else ""
    person = not under or is_person(under) or is_given(under.split()[0].strip(",."))
    mails = [mail.value for text in texts[:leave] for mail in find_emails(text)]
    return person or not any(organisational_domain(mail) != organisational_domain(address) for mail in mails)


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
