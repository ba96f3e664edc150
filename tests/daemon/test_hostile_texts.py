"""150 hostile texts as name, comment and subject, on every way out: page, letter, report, copy, spreadsheet, log.

Nothing of them runs in a real browser, makes a header, a row or a line. What comes in by mail comes in through the reader.
"""

import base64
import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog
from playwright.sync_api import Dialog, Error, Page, Route

from connectors.mail.message import ReadingOptions, header_digest, read_message
from daemon.cli.output import clean
from daemon.export.page import as_page as copy_page
from daemon.export.table import FORMULA
from daemon.export.table import as_csv as copy_csv
from daemon.letters.by_page import render_confirmation, render_consent_link
from daemon.letters.feedback_request import render_feedback_request
from daemon.letters.withdrawal_notice import render_withdrawal_notice
from daemon.logs import set_up_logging
from daemon.report.page import Frame, as_page
from daemon.report.table import as_csv
from daemon.report.words import Voice
from models.register.audit import By
from models.register.export import PersonExport, export_person
from models.rules.feedback_report import Asked, FeedbackFacts, FeedbackReport, Months, Scale, report
from models.rules.months import HELSINKI
from models.rules.normalise.visible import is_hidden
from models.tables import Detail, FeedbackAnswer, OutgoingMail
from models.values import MessageSeen, OutgoingLetter, Place
from models.vocabulary import DetailField, FolderRole, Language
from tests.daemon.export.test_forms import FIRM
from tests.daemon.kept_logging import kept_logging
from tests.daemon.letters.invented import FACTS, SENDER, text_and_html
from tests.daemon.letters.test_by_page import ASKED, GIVEN
from tests.daemon.letters.test_withdrawal_notice import TOLD
from tests.daemon.web.public.visitors import PageFirm, configured, contents
from tests.live.chromium import chromium_page
from tests.models.register.samples import INBOX, KEY, MAIJA, OWN, Step

TEXTS: list[str] = json.loads((Path(__file__).parents[1] / "data/web/hostile_payloads.json").read_text("utf-8"))
SUBJECT_MARK = "aiheenmerkki"

HEADERS = {
    "MIME-Version", "Date", "From", "Reply-To", "To", "Subject", "Message-ID", "Content-Language", "Auto-Submitted",
    "X-Auto-Response-Suppress", "Content-Type", "List-Unsubscribe", "List-Unsubscribe-Post",
}  # fmt: skip


class Watch:
    """A real browser that counts what a hostile text would do: open a dialog, load something, go elsewhere."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.done: list[str] = []
        page.on("dialog", self._dialog)
        page.route("**/*", self._request)

    def shows(self, html: str) -> list[str]:
        """Show a page without the policy that the server would send with it; give what happened."""
        self.done = []
        self.page.set_content(html, wait_until="load")
        # What a text would set off comes with the next task at the latest.
        try:
            self.page.evaluate("() => new Promise(resolve => setTimeout(resolve, 0))")
        except Error:
            self.done.append("navigation")
        return self.done

    def _dialog(self, dialog: Dialog) -> None:
        self.done.append("dialog")
        dialog.dismiss()

    def _request(self, route: Route) -> None:
        # The style and the logo of our own pages lie beside them.
        if "/static/" not in route.request.url:
            self.done.append(route.request.url)
        route.abort()


@pytest.fixture(scope="module")
def watch() -> Iterator[Watch]:
    with chromium_page(base_url="https://palaute.suvanto.example") as page:
        yield Watch(page)


class HostileFirm(PageFirm):
    """A firm that has read every text as name, subject and words of an answer to its letter; what was logged meanwhile."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"sqlite:///{folder}/register.sqlite", configured(folder))
        self.request_links()
        self.log = io.StringIO()
        letter = self.all(OutgoingMail)[0].message_id
        with kept_logging():
            set_up_logging("debug", "text", stream=self.log, env={})
            self.store(Step(tuple(self._seen(uid, text, letter) for uid, text in enumerate(TEXTS, 1))), INBOX)
            structlog.get_logger("daemon.jobs.pull").info("read", texts=len(TEXTS))
        self.answered = self.answers()

    def _seen(self, uid: int, text: str, letter: str) -> MessageSeen:
        raw = mail(uid, text, letter)
        reading = read_message(raw, ReadingOptions(OWN))
        return MessageSeen(Place("info", INBOX, "1", str(uid)), header_digest(raw), self.now, FolderRole.INBOX, reading)


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileFirm]:
    made = HostileFirm(tmp_path_factory.mktemp("hostile"))
    yield made
    made.database.close()


