"""What sort of message a mail is, from its headers alone. Marks of RFC 3834, RFC 2919/2369 and the common responders.

A delivery report is never decided here for fetching: its body names the returned message and must be read.
"""

import re
from dataclasses import dataclass

from connectors.mail.contacts.names import is_given, is_person
from connectors.mail.headers import Headers, parse_headers
from connectors.mail.mailboxes import domain_of, single_from
from connectors.mail.mime import parse_content_type
from models.patterns import lazy
from models.values import Mailbox
from models.vocabulary import MessageKind

_PREFIX = lazy(r"^(?:\s*(?:re|vs|vl|sv|vb|fwd?|ft|aw|wg|antw|tr)\s*(?:\[\d+\])?\s*:\s*)+", re.I)
AUTO_SUBJECT = lazy(
    r"^\W{0,2}(?:auto(?:maattinen|maattivastaus|maattiviesti|matic|matiskt?|svar|reply|response|-reply|-?vastaus)\b"
    r"|(?:poissa(?:olo)?(?:ilmoitus|viesti)?|lomalla|lomavastaus|out of (?:the )?office|ooo|frånvaro\w*"
    r"|semester(?:svar)?|away|vacation"
    r"|on (?:holiday|leave|vacation)|abwesen\w*)\s*(?:[:!(–-]|$)"
    r"|(?:poissa (?:toimistolta|töistä)|out of (?:the )?office|inte på kontoret|ej på plats|olen (?:poissa"
    r"|lomalla)|away (?:until|till|from)|frånvarande|borta (?:till|från)|i am (?:away|out)|i'm (?:away|out)))",
    re.I,
)
BOUNCE_SUBJECT = lazy(
    r"undeliver|delivery (?:status|failure|has failed|notification|problem|delayed)|returned (?:mail"
    r"|message|to sender)|failure notice"
    r"|mail (?:delivery|system) (?:failed|failure|error)|non.?delivery|could not be delivered|message"
    r" (?:not delivered|delayed)"
    r"|toimitusvirhe|toimitus (?:epäonnistui|viivästy)|ei voitu toimittaa|perille toimittaminen|palautettu"
    r" viesti|palautunut|ei toimitettu|toimittaminen (?:epäonnistui|viivästy)"
    r"|kunde inte levereras|olevererba|leverans(?:fel|meddelande|en misslyckades)|misslyckad leverans|gick"
    r" inte att leverera|inte levererat|återsänt"
    r"|unzustellbar|nicht zugestellt|\bundelivered\b",
    re.I,
)
_BOUNCER = lazy(
    r"^(?:mailer[-_.]?daemon|postmaster|mail[-_.]?delivery|bounces?|mdaemon|microsoftexchange[0-9a-f]+"
    r"|double-bounce)(?:[+-].*)?@",
    re.I,
)
_BOUNCER_NAME = lazy(r"mail(?:er)?[ -]?(?:delivery|daemon)|postmaster|delivery subsystem|sähköpostin toimitus", re.I)
_LIST = (
    "list-id",
    "list-unsubscribe",
    "list-post",
    "list-help",
    "list-unsubscribe-post",
    "x-campaign",
    "x-campaignid",
    "x-mailchimp-id",
)
_SURE_LIST = ("list-id", "list-post", "list-unsubscribe-post", "x-mailchimp-id", "x-campaignid")
# What is told of one client, whatever its sender marks it as.
_OF_ONE = lazy(
    r"(?:uusi (?:varaus|ajanvaraus|tilaus|ilmoittautuminen|yhteydenotto|soittopyyntö)|varaus(?:vahvistus| on| peru| siir|:)"
    r"|ny (?:bokning|tidsbokning|anmälan|beställning)|(?:av|om)bokning|avbokad|bokning(?:en|sbekräftelse|:)"
    r"|new (?:booking|appointment|order|submission|registration)|booking (?:confirm|cancel|request)|appointment"
    r"|rescheduled:|cancell?ed:)\b",
    re.I,
)
_AUTO_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-reply",
    "x-auto-response",
    "x-vacation",
    "x-away",
)
_MACHINE = lazy(
    r"^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|ala[-_.]?vastaa|ei[-_.]?vastausta|svara[-_.]?(?:inte|ej)"
    r"|www(?:-?data)?|web|web-?forms?|webb?formular\w*|wordpress|wp|apache|httpd|nginx|php|cms|notif\w*|ilmoitu\w*"
    r"|muistut\w*|reminders?|paminnelse\w*|callbacks?|call-?back|soittopyynto\w*|tarjouspyynto\w*|yhteydenot\w*"
    r"|contact-?forms?|kontaktformular\w*|offertforfragan\w*|kuitti|maksut?|payments?|betalning\w*|palvelin|server|kvitto\w*|receipts?|ajat|tidbokning\w*|bokat"
    r"|ilmoittautumi\w*|anmalan|registrations?|submissions?|leads?"
    r"|tilau(?:s|kset)|orders?|bestallning\w*|kysely(?:t)?|enkat\w*|surveys?"
    r"|lomak\w*|forms?|formular\w*|vara(?:u|amo)\w*|ajanvarau\w*|bok(?:a|ning)\w*|book(?:ing)?s?|calendar"
    r"|vahvist\w*|confirmations?|bekraftelse\w*|robot(?:ti)?|bot|avbokning\w*|peruutu\w*|cancellations?|appointments?"
    r"|kalenteri|system|jarjestelma|automail\w*)(?:[+.-].*)?@",
    re.I,
)


