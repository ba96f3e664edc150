"""Leave to publish a comment: whom it asks and how often, what it names, and when it ends with the comment."""

import pytest

from models.register import confirmations
from models.tables import MailKind, OutgoingMail
from models.vocabulary import MailState
from tests.daemon.web.public.visitors import PageFirm, path_in

PUBLISHED = {"action": "answer", "score": "5", "publish": "publish@1"}


@pytest.fixture
def asking(small_firm: PageFirm) -> PageFirm:
    """A firm that asks for leave to publish."""
    small_firm.offer_publication()
    return small_firm


def test_leave_given_and_withdrawn_again_and_again_is_asked_to_be_confirmed_once_a_day(asking: PageFirm) -> None:
    answer, leave = asking.request_links()
    visitor = asking.visitor()
    sent = []
    for number in range(4):
        asking.later(minutes=1)
        visitor.post(answer, data={**PUBLISHED, "comment": f"Hyvä {number}"})
        sent.append(len(asking.send()))
        asking.later(minutes=1)
        visitor.post(leave, data={"action": "withdraw_all"})
    assert sent == [1, 0, 0, 0]


def test_leave_given_anew_within_a_day_is_asked_about_after_it(asking: PageFirm) -> None:
    answer, leave = asking.request_links()
    visitor = asking.visitor()
    for comment in ("Ensimmäinen", "Toinen"):
        visitor.post(answer, data={**PUBLISHED, "comment": comment})
        asking.send()
        asking.later(minutes=1)
        if comment == "Ensimmäinen":
            visitor.post(leave, data={"action": "withdraw_all"})
            asking.later(minutes=1)
    asking.later(days=1)
    (letter,) = asking.send()
    assert "vahvistettu" in visitor.post(path_in(letter, "k"), data={"action": "confirm"}).text


def test_mails_to_confirm_are_no_flood_however_many_wish(asking: PageFirm) -> None:
    answer, _ = asking.request_links()
    asking.visitor().post(answer, data={**PUBLISHED, "comment": "Hyvä"})
    others = [
        OutgoingMail(
            kind=MailKind.CONSENT_CONFIRMATION,
            state=MailState.SENT,
            token=f"t{number}",
            message_id=f"m{number}",
            created_at=asking.now,
            next_try_at=asking.now,
        )
        for number in range(confirmations.PER_HOUR)
    ]
    asking.do(lambda session: session.add_all(others))
    assert asking.send() == []
    asking.later(hours=1)
    assert len(asking.send()) == 1
