"""Every page in a real browser: in three languages, at phone and desk size, by keyboard alone, without a fault of access."""

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from daemon.web.public.look import style_of
from daemon.web.public.rendering import words
from models.register import ledger
from models.rules.consent import ConsentState, state_of
from models.vocabulary import Language, Purpose
from tests.daemon.web.public.site import SAYING, Site, served_site
from tests.daemon.web.public.visitors import PageFirm
from tests.live.chromium import chromium_page
from tests.models.register.samples import MAIJA

pytestmark = pytest.mark.live("chromium")

WIDTHS = (390, 1280)
AXE = Axe()
EVERYTHING = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}

MARK_STOPS = """() => {
  const all = [...document.querySelectorAll('a[href], button, summary, textarea, input:not([type=hidden])')];
  // Of radio buttons Tab comes to one; the arrows go on from there.
  const stops = all.filter(e => e.checkVisibility() && (e.type !== 'radio' ||
    (document.querySelector('input[type=radio]:checked') ?? document.querySelector('input[type=radio]')) === e));
  stops.forEach((element, index) => { element.dataset.stop = index; });
  return stops.length;
}"""
FOCUS = """() => {
  const at = document.activeElement;
  const style = getComputedStyle(at.matches('.row input') ? at.nextElementSibling : at);
  return [at.dataset.stop, style.outlineStyle, parseFloat(style.outlineWidth)];
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served_site(tmp_path_factory.mktemp("site")) as made:
        yield made


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    with chromium_page(reduced_motion="reduce") as page:
        yield page


def look(page: Page, width: int) -> None:
    """Set the size; phones show the bright pages and desks the dark ones, so that both are seen in each language."""
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme="light" if width == WIDTHS[0] else "dark", reduced_motion="reduce")


def assert_accessible(page: Page) -> None:
    results = AXE.run(page, options=EVERYTHING)
    assert results.violations_count == 0, results.generate_report()
    assert_fits(page)
    assert page.evaluate("document.cookie") == ""


def assert_fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def assert_colours_can_be_read(page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    results = AXE.run(page, options=COLOURS)
    assert results.violations_count == 0, results.generate_report()


def assert_reached_by_keyboard(page: Page) -> None:
    """Tab comes to everything that can be used, in the order in which it stands, and each stop shows where it is."""
    stops = page.evaluate(MARK_STOPS)
    for stop in range(stops):
        page.keyboard.press("Tab")
        at, style, width = page.evaluate(FOCUS)
        assert (at, style != "none", width >= 2) == (str(stop), True, True)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", list(Language))
def test_every_page_is_accessible_and_fits(site: Site, browser_page: Page, language: Language, width: int) -> None:
    look(browser_page, width)
    elsewhere: list[str] = []
    browser_page.on("request", lambda request: elsewhere.append(request.url))
    for name in site.paths:
        browser_page.goto(site.url(name, language))
        assert browser_page.locator("html").get_attribute("lang") == language
        assert_accessible(browser_page)
        assert_reached_by_keyboard(browser_page)
    assert [url for url in elsewhere if not url.startswith(site.base)] == []


@pytest.mark.parametrize("language", list(Language))
def test_every_page_that_only_says_something_is_accessible(site: Site, browser_page: Page, language: Language) -> None:
    look(browser_page, WIDTHS[0])
    browser_page.goto(site.url("wrong", language))
    for number, section in enumerate(SAYING):
        browser_page.set_content(site.saying(section, language))
        assert browser_page.locator("h1").inner_text() == words(section, language)["title"]
        assert_fits(browser_page)
        # They differ in their words alone: each is looked at as a whole in one of the languages.
        if number % len(Language) == list(Language).index(language):
            assert_accessible(browser_page)


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_that_answer_a_form_are_accessible(site: Site, browser_page: Page, width: int) -> None:
    look(browser_page, width)
    browser_page.goto(site.url("answer", more="&score=4"))
    browser_page.fill("textarea", "Masennukseni helpotti")
    browser_page.click("main form button")
    assert_accessible(browser_page)
    assert browser_page.get_by_role("alert").is_visible()
    browser_page.fill("textarea", "Hyvä tapaaminen")
    browser_page.click("main form button")
    assert_accessible(browser_page)
    browser_page.goto(site.url("self_service"))
    browser_page.fill("#address", "ei osoite")
    browser_page.click("main button")
    assert_accessible(browser_page)
    assert browser_page.locator("#address").input_value() == "ei osoite"


def test_links_that_open_nothing_say_so(site: Site, browser_page: Page) -> None:
    for name in ("wrong", "expired"):
        browser_page.goto(site.url(name))
        assert browser_page.locator("h1").inner_text() == words(name, Language.FI)["title"]


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches({selector!r})"):
            return
    raise AssertionError(f"no way to {selector} by keyboard")


def test_answer_is_given_by_keyboard_alone(site: Site, browser_page: Page) -> None:
    before = len(site.firm.answers())
    browser_page.set_viewport_size({"width": 390, "height": 844})
    browser_page.goto(site.url("answer"))
    tab_to(browser_page, "input[name=score]")
    for _ in range(2):
        browser_page.keyboard.press("ArrowRight")
    tab_to(browser_page, "textarea")
    browser_page.keyboard.type("Näppäimistöllä")
    tab_to(browser_page, "main form button")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_selector("text=Kiitos palautteestasi!")
    assert site.firm.answers()[before:] == [(3, "Näppäimistöllä")]


def test_consent_is_confirmed_and_withdrawn_by_keyboard_alone(site: Site, browser_page: Page) -> None:
    browser_page.set_viewport_size({"width": 1280, "height": 900})
    browser_page.goto(site.url("confirmation"))
    tab_to(browser_page, "main button")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_selector("text=Suostumus on vahvistettu")
    assert newsletter(site.firm) is ConsentState.VALID
    site.firm.pass_time(minutes=5)
    browser_page.goto(site.url("consents"))
    tab_to(browser_page, "section:nth-of-type(2) .acts button:not(.plain)")
    browser_page.keyboard.press("Space")
    browser_page.wait_for_selector("text=Suostumus on peruutettu.")
    assert_accessible(browser_page)
    assert newsletter(site.firm) is ConsentState.WITHDRAWN


def test_everything_is_withdrawn_by_keyboard_alone_and_pages_need_no_script(site: Site, browser_page: Page) -> None:
    assert browser_page.context.browser is not None
    bare = browser_page.context.browser.new_context(java_script_enabled=False).new_page()
    bare.goto(site.url("withdrawal", Language.EN))
    bare.get_by_role("button", name="Withdraw all my consents").focus()
    bare.keyboard.press("Enter")
    bare.wait_for_selector("text=All your consents have been withdrawn.")
    bare.context.close()
    assert site.firm.ledger()[-1] == "consent_withdrawn"


def test_link_is_asked_for_by_keyboard_alone(site: Site, browser_page: Page) -> None:
    browser_page.goto(site.url("self_service", Language.SV))
    tab_to(browser_page, "#address")
    browser_page.keyboard.type(MAIJA.address)
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_selector("text=Kontrollera din e-post")
    assert site.firm.typed.take() == (MAIJA.address,)


def test_firms_own_colour_can_be_read_in_both_schemes(site: Site, browser_page: Page) -> None:
    """A colour that is hardest in the dark: nearly black blue."""
    style = style_of("#000033")
    browser_page.route("**/static/pages.*.css", lambda route: route.fulfill(body=style, content_type="text/css"))
    try:
        for name in ("answer", "consents"):
            browser_page.goto(site.url(name, more="&score=4"))
            assert_colours_can_be_read(browser_page, "light")
            assert_colours_can_be_read(browser_page, "dark")
    finally:
        browser_page.unroute("**/static/pages.*.css")


def newsletter(firm: PageFirm) -> ConsentState:
    """Give how Maija's consent to the newsletter stands."""
    with firm.database.read() as session:
        (events,) = ledger.histories(session, [firm.person(MAIJA.address)])
    return state_of(events, Purpose.NEWSLETTER.value, firm.now).state
