"""Link scanners open everything, and nothing happens; then people press buttons, each once, and pressing again does nothing."""

import random

from models.tables import ConsentEntry, FeedbackAnswer
from models.values import Mailbox
from tests.daemon.web.public.scanning import scan
from tests.daemon.web.public.visitors import PageFirm, contents, path_in

LOOKS = 300
PEOPLE = 34
"""Each does three things: 102 in all."""


def test_scanners_of_every_style_change_nothing_and_a_hundred_buttons_do_a_hundred_things(
    small_firm: PageFirm,
) -> None:
    people = [Mailbox(f"Asiakas {n}", f"asiakas{n}@asiakas.example") for n in range(PEOPLE)]
    small_firm.uncap()
    for number, mailbox in enumerate(people):
        small_firm.visit(f"visit-of-{number}", mailbox=mailbox)
        small_firm.consents(mailbox)
    letters = small_firm.send()
    answers, withdrawals = ([path_in(text, page) for text in letters] for page in ("a", "w"))
    before = contents(small_firm)
    statuses = scan(small_firm, [*answers, *withdrawals, "/"], LOOKS, random.Random(8))
    assert set(statuses) == {200, 405}
    assert contents(small_firm) == before
    visitor = small_firm.visitor()
    for round_ in range(2):
        for number, (answer, withdrawal) in enumerate(list(zip(answers, withdrawals, strict=True))[: len(people)]):
            client = {"X-Forwarded-For": f"198.51.100.{number}"}
            for form in ({"List-Unsubscribe": "One-Click"}, {"action": "withdraw_all"}):
                assert visitor.post(withdrawal, data=form, headers=client).status_code == 200
            # Last: who withdraws everything takes their answers back.
            assert visitor.post(answer, data={"action": "answer", "score": "4"}, headers=client).status_code == 200
        if round_ == 0:
            after = contents(small_firm)
    assert len(small_firm.all(FeedbackAnswer)) == len(people)
    assert sum(row.recorded_by == "page" for row in small_firm.all(ConsentEntry)) == 2 * len(people)
    assert contents(small_firm) == after
