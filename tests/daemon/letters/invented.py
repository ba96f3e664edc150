"""Invented facts for letters."""

from dataclasses import replace
from datetime import date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from daemon.letters import LetterFacts, SenderIdentity
from models.values import OutgoingLetter
from models.vocabulary import Language

HELSINKI = ZoneInfo("Europe/Helsinki")
TOKEN = "rk-abcdefghijklmnopqrstuv"

SENDER = SenderIdentity(
    firm="Kaarnaohjaus Oy",
    from_name="Kaarnaohjaus Oy",
    from_address="palaute@kaarnaohjaus.example",
    reply_to="palaute@kaarnaohjaus.example",
    contact_name="Eeva Kaarnasaari",
    contact_email="eeva.kaarnasaari@kaarnaohjaus.example",
    contact_phone="+358 44 001 2345",
    notice_url="https://kaarnaohjaus.example/tietosuoja",
    answers_read_by="Eeva Kaarnasaari",
    answers_kept_months=12,
)

FACTS = LetterFacts(
    language=Language.FI,
    given_name="Maija",
    address="maija.esimerkki@example.com",
    booking_starts=datetime(2026, 11, 24, 10, 0, tzinfo=HELSINKI),
    consented_on=date(2026, 9, 3),
    token=TOKEN,
    message_id=f"{TOKEN}@kaarnaohjaus.example",
    written_at=datetime(2026, 11, 25, 10, 30, tzinfo=HELSINKI),
)


def facts_in(language: Language) -> LetterFacts:
    """The same facts for a letter in another language."""
    return replace(FACTS, language=language)


def parsed(letter: OutgoingLetter) -> EmailMessage:
    """The letter as a mail program reads it."""
    message = message_from_bytes(letter.content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def text_and_html(letter: OutgoingLetter) -> tuple[str, str]:
    """The two parts of the letter."""
    text, html = (str(part.get_content()).replace("\r\n", "\n") for part in parsed(letter).iter_parts())
    return text, html
