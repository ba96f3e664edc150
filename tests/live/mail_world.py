"""An office whose mail comes from a scripted server: the script of a few days, and what the register holds at the end."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from threading import Event
from typing import Any

from connectors.accounts import Login, MailAccount, MailFolder, Server, Tls
from connectors.contract import Connector
from connectors.mail.fetch import MailConnector
from connectors.mail.message import header_digest
from connectors.sandbox import DirectReader, Reader
from daemon.jobs.pull import pull_once
from models.errors import Unreachable
from models.register.sightings import want_listings
from models.tables import (
    Candidate,
    ClientRelationship,
    ContactEvent,
    Detail,
    DetailSource,
    FeedbackDecision,
    OutgoingMail,
    ProblemRow,
    Seen,
    Source,
    Stream,
)
from models.vocabulary import FolderRole
from tests.live.lying_imap import LyingImap
from tests.models.register.mailroom import MailRoom
from tests.models.register.office import Fact
from tests.models.register.samples import MAIJA, OWN

FOLDERS = (
    MailFolder("INBOX", FolderRole.INBOX),
    MailFolder("Arkisto", FolderRole.INBOX),
    MailFolder("Sent", FolderRole.SENT),
    MailFolder("Asiakkaat", FolderRole.CLIENTS),
)
NAMES = tuple(folder.name for folder in FOLDERS)
_STRANGERS = ("Liisa Laine", "Ville Virta", "Aino Aalto", "Otso Oja", "Elli Ekman")
_TRIES = 40


def mail_account(port: int, **settings: Any) -> MailAccount:
    """The account of the scripted server, which speaks in the clear."""
    patience = timedelta(seconds=settings.pop("seconds", 1.0))
    server = Server("127.0.0.1", port, Tls.NONE, insecure=True, connect_timeout=patience, read_timeout=patience)
    fields: dict[str, Any] = {"folders": FOLDERS, "since": date(2026, 1, 1), "own": OWN, **settings}
    return MailAccount("info", server, Login("info@firma.example", "salasana"), **fields)


def letter(number: int, name: str, **changes: str) -> bytes:
    """A raw message of an invented person; the number makes it the only one of its kind."""
    address = _address(name)
    fields = {
        "Received": f"from mx.example by mail.firma.example; Thu, 19 Nov 2026 08:{number % 60:02}:00 +0200",
        "From": f"{name} <{address}>",
        "To": "info@firma.example",
        "Subject": f"Asia {number}",
        "Date": f"Thu, 19 Nov 2026 08:{number % 60:02}:00 +0200",
        "Message-ID": f"<{number}@posti.example>",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        **{key.replace("_", "-"): value for key, value in changes.items() if key != "body"},
    }
    body = changes.get("body", f"Hei,\r\n\r\nkysyisin asiasta {number}.\r\n\r\nTerveisin\r\n{name}\r\n")
    body += f"puh. 040 {7_000_000 + number % 5}\r\n"
    return "".join(f"{key}: {value}\r\n" for key, value in fields.items()).encode() + b"\r\n" + body.encode()


def _address(name: str) -> str:
    if name == MAIJA.name:
        return MAIJA.address
    first, last = name.lower().split()
    return f"{first}@{last}.example"


def newsletter(number: int) -> bytes:
    """A message that its header alone decides."""
    return letter(number, "Uutis Kirje", List_Unsubscribe="<https://uutiset.example/pois>", Precedence="bulk")


def answer(number: int, to: str, asked: int) -> bytes:
    """What staff answered."""
    address = _address(to)
    question = f"<{asked}@posti.example>"
    return letter(number, "Sari Firma", From="Sari Staff <info@firma.example>", To=address, In_Reply_To=question)


def with_attachment(number: int, name: str) -> bytes:
    """A message too large to be fetched whole."""
    text = "Hei, liitteenä kuva.\r\n\r\nTerveisin\r\n" + name + "\r\npuh. 040 7654321\r\n"
    parts = (
        f"--raja\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        "--raja\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment\r\n\r\n{('QUJD' * 19 + chr(13) + chr(10)) * 1_200}--raja--\r\n"
    )
    return letter(number, name, Content_Type='multipart/mixed; boundary="raja"', body=parts)


def first_letters() -> list[tuple[str, bytes]]:
    """What lies there at the beginning."""
    inbox = [letter(number, MAIJA.name) for number in range(1, 5)]
    inbox += [letter(10 + number, name) for number, name in enumerate(_STRANGERS)]
    inbox += [newsletter(20), newsletter(21), letter(22, "Auto Vastaus", Auto_Submitted="auto-replied")]
    inbox += [with_attachment(23, MAIJA.name), letter(24, _STRANGERS[0])]
    sent = [answer(30, _STRANGERS[0], 10), answer(31, MAIJA.name, 1), answer(32, "Uusi Tuttu", 99)]
    return (
        [("INBOX", raw) for raw in inbox] + [("Sent", raw) for raw in sent] + [("Asiakkaat", letter(40, "Aino Aalto"))]
    )


def later_letters(begin: int = 50) -> list[tuple[str, bytes]]:
    """What comes afterwards."""
    inbox = [letter(begin + 1, MAIJA.name), letter(begin + 2, _STRANGERS[1]), newsletter(begin + 3)]
    inbox += [letter(begin + 4, "Uusi Tuttu"), letter(begin + 5, _STRANGERS[3])]
    return [("INBOX", raw) for raw in inbox] + [("Sent", answer(begin + 6, _STRANGERS[3], begin + 5))]


class PostRoom(MailRoom):
    """A register and the connector that fills it. Maija has consented and was here today."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.failed = 0
        self.connector: Connector
        self.visit()
        self.consents()

    def pull(self) -> None:
        """Pull until the account is read to its end, as the service does after a failure; then send what may go."""
        for _ in range(_TRIES):
            with suppress(Unreachable):
                pull_once(self.connector, self.database, self.intake, Event())
                self.send_all()
                return
            self.failed += 1
        raise AssertionError("the account is never read to its end")

    def night(self) -> None:
        """Let a night pass, in which the folders are listed."""
        self.pass_time(hours=24)
        self.do(lambda session: want_listings(session, ["info"], self.now, self.now))
        self.pull()

    def close(self) -> None:
        """Close connection and database."""
        self.connector.close()
        self.database.close()

    def picture(self) -> set[Fact]:
        """What the register holds, free of ids and of the places of messages."""
        people = self._people()
        digests = {row.id: row.digest.hex() if row.digest else row.item for row in self.all(Source)}
        details = {row.id: row for row in self.all(Detail)}
        facts: set[Fact] = set()
        for tie in self.all(DetailSource):
            detail = details[tie.detail_id]
            whose = people.get(detail.person_id)
            facts.add(("value", whose, detail.field, detail.value_key, detail.standing, digests[tie.source_id]))
        for event in self.all(ContactEvent):
            facts.add(("contact", people.get(event.person_id), event.direction, event.at, digests[event.source_id]))
        facts |= {("client", people[row.person_id], row.started_on) for row in self.all(ClientRelationship)}
        facts |= {("candidate", row.address_key, row.name) for row in self.all(Candidate)}
        facts |= {("seen", row.digest.hex(), row.outcome, row.reason) for row in self.all(Seen)}
        facts |= {("problem", row.digest) for row in self.all(ProblemRow)}
        facts |= {("decided", row.outcome.value, row.reason) for row in self.all(FeedbackDecision)}
        for name in (ContactEvent, OutgoingMail, FeedbackDecision, ProblemRow, Candidate, Source):
            facts.add(("rows", name.__name__, self.count(name)))
        return facts | {("wish", place) for place in self.wishes()}


