"""Which withdrawal ended a consent, and whether the person is told."""

from datetime import UTC, datetime, timedelta

import pytest

from models.rules.consent import ALL_PURPOSES, ConsentEvent, ConsentEventType, ConsentMethod, ConsentReason
from models.rules.feedback import AddressStanding
from models.rules.withdrawals import OK, ended_grant, judge_notice

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def grant(days_ago: int, event_id: int, purpose: str = "feedback_request") -> ConsentEvent:
    return ConsentEvent(
        type=ConsentEventType.CONSENT_GIVEN,
        at=NOW - timedelta(days=days_ago),
        purpose=purpose,
        method=ConsentMethod.PAPER,
        channels=("email",),
        wording="feedback@1",
        evidence="doc:1",
        event_id=event_id,
    )


def withdrawal(event_id: int, hours_ago: int = 0) -> ConsentEvent:
    at = NOW - timedelta(hours=hours_ago)
    return ConsentEvent(type=ConsentEventType.CONSENT_WITHDRAWN, at=at, purpose=ALL_PURPOSES, event_id=event_id)


def test_withdrawal_ends_the_latest_consent_that_served() -> None:
    events = [grant(30, 1), grant(3, 2), withdrawal(3)]
    assert ended_grant([events], events[2]) == events[1]


def test_second_of_two_withdrawals_at_one_instant_ends_nothing() -> None:
    events = [grant(3, 1), withdrawal(2), withdrawal(3)]
    assert ended_grant([events], events[1]) is not None
    assert ended_grant([events], events[2]) is None


@pytest.mark.parametrize(
    "events", [[], [grant(3, 1, "newsletter")], [grant(800, 1)], [grant(3, 1), withdrawal(2, hours_ago=1)]]
)
def test_withdrawal_without_a_serving_consent_to_requests_ends_nothing(events: list[ConsentEvent]) -> None:
    last = withdrawal(9)
    assert ended_grant([[*events, last]], last) is None


def test_consent_in_another_record_of_the_same_person_counts() -> None:
    last = withdrawal(2)
    assert ended_grant([[last], [grant(3, 1)]], last) is not None


@pytest.mark.parametrize(
    "reason", [reason for reason in ConsentReason if reason not in (ConsentReason.WITHDRAWN, ConsentReason.OK)]
)
def test_only_a_plain_withdrawal_is_told(reason: ConsentReason) -> None:
    assert judge_notice(reason, AddressStanding.OWN) == reason.value


def test_plain_withdrawal_is_told_at_an_own_address_only() -> None:
    told = {standing: judge_notice(ConsentReason.WITHDRAWN, standing) for standing in AddressStanding}
    assert [standing for standing, reason in told.items() if reason == OK] == [AddressStanding.OWN]


def test_suppressed_and_own_addresses_get_nothing() -> None:
    assert judge_notice(ConsentReason.WITHDRAWN, AddressStanding.OWN, suppressed=True) == "suppressed"
    assert judge_notice(ConsentReason.WITHDRAWN, AddressStanding.OWN, own_staff=True) == "own_staff"
    assert judge_notice(ConsentReason.OK, AddressStanding.OWN) == "consent_again"
