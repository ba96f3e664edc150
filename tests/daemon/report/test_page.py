"""The report as a page in a real browser: accessible, for phone and desk, loading nothing, every chart beside its table."""

import csv
import io
import re
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

import daemon.report
from daemon.reasons import words_for
from daemon.report.charts import bars, line
from daemon.report.page import Frame, as_page
from daemon.report.table import as_csv
from daemon.report.words import Voice
from models.rules.feedback import FeedbackReason
from models.rules.feedback_report import Asked, Band, FeedbackFacts, Months, NotAsked, Scale, report
from models.rules.months import add_months
from models.vocabulary import Language
from tests.live.chromium import chromium_page

WORDS = Path(daemon.report.__file__).parents[1] / "templates" / "report" / "words.toml"
JANUARY = date(2026, 1, 1)
FRAME = Frame("Suvanto Työnohjaus", "#1f6a59", date(2026, 11, 23), date(2025, 12, 1), Scale(1, 5))


def a_year() -> FeedbackFacts:
    """Eleven months of two services and two practitioners."""
    asked = [
        Asked(
            person=number + 100 * month,
            month=add_months(JANUARY, month),
            service="työnohjaus" if number < 12 else "valmennus",
            practitioner="Riikka Taipalsuo" if number % 2 else "Henri Oksala",
            waited=timedelta(hours=5 + number) if number % 3 else None,
            score=3 + (number + month) % 3 if number % 3 else None,
        )
        for month in range(11)
        for number in range(24)
    ]
    passed = [NotAsked(1000 + number, JANUARY, "no_consent" if number < 40 else "cancelled") for number in range(52)]
    return FeedbackFacts(tuple(asked), tuple(passed), {5: 12, 4: 7})


def page_in(language: Language) -> str:
    """The page of that year."""
    told = report(a_year(), Months(JANUARY, date(2026, 11, 1)), Scale(1, 5))
    return as_page(told, FRAME, Voice(language)).decode()


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    with chromium_page() as page:
        yield page


@pytest.mark.live("chromium")
@pytest.mark.parametrize("language", list(Language))
def test_page_is_accessible_on_phone_and_desk(language: Language, browser_page: Page) -> None:
    asked: list[str] = []
    browser_page.on("request", lambda request: asked.append(request.url))
    for width in (320, 390, 1280):
        browser_page.set_viewport_size({"width": width, "height": 900})
        browser_page.set_content(page_in(language))
        assert browser_page.evaluate("document.documentElement.scrollWidth") <= width
        results = Axe().run(browser_page)
        assert results.violations_count == 0, results.generate_report()
    assert asked == []


@pytest.mark.live("chromium")
def test_every_chart_stands_beside_a_table_of_its_figures(browser_page: Page) -> None:
    browser_page.set_content(page_in(Language.FI))
    sections = browser_page.locator("section:has(svg)")
    assert sections.count() == 5
    for section in sections.all():
        cells = set(section.locator("td, tbody th").all_inner_texts())
        for words in section.locator("svg text").all_text_contents():
            figures = re.findall(r"\d+,\d|\d+\xa0%|\d+", words)
            assert words in cells or all(figure in cells for figure in figures), words


def test_numbers_and_times_are_written_as_the_language_does() -> None:
    finnish, english = Voice(Language.FI), Voice(Language.EN)
    assert (finnish.number(4.3), english.number(4.3), finnish.number(None)) == ("4,3", "4.3", "ei näytetä")
    assert (finnish.share(1, 3), english.share(1, 3), english.share(0, 0)) == ("33\xa0%", "33%", "–")
    assert finnish.months(Months(date(2025, 11, 1), date(2026, 1, 1))) == "marras 2025 – tammi 2026"
    assert english.months(Months(JANUARY, date(2026, 3, 1))) == "Jan–Mar 2026"
    times = [timedelta(minutes=10), timedelta(hours=1), timedelta(hours=47), timedelta(hours=49)]
    assert [english.time(time) for time in times] == ["less than an hour", "1 hour", "47 hours", "2 days"]
    assert finnish.band(Band(1, 3, True, 5)) == "1–3 tai ilman arvosanaa"
    assert finnish.band(Band(None, None, True, 5)) == "ilman arvosanaa"