def mail(uid: int, text: str, answers: str) -> bytes:
    """A mail that says a text in its name, its subject and its body."""
    word = base64.b64encode(text.encode()).decode()
    subject = base64.b64encode(f"{SUBJECT_MARK} {text}".encode()).decode()
    return (
        f"Message-ID: <{uid}@asiakas.example>\r\nFrom: =?utf-8?b?{word}?= <{MAIJA.address}>\r\nTo: info@firma.example\r\n"
        f"Subject: =?utf-8?b?{subject}?=\r\nIn-Reply-To: <{answers}>\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: 8bit\r\n\r\n{body(text)}"
    ).encode()


def body(text: str) -> str:
    """Its body: the score, the text as words, and as the name that signs."""
    return f"5\r\n{text}\r\n\r\nTerveisin\r\n{text}\r\n"


def shown(text: str) -> str:
    """What is seen of a text, however its lines are wrapped."""
    return "".join(c for c in text if not c.isspace() and not is_hidden(c))


@pytest.fixture(scope="module")
def copy(firm: HostileFirm) -> PersonExport:
    """The copy of a person whose every name and comment is one of the texts."""
    person, letter = firm.person(MAIJA.address), firm.all(OutgoingMail)[0]
    known = next(row for row in firm.all(Detail) if row.field is DetailField.PERSON_NAME and row.person_id == person)
    kept = known.model_dump(exclude={"id", "value", "value_key"})

    def write_down(session: sa.orm.Session) -> None:
        for number, text in enumerate(TEXTS):
            whole = text.replace("\x00", "")
            session.add(Detail(**kept, value=whole[:300], value_key=f"hostile {number}"))
            at = firm.now + timedelta(seconds=number)
            session.add(FeedbackAnswer(mail_id=letter.id, score=3, comment=whole, answered_at=at))

    firm.do(write_down)
    return firm.do(lambda session: export_person(session, By("cli:test", firm.now), KEY, person, "csv"))


@cache
def hostile_report() -> FeedbackReport:
    """A report of 150 services and 150 practitioners with such names, each told by itself."""
    every = [
        Asked(
            100 * number + person,
            date(2026, 10, 1),
            text,
            text[::-1] or "x",
            timedelta(hours=1) if person < 6 else None,
            4,
        )
        for number, text in enumerate(TEXTS)
        for person in range(12)
    ]
    asked = tuple(item if item.is_answered else replace(item, score=None) for item in every)
    return report(FeedbackFacts(asked, (), {}), Months(date(2026, 1, 1), date(2026, 12, 1)), Scale(1, 5))


def report_page(told: FeedbackReport) -> str:
    frame = Frame("Suvanto <b>&</b> Oy", "#1f6a59", date(2026, 11, 23), date(2025, 12, 1), Scale(1, 5))
    return as_page(told, frame, Voice(Language.FI)).decode()


def test_there_are_a_hundred_and_fifty() -> None:
    assert len(set(TEXTS)) == 150


@pytest.mark.live("chromium")
@pytest.mark.parametrize("number", [0, 2, 3, 22])
def test_watch_sees_what_runs(number: int, watch: Watch) -> None:
    assert watch.shows(f"<p>{TEXTS[number]}</p>")


@pytest.mark.live("chromium")
def test_pages_run_nothing(watch: Watch, tmp_path: Path) -> None:
    firm = PageFirm(f"sqlite:///{tmp_path}/register.sqlite", configured(tmp_path))
    answer, _ = firm.request_links()
    visitor = firm.visitor()
    named = sa.text("UPDATE detail SET value = :name WHERE field = 'person_name'")
    for number, text in enumerate(TEXTS):
        with firm.database.write() as session:
            session.execute(named, {"name": text.replace("\x00", "")})
        client = {"X-Forwarded-For": f"198.51.{number // 100}.{number % 100}"}
        page = visitor.post(answer, data={"action": "answer", "comment": text, "score": "9"}, headers=client)
        assert page.status_code == 422
        assert watch.shows(page.text) == [], text
    firm.database.close()


