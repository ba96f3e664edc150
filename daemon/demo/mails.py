"""The mail of the demo's firm, from its data files, and the answers that its clients write to our letters."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime

from daemon.demo.dated import for_people, moment, pieces

FOLDERS = (
    ("info", "INBOX", "info-inbox.txt"),
    ("info", "Sent", "info-sent.txt"),
    ("tuomas", "INBOX", "tuomas-inbox.txt"),
    ("tuomas", "Sent", "tuomas-sent.txt"),
)
_WIRE = policy.SMTP.clone(max_line_length=998)


@dataclass(frozen=True, slots=True)
class Mail:
    """A message for a mailbox: account, folder, when it arrived (aware), and its bytes."""

    account: str
    folder: str
    arrived_at: datetime
    raw: bytes


def firm_mail(today: date, mark: str) -> Iterator[Mail]:
    """Give the mail that lies in the mailboxes on the demo's day. `mark`: a sentence for every subject and body, or ""."""
    for account, folder, name in FOLDERS:
        for piece in pieces(name):
            at, kind = moment(piece.heading, today)
            yield Mail(account, folder, at, _bytes(for_people(piece.text, today), at, kind, mark))


def _bytes(text: str, at: datetime, kind: str, mark: str) -> bytes:
    head, _, body = text.partition("\n\n")
    if kind == "raw":
        raw = f"Date: {format_datetime(at)}\n{head}\n\n{marked(body, mark)}"
        return raw.replace("\n", "\r\n").encode()
    message = EmailMessage(policy=_WIRE)
    message["Date"] = format_datetime(at)
    for line in head.split("\n"):
        name, _, value = line.partition(":")
        message[name] = f"{value.strip()} {mark}".strip() if name == "Subject" else value.strip()
    message.set_content(marked(body, mark), subtype="html" if kind == "html" else "plain", cte="8bit")
    return message.as_bytes()


def plain_bytes(text: str, at: datetime) -> bytes:
    """Give the message that header lines, an empty line and a text make, dated `at`."""
    return _bytes(text, at, "", "")


def marked(body: str, mark: str) -> str:
    """Put the sentence after the first paragraph, where it is the writer's own text."""
    if not mark:
        return body
    first, gap, rest = body.partition("\n\n")
    return f"{first}\n\n{mark}\n{gap}{rest}"


def answer_to(letter: bytes, text: str, at: datetime, *, automatic: bool = False) -> bytes:
    """Give the reply that the receiver of a letter writes: as mail programs do, with the letter quoted below."""
    asked = BytesParser(policy=policy.default).parsebytes(letter)
    assert isinstance(asked, EmailMessage)
    part = asked.get_body(("plain",))
    assert part is not None
    quoted = "\n".join(f"> {line}" for line in str(part.get_content()).splitlines())
    message = EmailMessage(policy=_WIRE)
    message["Date"] = format_datetime(at)
    message["From"] = str(asked["To"])
    message["To"] = str(asked["Reply-To"])
    message["Subject"] = f"Re: {asked['Subject']}"
    local = str(asked["To"]).partition("@")[0]
    message["Message-ID"] = f"<{'poissa' if automatic else 'vastaus'}-{local}-{at:%H%M%S%f}@{_domain(asked)}>"
    message["In-Reply-To"] = str(asked["Message-ID"])
    message["References"] = str(asked["Message-ID"])
    if automatic:
        message["Auto-Submitted"] = "auto-replied"
    message.set_content(f"{text}\n" if automatic else f"{text}\n\n{quoted}\n", cte="8bit")
    return message.as_bytes()


def _domain(asked: EmailMessage) -> str:
    return str(asked["To"]).rpartition("@")[2]
