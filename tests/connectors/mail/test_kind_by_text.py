"""What the text alone tells of a mail's sort: somebody who wants to be left alone is no sender of mail to many (C8)."""

import pytest

from connectors.mail.message import ReadingOptions, read_message
from models.values import MessageReading, OwnIdentity
from models.vocabulary import ConsentWord, MessageKind

OPTIONS = ReadingOptions(OwnIdentity(company="Lumituuli Oy", domains=("lumituuli.example",)))


def reading(sender: str, subject: str, text: str, *headers: str) -> MessageReading:
    head = (f"From: {sender}", "To: info@lumituuli.example", f"Subject: {subject}", *headers)
    return read_message("\r\n".join([*head, "Content-Type: text/plain; charset=utf-8", "", text, ""]).encode(), OPTIONS)


@pytest.mark.parametrize(
    ("sender", "text"),
    [
        ("Anna Lind <anna.lind@mail.example>", "Hej! Jag vill avsluta prenumerationen på ert nyhetsbrev.\n\nAnna Lind"),
        ("anna.lind@mail.example", "Hej! Jag vill avsluta prenumerationen på ert nyhetsbrev.\n\nAnna Lind"),
        ("anna.lind@mail.example", "Please unsubscribe me from your newsletter."),
        ("Anna <anna@mail.example>", "I would like to unsubscribe from the newsletter."),
        ("maija.virta@mail.example", "Hei, haluaisin uutiskirjeen peruuttaa. Lopettakaa sen lähettäminen."),
    ],
)
def test_person_who_ends_a_letter_in_its_own_words_is_heard(sender: str, text: str) -> None:
    got = reading(sender, "asia", text)
    assert (got.kind, got.consent) == (MessageKind.PERSONAL, ConsentWord.WITHDRAWN)


@pytest.mark.parametrize(
    ("subject", "headers"),
    [("Re: Uutiskirje 3/2026", ()), ("Uutiskirje 3/2026", ("In-Reply-To: <kirje@lumituuli.example>",))],
)
def test_answer_to_a_letter_is_no_letter_to_many(subject: str, headers: tuple[str, ...]) -> None:
    got = reading(
        "maija.virta@mail.example", subject, "Lopettakaa uutiskirjeen lähettäminen, peruuta tilaus.", *headers
    )
    assert (got.kind, got.consent) == (MessageKind.PERSONAL, ConsentWord.WITHDRAWN)


@pytest.mark.parametrize(
    "text",
    [
        "I can't read this attachment. Could you send it again as a PDF?",
        "Hei, lähetimme tämän lomakkeen jo viime viikolla. Onko se tullut?",
        "Hej, vi skickade det här formuläret redan i måndags.",
        "Laskunne ei mennyt perille. Oikea osoite on laskut@virta.example.",
    ],
)
def test_bare_address_may_be_a_person(text: str) -> None:
    assert reading("maija.virta@mail.example", "asia", text).kind is MessageKind.PERSONAL


@pytest.mark.parametrize(
    ("sender", "text"),
    [
        ("Kursnytt <nyhetsbrev@kursnytt.example>", "Sommarens kurser har öppnat! Visa i webbläsaren."),
        ("Kurssitalo Tuuli Oy <kurssit@tuuli.example>", "Syksyn kurssit ovat auki.\n\nPeruuta tilaus"),
        ("Liisa Salo <uutiset@tuuli.example>", "Syksyn kurssit ovat auki.\n\nPeruuta tilaus"),
        ("Liisa Salo <liisa@tuuli.example>", "Saat tämän viestin, koska olet jäsen.\n\nKatso selaimessa"),
    ],
)
def test_letter_to_many_is_told_by_what_only_its_sender_writes(sender: str, text: str) -> None:
    assert reading(sender, "Syksy", text).kind is MessageKind.BULK


@pytest.mark.parametrize(
    "text",
    [
        "I'm on holiday until Friday. Please contact me after that about the bill.",
        "Jag är på semester till den 10 juli. Kontakta mig därefter, numret är 040 111 2223.",
        "Olen lomalla perjantaihin asti. Otattehan yhteyttä minuun sen jälkeen, numeroni on 040 111 2223.",
    ],
)
def test_person_who_is_away_and_wants_to_be_reached_writes_no_automatic_answer(text: str) -> None:
    assert reading("Anna Lind <anna.lind@mail.example>", "Asia", text).kind is MessageKind.PERSONAL


@pytest.mark.parametrize(
    "text",
    [
        "I'm on holiday until Friday. Please contact my colleague at sales@lind.example.",
        "Jag är på semester till den 10 juli. Kontakta Maria Ek, 040 111 2223.",
        "Olen lomalla perjantaihin asti. Otattehan yhteyttä numeroon 040 111 2223.",
    ],
)
def test_absence_that_hands_over_to_somebody_else_is_an_automatic_answer(text: str) -> None:
    assert reading("Anna Lind <anna.lind@mail.example>", "Asia", text).kind is MessageKind.AUTO_REPLY
