"""What sort of message a mail is where headers do not settle it: subject, text, labels, who sends and who is to be answered."""

import re
from collections.abc import Mapping, Sequence, Set

from connectors.mail.body import Body
from connectors.mail.headers import Headers
from connectors.mail.kind import KindVerdict, forward_subject, header_verdict, subject_core
from connectors.mail.kind_service import service_verdict
from connectors.mail.kind_text import Told, acknowledges, by_text, speaks
from connectors.mail.ownership import Own
from connectors.mail.zones.split import ZonedLine
from models.patterns import lazy
from models.values import Mailbox
from models.vocabulary import MessageKind

_NOTICE = lazy(r'\s*\{"notificationType"\s*:\s*"(?:Bounce|Complaint)"')
_CALENDAR_METHOD = lazy(r"^METHOD:(?:REQUEST|REPLY|CANCEL|COUNTER)", re.M | re.I)
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

    `words`: those of `kind_text.WORDS` that stand in each line, by its number.
    """
    by_header = header_verdict(headers, sender)
    if by_header is not None and by_header.final:
        return by_header
    whole = headers.text("subject")
    subject = subject_core(whole)
    answers = "in-reply-to" in headers or (subject != whole.strip() and not forward_subject(whole))
    told = Told(subject, own_lines[:_MOST_LINES], words, answers)
    text = told.text
    if by_header is not None and by_header.reason == "subject:auto-reply" and speaks(sender, subject, told.start):
        by_header = None
    if _NOTICE.match(text):
        return KindVerdict(MessageKind.BOUNCE, "text:notification of a sending service", final=True)
    service = service_verdict(headers, sender, subject, text, own_lines, own)
    if body.calendar and _CALENDAR_METHOD.search(body.calendar[:2000]):
        return KindVerdict(MessageKind.BOOKING, "part:text/calendar", final=True)
    if (
        service is not None
        and (by_header is None or by_header.kind is not MessageKind.BOUNCE)
        and not acknowledges(by_header, text)
    ):
        return service
    by_words = by_text(told, sender, own) if _asks_text(by_header) else None
    if by_words is not None and by_words.kind is MessageKind.AUTO_REPLY:
        return by_words
    return by_header or by_words or KindVerdict(MessageKind.PERSONAL, "no mark of a machine", final=False)


def _asks_text(by_header: KindVerdict | None) -> bool:
    """Whether the text may still tell the kind: no header does, or a Precedence that answers of machines carry, too."""
    return by_header is None or by_header.reason == "header:precedence"
