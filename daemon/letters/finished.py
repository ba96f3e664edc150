"""A finished letter taken apart again, from its bytes, for the lints; and what each of them expects of its headers."""

from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from models.values import OutgoingLetter
from models.vocabulary import Language


@dataclass(frozen=True, slots=True)
class Finished:
    """A letter as its reader gets it. `recipient`: to whom SMTP hands it; `text` and `html`: its two parts, lines end in LF."""

    message: EmailMessage
    recipient: str
    language: Language
    text: str
    html: str

    @property
    def flat(self) -> str:
        """Give the words of the plain part on one line."""
        return " ".join(self.text.split())

    def header_faults(self) -> list[str]:
        """Give what is wrong with the headers of a letter to a client, whichever it is (C16)."""
        message, sender = self.message, self.message["From"].addresses
        holds = {
            "sender name": len(sender) == 1 and bool(sender[0].display_name),
            "one recipient": [item.addr_spec for item in message["To"].addresses] == [self.recipient],
            "auto-submitted": message.get("Auto-Submitted") == "auto-generated",
            "no copies": not any(name in message for name in ("Cc", "Bcc", "Precedence", "Feedback-ID")),
        }
        return [name for name, good in holds.items() if not good]


def take_apart(letter: OutgoingLetter) -> Finished | str:
    """Give the letter, or the name of the fault that keeps it from being read: "language" or "parts"."""
    message = BytesParser(policy=policy.default).parsebytes(letter.content)
    language = _language_of(message)
    if language is None:
        return "language"
    parts = [part for part in message.walk() if not part.is_multipart()]
    if [part.get_content_type() for part in parts] != ["text/plain", "text/html"]:
        return "parts"
    text, html = (str(part.get_content()).replace("\r\n", "\n") for part in parts)
    return Finished(message, letter.envelope_to, language, text, html)


def _language_of(message: EmailMessage) -> Language | None:
    value = str(message.get("Content-Language", ""))
    return Language(value) if value in set(Language) else None
