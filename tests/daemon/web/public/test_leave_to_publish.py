"""Leave to publish a comment: whom it asks and how often, what it names, and when it ends with the comment."""

import pytest
import sqlalchemy as sa

from models.register import confirmations
from models.register.page_answers import MAX_CHANGES
from models.tables import ConsentEntry, FeedbackAnswer, MailKind, OutgoingMail
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
        asking.pass_time(minutes=1)
        visitor.post(answer, data={**PUBLISHED, "comment": f"Hyvä {number}"})
        sent.append(len(asking.send()))
        asking.pass_time(minutes=1)
        visitor.post(leave, data={"action": "withdraw_all"})
    assert sent == [1, 0, 0, 0]


def test_leave_given_anew_within_a_day_is_asked_about_after_it(asking: PageFirm) -> None:
    answer, leave = asking.request_links()
    visitor = asking.visitor()
    for comment in ("Ensimmäinen", "Toinen"):
        visitor.post(answer, data={**PUBLISHED, "comment": comment})
        asking.send()
        asking.pass_time(minutes=1)
        if comment == "Ensimmäinen":
            visitor.post(leave, data={"action": "withdraw_all"})
            asking.pass_time(minutes=1)
    asking.pass_time(days=1)
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
    asking.pass_time(hours=1)
    assert len(asking.send()) == 1


def confirmed(firm: PageFirm, comment: str) -> str:
    """Let Maija allow that comment to be published, and confirm it; give the path of her answer page."""
    answer, _ = firm.request_links()
    firm.visitor().post(answer, data={**PUBLISHED, "comment": comment})
    (letter,) = firm.send()
    firm.visitor().post(path_in(letter, "k"), data={"action": "confirm"})
    firm.pass_time(minutes=1)
    assert firm.ledger()[-1] == "consent_confirmed"
    return answer


def test_leave_names_the_very_words_it_was_given_for_however_many_answers_follow(asking: PageFirm) -> None:
    answer, _ = asking.request_links()
    visitor = asking.visitor()
    for number in range(MAX_CHANGES):
        asking.pass_time(seconds=1)
        visitor.post(answer, data={"action": "answer", "comment": f"numero {number}"})
    visitor.post(answer, data={**PUBLISHED, "comment": "Tämän saa julkaista"})
    visitor.post(answer, data={"action": "answer", "comment": "Tätä ei saa"})
    (grant,) = [row for row in asking.all(ConsentEntry) if row.method == "web_form"]
    named = int((grant.evidence or "").rpartition("answer:")[2])
    rows = asking.all(FeedbackAnswer)
    assert [row.comment for row in rows if row.id == named] == ["Tämän saa julkaista"]
    assert (len(rows), rows[0].comment, rows[-1].comment) == (MAX_CHANGES, "numero 0", "Tätä ei saa")


@pytest.mark.parametrize(
    ("fields", "ends"),
    [
        ({"action": "take_back"}, True),
        ({"action": "answer", "score": "1", "comment": "Muuta mieltä"}, True),
        ({"action": "answer", "score": "1"}, True),
        ({"action": "answer", "score": "1", "comment": "Masennukseni helpotti"}, True),
        ({"action": "answer", "score": "1", "comment": "Hyvä"}, False),
        ({"action": "answer", "score": "9"}, False),
    ],
)
def test_leave_ends_with_the_words_it_was_given_for(asking: PageFirm, fields: dict[str, str], ends: bool) -> None:
    answer = confirmed(asking, "Hyvä")
    asking.visitor().post(answer, data=fields)
    assert (asking.ledger()[-1] == "consent_withdrawn") is ends
    asking.visitor().post(answer, data=fields)
    assert asking.ledger().count("consent_withdrawn") == int(ends)


def test_what_was_given_on_a_page_is_found_without_reading_the_whole_ledger(small_firm: PageFirm) -> None:
    plan = (
        "EXPLAIN QUERY PLAN SELECT DISTINCT person_id, purpose FROM consent_event WHERE type = 'consent_given'"
        " AND method = 'web_form' AND recorded_by = 'page' AND at >= '2026-11-01' ORDER BY person_id, purpose"
    )
    with small_firm.database.engine.connect() as connection:
        assert "ix_consent_event_recorded_by_at" in str(connection.execute(sa.text(plan)).all())