@pytest.mark.live("chromium")
def test_letters_run_nothing_and_have_no_header_more(watch: Watch) -> None:
    seen: set[str] = set()
    for number, text in enumerate(TEXTS):
        letter = letter_to(text, number)
        message = message_from_bytes(letter.content, policy=policy.default)
        assert {*message.keys()} <= HEADERS, text
        assert len(message.keys()) == len({*message.keys()}), text
        html = text_and_html(letter)[1]
        if html not in seen:
            assert watch.shows(html) == [], text
        seen.add(html)
    # A name that is none greets nobody: but for a few that are letters alone, all letters of a kind are the same.
    assert len(seen) < 20


def letter_to(name: str, number: int) -> OutgoingLetter:
    """One of the letters to clients, to somebody of that name."""
    turns = (
        lambda: render_feedback_request(replace(FACTS, given_name=name), SENDER),
        lambda: render_withdrawal_notice(replace(TOLD, given_name=name), SENDER),
        lambda: render_confirmation(replace(GIVEN, given_name=name), SENDER),
        lambda: render_consent_link(replace(ASKED, given_name=name), SENDER),
    )
    return turns[number % len(turns)]()


@pytest.mark.live("chromium")
def test_report_runs_nothing(watch: Watch) -> None:
    told = hostile_report()
    assert sum(len(rows) for rows in told.tables.values()) > 250
    assert watch.shows(report_page(told)) == []
    assert watch.page.locator("tbody tr").count() > 250
    assert watch.page.locator("script, iframe, form, img, object, embed, base, link").count() == 0


@pytest.mark.live("chromium")
def test_copy_of_a_person_runs_nothing(watch: Watch, copy: PersonExport) -> None:
    page = copy_page(copy, FIRM, HELSINKI, Language.FI).decode()
    assert "&lt;script&gt;alert(1)" in page
    assert watch.shows(page) == []


def test_spreadsheets_get_no_formula_and_no_row_more(copy: PersonExport) -> None:
    told = hostile_report()
    for content, columns in ((as_csv(told, Voice(Language.FI)), 4), (copy_csv(copy), 10)):
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
        assert len(rows) > 300
        assert {len(row) for row in rows} == {columns}
        assert not [cell for row in rows for cell in row if cell.lstrip().startswith(FORMULA)]
    lines = as_csv(told, Voice(Language.FI)).decode("utf-8-sig").splitlines()
    assert {line.split(";")[0] for line in lines[1:]} == {
        f'"{Voice(Language.FI).say(name)}"' for name in ("summary", "scores", "months", "services", "practitioners")
    }


def test_terminal_shows_every_text_on_one_line() -> None:
    assert all(len(clean(text).splitlines()) == 1 and not any(map(is_hidden, clean(text))) for text in TEXTS)


@pytest.mark.parametrize("form", ["text", "json"])
def test_log_has_one_line_an_event_whatever_it_holds(form: str) -> None:
    log = io.StringIO()
    with kept_logging():
        set_up_logging("debug", form, stream=log, env={})
        for text in TEXTS:
            structlog.get_logger("daemon.jobs.pull").info("pulled", account=text, new=1)
    # As a terminal or a journal cuts lines, and as Python does.
    assert len(log.getvalue().split("\n")) == len(TEXTS) + 1
    assert len(log.getvalue().splitlines()) == len(TEXTS)
    assert "\x1b" not in log.getvalue()


def test_reading_logs_nothing_of_a_mail_and_keeps_no_subject(firm: HostileFirm) -> None:
    (line,) = firm.log.getvalue().splitlines()
    assert line.endswith("read texts=150"), "what the test itself has logged"
    comments = [shown(comment) for _, comment in firm.answered if comment]
    assert len(comments) > 10, "the words of an answer are kept"
    bodies = [shown(body(text)) for text in TEXTS]
    assert all(any(comment in whole for whole in bodies) for comment in comments), "its own words alone"
    assert SUBJECT_MARK not in repr(contents(firm))
