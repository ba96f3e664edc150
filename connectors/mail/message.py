"""Read one message: bytes in, a frozen reading out. Pure; raises BadItem(code) for what must not be read, nothing else."""

import re
from dataclasses import dataclass

from connectors.mail import headers as fields
from connectors.mail.body import read_body
from connectors.mail.contacts.names import normal_name
from connectors.mail.contacts.phones import find_phones
from connectors.mail.headers import header_digest
from connectors.mail.kind import header_verdict, kind_from_headers
from connectors.mail.language import detect
from connectors.mail.limits import MAX_SUBJECT_CHARS
from connectors.mail.mailboxes import recipients, single_from
from connectors.mail.mime import parse_message
from connectors.mail.ownership import own
from connectors.mail.tokens import TOKEN, reply_tokens
from connectors.mail.zones.split import Zones, split_zones
from models.values import FoundValue, Mailbox, MessageReading, OwnIdentity
from models.vocabulary import SILENT_KINDS, DetailField, MessageKind, Zone

__all__ = ["ReadingOptions", "header_digest", "kind_from_headers", "read_message"]

_WITHDRAW = re.compile(r"(?:peruuta|återkalla|stop)[.!]?\Z", re.I)


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """What the reader knows of the firm. `authserv_id` None: nothing is ever verified. `explain`: keep reply text."""

    own: OwnIdentity
    authserv_id: str | None = None
    explain: bool = False


def read_message(raw: bytes, options: ReadingOptions) -> MessageReading:
    """Read a whole message, or a header block with text parts. Raises BadItem for what the limits refuse."""
    message = parse_message(raw)
    head = message.headers
    sender, _ = single_from(head)
    subject = head.text("subject")[:MAX_SUBJECT_CHARS]
    verdict = header_verdict(head)
    kind = verdict.kind if verdict else MessageKind.PERSONAL
    body = read_body(message)
    zones = split_zones(body, (sender.name,) if sender else ())
    text = "\n".join(line.text for line in zones.of(Zone.OWN, Zone.GREETING))
    found = () if kind in SILENT_KINDS else _simple_values(sender, zones, options)
    return MessageReading(
        kind=kind,
        kind_reason=verdict.reason if verdict else "no mark of a machine",
        language=detect([(text, 1.0), (subject, 0.5)]),
        sender=sender,
        subject_of=None if own(options.own).mailbox(sender) else sender,
        recipients=recipients(head),
        message_id=next(iter(fields.message_ids(head.raw("message-id"))), ""),
        in_reply_to=fields.message_ids(head.raw("in-reply-to")),
        references=fields.message_ids(head.raw("references")),
        tokens=reply_tokens(head),
        dated_at=fields.dated(head.raw("date")) if "date" in head else None,
        found=found,
        withdrawal_word=withdrawal_word(subject, text),
    )


def withdrawal_word(subject: str, own_text: str) -> bool:
    """Whether a message is a plain PERUUTA / ÅTERKALLA / STOP (C8): first own line, or subject with or without our token."""
    first = next((line.strip() for line in own_text.split("\n") if line.strip()), "")
    bare = TOKEN.sub("", subject).strip()
    return bool(_WITHDRAW.match(first) or _WITHDRAW.match(bare))


def _simple_values(sender: Mailbox | None, zones: Zones, options: ReadingOptions) -> tuple[FoundValue, ...]:
    if sender is None or own(options.own).mailbox(sender):
        return ()
    found = [FoundValue(DetailField.EMAIL, sender.address, 0, Zone.HEADER, "from", 1.0)]
    name = normal_name(sender.name, sender.address.partition("@")[0])
    if name:
        found.append(FoundValue(DetailField.PERSON_NAME, name, 0, Zone.HEADER, "from name", 0.95))
    for line in zones.of(Zone.SIGNATURE):
        for phone in find_phones(line.text):
            if not own(options.own).phone(phone.number):
                found.append(FoundValue(DetailField.PHONE, phone.number, line.number, line.zone, "signature phone", 0.9))
    return tuple(dict.fromkeys(found))