@dataclass(frozen=True, slots=True)
class KindVerdict:
    """A kind and the rule that gave it. `final` when nothing in the body can change it."""

    kind: MessageKind
    reason: str
    final: bool


SAYS_AUTOMATIC = "text:says that it is automatic"
"""The one reason by words that no person gives."""
LINK_TO_LEAVE = "text:link to leave a list"


def subject_core(subject: str) -> str:
    """Give a subject without its reply and forward prefixes."""
    return _PREFIX.sub("", subject).strip()


_FORWARD = lazy(
    r"^\s*(?:(?:re|vs|sv)\s*:\s*)?(?:vl|vb|fwd?|wg|edelleenlähetetty|vidarebefordrat"
    r"|forwarded)\s*(?:\[\d+\])?\s*:",
    re.I,
)


def forward_subject(subject: str) -> bool:
    """Whether a subject says that the message is a forward: VL:, VB:, Fwd:."""
    return bool(_FORWARD.match(subject))


def machine_address(address: str) -> bool:
    """Whether an address is by its name one that machines send from: no-reply, www, lomake, varaukset …"""
    return bool(_MACHINE.match(address))


def header_verdict(headers: Headers, sender: Mailbox | None = None) -> KindVerdict | None:
    """Judge by headers and their single sender. None: nothing in them speaks against a personal message."""
    return (
        _report(headers)
        or _automatic(headers, sender)
        or _bounce(headers, sender)
        or _bulk(headers, sender)
        or _machine_made(headers)
    )


def kind_from_headers(header_block: bytes) -> MessageKind | None:
    """Give the kind when headers alone settle it and the body is not needed: auto-replies and bulk mail.

        None: fetch the body (personal mail, forms, bookings, and delivery reports, whose body names the returned
    message).
    """
    headers = parse_headers(header_block)
    verdict = header_verdict(headers, single_from(headers)[0])
    settled = verdict is not None and verdict.final and verdict.kind in {MessageKind.AUTO_REPLY, MessageKind.BULK}
    return verdict.kind if verdict is not None and settled else None


def _report(headers: Headers) -> KindVerdict | None:
    value = headers.raw("content-type")
    if b"report" not in value.lower():
        return None
    kind, parameters = parse_content_type(value)
    if kind != "multipart/report":
        return None
    report = parameters.get("report-type", "").lower()
    if report == "disposition-notification":
        return KindVerdict(MessageKind.AUTO_REPLY, "header:disposition-notification", final=True)
    return KindVerdict(
        MessageKind.BOUNCE, f"header:report/{'feedback' if 'feedback' in report else 'delivery'}", final=True
    )


