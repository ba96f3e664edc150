"""Ten thousand looks by three styles of scanners, over every link of fifty people: nothing changes."""

import random
from pathlib import Path

from models.values import Mailbox
from tests.daemon.web.public.scanning import scan
from tests.daemon.web.public.visitors import PageFirm, configured, contents, path_in

LOOKS = 10_000
PEOPLE = 50


def test_ten_thousand_looks_change_nothing(tmp_path: Path) -> None:
    firm = PageFirm(f"sqlite:///{tmp_path / 'register.sqlite'}", configured(tmp_path))
    firm.uncap()
    for number in range(PEOPLE):
        mailbox = Mailbox(f"Asiakas {number}", f"asiakas{number}@asiakas.example")
        firm.visit(f"visit-of-{number}", mailbox=mailbox)
        firm.consents(mailbox)
    links = [path_in(text, page) for text in firm.send() for page in ("a", "w")]
    firm.visitor().post("/", data={"address": "asiakas1@asiakas.example"})
    links += [path_in(text, "c") for text in firm.send()]
    before = contents(firm)
    statuses = scan(firm, [*links, "/"], LOOKS, random.Random(3))
    assert set(statuses) == {200, 405}
    assert sum(statuses.values()) == LOOKS
    assert contents(firm) == before
    firm.database.close()