@pytest.mark.parametrize("language", list(Language))
def test_table_for_spreadsheets_speaks_one_language_from_its_headings_on(language: Language) -> None:
    told = report(a_year(), Months(JANUARY, date(2026, 11, 1)), Scale(1, 5))
    heading, *lines = csv.reader(io.StringIO(as_csv(told, Voice(language)).decode("utf-8-sig")), delimiter=";")
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    said = {text[language] for text in words.values()} | {Voice(language).band(band) for band in told.bands}
    scores = re.compile(words["score_of"][language].format(scores=r"\d+(–\d+)?.*"))
    named = {cell for table, _, figure, _ in lines for cell in (table, figure)}
    assert {cell for cell in (*heading, *named) if cell not in said and not scores.fullmatch(cell)} == set()
    assert {table for table, *_ in lines} >= {
        words[name][language] for name in ("summary", "months", "reasons", "gone")
    }
    whys = {group for table, group, *_ in lines if table == words["reasons"][language]}
    assert whys == {words_for(FeedbackReason, reason, language) for reason in ("no_consent", "cancelled")}


@pytest.mark.parametrize("minutes", [1, 29, 31, 59, 60, 89, 300])
def test_table_says_as_many_hours_as_the_page(minutes: int) -> None:
    waited = timedelta(minutes=minutes)
    facts = FeedbackFacts(tuple(Asked(person, JANUARY, "työnohjaus", "", waited, 4) for person in range(12)), (), {})
    told, voice = report(facts, Months(JANUARY, JANUARY), Scale(1, 5)), Voice(Language.FI)
    rows = csv.reader(io.StringIO(as_csv(told, voice).decode("utf-8-sig")), delimiter=";")
    (value,) = [row[-1] for row in rows if row[2] == voice.say("waited_hours")]
    hours = "tunti" if value == "1" else "tuntia"
    shown = value if value == "alle tunti" else f"{value} {hours}"
    assert shown == voice.time(told.waited)
    assert (value == "alle tunti") == (minutes < 60)


@pytest.mark.parametrize(("score", "said"), [(0, "0.0"), (None, "–")])
def test_average_of_nought_is_one_and_none_is_not_called_hidden(score: int | None, said: str) -> None:
    asked = tuple(Asked(number, JANUARY, "TO", "", timedelta(hours=2), score) for number in range(6))
    told = report(FeedbackFacts(asked, (), {}), Months(JANUARY, JANUARY), Scale(0, 10))
    assert told.answered == 6
    voice = Voice(Language.EN)
    assert voice.average(told) == said
    assert f"<dt>Average score</dt><dd>{said}</dd>" in as_page(told, FRAME, voice).decode()


def test_trend_of_an_earlier_longer_scale_stays_in_its_chart() -> None:
    asked = []
    for month, number in product(range(2), range(24)):
        waited, score = (timedelta(days=1), 7 + month + number // 2 % 2) if number % 2 else (None, None)
        asked.append(Asked(number + 100 * month, add_months(JANUARY, month), "TO", "", waited, score))
    told = report(FeedbackFacts(tuple(asked), (), {}), Months(JANUARY, date(2026, 2, 1)), Scale(1, 5))
    page = as_page(told, FRAME, Voice(Language.EN)).decode()
    tops = [float(y) for y in re.findall(r'<circle class="dot" cx="[0-9.]+" cy="([0-9.]+)"', page)]
    assert len(tops) == 2
    assert min(tops) == 34.0


def test_charts_are_drawn_to_scale() -> None:
    drawn = bars([("a", "5", 5, 10), ("b" * 60, "0", 0, 20), ("c", "0", 0, 0)])
    assert [(bar.part, bar.whole) for bar in drawn.bars] == [(85.0, 170.0), (0.0, 340.0), (0.0, 0.0)]
    assert len(drawn.bars[1].label) == 38
    trend = line([("a", "1", 1.0), ("b", "5", 5.0)], 1, 5)
    assert trend is not None
    assert [point.y for point in trend.points] == [112.0, 34.0]
    assert line([("a", "1", 1.0)], 1, 5) is None
    many = line([(str(number), "x", 3.0) for number in range(20)], 1, 5)
    assert many is not None
    assert [bool(point.value) for point in many.points].count(True) == 2
