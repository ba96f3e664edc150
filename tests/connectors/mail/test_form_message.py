"""What somebody writes into a web form is their own word: it asks and withdraws as a letter does, and grants nothing."""

import pytest

from connectors.mail.message import ReadingOptions, read_message
from models.values import MessageReading, OwnIdentity
from models.vocabulary import ConsentWord, MessageKind, RequestKind

OWN = OwnIdentity(domains=("suvanto.example",))

FINNISH = (
    "Verkkosivun yhteydenottolomake lähetettiin:\n\nNimi: Veera Laakso\nSähköposti: veera@kotikaista.example\nViesti:\n{said}\n\n"
    "--\nhttps://www.suvanto.example/\n"
)
SWEDISH = "Kontaktformulär\n\nNamn: Siv Ahl\nE-post: siv@post.example\nMeddelande: {said}\nTelefon: 040 1234567\n\n--\nSuvanto\n"
ENGLISH = (
    "New message from your website\n\nName: Megan Doyle\nE-mail: megan@hub.example\nPhone: 040 1234567\nMessage:\n{said}\n\n"
    "--\nSent from suvanto.example\n"
)


def read(form: str, said: str) -> MessageReading:
    text = form.format(said=said)
    raw = (
        "From: Verkkosivu <noreply@suvanto.example>\nTo: info@suvanto.example\nSubject: Yhteydenotto verkkosivuilta\n"
        f"Message-ID: <1@suvanto.example>\nContent-Type: text/plain; charset=utf-8\n\n{text}"
    )
    return read_message(raw.encode(), ReadingOptions(OWN))


@pytest.mark.parametrize(
    ("form", "said", "asked"),
    [
        (FINNISH, "Poistakaa kaikki tietoni rekisteristänne.", RequestKind.ERASURE),
        (FINNISH, "Hei,\nhaluaisin tietää,\nmitä tietoja teillä on minusta.", RequestKind.ACCESS),
        ("Asia: Yhteydenotto\n" + FINNISH, "Poistakaa kaikki tietoni rekisteristänne.", RequestKind.ERASURE),
        (SWEDISH, "Jag motsätter mig att ni använder mina uppgifter i er statistik.", RequestKind.OBJECTION),
        (ENGLISH, "Please send me a copy of all the data you hold about me.", RequestKind.ACCESS),
    ],
)
def test_request_in_a_form_is_read(form: str, said: str, asked: RequestKind) -> None:
    reading = read(form, said)
    assert reading.kind is MessageKind.FORM
    assert asked in reading.requests


@pytest.mark.parametrize(
    ("form", "said", "consent"),
    [
        (FINNISH, "En halua enää uutiskirjettänne.", ConsentWord.WITHDRAWN),
        (SWEDISH, "Sluta skicka mig nyhetsbrevet.", ConsentWord.WITHDRAWN),
        (ENGLISH, "Please add me to your newsletter.", ConsentWord.NONE),
        (FINNISH, "Haluaisin varata ajan ensi viikolle.", ConsentWord.NONE),
    ],
)
def test_form_withdraws_and_never_grants(form: str, said: str, consent: ConsentWord) -> None:
    assert read(form, said).consent is consent


def test_form_without_a_message_asks_for_nothing() -> None:
    reading = read("Uutiskirjeen tilaus\n\nNimi: Veera Laakso\nSähköposti: veera@kotikaista.example\n{said}", "")
    assert reading.kind is MessageKind.FORM
    assert (reading.requests, reading.consent) == ((), ConsentWord.NONE)
