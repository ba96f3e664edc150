"""A firm with pages, in memory: letters are written as the service writes them, and visitors open the links in them."""

import re
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from starlette.testclient import TestClient

from daemon.compose import composer
from daemon.config import Config
from daemon.jobs.pages import answer_pages
from daemon.page_links import stored_links
from daemon.web.public.app import create_app
from daemon.web.public.serving import room_of
from daemon.web.public.wishes import Wishes
from daemon.wordings import firm_facts, seed_wordings
from models.register.audit import By
from models.register.letters_due import LetterDue
from models.register.wordings import NewWording, add_version
from models.rules.sending_hours import SendingCaps
from models.tables import ConsentEntry, FeedbackAnswer
from models.vocabulary import Language, Purpose
from tests.daemon.config.test_example import EXAMPLE, load
from tests.models.register.mailroom import LETTER_SENT, MailRoom
from tests.models.register.samples import MAIJA

URL = "https://palaute.suvanto.example"
PUBLISH = {
    Language.FI: "Suostun siihen, että kommenttini julkaistaan Suvannon verkkosivuilla ilman nimeäni.",
    Language.SV: "Jag samtycker till att min kommentar publiceras på Suvantos webbplats utan mitt namn.",
    Language.EN: "I consent to my comment being published on Suvanto's website without my name.",
}


def configured(folder: Path, *, lowest: int = 1, highest: int = 5, more: str = "", url: str = URL) -> Config:
    """Load the example with pages, letters that may go, and these scores."""
    head, _, _ = EXAMPLE.partition("[web]")
    text = head.replace('mode = "off"', 'mode = "auto"') + f'[web]\nenabled = true\nurl = "{url}"\n{more}'
    text = text.replace("lowest_score = 1", f"lowest_score = {lowest}").replace("scale = 5", f"scale = {highest}")
    return load(folder, text)


class PageFirm(MailRoom):
    """Maija has consented on paper and had a visit."""

    def __init__(self, url: str, config: Config) -> None:
        super().__init__(url)
        self.config = config
        self.typed = Wishes()
        by = By("test", self.now)
        self.do(lambda session: seed_wordings(session, by, firm_facts(config)))
        self.visit()
        self.consents()

    def visitor(self, **headers: str) -> TestClient:
        """Give a browser, or a program that looks like one."""
        app = create_app(room_of(self.config, self.database, self.typed, lambda: self.now), ("testclient",))
        return TestClient(app, base_url=self.config.web.url or URL, headers=headers, follow_redirects=False)

    def offer_publication(self) -> None:
        """Let the firm ask for leave to publish."""
        wording = NewWording("publish", Purpose.REFERENCE_PUBLICATION, PUBLISH)
        self.do(lambda session: add_version(session, wording, By("test", self.now)))

    def send(self) -> list[str]:
        """Judge, write and send everything that is due; give the plain texts."""
        self.judge()
        answer_pages(self.database, self.typed, self.policy, self.now)
        compose = composer(self.config, lambda: self.now, stored_links(self.config, self.database, lambda: self.now))
        sent = []
        while (due := self.outbox.claim()) is not None:
            sent.append(self._deliver(due, compose(due).content))
        return sent

    def _deliver(self, due: LetterDue, content: bytes) -> str:
        self.outbox.mark_handing(due.mail_id)
        self.outbox.settle(due.mail_id, LETTER_SENT)
        body = message_from_bytes(content, policy=policy.default).get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    def request_links(self) -> tuple[str, str]:
        """Ask Maija; give the paths of her answer page and of her withdrawal page."""
        (text,) = self.send()
        return path_in(text, "a"), path_in(text, "w")

    def consents_link(self, address: str = MAIJA.address) -> str:
        """Let somebody ask for a link to an address; give the path in the letter."""
        self.send()
        self.visitor().post("/", data={"address": address})
        (text,) = self.send()
        return path_in(text, "c")

    def uncap(self) -> None:
        """Let letters to many people go at once."""
        feedback = replace(self.policy.feedback, caps=SendingCaps(10_000, 10_000))
        self.policy = replace(self.policy, feedback=feedback)
        self.outbox = self.new_outbox()

    def answers(self) -> list[tuple[int | None, str | None]]:
        """Give score and comment of every stored answer, in order."""
        return [(row.score, row.comment) for row in self.all(FeedbackAnswer)]

    def ledger(self) -> list[str]:
        """Give the kinds of Maija's events that pages or letters made, in order."""
        return [row.type.value for row in self.all(ConsentEntry) if row.recorded_by != "test"]


def path_in(text: str, page: str) -> str:
    """Give the path of the only link to that page in a letter."""
    (found,) = set(re.findall(rf"https?://[^/\s]+(/{page}/[A-Za-z0-9_-]{{32}})", text))
    return str(found)


def contents(firm: MailRoom) -> dict[str, list[tuple[Any, ...]]]:
    """Give every row of every table: two looks are equal when nothing was changed."""
    with firm.database.engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        return {name: sorted(map(tuple, connection.execute(sa.text(f'SELECT * FROM "{name}"')))) for name in names}


def spoken(firm: MailRoom, language: Language) -> None:
    """Let the firm write to Maija in that language."""
    person = firm.person(MAIJA.address)
    firm.do(
        lambda session: session.execute(
            sa.text("UPDATE person SET language = :l WHERE id = :p"), {"l": language.value, "p": person}
        )
    )
