"""The letters that somebody has asked for on a page."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from daemon.letters import ConfirmationFacts, LinkFacts, render_confirmation, render_consent_link
from models.errors import BadItem
from models.vocabulary import Language
from tests.daemon.letters.invented import HELSINKI, SENDER, TOKEN, parsed, text_and_html

LINK = "https://palaute.kaarnaohjaus.example/c/" + "c" * 32
ASKED = LinkFacts(
    language=Language.FI,
    given_name="Maija",
    address="maija.esimerkki@example.com",
    link=LINK,
    link_until=date(2026, 11, 27),
    token=TOKEN,
    message_id=f"{TOKEN}@kaarnaohjaus.example",
    written_at=datetime(2026, 11, 25, 10, 30, tzinfo=HELSINKI),
)
GIVEN = ConfirmationFacts(
    **{name: getattr(ASKED, name) for name in LinkFacts.__slots__},
    given_on=date(2026, 11, 25),
    wording="Suostun uutiskirjeeseen.\n\nLisää: https://kaarnaohjaus.example/tietosuoja <b>& muuta</b>",
)


@pytest.mark.parametrize("language", list(Language))
def test_letter_with_a_link_has_one_way_in_and_nothing_to_sell(language: Language) -> None:
    letter = render_consent_link(replace(ASKED, language=language), SENDER)
    text, html = text_and_html(letter)
    assert text.count(LINK) == html.count(LINK) == 1
    assert "List-Unsubscribe" not in parsed(letter)


@pytest.mark.parametrize("language", list(Language))
def test_confirmation_shows_the_wording_as_it_is(language: Language) -> None:
    letter = render_confirmation(replace(GIVEN, language=language, link=LINK.replace("/c/", "/k/")), SENDER)
    text, html = text_and_html(letter)
    assert GIVEN.wording in text
    assert "&lt;b&gt;&amp; muuta&lt;/b&gt;" in html


@pytest.mark.parametrize("language", list(Language))
def test_confirmation_without_pages_asks_for_a_reply_and_has_no_link_of_ours(language: Language) -> None:
    letter = render_confirmation(replace(GIVEN, language=language, link=""), SENDER)
    text, _ = text_and_html(letter)
    assert "KYLLÄ" in text or "JA." in text or "YES" in text
    assert "/k/" not in text
    assert "<https://" not in text


def test_a_link_to_consents_needs_a_page() -> None:
    with pytest.raises(BadItem):
        render_consent_link(replace(ASKED, link=""), SENDER)


@pytest.mark.parametrize("changes", [{"link": "https://elsewhere.example/"}, {"wording": " "}, {"token": "x"}])
def test_letter_that_lacks_something_is_not_sent(changes: dict[str, Any]) -> None:
    with pytest.raises(BadItem):
        render_confirmation(replace(GIVEN, **changes), SENDER)
