"""Who is to be told that data came from somebody else: once, and by the day of D8 (Art. 14)."""

from datetime import date

import pytest

from models.rules.source_notices import SourceFacts, due, open_since

CAME = date(2026, 9, 10)
TODAY = date(2026, 9, 20)


@pytest.mark.parametrize(
    ("facts", "since"),
    [
        (SourceFacts((CAME,)), CAME),
        (SourceFacts(()), None),
        (SourceFacts((CAME,), own_word=date(2026, 9, 9)), None),
        (SourceFacts((CAME,), own_word=CAME), None),
        # Who writes to us later has not been told by that.
        (SourceFacts((CAME,), own_word=date(2026, 9, 11)), CAME),
        (SourceFacts((CAME,), told=CAME), None),
        (SourceFacts((CAME, date(2026, 9, 15)), told=date(2026, 9, 12)), date(2026, 9, 15)),
        (SourceFacts((date(2024, 9, 19), date(2024, 9, 20))), date(2024, 9, 20)),
    ],
)
def test_data_from_another_are_told_of_unless_the_person_knows(facts: SourceFacts, since: date | None) -> None:
    assert open_since(facts, TODAY) == since


def test_it_is_due_a_month_later_or_on_the_day_of_the_first_contact_or_disclosure() -> None:
    # 10.10.2026 is a Saturday.
    assert due(SourceFacts((CAME,)), CAME) == date(2026, 10, 12)
    assert due(SourceFacts((CAME,), contacts=(date(2026, 9, 1), date(2026, 9, 19))), CAME) == date(2026, 9, 19)
    assert due(SourceFacts((CAME,), disclosures=(date(2026, 9, 12),)), CAME) == date(2026, 9, 12)
