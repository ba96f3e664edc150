"""Where pages run, a feedback request has three links and no more, and a header that a mail program may post to."""

from dataclasses import replace

import pytest

from daemon.letters import RequestLinks, lint, render_feedback_request
from models.errors import BadItem
from models.vocabulary import Language
from tests.daemon.letters.invented import SENDER, facts_in, parsed, text_and_html

ANSWER = "https://palaute.kaarnaohjaus.example/a/" + "a" * 32
WITHDRAWAL = "https://palaute.kaarnaohjaus.example/w/" + "w" * 32
LINKS = RequestLinks(ANSWER, WITHDRAWAL)


@pytest.mark.parametrize("language", list(Language))
def test_letter_has_a_link_to_answer_and_one_to_withdraw(language: Language) -> None:
    letter = render_feedback_request(replace(facts_in(language), links=LINKS), SENDER)
    text, html = text_and_html(letter)
    assert lint(letter) == []
    assert text.count(ANSWER) == html.count(ANSWER) == 1
    assert text.count("https://") == 3
    assert f": {WITHDRAWAL} " in text


@pytest.mark.parametrize("language", list(Language))
def test_header_names_the_page_first_and_promises_one_click(language: Language) -> None:
    letter = render_feedback_request(replace(facts_in(language), links=LINKS), SENDER)
    message = parsed(letter)
    assert message["List-Unsubscribe"].startswith(
        f"<{WITHDRAWAL}>, <mailto:palaute@kaarnaohjaus.example?subject=PERUUTA%20rk-"
    )
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"\r\nList-Unsubscribe: <{WITHDRAWAL}>, <mailto:".encode() in letter.content


@pytest.mark.parametrize(
    "links",
    [
        RequestLinks(ANSWER + "?who=maija", WITHDRAWAL),
        RequestLinks(ANSWER, "javascript:alert(1)"),
        RequestLinks(ANSWER, "https://palaute.example/w/short"),
        RequestLinks(f"{ANSWER}\r\nBcc: x@example.com", WITHDRAWAL),
        RequestLinks(WITHDRAWAL, ANSWER),
    ],
)
def test_link_that_is_none_of_ours_sends_nothing(links: RequestLinks) -> None:
    with pytest.raises(BadItem):
        render_feedback_request(replace(facts_in(Language.FI), links=links), SENDER)
