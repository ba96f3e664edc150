"""Read one message: bytes in, a frozen reading out. Pure; raises BadItem(code) for what must not be read, nothing else."""

import re
from collections.abc import Iterator
from dataclasses import replace
from operator import itemgetter

from connectors.mail import headers as fields
from connectors.mail.body import Body, read_body
from connectors.mail.bounces import read_bounce
from connectors.mail.contacts.collect import Subject, read_person, read_service, subject_of
from connectors.mail.contacts.form_message import written_message
from connectors.mail.contacts.names import fits_address, is_person
from connectors.mail.contacts.redact import holds_codes, redact_identity_codes
from connectors.mail.contacts.told_by_staff import told_by_staff
from connectors.mail.headers import Headers, header_digest, split_header
from connectors.mail.intents.between_the_lines import read_between_the_lines
from connectors.mail.intents.read import Context, read_intents
from connectors.mail.kind import forward_subject, kind_from_headers, machine_address
from connectors.mail.kind_body import judge
from connectors.mail.kind_service import reply_mailbox
from connectors.mail.kind_wish import own_words
from connectors.mail.language import detect
from connectors.mail.limits import MAX_SUBJECT_CHARS
from connectors.mail.line_words import LINE_WORDS
from connectors.mail.mailboxes import recipients, single_from
from connectors.mail.memory import forget
from connectors.mail.mime import Part, parse_message
from connectors.mail.options import ReadingOptions
from connectors.mail.ownership import Own, own
from connectors.mail.tokens import TOKEN, reply_tokens
from connectors.mail.trust import judge_trust
from connectors.mail.words import lines_with
from connectors.mail.zones.split import Zones, split_zones
from models.errors import BadItem
from models.patterns import lazy
from models.rules.inquiries import ANSWERING_STEMS, STEMS, inquiry_in
from models.values import Mailbox, MessageReading
from models.vocabulary import SILENT_KINDS, ConsentWord, InquiryKind, Language, MessageKind, Trust, Zone

__all__ = ["ReadingOptions", "header_digest", "kind_from_headers", "read_message"]

_WITHDRAW = lazy(r"(?:peruuta|återkalla|stop)[.!]?\Z", re.I)


def read_message(raw: bytes, options: ReadingOptions) -> MessageReading:
    """Read a whole message, or a header block with text parts. Raises BadItem for what the limits refuse."""
    try:
        return _read(raw, options)
    except BadItem:
        raise
    except (ValueError, LookupError, TypeError, ArithmeticError, AttributeError, RecursionError) as exc:
        # A fault of ours in one rule costs this message alone; the class name tells where to look (HW-F18).
        raise BadItem(type(exc).__name__) from exc
    finally:
        forget()


def _read(raw: bytes, options: ReadingOptions) -> MessageReading:
    message = parse_message(raw)
    head, firm = message.headers, own(options.own)
    sender, _ = single_from(head)
    subject = redact_identity_codes(head.text("subject")[:MAX_SUBJECT_CHARS])
    body = _clean(read_body(message))
    names = (sender.name, sender.address.partition("@")[0]) if sender else ()
    zones = split_zones(body, LINE_WORDS, names, forward_subject=forward_subject(subject))
    verdict = judge(head, sender, body, zones.own_lines, zones.words, firm)
    base = MessageReading(
        kind=verdict.kind,
        kind_reason=verdict.reason,
        language=_language(verdict.kind, zones, subject),
        sender=sender,
        subject_of=None,
        recipients=recipients(head),
        message_id=next(iter(fields.message_ids(head.raw("message-id"))), ""),
        in_reply_to=fields.message_ids(head.raw("in-reply-to")),
        references=fields.message_ids(head.raw("references")),
        tokens=reply_tokens(head),
        dated_at=fields.dated(head.raw("date")) if "date" in head else None,
        trust=judge_trust(split_header(raw)[0], head, options.authserv_id) if options.authserv_id else Trust.NONE,
        withdrawal_word=unsubscribes(subject),
    )
    if verdict.kind in SILENT_KINDS:
        wish = own_words(verdict, sender, zones.own_text)
        demanded = _demands(base, zones, body, subject, firm, options) if _wants(wish, zones) else None
        return demanded or _silent(base, message, body, zones, subject)
    if verdict.kind in {MessageKind.FORM, MessageKind.BOOKING}:
        service = _service(base, head, body, firm)
        demanded = _demands(base, zones, body, subject, firm, options) if _may_speak(service) else None
        return demanded or service
    return _personal(base, zones, body, subject, firm, options)


