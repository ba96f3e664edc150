"""Invented letters, built as the service builds its own."""

from email import policy
from email.message import EmailMessage

from models.values import OutgoingLetter

RECIPIENT = "maija.esimerkki@example.com"
SENDER = "palaute@salonki.example"


def letter(
    number: int = 1, *, recipient: str = RECIPIENT, text: str = "Hei Maija!\n\nMiten käynti sujui?\n"
) -> OutgoingLetter:
    """A letter whose Message-ID holds the number."""
    message_id = f"letter-{number}@salonki.example"
    message = EmailMessage(policy=policy.SMTP.clone(max_line_length=998, cte_type="7bit"))
    message["From"] = f"Salonki <{SENDER}>"
    message["To"] = f"Maija Esimerkki <{recipient}>"
    message["Subject"] = "Miten käynti sujui?"
    message["Date"] = "Mon, 02 Mar 2026 10:00:00 +0200"
    message["Message-ID"] = f"<{message_id}>"
    message.set_content(text)
    return OutgoingLetter(SENDER, recipient, message_id, message.as_bytes())


def changed(original: OutgoingLetter, before: bytes, after: bytes) -> OutgoingLetter:
    """The letter with some of its bytes replaced."""
    assert before in original.content
    content = original.content.replace(before, after, 1)
    return OutgoingLetter(original.envelope_from, original.envelope_to, original.message_id, content)
