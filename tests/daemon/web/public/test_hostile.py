"""Hostile text as name, comment and address: pages, letters and the register hold it as text, and nothing of it runs."""

import html
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog

from daemon.letters import RequestLinks, render_feedback_request
from models.tables import FeedbackAnswer
from tests.daemon.letters.invented import FACTS, SENDER, parsed, text_and_html
from tests.daemon.web.public.visitors import URL, PageFirm

PAYLOADS: list[str] = json.loads(
    (Path(__file__).parents[3] / "data" / "web" / "hostile_payloads.json").read_text("utf-8")
)
LINKS = RequestLinks(f"{URL}/a/{'a' * 32}", f"{URL}/w/{'w' * 32}")
NAMED = sa.text("UPDATE detail SET value = :name WHERE field = 'person_name'")
ONCE = frozenset({"From", "To", "Reply-To", "Subject", "List-Unsubscribe"})
OUR_TAGS = frozenset({
    "html", "head", "meta", "title", "link", "body", "header", "p", "nav", "ul", "li", "a", "main", "h1", "h2", "form",
    "input", "fieldset", "legend", "div", "label", "span", "textarea", "button", "section", "footer", "br", "img",
    "details", "summary",
})  # fmt: skip


class Elements(HTMLParser):
    """Collects tags and attributes as a browser would find them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note them."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def assert_harmless(page: str) -> None:
    found = Elements()
    found.feed(page)
    assert found.tags <= OUR_TAGS
    assert not [name for name in found.attributes if name.startswith("on") or name in ("style", "srcdoc", "formaction")]
    # What was typed comes back as text, braces and all; nothing else has any.
    rest = re.sub(r'<textarea[^>]*>.*?</textarea>| value="[^"]*"', "", page, flags=re.DOTALL)
    assert not re.search(r"\{\{|\{%|}}|%}", rest)
    assert "49" not in re.sub(r"[0-9a-f]{16}|[A-Za-z0-9_-]{32}", "", rest)


def test_there_are_enough_of_them() -> None:
    assert len(set(PAYLOADS)) == 150


def test_hostile_comments_are_text(small_firm: PageFirm) -> None:
    answer, _ = small_firm.request_links()
    visitor = small_firm.visitor()
    with structlog.testing.capture_logs() as lines:
        for number, payload in enumerate(PAYLOADS):
            client = {"X-Forwarded-For": f"198.51.{number // 100}.{number % 100}"}
            page = visitor.post(answer, data={"action": "answer", "comment": payload, "score": "9"}, headers=client)
            # A score that there is not: the form comes back with what was typed.
            assert page.status_code == 422
            assert_harmless(page.text)
    assert lines == []


def test_hostile_comments_are_stored_without_what_cannot_be_seen(small_firm: PageFirm) -> None:
    answer, _ = small_firm.request_links()
    visitor = small_firm.visitor()
    for payload in PAYLOADS[::5]:
        assert_harmless(visitor.post(answer, data={"action": "answer", "comment": payload, "score": "3"}).text)
        # Only so many answers of one letter are kept: the newest is always there.
        stored = small_firm.all(FeedbackAnswer)[-1].comment or ""
        assert not re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069\u200b-\u200f]", stored)
    assert sum(bool(row.comment) for row in small_firm.all(FeedbackAnswer)) > 10


def test_hostile_addresses_are_text_and_reach_nobody(small_firm: PageFirm) -> None:
    small_firm.send()
    visitor = small_firm.visitor()
    for number, payload in enumerate(PAYLOADS):
        client = {"X-Forwarded-For": f"198.51.{number // 100}.{number % 100}"}
        asked = {"lang": payload[:40], "score": payload[:40]}
        assert_harmless(visitor.post("/", params=asked, data={"address": f"{payload}@x.example"}, headers=client).text)
    assert small_firm.send() == []


def test_hostile_names_are_text_on_the_page(small_firm: PageFirm) -> None:
    answer, _ = small_firm.request_links()
    visitor = small_firm.visitor()
    for number, payload in enumerate(PAYLOADS):
        with small_firm.database.write() as session:
            session.execute(NAMED, {"name": payload.replace("\x00", "")})
        assert_harmless(visitor.get(answer, headers={"X-Forwarded-For": f"198.51.100.{number}"}).text)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_names_greet_nobody_and_add_no_header(payload: str) -> None:
    letter = render_feedback_request(replace(FACTS, given_name=payload, links=LINKS), SENDER)
    message = parsed(letter)
    assert all(len(message.get_all(name, [])) == 1 for name in ONCE)
    assert "Bcc" not in message
    text, html_part = text_and_html(letter)
    assert "<script" not in html_part.lower()
    assert "{{" not in html.unescape(html_part)
    assert "evil.example" not in text