def _clean(body: Body) -> Body:
    """Take identity codes out before anything reads on (F7)."""
    if not holds_codes("\n".join(map(itemgetter(1), body.lines))):
        return body
    return replace(body, lines=tuple(line._replace(text=redact_identity_codes(line.text)) for line in body.lines))


def _silent(base: MessageReading, message: Part, body: Body, zones: Zones, subject: str) -> MessageReading:
    """Automatic, bulk and bounced mail gives no value; a complaint report's sender withdraws by the mail provider's word."""
    if base.kind is not MessageKind.BOUNCE:
        return base
    report = read_bounce(message, body)
    if "feedback" in base.kind_reason:
        # A complaint (ARF): the address works; the register withdraws by the returned Message-ID.
        report = replace(report, permanent=False, complaint=True)
    return replace(base, bounce=report)


def _demands(
    base: MessageReading, zones: Zones, body: Body, subject: str, firm: Own, options: ReadingOptions
) -> MessageReading | None:
    """Give the reading as a person's when its own text withdraws or asks for a right, else None.

    Asked where only words or a place speak for another kind: whoever it is, the wish must not be lost (C8, W1).
    """
    personal = replace(base, kind=MessageKind.PERSONAL, kind_reason="text:demand")
    spoken = _personal(personal, zones, body, subject, firm, options)
    return spoken if spoken.consent is ConsentWord.WITHDRAWN or spoken.requests else None


def _wants(wish: str, zones: Zones) -> bool:
    """Whether these words may withdraw or ask for a right; of a part of the own text that must be read alone."""
    if not wish or wish == zones.own_text:
        return bool(wish)
    said = read_intents(wish, Context("", ""))
    return said.consent is ConsentWord.WITHDRAWN or bool(said.requests)


def _may_speak(service: MessageReading) -> bool:
    """Whether somebody may say something for themselves in a form or notice, under no label of it.

    Without a single label only a nameless sender and a Reply-To elsewhere speak for a form. With labels a named sender, who
    is no machine, may write below them.
    """
    if service.kind_reason.endswith("labels, 0 labels"):
        return True
    heard = service.consent is ConsentWord.WITHDRAWN or service.requests
    named = service.sender is not None and is_person(service.sender.name)
    return named and not heard and service.kind_reason.startswith("text:labels")


def _service(base: MessageReading, head: Headers, body: Body, firm: Own) -> MessageReading:
    reply_to = reply_mailbox(head)
    person = reply_to
    if base.kind_reason == "part:text/calendar" and base.sender is not None and not firm.mailbox(base.sender):
        person = base.sender
    service = None if base.sender is None or person is base.sender or _fills_in(base.sender) else base.sender
    values, proposals = read_service(body.lines, service, person, firm)
    reading = replace(base, found=values, proposals=proposals)
    written = written_message(body.lines) if base.kind is MessageKind.FORM else ""
    if not written:
        return reading
    # Whoever writes into a form says it as in a letter: it may withdraw and ask; nothing is granted without proof (C6, W1).
    said = read_intents(written, Context("", ""))
    consent = ConsentWord.NONE if said.consent is ConsentWord.GIVEN else said.consent
    return replace(reading, consent=consent, requests=said.requests)


def _fills_in(sender: Mailbox) -> bool:
    """Whether a form is sent in the name and from the address of who filled it in."""
    own_address = is_person(sender.name) and fits_address(sender.name, sender.address)
    return own_address and not machine_address(sender.address)


