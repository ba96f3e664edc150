"""The feedback request: its words in three languages, its headers on the wire, and what it refuses."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from connectors.mail.letter import wire_form
from daemon.letters import AnswerScale, LetterFacts, SenderIdentity, lint, render_feedback_request
from models.errors import BadItem
from models.vocabulary import Language
from tests.daemon.letters.invented import FACTS, HELSINKI, SENDER, TOKEN, facts_in, parsed, text_and_html

NAIVE = FACTS.booking_starts.replace(tzinfo=None)

SUBJECTS = {
    Language.FI: "Palautepyyntö tapaamisestasi ti 24.11.2026",
    Language.SV: "Begäran om respons på ditt möte ti 24.11.2026",
    Language.EN: "Request for feedback on your meeting of Tue 24 November 2026",
}


@pytest.mark.parametrize("language", list(Language))
def test_letter_says_what_the_golden_file_says(language: Language, test_data: Path) -> None:
    letter = render_feedback_request(facts_in(language), SENDER)
    golden = (test_data / "letters" / f"feedback_request.{language}.eml").read_bytes()
    assert letter.content.decode("ascii").split("\r\n") == golden.decode("ascii").split("\r\n")


@pytest.mark.parametrize("language", list(Language))
def test_letter_has_every_element_and_can_go_out(language: Language) -> None:
    letter = render_feedback_request(facts_in(language), SENDER)
    assert lint(letter) == []
    assert wire_form(letter)


@pytest.mark.parametrize("language", list(Language))
def test_subject_names_the_date_and_nothing_else_of_the_booking(language: Language) -> None:
    assert parsed(render_feedback_request(facts_in(language), SENDER))["Subject"] == SUBJECTS[language]


def test_unsubscribe_header_stays_whole_with_the_longest_token_and_address() -> None:
    token = "rk-" + "A" * 43
    domain = f"{'d' * 60}.{'e' * 60}.example"
    sender = replace(SENDER, reply_to=f"{'palaute' * 9}@{domain}")
    facts = replace(FACTS, token=token, message_id=f"{token}@{domain}")
    letter = render_feedback_request(facts, sender)
    line = f"List-Unsubscribe: <mailto:{sender.reply_to}?subject=PERUUTA%20{token}>"
    assert line.encode() in letter.content.split(b"\r\n")


def test_machine_headers_ask_machines_not_to_answer() -> None:
    message = parsed(render_feedback_request(FACTS, SENDER))
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert message["Message-ID"] == f"<{TOKEN}@kaarnaohjaus.example>"
    assert message["Reply-To"] == SENDER.reply_to
    assert message["Content-Language"] == "fi"
    assert "List-Unsubscribe-Post" not in message
    assert "Precedence" not in message


def test_sender_name_beyond_ascii_reads_back() -> None:
    sender = replace(SENDER, from_name='Työnohjaus "Väylä" Öberg, Åbo', firm="Työnohjaus Väylä")
    address = parsed(render_feedback_request(FACTS, sender))["From"].addresses
    assert [(item.display_name, item.addr_spec) for item in address] == [(sender.from_name, sender.from_address)]


def test_letter_is_made_of_short_lines_for_every_relay() -> None:
    body = render_feedback_request(FACTS, SENDER).content.split(b"\r\n\r\n", 1)[1]
    assert max(len(line) for line in body.split(b"\r\n")) <= 76


def test_same_facts_give_the_same_bytes() -> None:
    assert render_feedback_request(FACTS, SENDER).content == render_feedback_request(FACTS, SENDER).content


def test_token_may_come_with_or_without_its_mark() -> None:
    bare = replace(FACTS, token=TOKEN.removeprefix("rk-"))
    assert render_feedback_request(bare, SENDER).content == render_feedback_request(FACTS, SENDER).content


def test_one_month_is_written_in_the_singular() -> None:
    sender = replace(SENDER, answers_kept_months=1)
    texts = [text_and_html(render_feedback_request(facts_in(language), sender))[0] for language in Language]
    for text, words in zip(texts, ("enintään 1 kuukauden.", "högst 1 månad.", "at most 1 month."), strict=True):
        assert words in text


def test_booking_of_a_whole_day_names_no_time() -> None:
    text, _ = text_and_html(render_feedback_request(replace(FACTS, all_day=True), SENDER))
    assert "tapaamisestasi ti 24.11.2026." in text
    assert "klo" not in text


def test_scale_of_the_configuration_is_asked() -> None:
    text, html = text_and_html(render_feedback_request(replace(FACTS, scale=AnswerScale(0, 10)), SENDER))
    assert "arvosanalla 0–10." in text
    assert "arvosanalla 0–10." in html


def test_address_with_a_domain_beyond_ascii_goes_out_in_idna() -> None:
    letter = render_feedback_request(replace(FACTS, address="maija@päivä.example"), SENDER)
    assert letter.envelope_to == "maija@xn--piv-qlac.example"


REFUSED: dict[str, tuple[LetterFacts, SenderIdentity]] = {
    "to_address": (replace(FACTS, address="maija@example.com, toinen@example.com"), SENDER),
    "token": (replace(FACTS, token="lyhyt"), SENDER),
    "booking_starts": (replace(FACTS, booking_starts=NAIVE), SENDER),
    "written_at": (replace(FACTS, written_at=NAIVE), SENDER),
    "scale": (replace(FACTS, scale=AnswerScale(5, 1)), SENDER),
    "notice_url": (FACTS, replace(SENDER, notice_url="https://kaarnaohjaus.example/tietosuoja?asiakas=7")),
    "firm": (FACTS, replace(SENDER, firm="Kaarna\r\nBcc: kaikki@example.com")),
    "from_name": (FACTS, replace(SENDER, from_name="Kaarna\nSubject: x")),
    "contact_name": (FACTS, replace(SENDER, contact_name="  ")),
    "answers_read_by": (FACTS, replace(SENDER, answers_read_by="Eeva\u202eavee")),
    "letter_lint:one link": (FACTS, replace(SENDER, firm="Kaarna, www.kaarna.example")),
    "letter_lint:promotion": (FACTS, replace(SENDER, contact_name="Syksyn tarjous")),
}


@pytest.mark.parametrize("code", list(REFUSED))
def test_letter_that_must_not_go_out_is_refused_by_name(code: str) -> None:
    facts, sender = REFUSED[code]
    with pytest.raises(BadItem) as caught:
        render_feedback_request(facts, sender)
    assert caught.value.code == code


def test_times_are_written_as_people_write_them() -> None:
    early = replace(FACTS, booking_starts=datetime(2026, 3, 8, 9, 5, tzinfo=HELSINKI))
    found = [
        text_and_html(render_feedback_request(replace(early, language=language), SENDER))[0].split("\n")[2]
        for language in Language
    ]
    assert found == [
        "Pyydämme palautetta tapaamisestasi su 8.3.2026 klo 9.05.",
        "Vi ber om respons på ditt möte sö 8.3.2026 kl. 9.05.",
        "We ask for your feedback on your meeting of Sun 8 March 2026 at 9:05.",
    ]
