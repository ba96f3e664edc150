"""The pages of the real service: a letter's links answer and withdraw, a typed address gets a link, whatever the mode."""

import re
import urllib.request
from datetime import timedelta
from urllib.parse import urlencode

from models.tables import ConsentEntry, FeedbackAnswer, FeedbackDecision
from tests.live.dovecot import Dovecot, MailUser
from tests.live.firm import NOW, Firm, event, mail
from tests.live.process import free_port
from tests.live.radicale import Radicale
from tests.live.service_firm import SERVICE, firm, user
from tests.live.smtp_sink import SmtpSink

__all__ = ["firm", "user"]

pytestmark = SERVICE
MAIJA = "maija.malli@asiakas.example"


def with_pages(firm: Firm) -> str:
    """Give the firm pages on a free port, and where they are."""
    port = free_port()
    firm.parts["web"] = f'[web]\nenabled = true\nurl = "http://127.0.0.1:{port}"\nport = {port}\n'
    firm.write()
    return f"http://127.0.0.1:{port}"


def opened(url: str, form: dict[str, str] | None = None) -> str:
    """Open a page, or post a form to it."""
    data = None if form is None else urlencode(form).encode()
    with urllib.request.urlopen(url, data, timeout=30) as answer:
        return str(answer.read().decode())


def test_letters_links_answer_and_withdraw_and_the_next_request_is_stopped(
    firm: Firm, dovecot: Dovecot, user: MailUser, radicale: Radicale, smtp_sink: SmtpSink
) -> None:
    calendar = radicale.new_calendar("Vastaanotto")
    firm.calendar(calendar)
    with_pages(firm)
    firm.paper_consents(MAIJA)
    dovecot.append(user, "INBOX", mail(MAIJA), when=NOW - timedelta(days=1))
    calendar.put("visit-1.ics", event("visit-1", NOW - timedelta(hours=3), attendee=MAIJA))
    with firm.start() as running:
        running.wait_for(lambda: len(smtp_sink.messages) == 1, "the letter")
        message = smtp_sink.messages[0].message
        (answer,) = re.findall(r"http://127\.0\.0\.1:\d+/a/\S+", smtp_sink.messages[0].text)
        leave = re.match(r"<(http://[^>]+/w/[^>]+)>, <mailto:", str(message["List-Unsubscribe"]))
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert leave is not None
        assert "miten tapaaminen sujui?" in opened(answer)
        opened(leave[1])
        assert [row.type.value for row in firm.all(ConsentEntry)].count("consent_withdrawn") == 0
        assert "Kiitos palautteestasi!" in opened(answer, {"action": "answer", "score": "5", "comment": "Hyvä"})
        assert [(row.score, row.comment) for row in firm.all(FeedbackAnswer)] == [(5, "Hyvä")]
        opened(leave[1], {"List-Unsubscribe": "One-Click"})
        assert [row.type.value for row in firm.all(ConsentEntry)][-1] == "consent_withdrawn"
        assert running.stop() == 0
        assert answer.rpartition("/")[2] not in running.log()
    written = b"".join(path.read_bytes() for path in (firm.folder / "data").rglob("*") if path.is_file())
    assert answer.rpartition("/")[2].encode() not in written
    calendar.put("visit-2.ics", event("visit-2", NOW + timedelta(days=100, hours=-3), attendee=MAIJA))
    with firm.start(at=NOW + timedelta(days=100)) as running:
        running.wait_for(
            lambda: "withdrawn" in [row.reason for row in firm.all(FeedbackDecision)], "the verdict on the next booking"
        )
        assert running.stop() == 0


def test_link_to_ones_consents_goes_out_also_while_sending_is_off(firm: Firm, smtp_sink: SmtpSink) -> None:
    firm.relay(smtp_sink, mode="off")
    url = with_pages(firm)
    firm.paper_consents(MAIJA)
    with firm.start() as running:
        running.wait_for(lambda: "pages for clients" in running.log(), "the pages")
        for address in (MAIJA, "outo@vieras.example"):
            assert "Tarkista sähköpostisi" in opened(url, {"address": address})
        running.wait_for(lambda: len(smtp_sink.messages) == 1, "the link", seconds=60)
        assert smtp_sink.messages[0].recipients == (MAIJA,)
        (link,) = re.findall(r"http://127\.0\.0\.1:\d+/c/\S+", smtp_sink.messages[0].text)
        assert "Voimassa." in opened(link)
        assert running.stop() == 0
    assert len(smtp_sink.messages) == 1