def _personal(
    base: MessageReading, zones: Zones, body: Body, subject: str, firm: Own, options: ReadingOptions
) -> MessageReading:
    person: Subject = subject_of(base.sender, zones, body, firm, forward=forward_subject(subject))
    values, proposals = read_person(person, firm)
    text = zones.own_text
    forwards = _client_forward(zones, subject)
    word = withdrawal_word(subject, text)
    ours = firm.mailbox(base.sender)
    client = person.mailbox
    if client is None and base.sender is not None and firm.address(base.sender.address):
        client, proposals = told_by_staff(zones.own_lines, firm)
    consent, intents = ConsentWord.WITHDRAWN if word and not ours else ConsentWord.NONE, None
    if not ours and not word:
        context = Context(_quoted_text(zones), subject, answers_us=bool(base.tokens), quotes=bool(zones.quoted))
        intents = read_intents(text, context)
        consent = intents.consent
        if zones.quoted:
            consent = read_between_the_lines(zones) or consent
    return replace(
        base,
        subject_of=client,
        found=values,
        proposals=proposals,
        forwarded=person.forwarded or forwards,
        withdrawal_word=word,
        reply_text=text if options.explain and zones.quoted and not forwards else None,
        consent=consent,
        requests=intents.requests if intents else (),
        feedback_score=intents.feedback_score if intents else None,
        feedback_comment=intents.feedback_comment if intents and (options.explain or base.tokens) else None,
        inquiry=_inquiry(zones, answering=bool(base.tokens)) if not (ours or word) else None,
        learned=intents.why if intents and options.explain else (),
    )


def _inquiry(zones: Zones, *, answering: bool) -> InquiryKind | None:
    """Read the own text for a question or complaint, if a word of one stands in it: in most mail none does."""
    asking = set(lines_with(ANSWERING_STEMS if answering else STEMS, zones.words))
    told = bool(asking) and any(line.number in asking for line in zones.own_lines)
    return inquiry_in(zones.own_text, answering=answering) if told else None


def _quoted_text(zones: Zones) -> str:
    header = Zone.QUOTE_HEADER
    return "\n".join([text for _, text, zone, block in zones.lines if block == 1 and zone is not header])


def _client_forward(zones: Zones, subject: str) -> bool:
    return bool(zones.quoted) and (zones.quoted[0].forward or forward_subject(subject))


def _language(kind: MessageKind, zones: Zones, subject: str) -> Language:
    if kind in {MessageKind.FORM, MessageKind.BOOKING, MessageKind.BOUNCE}:
        text = "\n".join(line.text for line in zones.lines if line.zone is not Zone.QUOTE_HEADER)
        return detect([(text, 1.0), (subject, 0.5)])
    return detect(_by_worth(zones, subject))


def _by_worth(zones: Zones, subject: str) -> Iterator[tuple[str, float]]:
    """Texts that may tell the language, each made only when those before it did not settle it."""
    yield zones.own_text, 1.0
    yield "\n".join(line.text for line in zones.of(Zone.SIGN_OFF, Zone.MOBILE_FOOTER, Zone.SIGNATURE)), 0.4
    yield "\n".join(line.text for line in zones.lines if line.zone is Zone.QUOTE_HEADER and line.block == 1), 0.5
    yield subject, 0.5
    yield _quoted_text(zones), 0.3


def withdrawal_word(subject: str, own_text: str) -> bool:
    """Whether a message is a plain PERUUTA / ÅTERKALLA / STOP (C8): first own line, or subject with or without our token."""
    first = own_text.lstrip().partition("\n")[0].rstrip()
    bare = TOKEN.sub("", subject).strip()
    return bool(_WITHDRAW.match(first) or _WITHDRAW.match(bare))


def unsubscribes(subject: str) -> bool:
    """Whether this is the subject that our List-Unsubscribe asks for: the word and our token.

    Mail programs write such a message by themselves, some with the marks of an automatic one: of whatever kind it is, its
    sender pressed a button and has withdrawn (C8).
    """
    bare, tokens = TOKEN.subn("", subject)
    return bool(tokens and _WITHDRAW.match(bare.strip()))
