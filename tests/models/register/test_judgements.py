"""A person's answer whether two records are one: read as one at once, told apart again by the other answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from models.errors import Declined
from models.register.audit import By
from models.register.clusters import Answered, answer, cluster_of, open_judgement
from models.tables import AuditEntry, Judgement, JudgementKind, Person
from tests.models.register.office import Office
from tests.models.register.samples import NOW

BY = By("cli:riikka", NOW)


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Office]:
    """A register in which somebody should say whether records 1 and 2 are one person."""
    office = Office(f"sqlite:///{tmp_path / 'register.sqlite'}")

    def ask(session: Session) -> None:
        session.add_all([Person(created_at=NOW), Person(created_at=NOW)])
        session.flush()
        open_judgement(session, (1, 2), "ambiguous", None, BY)

    office.do(ask)
    yield office
    office.database.close()


def said(office: Office, *, same: bool, judgement_id: int = 1) -> Answered:
    """Answer it."""
    answered: Answered = office.do(lambda session: answer(session, judgement_id, same=same, by=BY))
    return answered


def members(office: Office) -> tuple[int, ...]:
    """Give the records that are read as one with the first."""
    found: tuple[int, ...] = office.ask(lambda session: cluster_of(session, 1).members)
    return found


def test_same_joins_and_different_takes_it_back(asked: Office) -> None:
    assert said(asked, same=True) == Answered((1, 2), JudgementKind.SAME, (1, 2))
    assert members(asked) == (1, 2)
    assert said(asked, same=False).members == (1,)
    assert members(asked) == (1,)
    assert [entry.result for entry in asked.all(AuditEntry) if entry.action == "judgement.answer"] == [
        "same", "different",
    ]  # fmt: skip


def test_other_question_about_the_same_two_is_answered_with_it(asked: Office) -> None:
    asked.do(lambda session: open_judgement(session, (1, 2), "other_name_on_address", None, BY))
    said(asked, same=True)
    said(asked, same=False)
    rows = asked.all(Judgement)
    assert [(row.kind, row.withdrawn_at is None) for row in rows] == [
        (JudgementKind.DIFFERENT, True), (JudgementKind.OPEN, False),
    ]  # fmt: skip


def test_answered_question_is_not_asked_again(asked: Office) -> None:
    said(asked, same=False)
    asked.do(lambda session: open_judgement(session, (1, 2), "ambiguous", None, BY))
    assert asked.count(Judgement) == 1


def test_judgement_that_is_not_there_is_declined(asked: Office) -> None:
    with pytest.raises(Declined, match="no judgement 7"):
        said(asked, same=True, judgement_id=7)
