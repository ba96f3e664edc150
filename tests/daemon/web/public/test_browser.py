"""Every page in a real browser: in three languages, at phone and desk size, by keyboard alone, without a fault of access."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from daemon.web.public.serving import serving_pages
from models.register import ledger
from models.register.audit import By
from models.register.wordings import NewWording, add_version
from models.rules.consent import ConsentState, state_of
from models.vocabulary import Language, Purpose
from tests.daemon.web.public.visitors import PUBLISH, PageFirm, configured, path_in
from tests.live.chromium import chromium_page
from tests.models.register.samples import MAIJA

pytestmark = pytest.mark.live("chromium")

WIDTHS = (390, 1280)
AXE = Axe()


class Site:
    """A firm whose pages are served on a port, with a link to each of them."""

    def __init__(self, firm: PageFirm, base: str) -> None:
        self.firm = firm
        self.base = base
        firm.offer_publication()
        newsletter = NewWording("uutiskirje", Purpose.NEWSLETTER, PUBLISH)
        firm.do(lambda session: add_version(session, newsletter, By("test", firm.now)))
        answer, withdrawal = firm.request_links()
        consents = firm.consents_link()
        firm.pass_time(hours=1)
        firm.visitor().post(consents, data={"action": "give", "purpose": "newsletter", "wording": "uutiskirje@1"})
        (letter,) = firm.send()
        self.paths = {
            "answer": answer,
            "withdrawal": withdrawal,
            "consents": consents,
            "confirmation": path_in(letter, "k"),
            "self_service": "/",
            "wrong": "/a/nothing",
        }

    def url(self, name: str, language: Language = Language.FI, more: str = "") -> str:
        """Give the address of a page."""
        return f"{self.base}{self.paths[name]}?lang={language}{more}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    firm = PageFirm(f"sqlite:///{folder / 'register.sqlite3'}", configured(folder, url="http://127.0.0.1:18464"))
    with serving_pages(firm.config, firm.database, firm.typed, lambda: firm.now, port=0) as served:
        base = f"http://127.0.0.1:{served}"
        yield Site(firm, base)
    firm.database.close()


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    with chromium_page(reduced_motion="reduce") as page:
        yield page


def assert_accessible(page: Page) -> None:
    results = AXE.run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("window.innerWidth")
    assert page.evaluate("document.cookie") == ""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", list(Language))
def test_every_page_is_accessible_and_fits(site: Site, browser_page: Page, language: Language, width: int) -> None:
    browser_page.set_viewport_size({"width": width, "height": 844})
    elsewhere: list[str] = []
    browser_page.on("request", lambda request: elsewhere.append(request.url))
    for name in site.paths:
        browser_page.goto(site.url(name, language))
        assert browser_page.locator("html").get_attribute("lang") == language
        assert_accessible(browser_page)
    assert [url for url in elsewhere if not url.startswith(site.base)] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_that_answer_a_form_are_accessible(site: Site, browser_page: Page, width: int) -> None:
    browser_page.set_viewport_size({"width": width, "height": 844})
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


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus; each stop on the way shows where it is."""
    for _ in range(40):
        page.keyboard.press("Tab")
        at = page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement.matches('.row input') ?"
            " document.activeElement.nextElementSibling : document.activeElement);"
            " return [s.outlineStyle, parseFloat(s.outlineWidth)]; }"
        )
        assert at[0] != "none"
        assert at[1] >= 2
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


def newsletter(firm: PageFirm) -> ConsentState:
    """Give how Maija's consent to the newsletter stands."""
    with firm.database.read() as session:
        (events,) = ledger.histories(session, [firm.person(MAIJA.address)])
    return state_of(events, Purpose.NEWSLETTER.value, firm.now).state
