"""What a report is made from, as it stands in the register: on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlmodel import Session, SQLModel

from models.register.queries.feedback_report import feedback_facts
from models.rules.feedback_report import FeedbackFacts
from models.rules.months import HELSINKI
from models.tables import FeedbackAnswer, FeedbackTally, Judgement, JudgementKind
from models.vocabulary import MailState
from tests.daemon.report.visits import SENT_AT, Visit, store_visits
from tests.models.register.office import Office


@pytest.fixture
def office(register_url: str) -> Iterator[Office]:
    made = Office(register_url)
    yield made
    made.database.close()


def facts(office: Office, since: date = date(2026, 1, 1)) -> FeedbackFacts:
    return office.ask(lambda session: feedback_facts(session, HELSINKI, since))


def store(office: Office, row: SQLModel) -> None:
    office.do(lambda session: session.add(row))


def test_only_requests_that_went_out_are_asked_about(office: Office) -> None:
    visits = [Visit(2, scores=(3, 5)), Visit(2), Visit(3, state=MailState.UNKNOWN), Visit(3, state=MailState.DROPPED)]
    office.do(lambda session: store_visits(session, [*visits, Visit(4, reason="minor"), Visit(1)]))
    found = facts(office, date(2026, 2, 1))
    told = [(item.month, item.is_answered, item.score, item.waited) for item in found.asked]
    assert told == [(date(2026, 2, 1), True, 5, timedelta(hours=2)), (date(2026, 2, 1), False, None, None)]
    assert [(item.month, item.reason) for item in found.not_asked] == [(date(2026, 4, 1), "minor")]


def test_answer_that_was_taken_back_is_none(office: Office) -> None:
    office.do(lambda session: store_visits(session, [Visit(2, scores=(4,))]))

    def take_back(session: Session) -> None:
        answer = session.get_one(FeedbackAnswer, 1)
        answer.score, answer.taken_back_at = None, SENT_AT

    office.do(take_back)
    assert [item.is_answered for item in facts(office).asked] == [False]


def test_two_records_of_one_person_are_one_person(office: Office) -> None:
    office.do(lambda session: store_visits(session, [Visit(2), Visit(3), Visit(3)]))
    same = Judgement(person_a=1, person_b=2, kind=JudgementKind.SAME, reason="same_email", made_by="x", made_at=SENT_AT)
    store(office, same)
    assert [item.person for item in facts(office).asked] == [1, 1, 3]


def test_scores_of_deleted_answers_are_summed_up(office: Office) -> None:
    for month in (1, 2):
        tally = FeedbackTally(month=date(2026, month, 1), score=4, count=month)
        store(office, tally)
    assert facts(office).gone == {4: 3}
