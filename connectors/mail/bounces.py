"""Delivery reports: RFC 3464 and the free forms of common mail servers. Permanent or temporary, and which message came back."""

import re

from connectors.mail.body import Body
from connectors.mail.headers import Headers, message_ids, parse_headers, split_header
from connectors.mail.mime import Part, walk
from models.patterns import lazy
from models.values import BounceReading

_STATUS_FIELD = lazy(r"^status:\s*([245])\.\d{1,3}\.\d{1,3}", re.I | re.M)
_ACTION = lazy(r"^action:\s*([a-z-]+)", re.I | re.M)
_ENHANCED = lazy(r"(?<![\d.])([45])\.\d{1,3}\.\d{1,3}(?![\d.])")
_REPLY_CODE = lazy(r"(?<![\d.:-])([45])[0-5]\d(?=[ -][^\d\s])")
_TEMPORARY = lazy(
    r"delay|will (?:be )?(?:retr|keep trying|continue)|still trying|not yet been delivered|temporar"
    r"|deferred|warning: (?:could not|message)|try again|viivästy|yritetään (?:uudelleen|edelleen)|tilapäi"
    r"|fördröj|försöker igen|tillfällig|mailbox (?:is )?full|quota|greylist",
    re.I,
)
_GIVEN_UP = lazy(
    r"giving up|given up|gave up|permanent|fatal|no longer|failed after|retry time(?:out)? exceeded"
    r"|expired|returned to sender|i'm not going to try|undeliverable|does not exist|unknown user|user"
    r" unknown|no such (?:user|recipient|address)|unrouteable|not found|doesn'?t have|rejected|ei ole"
    r" olemassa|finns inte|lopullisesti",
    re.I,
)
_ORIGINAL_ID = lazy(r"^[ \t>|]*message-id:\s*(<[^<>\s]{1,300}>)", re.I | re.M)
_MAX_TEXT = 65_536


def read_bounce(message: Part, body: Body) -> BounceReading:
    """Read a delivery report. Without any sign of permanence a failure counts as temporary: the milder reading."""
    status = "\n".join(
        _part_text(part)
        for part in walk(message)
        if part.type in {"message/delivery-status", "message/global-delivery-status"}
    )
    text = "\n".join(line.text for line in body.lines)[:_MAX_TEXT]
    return BounceReading(_original_id(message, text), _permanent(status, message.headers, text))


def _part_text(part: Part) -> str:
    return part.content()[:_MAX_TEXT].decode("latin-1").replace("\r\n", "\n")


def _permanent(status: str, headers: Headers, text: str) -> bool:
    actions = {match.lower() for match in _ACTION.findall(status)}
    classes = _STATUS_FIELD.findall(status)
    if actions or classes:
        if actions & {"delayed", "delivered", "relayed", "expanded"} and "failed" not in actions:
            return False
        # Action: failed says that no further try will be made; the class says whether a later message has a chance.
        return "5" in classes or ("failed" in actions and "4" not in classes)
    service = re.search(r'"bounceType"\s*:\s*"(Permanent|Transient|Undetermined)"', text)
    if service:
        return service[1] == "Permanent"
    subject = headers.text("subject")
    failed_now = "x-failed-recipients" in headers and not re.search(r"warning|delay", subject, re.I)
    codes = _ENHANCED.findall(text) + _REPLY_CODE.findall(text)
    if "5" in codes:
        return True
    if "4" in codes:
        return False
    if _TEMPORARY.search(subject) or (_TEMPORARY.search(text) and not _GIVEN_UP.search(text)):
        return False
    return (
        failed_now
        or bool(_GIVEN_UP.search(text))
        or bool(re.search(r"undeliver|fail|returned|virhe|palaut|kunde inte|misslyck", subject, re.I))
    )


def _original_id(message: Part, text: str) -> str:
    for part in walk(message):
        returned: Headers | None = None
        if part.type in {"message/rfc822", "message/global"} and part.parts:
            returned = part.parts[0].headers
        elif part.type in {"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}:
            returned = parse_headers(split_header(part.content().lstrip() + b"\r\n\r\n")[0])
        if returned is not None and "message-id" in returned:
            return next(iter(message_ids(returned.raw("message-id"))), "")
    below = _ORIGINAL_ID.search(text)
    if below:
        return below[1].strip("<>")
    answered = message_ids(message.headers.raw("in-reply-to")) or message_ids(message.headers.raw("references"))
    return answered[-1] if answered else ""