def _automatic(headers: Headers, sender: Mailbox | None) -> KindVerdict | None:
    subject = headers.text("subject")
    auto = headers.token("auto-submitted")
    if auto == "auto-replied" and not _bounce(headers, sender):
        return KindVerdict(MessageKind.AUTO_REPLY, "header:auto-submitted", final=True)
    named = next((name for name in _AUTO_HEADERS if name in headers), "")
    if named and headers.token(named) not in {"no", "false", "0"}:
        return KindVerdict(MessageKind.AUTO_REPLY, f"header:{named}", final=True)
    if (
        headers.token("precedence") in {"auto_reply", "auto-reply"}
        or "x-ms-exchange-generated-message-source" in headers
    ):
        return KindVerdict(MessageKind.AUTO_REPLY, "header:precedence", final=not _bounce(headers, sender))
    if AUTO_SUBJECT.search(subject_core(subject)):
        return KindVerdict(MessageKind.AUTO_REPLY, "subject:auto-reply", final=False)
    return None


def _bounce(headers: Headers, sender: Mailbox | None) -> KindVerdict | None:
    subject = headers.text("subject")
    address, name = (sender.address, sender.name) if sender else ("", headers.text("from"))
    null_path = headers.raw("return-path").strip() == b"<>"
    # A person may keep the mail of a small house and write from its postmaster's address.
    by_address = bool(_BOUNCER.match(address)) and (null_path or not _names_a_person(name))
    bouncer = by_address or bool(_BOUNCER_NAME.search(name))
    if "x-failed-recipients" in headers:
        return KindVerdict(MessageKind.BOUNCE, "header:x-failed-recipients", final=True)
    if (bouncer or null_path) and BOUNCE_SUBJECT.search(subject):
        return KindVerdict(MessageKind.BOUNCE, "header:bounce sender", final=True)
    if bouncer and null_path:
        return KindVerdict(MessageKind.BOUNCE, "header:null return path", final=True)
    return KindVerdict(MessageKind.BOUNCE, "sender:mailer-daemon", final=False) if bouncer else None


def _names_a_person(name: str) -> bool:
    return is_person(name) and is_given(name.replace(",", " ").split()[0])


def _bulk(headers: Headers, sender: Mailbox | None) -> KindVerdict | None:
    precedence = headers.token("precedence")
    marks = [name for name in _LIST if name in headers and headers.raw(name).strip()]
    if precedence in {"bulk", "list", "junk"}:
        marks.append("precedence")
    if not marks:
        return None
    machine = sender is not None and machine_address(sender.address)
    # Booking and form services put a lone List-Unsubscribe or Precedence on single notices: there the body decides.
    sure = any(name in headers for name in _SURE_LIST) or len(marks) > 1
    single = machine or bool(_OF_ONE.match(subject_core(headers.text("subject"))))
    return KindVerdict(MessageKind.BULK, f"header:{marks[0]}", final=sure and not single)


def _machine_made(headers: Headers) -> KindVerdict | None:
    auto = headers.token("auto-submitted")
    if auto and auto != "no":
        return KindVerdict(MessageKind.AUTO_REPLY, "header:auto-generated", final=False)
    if headers.raw("return-path").strip() == b"<>":
        return KindVerdict(MessageKind.AUTO_REPLY, "header:null return path", final=False)
    if "x-auto-response-suppress" in headers and headers.token("x-auto-response-suppress") != "none":
        return KindVerdict(MessageKind.AUTO_REPLY, "header:x-auto-response-suppress", final=False)
    return None


def organisational_domain(address: str) -> str:
    """Give the last two labels of an address's domain: enough to see whether two addresses are of one house."""
    return ".".join(domain_of(address).split(".")[-2:])
