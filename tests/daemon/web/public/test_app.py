"""What holds for every page: headers, languages, limits, forms from elsewhere, what is too large, what fails."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from daemon.web.public.app import AT_ONCE_ACT, AT_ONCE_SHOW, create_app
from daemon.web.public.limits import MISSES, REQUESTS, Allowance, Limit, visitor_of
from daemon.web.public.look import look_of
from daemon.web.public.rendering import catalogue
from daemon.web.public.serving import room_of, serving_pages
from models.errors import ConfigError
from models.vocabulary import Language
from tests.daemon.web.public.visitors import URL, PageFirm, configured, contents

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def test_every_answer_keeps_to_itself_and_sets_no_cookie(small_firm: PageFirm) -> None:
    answer, withdrawal = small_firm.request_links()
    visitor = small_firm.visitor()
    for path in (answer, withdrawal, "/", "/a/wrong", "/nowhere", "/robots.txt"):
        page = visitor.get(path)
        assert page.headers["content-security-policy"] == POLICY
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["x-robots-tag"] == "noindex, nofollow"
        assert "set-cookie" not in page.headers
        assert "<script" not in page.text
        assert re.findall(r'(?:src|href|action)="(?!/|#|mailto:|https://suvanto\.example/)', page.text) == []


def test_style_is_served_under_its_hash_for_ever(small_firm: PageFirm) -> None:
    visitor = small_firm.visitor()
    (path,) = re.findall(r'href="(/static/pages\.[0-9a-f]{16}\.css)"', visitor.get("/").text)
    style = visitor.get(path)
    assert style.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "--accent: #1f6a59" in style.text
    assert "url(" not in style.text
    assert "@import" not in style.text


def test_words_are_there_in_all_languages() -> None:
    for section, texts in catalogue().items():
        for name, words in texts.items():
            assert set(words) == {language.value for language in Language}, f"{section}.{name}"
            places = {frozenset(re.findall(r"\{(\w+)\}", text)) for text in words.values()}
            assert len(places) == 1, f"{section}.{name}"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": URL, "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_form_of_another_site_is_not_taken(small_firm: PageFirm, headers: dict[str, str], status: int) -> None:
    answer, _ = small_firm.request_links()
    page = small_firm.visitor(**headers).post(answer, data={"action": "answer", "score": "3"})
    assert (page.status_code, len(small_firm.answers())) == (status, int(status == 200))


@pytest.mark.parametrize(
    "body",
    [b"comment=" + b"x" * 60_000, b"&".join(b"f%d=1" % number for number in range(40))],
)
def test_form_that_is_too_large_changes_nothing(small_firm: PageFirm, body: bytes) -> None:
    answer, _ = small_firm.request_links()
    before = contents(small_firm)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    page = small_firm.visitor().post(answer, content=body, headers=kind)
    assert page.status_code == 413
    assert contents(small_firm) == before


def test_address_with_a_slash_too_many_leads_nowhere(small_firm: PageFirm) -> None:
    answer, _ = small_firm.request_links()
    page = small_firm.visitor().get(f"{answer}/", headers={"Host": "evil.example"})
    assert page.status_code == 404
    assert "location" not in page.headers


@pytest.mark.parametrize(
    "body",
    [
        b"--b\r\nContent-Disposition: form-data" + b";a" * 20_000 + b"\r\n\r\nv\r\n--b--\r\n",
        b"".join(b"--b%d\r\nContent-Type:multipart/a;boundary=b%d\r\n\r\n" % (n, n + 1) for n in range(900)),
        b'--b\r\nContent-Disposition: form-data; name="score"\r\n\r\n3\r\n--b--\r\n',
        b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click' + b"x" * 2_000,
    ],
    ids=["many parameters", "nested", "another form", "too long"],
)
def test_form_in_parts_that_is_no_one_click_is_not_read(small_firm: PageFirm, body: bytes) -> None:
    answer, _ = small_firm.request_links()
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    began = time.process_time()
    page = small_firm.visitor().post(answer, content=body, headers=kind)
    assert (page.status_code, small_firm.answers()) == (413, [])
    assert time.process_time() - began < 1.0, "of the processor: reading it would take longer"


def test_field_with_a_control_character_is_left_out(firm: PageFirm) -> None:
    centre = firm.consents_link()
    visitor = firm.visitor()
    visitor.post(centre, data={"action": "withdraw", "purpose": "feedback_request"})
    before = contents(firm)
    odd = {"action": "give", "purpose": "feedback_request", "wording": "feedback\0@1"}
    assert visitor.post(centre, data=odd).status_code == 200
    assert contents(firm) == before


def test_who_guesses_is_refused_but_no_link_that_opens_something(small_firm: PageFirm) -> None:
    answer, withdrawal = small_firm.request_links()
    visitor = small_firm.visitor()
    guesser, other = {"X-Forwarded-For": "203.0.113.9"}, {"X-Forwarded-For": "203.0.113.10"}
    for number in range(MISSES.count):
        assert visitor.get(f"/a/{number:032}", headers=guesser).status_code == 404
    refused = visitor.get(f"/a/{99:032}", headers=guesser)
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "300"
    assert visitor.get(answer, headers=guesser).status_code == 200
    assert visitor.post(withdrawal, data={"action": "withdraw"}, headers=guesser).status_code == 200
    assert visitor.get(f"/a/{99:032}", headers=other).status_code == 404


def test_who_floods_is_held_back(small_firm: PageFirm) -> None:
    visitor = small_firm.visitor()
    statuses = [visitor.get("/robots.txt").status_code for _ in range(3)]
    assert statuses == [200, 200, 200]
    pages = [visitor.get("/").status_code for _ in range(REQUESTS.count + 1)]
    assert pages[-1] == 429
    assert pages[:-2] == [200] * (len(pages) - 2)


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example", "/nowhere"])
def test_page_that_there_is_not_links_to_itself_nowhere(small_firm: PageFirm, path: str) -> None:
    page = small_firm.visitor().get(URL + path)
    assert page.status_code == 404
    assert "hreflang=" not in page.text
    assert "evil.example" not in page.text


def test_who_asks_for_what_there_is_not_is_held_back(small_firm: PageFirm) -> None:
    visitor = small_firm.visitor()
    statuses = [visitor.get(f"/nowhere/{number}").status_code for number in range(REQUESTS.count)]
    assert (statuses[0], statuses[-1]) == (404, 429)


def test_links_are_asked_for_a_few_times_only(small_firm: PageFirm) -> None:
    visitor = small_firm.visitor()
    statuses = [visitor.post("/", data={"address": f"a{n}@example.com"}).status_code for n in range(12)]
    assert statuses[-1] == 429
    assert statuses[0] == 200


@pytest.mark.parametrize(
    ("peer", "forwarded", "visitor"),
    [
        ("198.51.100.7", ["203.0.113.9"], "198.51.100.7"),
        ("127.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1", ["1.2.3.4, 203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1", ["1.2.3.4", "203.0.113.9, 127.0.0.1"], "203.0.113.9"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["not an address"], "unknown"),
        ("127.0.0.1", ["2001:db8:1:2:3:4:5:6"], "2001:db8:1:2::/64"),
        ("127.0.0.1", ["::ffff:203.0.113.9"], "203.0.113.9"),
    ],
)
def test_visitor_is_told_by_a_trusted_proxy_alone(peer: str, forwarded: list[str], visitor: str) -> None:
    assert visitor_of(peer, forwarded, {"127.0.0.1"}) == visitor


def test_limit_begins_anew_after_its_window() -> None:
    now = [0.0]
    limit = Limit(Allowance(2, 60.0), lambda: now[0])
    for _ in range(2):
        limit.count("a")
    assert limit.is_spent("a")
    assert not limit.is_spent("b")
    now[0] = 60.0
    assert not limit.is_spent("a")


def test_page_says_so_when_the_register_cannot_be_read(small_firm: PageFirm) -> None:
    answer, _ = small_firm.request_links()
    with small_firm.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE page_link RENAME TO page_link_gone")
    page = small_firm.visitor().get(answer)
    assert page.status_code == 503
    assert "Mitään ei tallennettu" in page.text
    assert answer not in page.text


def test_fault_of_ours_shows_nothing_of_it(small_firm: PageFirm) -> None:
    def broken_clock() -> datetime:
        raise ZeroDivisionError("maija@asiakas.example")

    room = room_of(small_firm.config, small_firm.database, small_firm.typed, broken_clock)
    visitor = TestClient(create_app(room, ()), base_url=URL, raise_server_exceptions=False)
    page = visitor.get("/a/" + "a" * 32)
    assert page.status_code == 500
    assert "maija" not in page.text
    assert page.headers["content-security-policy"] == POLICY


def test_logo_is_served_and_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 40)
    look = look_of(configured(tmp_path, more='logo = "logo.png"\n'))
    assert look.files[look.logo_path] == (logo.read_bytes(), "image/png")
    logo.write_bytes(b"<svg onload=alert(1)>")
    with pytest.raises(ConfigError, match=r"web\.logo: expected a PNG or JPEG"):
        look_of(configured(tmp_path, more='logo = "logo.png"\n'))


def test_service_without_pages_opens_no_port_and_one_that_is_taken_stops_nothing(small_firm: PageFirm) -> None:
    config, database = small_firm.config, small_firm.database
    with serving_pages(config, database, small_firm.typed, lambda: small_firm.now, port=0) as port:
        assert port
        with serving_pages(config, database, small_firm.typed, lambda: small_firm.now, port=port) as second:
            assert second is None


def test_posts_of_a_guesser_do_not_wait_for_a_writer_nor_hold_one_up(small_firm: PageFirm) -> None:
    visitor = small_firm.visitor()
    with small_firm.database.write() as session:
        session.execute(sa.text("SELECT 1"))  # On SQLite the write begins at its first statement.
        # Somebody writes; a post that opens nothing is answered all the same.
        for page in ("a", "w", "c", "k"):
            assert visitor.post(f"/{page}/{'x' * 32}", data={"action": "withdraw"}).status_code == 404


def test_looking_does_not_wait_for_acts_that_wait_for_a_writer(small_firm: PageFirm) -> None:
    answer, withdrawal = small_firm.request_links()
    visitor = small_firm.visitor()
    with visitor, ThreadPoolExecutor(1 + AT_ONCE_ACT + AT_ONCE_SHOW) as others:
        with small_firm.database.write() as session:
            session.execute(sa.text("SELECT 1"))
            acts = [others.submit(visitor.post, answer, data={"score": "3"}) for _ in range(AT_ONCE_ACT + AT_ONCE_SHOW)]
            time.sleep(0.2)
            assert others.submit(visitor.get, withdrawal).result(timeout=2.0).status_code == 200
            assert not any(act.done() for act in acts)
        assert {act.result().status_code for act in acts} == {200}