class World(PostRoom):
    """The register, the scripted server and the connector between them."""

    def __init__(self, url: str, server: LyingImap, reader: Reader | None = None, **settings: Any) -> None:
        super().__init__(url)
        self.server = server
        self.connector = MailConnector(
            mail_account(server.port, **settings), reader or DirectReader(), lambda: self.now
        )

    def deliver(self, letters: Sequence[tuple[str, bytes]]) -> None:
        """Let messages arrive."""
        for folder, raw in letters:
            self.server.add(folder, raw)

    def gone(self) -> set[str]:
        """Digests of the messages that are believed to be gone."""
        return {row.digest.hex() for row in self.all(Source) if row.gone_at is not None and row.digest}

    def misplaced(self) -> list[str]:
        """Sources whose pointer does not name their message at the server, but for those that are gone."""
        streams = {row.id: row.name for row in self.all(Stream)}
        wrong = []
        for row in self.all(Source):
            if row.digest is None or row.gone_at is not None:
                continue
            box = self.server.folders[streams[row.stream_id]]
            there = box.letters.get(int(row.item or 0))
            if row.validity != str(box.uidvalidity) or there is None or header_digest(there.raw) != row.digest.hex():
                wrong.append(f"{streams[row.stream_id]} {row.validity} {row.item}")
        return wrong


Disturbance = Callable[[World], None]


def nothing(_world: World) -> None:
    """Disturb nothing."""


def few_days(world: World, disturb: Disturbance = nothing) -> None:
    """The script: first pull, new mail, moves and copies, a deletion, two nights. `disturb` acts between the steps."""
    server = world.server
    world.deliver(first_letters())
    world.pull()
    disturb(world)
    world.deliver(later_letters())
    world.pull()
    disturb(world)
    inbox = list(server.folders["INBOX"].letters)
    server.move("INBOX", inbox[1], "Arkisto")
    server.move("INBOX", inbox[2], "Arkisto", copy=True)
    server.move("INBOX", inbox[4], "Arkisto")
    world.pull()
    disturb(world)
    with server.lock:
        del server.folders["INBOX"].letters[min(server.folders["INBOX"].letters)]
    for _ in range(3):
        world.night()
        disturb(world)
    world.deliver(later_letters(70))
    world.pull()
    world.pull()
