"""The HTML of our letters in a real browser: no fault of accessibility, nothing wider than a phone."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from daemon.letters import (
    render_alarm,
    render_confirmation,
    render_consent_link,
    render_digest,
    render_feedback_request,
    render_withdrawal_notice,
)
from models.vocabulary import Language
from tests.daemon.letters.invented import SENDER, facts_in, text_and_html
from tests.daemon.letters.test_alarm import facts as alarm_facts
from tests.daemon.letters.test_by_page import ASKED, GIVEN, LINK
from tests.daemon.letters.test_digest import WAITING
from tests.daemon.letters.test_links import LINKS
from tests.daemon.letters.test_withdrawal_notice import TOLD
from tests.live.chromium import chromium_page

PAGES = {
    **{f"feedback_request.{language}": render_feedback_request(facts_in(language), SENDER) for language in Language},
    "feedback_request.links": render_feedback_request(replace(facts_in(Language.FI), links=LINKS), SENDER),
    "consent_confirmation.fi": render_confirmation(replace(GIVEN, link=LINK.replace("/c/", "/k/")), SENDER),
    "consent_link.fi": render_consent_link(ASKED, SENDER),
    "digest.fi": render_digest(WAITING, SENDER),
    "withdrawal_notice.fi": render_withdrawal_notice(TOLD, SENDER),
    "alarm.fi": render_alarm(alarm_facts(), SENDER),
}


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    with chromium_page() as page:
        yield page


@pytest.mark.live("chromium")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", list(PAGES))
def test_letter_is_accessible_and_fits_a_phone(name: str, scheme: str, browser_page: Page) -> None:
    browser_page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    browser_page.set_viewport_size({"width": 320, "height": 800})
    browser_page.set_content(text_and_html(PAGES[name])[1])
    results = Axe().run(browser_page)
    assert results.violations_count == 0, results.generate_report()
    assert browser_page.evaluate("document.documentElement.scrollWidth") <= 320
