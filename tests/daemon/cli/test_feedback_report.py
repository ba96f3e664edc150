"""`feedback report`: on the terminal, as JSON, as a page and for spreadsheets; counted by hand."""

import csv
import io
from pathlib import Path

import pytest

from models.tables import FeedbackTally
from models.vocabulary import MailState
from tests.daemon.cli.firm import Firm
from tests.daemon.report.visits import SENT_AT, Visit, a_good_year, store_visits

SIX = [
    *[Visit(10, scores=(5,))] * 6,
    *[Visit(10, scores=(4,))] * 5,
    # A later answer counts, an earlier one says how soon.
    Visit(10, scores=(1, 4)),
    *[Visit(10, "VA", "Henri Oksala", scores=(5,))] * 5,
    *[Visit(10)] * 7,
    *[Visit(10, "VA", "Henri Oksala")] * 6,
    Visit(10, state=MailState.UNKNOWN),
    Visit(10, state=MailState.WAITING),
    *[Visit(10, reason="withdrawn")] * 6,
    *[Visit(10, reason="minor")] * 2,
    *[Visit(10, reason="asked_lately")] * 3,
]


@pytest.fixture
def asked(firm: Firm) -> Firm:
    """A firm with the visits above."""
    firm.office.do(lambda session: store_visits(session, SIX))
    return firm


def test_figures_are_those_counted_by_hand(asked: Firm) -> None:
    told = asked.ok("feedback", "report", "--json").json
    assert (told["sent"], told["answered"], told["average"], told["waited"]) == (30, 17, 4.6, 7200.0)
    assert [(band["lowest"], band["highest"], band["count"]) for band in told["bands"]][-2:] == [(4, 4, 6), (5, 5, 11)]
    services = {row["names"][0]: (row["sent"], row["answered"]) for row in told["tables"]["services"]}
    assert services == {"TO": (19, 12), "VA": (11, 5)}
    assert [(row["reason"], row["count"]) for row in told["reasons"]] == [("withdrawn", 6), ("", 5)]
    assert told["months"] == {"first": "2025-12-01", "last": "2026-11-01"}


def test_report_on_the_terminal_says_the_same(asked: Firm) -> None:
    told = asked.ok("feedback", "report").out
    assert "sent 30, answered 17 (57%)" in told
    assert "half of the answers came within 2 hours" in told
    assert "Henri Oksala" in told
    assert "other reasons together" in told


def test_period_is_of_whole_months(asked: Firm) -> None:
    assert asked.ok("feedback", "report", "--from", "2026-09", "--to", "9/2026", "--json").json["sent"] == 0
    assert asked.ok("feedback", "report", "--from", "2026-10", "--json").json["sent"] == 30
    assert asked.run("feedback", "report", "--from", "2026-10-05").code == 65
    ran = asked.run("feedback", "report", "--from", "2026-10", "--to", "2026-09")
    assert (ran.code, "later than --to" in ran.err) == (65, True)
    ran = asked.run("feedback", "report", "--to", "2099-01")
    assert (ran.code, "still to come" in ran.err) == (65, True)


def test_requests_whose_answers_may_be_gone_are_left_out(firm: Firm) -> None:
    # Answers are kept for twelve months by default; the clock says November 2026.
    firm.configure("[feedback]\nanswers_kept_months = 2")
    firm.office.do(lambda session: store_visits(session, [*[Visit(9)] * 9, *[Visit(10)] * 7]))
    assert firm.ok("feedback", "report", "--json").json["sent"] == 7


def test_scores_of_deleted_answers_are_told_by_count(firm: Firm) -> None:
    firm.office.do(lambda session: session.add(FeedbackTally(month=SENT_AT.date(), score=5, count=6)))
    firm.office.do(lambda session: session.add(FeedbackTally(month=SENT_AT.date(), score=1, count=2)))
    assert [band["count"] for band in firm.ok("feedback", "report", "--json").json["gone"]] == [8]


def test_spreadsheet_gets_one_figure_a_line(asked: Firm) -> None:
    path = asked.folder / "report.csv"
    asked.ok("feedback", "report", "--csv", str(path))
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Taulukko", "Ryhmä", "Luku", "Arvo"]
    assert ["Yhteenveto", "joulu 2025 – marras 2026", "Lähetettyjä pyyntöjä", "30"] in rows
    assert ["Yhteenveto", "joulu 2025 – marras 2026", "Arvosanojen keskiarvo", "4,6"] in rows
    assert ["Palveluittain", "VA", "Vastauksia", "5"] in rows
    assert ["Miksi palautetta ei pyydetty", "muut syyt yhteensä", "Kertoja", "5"] in rows


def test_files_are_the_owners_alone_and_nothing_is_overwritten(asked: Firm) -> None:
    path = asked.folder / "report.html"
    assert "wrote" in asked.ok("feedback", "report", "--html", str(path)).out
    assert path.stat().st_mode & 0o777 == 0o600
    ran = asked.run("feedback", "report", "--html", str(path))
    assert (ran.code, "is there already" in ran.err) == (65, True)
    assert asked.run("feedback", "report", "--csv", str(asked.folder / "no" / "x.csv")).code == 65


@pytest.mark.parametrize(
    ("language", "words"), [("fi", "Palauteraportti"), ("sv", "Responsrapport"), ("en", "Feedback report")]
)
def test_page_is_in_the_registers_language(asked: Firm, language: str, words: str) -> None:
    config = asked.folder / "config.toml"
    config.write_text(config.read_text("utf-8").replace("[register]", f'[register]\nlanguage = "{language}"'), "utf-8")
    path = asked.folder / "report.html"
    asked.ok("feedback", "report", "--html", str(path))
    page = path.read_text("utf-8")
    assert f'<html lang="{language}">' in page
    assert f"<h1>{words}</h1>" in page
    assert "http" not in page.replace("http-equiv", "")


def test_small_firm_is_told_that_it_is_too_small(firm: Firm) -> None:
    firm.office.do(lambda session: store_visits(session, [Visit(10, scores=(5,))] * 4))
    path = firm.folder / "report.html"
    assert "Too few people" in firm.ok("feedback", "report", "--html", str(path)).out
    assert "Liian vähän ihmisiä" in path.read_text("utf-8")


def test_year_of_a_firm_gives_every_table(firm: Firm, tmp_path: Path) -> None:
    firm.office.do(lambda session: store_visits(session, a_good_year()))
    told = firm.ok("feedback", "report", "--from", "2026-01", "--to", "2026-11", "--json").json
    assert (told["sent"], told["kept_back"]) == (209, [])
    assert {name: len(rows) for name, rows in told["tables"].items()} == {
        "months": 11,
        "services": 2,
        "practitioners": 2,
    }
    assert sum(row["sent"] for row in told["tables"]["months"]) == 209
