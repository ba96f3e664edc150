"""The pages beside many people: how long one takes, two hundred visitors at once, a guesser beside others.

5,000 people and 500 guesses; BENCH=full 100,000 people and 5,000 guesses, at 50 a second as a guesser of many addresses would.
"""

import http.client
import itertools
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from threading import Event, Thread
from urllib.parse import urlencode

import pytest

from models.register import links
from models.register.database import Database
from models.register.outgoing import new_letter
from models.register.page_answers import answers_to
from models.tables import LinkPurpose, MailKind, row_id
from models.vocabulary import MailState
from tests.benchmarks.keeping_ground import filled
from tests.benchmarks.measuring import FULL
from tests.models.register.samples import NOW

PEOPLE = 100_000 if FULL else 5_000
GUESSES = 5_000 if FULL else 500
VISITORS = 200
A_SECOND = 50
PURPOSES = frozenset({LinkPurpose.ANSWER, LinkPurpose.WITHDRAWAL})

pytestmark = pytest.mark.bench

_ADDRESSES = itertools.count(4_000_000)
"""Each page is opened from another address: one that opens hundreds within a minute is told to wait, and rightly."""


@dataclass(frozen=True, slots=True)
class Site:
    """The pages, served by a process of their own, and the answer pages of two hundred people.

    `elsewhere`: answer pages asked for with tokens that open a withdrawal: to whoever looks they are guesses.
    """

    database: Database
    port: int
    mails: list[int]
    paths: list[str]
    elsewhere: list[str]

    def ask(self, path: str, client: int, form: dict[str, str] | None = None) -> tuple[int, float]:
        """Open a page, or post a form to it; give the status and the seconds it took."""
        since = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        body = urlencode(form) if form is not None else None
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if form is not None else {}
        headers = {"X-Forwarded-For": f"10.{client >> 16 & 255}.{client >> 8 & 255}.{client & 255}", **kind}
        connection.request("GET" if form is None else "POST", path, body, headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, time.perf_counter() - since

    def median(self, count: int) -> float:
        """Open answer pages one after another; give the median in milliseconds."""
        taken = []
        for number in range(count):
            status, seconds = self.ask(self.paths[number % VISITORS], next(_ADDRESSES))
            assert status == 200
            taken.append(seconds * 1000)
        return statistics.median(taken)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("pages")
    database = filled(folder, PEOPLE)
    mails, paths, elsewhere = [], [], []
    with database.write() as session:
        for person in range(1, VISITORS + 1):
            mail = new_letter(MailKind.FEEDBACK_REQUEST, person * (PEOPLE // VISITORS), "firma.example", NOW)
            mail.state = MailState.SENT
            session.add(mail)
            session.flush()
            mails.append(row_id(mail))
            tokens = links.make(session, row_id(mail), PURPOSES, NOW)
            paths.append(f"/a/{tokens[LinkPurpose.ANSWER]}")
            elsewhere.append(f"/a/{tokens[LinkPurpose.WITHDRAWAL]}")
    words = [sys.executable, "-m", "tests.benchmarks.pages_server", str(folder)]
    with subprocess.Popen(words, cwd=Path(__file__).parents[2], stdin=-1, stdout=-1, text=True) as server:
        assert server.stdout is not None
        yield Site(database, int(server.stdout.readline()), mails, paths, elsewhere)
        server.communicate("")
    database.close()


def told(what: str) -> None:
    print(f"\n{what}, {PEOPLE} people", file=sys.stderr)


def test_page_takes_fifty_milliseconds_at_most(site: Site) -> None:
    site.median(20)
    taken = site.median(200)
    told(f"a page: {taken:.1f} ms of 50 ms (median)")
    assert taken <= 50


def test_two_hundred_visitors_at_once_lose_no_answer(site: Site) -> None:
    since = time.perf_counter()
    with ThreadPoolExecutor(VISITORS) as pool:
        done = list(
            pool.map(
                lambda number: site.ask(site.paths[number], number, {"action": "answer", "score": str(1 + number % 5)}),
                range(VISITORS),
            )
        )
    told(f"{VISITORS} visitors at once: {time.perf_counter() - since:.1f} s")
    assert {status for status, _ in done} == {200}
    with site.database.read() as session:
        stored = [[row.score for row in answers_to(session, mail)] for mail in site.mails]
    assert stored == [[1 + number % 5] for number in range(VISITORS)]


def test_guesser_hits_nothing_and_slows_nobody(site: Site) -> None:
    before = site.median(200)
    hits: list[int] = []
    ended = Event()

    def guess() -> None:
        for number in range(GUESSES):
            # Each guess from another address: limits do not help here.
            status, _ = site.ask(f"/a/{token_urlsafe(24)}", 2_000_000 + number)
            hits.extend([status] * (status != 404))
            time.sleep(1 / A_SECOND)
        ended.set()

    guesser = Thread(target=guess, daemon=True)
    guesser.start()
    beside = []
    while not ended.is_set():
        beside.append(site.median(20))
    guesser.join()
    undisturbed = statistics.mean((before, site.median(200)))
    ratio = statistics.median(beside) / undisturbed
    told(f"beside {GUESSES} guesses at {A_SECOND} a second: median ×{ratio:.2f} of ×1.25, {len(hits)} hits")
    assert hits == []
    assert ratio <= 1.25


def test_time_of_a_refusal_does_not_tell_a_real_token_from_a_guessed_one(site: Site) -> None:
    taken: dict[str, list[float]] = {"opens": [], "opens another page": [], "guessed": []}
    for number in range(VISITORS):
        guess = f"/a/{token_urlsafe(24)}"
        for kind, path in zip(taken, (site.paths[number], site.elsewhere[number], guess), strict=True):
            status, seconds = site.ask(path, 3_000_000 + 3 * number + len(taken[kind]) % 3)
            assert (status == 200) is (kind == "opens")
            taken[kind].append(seconds * 1000)
    medians = {kind: statistics.median(times) for kind, times in taken.items()}
    spreads = {kind: statistics.quantiles(times, n=4) for kind, times in taken.items()}
    told(", ".join(f"{kind} {medians[kind]:.2f} ms ({spreads[kind][0]:.2f}–{spreads[kind][2]:.2f})" for kind in taken))
    ratio = medians["opens another page"] / medians["guessed"]
    assert 0.8 <= ratio <= 1.25
