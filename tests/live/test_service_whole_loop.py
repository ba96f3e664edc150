"""Booking, consent, request, answer; and every way of withdrawing: by mail and by page, on real servers, one service."""

import re
import subprocess
import sys
from datetime import timedelta

from daemon.demo.mails import answer_to
from models.tables import ConsentEntry, FeedbackAnswer, FeedbackDecision
from tests.live.dovecot import Dovecot, MailUser
from tests.live.firm import NOW, Firm, event
from tests.live.radicale import Radicale
from tests.live.service_firm import SERVICE, firm, opened, user, with_pages
from tests.live.smtp_sink import Received, SmtpSink

__all__ = ["firm", "user"]

pytestmark = SERVICE
HEADER, BUTTON, WORD, FREE, STAYS, NEW = (
    f"{name}@asiakas.example"
    for name in ("anna.otsake", "bea.nappi", "cilla.sana", "dani.vapaa", "eeva.jaa", "fia.uusi")
)
CONSENTED = (HEADER, BUTTON, WORD, FREE, STAYS)
LATER = NOW + timedelta(days=100)


def link(letter: Received, page: str) -> str:
    """Give the address of the only link to that page in a letter."""
    (found,) = set(re.findall(rf"http://127\.0\.0\.1:\d+/{page}/[\w-]+", letter.text))
    return str(found)


def requests(sink: SmtpSink) -> list[str]:
    """Give who was asked for feedback, in order of address."""
    return sorted(m.recipients[0] for m in sink.messages if b"\r\nList-Unsubscribe:" in m.raw)


def reply(letter: Received, text: str) -> bytes:
    """Give what a mail program makes of an answer: the letter quoted below."""
    return answer_to(letter.raw, text, NOW)


def report(firm: Firm) -> str:
    """Give what `rekisterid feedback report` tells of the half year."""
    words = ["--config", str(firm.path), "feedback", "report", "--from", "2026-01", "--to", "2026-06"]
    command = [sys.executable, "-c", "from daemon.cli import main; main()", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


def withdrawn(firm: Firm) -> int:
    return [row.type.value for row in firm.all(ConsentEntry)].count("consent_withdrawn")


def test_each_way_of_withdrawing_stops_the_next_request(
    firm: Firm, dovecot: Dovecot, user: MailUser, radicale: Radicale, smtp_sink: SmtpSink
) -> None:
    calendar = radicale.new_calendar("Vastaanotto")
    firm.calendar(calendar)
    with_pages(firm)
    firm.paper_consents(*CONSENTED)
    for number, address in enumerate(CONSENTED):
        calendar.put(f"first-{number}.ics", event(f"first-{number}", NOW - timedelta(hours=3), attendee=address))
    with firm.start() as running:
        running.wait_for(lambda: len(requests(smtp_sink)) == len(CONSENTED), "the letters")
        asked = {address: smtp_sink.letters_to(address)[0] for address in CONSENTED}
        one_click = re.match(r"<(http://[^>]+/w/[^>]+)>, <mailto:", str(asked[HEADER].message["List-Unsubscribe"]))
        assert one_click is not None
        assert asked[HEADER].message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        answer = link(asked[HEADER], "a")
        for page, title in ((answer, "miten tapaaminen sujui?"), (one_click[1], "Peruuta suostumus")):
            assert title in opened(page)
        # To look is to withdraw nothing: programs that look for viruses open every link.
        assert withdrawn(firm) == 0
        opened(one_click[1], {"List-Unsubscribe": "One-Click"})
        assert "Suostumus on peruutettu" in opened(link(asked[BUTTON], "w"), {"action": "withdraw"})
        # Both were heard before the page had answered.
        assert withdrawn(firm) == 2
        dovecot.append(user, "INBOX", reply(asked[WORD], "PERUUTA"))
        dovecot.append(user, "INBOX", reply(asked[FREE], "Hei, en halua enää saada teiltä palautepyyntöjä."))
        dovecot.append(user, "INBOX", reply(asked[STAYS], "4, kiitos hyvästä tapaamisesta!"))
        running.wait_for(lambda: (withdrawn(firm), len(firm.all(FeedbackAnswer))) == (4, 1), "the replies", seconds=20)
        assert [row.score for row in firm.all(FeedbackAnswer)] == [4]
        assert running.stop() == 0
        token = answer.rpartition("/")[2]
        assert token not in running.log()
    assert token.encode() not in b"".join(
        path.read_bytes() for path in (firm.folder / "data").rglob("*") if path.is_file()
    )
    for number, address in enumerate(CONSENTED):
        calendar.put(f"next-{number}.ics", event(f"next-{number}", LATER - timedelta(hours=3), attendee=address))
    with firm.start(at=LATER) as running:
        running.wait_for(
            lambda: len(firm.all(FeedbackDecision)) == 2 * len(CONSENTED), "the verdicts on the next bookings"
        )
        running.wait_for(lambda: len(requests(smtp_sink)) == len(CONSENTED) + 1, "the letter to the one who stays")
        assert running.stop() == 0
    assert sorted(row.reason for row in firm.all(FeedbackDecision)[-5:]) == ["ok", *["withdrawn"] * 4]
    assert requests(smtp_sink) == sorted([*CONSENTED, STAYS])
    # One answer is not told: it would be one person's.
    assert "sent 6, answered not shown" in report(firm)


def test_consent_given_on_the_page_and_confirmed_leads_to_a_request_and_its_answer(
    firm: Firm, dovecot: Dovecot, user: MailUser, radicale: Radicale, smtp_sink: SmtpSink
) -> None:
    calendar = radicale.new_calendar("Vastaanotto")
    firm.calendar(calendar)
    url = with_pages(firm)
    calendar.put("first.ics", event("first", NOW - timedelta(hours=3), attendee=NEW))
    with firm.start() as running:
        running.wait_for(lambda: [row.reason for row in firm.all(FeedbackDecision)] == ["no_consent"], "the verdict")
        opened(url, {"address": NEW})
        running.wait_for(lambda: len(smtp_sink.letters_to(NEW)) == 1, "the link", seconds=60)
        consents = link(smtp_sink.letters_to(NEW)[0], "c")
        given = {"action": "give", "purpose": "feedback_request", "wording": "feedback@1"}
        assert "vasta, kun vahvistat sen" in opened(consents, given)
        running.wait_for(lambda: len(smtp_sink.letters_to(NEW)) == 2, "the confirmation", seconds=60)
        confirm = link(smtp_sink.letters_to(NEW)[1], "k")
        assert "Vahvista suostumuksesi" in opened(confirm)
        assert "Suostumus on vahvistettu" in opened(confirm, {"action": "confirm"})
        assert running.stop() == 0
    calendar.put("next.ics", event("next", NOW + timedelta(hours=21), attendee=NEW))
    with firm.start(at=NOW + timedelta(days=1)) as running:
        running.wait_for(lambda: requests(smtp_sink) == [NEW], "the request", seconds=60)
        given = {"action": "answer", "score": "3", "comment": "Ihan hyvä"}
        assert "Kiitos palautteestasi!" in opened(link(smtp_sink.letters_to(NEW)[2], "a"), given)
        assert [(row.score, row.comment) for row in firm.all(FeedbackAnswer)] == [(3, "Ihan hyvä")]
        assert running.stop() == 0
