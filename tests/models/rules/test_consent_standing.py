"""States of a consent, the grant behind a letter, and what an event must hold to count."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.rules.consent import (
    ConsentEvent,
    ConsentEventType,
    ConsentMethod,
    ConsentPolicy,
    ConsentQuery,
    ConsentReason,
    ConsentState,
    MinorMark,
    Subject,
    expires_on,
    may_send,
    pending_grants,
    prohibited_scopes,
    state_of,
    valid_grant,
)
from models.rules.consent.events import WITH_PURPOSE, WITH_SCOPE
from models.rules.consent.questions import STRICT

HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 11, 20, 12, tzinfo=HELSINKI)
FEEDBACK = "feedback_request"
QUERY = ConsentQuery(FEEDBACK, "email", NOW)


def event(kind: str, day: str, **fields: object) -> ConsentEvent:
    plain = ConsentEvent(
        type=ConsentEventType(kind),
        at=datetime.fromisoformat(f"{day}T12:00:00+02:00"),
        purpose=FEEDBACK,
        scope=FEEDBACK,
        method=ConsentMethod.PAPER,
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def grant(day: str, **fields: object) -> ConsentEvent:
    good: dict[str, object] = {"channels": ("email",), "wording": "fb@3", "evidence": "doc:1"}
    return event("consent_given", day, **{**good, **fields})


STATES: dict[str, tuple[list[ConsentEvent], ConsentState]] = {
    "nothing recorded": ([], ConsentState.NONE),
    "asked, no answer": ([event("consent_requested", "2026-03-01")], ConsentState.REQUESTED),
    "asked for all purposes": ([event("consent_requested", "2026-03-01", purpose="all")], ConsentState.REQUESTED),
    "asked for another purpose": (
        [event("consent_requested", "2026-03-01", purpose="newsletter")],
        ConsentState.NONE,
    ),
    "given on paper": ([grant("2026-03-01")], ConsentState.VALID),
    "given for sms only": ([grant("2026-03-01", channels=("sms",))], ConsentState.VALID),
    "given on a form": ([grant("2026-11-15", method=ConsentMethod.WEB_FORM)], ConsentState.GIVEN_UNCONFIRMED),
    "form confirmed": (
        [grant("2026-11-01", method=ConsentMethod.WEB_FORM), event("consent_confirmed", "2026-11-02")],
        ConsentState.VALID,
    ),
    "refused": ([event("consent_refused", "2026-03-01")], ConsentState.REFUSED),
    "given, then withdrawn": (
        [grant("2026-03-01"), event("consent_withdrawn", "2026-04-01")],
        ConsentState.WITHDRAWN,
    ),
    "refused and withdrawn at one instant": (
        [event("consent_withdrawn", "2026-04-01"), event("consent_refused", "2026-04-01")],
        ConsentState.WITHDRAWN,
    ),
    "withdrawn, then asked again": (
        [event("consent_withdrawn", "2026-04-01"), event("consent_requested", "2026-05-01")],
        ConsentState.WITHDRAWN,
    ),
    "two years old": ([grant("2024-11-20")], ConsentState.EXPIRED),
    "wording changed in substance": (
        [grant("2026-03-01"), event("wording_superseded", "2026-04-01")],
        ConsentState.SUPERSEDED,
    ),
    "pre-ticked": ([grant("2026-03-01", pre_ticked=True)], ConsentState.INVALID),
    "cannot be shown": ([grant("2026-03-01", evidence=" ")], ConsentState.INVALID),
    "a wording without its version": ([grant("2026-03-01", wording="fb")], ConsentState.INVALID),
}


@pytest.mark.parametrize(("events", "state"), STATES.values(), ids=STATES.keys())
def test_state_of_a_purpose_follows_from_its_events(events: list[ConsentEvent], state: ConsentState) -> None:
    standing = state_of(events, FEEDBACK, NOW)

    assert standing.state is state
    assert (standing.prohibited, standing.paused, standing.restricted, standing.erased) == (False,) * 4


def test_switches_stand_apart_from_the_state() -> None:
    events = [
        grant("2026-03-01"),
        event("prohibition_set", "2026-04-01", scope="data_use"),
        event("pause_set", "2026-04-02", evidence="mail:1"),
        event("restriction_set", "2026-04-03"),
        event("erasure_done", "2026-04-04"),
    ]
    standing = state_of(events, FEEDBACK, NOW)

    assert standing.state is ConsentState.VALID
    assert (standing.prohibited, standing.paused, standing.restricted, standing.erased) == (True, True, True, True)


def test_prohibitions_of_several_scopes_end_one_by_one() -> None:
    events = [
        event("prohibition_set", "2026-03-01", scope="data_use"),
        event("prohibition_set", "2026-03-01", scope="direct_marketing"),
        event("prohibition_lifted", "2026-04-01", scope="data_use", by="data_subject", evidence="mail:2"),
    ]

    assert prohibited_scopes(events) == {"direct_marketing"}


def test_letter_names_the_latest_good_grant() -> None:
    older, newer = grant("2026-03-01"), grant("2026-05-01", event_id=7)
    faulty = grant("2026-09-01", evidence=None)

    assert valid_grant([faulty, newer, older], QUERY) == newer


@pytest.mark.parametrize("purpose", ["rights_reply", "service_message", "newsletter"])
def test_no_grant_is_named_where_none_is_needed_or_held(purpose: str) -> None:
    assert valid_grant([grant("2026-03-01")], ConsentQuery(purpose, "email", NOW)) is None


def test_no_grant_is_named_while_a_prohibition_stands() -> None:
    assert valid_grant([grant("2026-03-01"), event("prohibition_set", "2026-04-01")], QUERY) is None


def test_pending_grants_are_those_a_confirmation_would_mend() -> None:
    waiting = grant("2026-11-10", method=ConsentMethod.ORAL)
    lapsed = grant("2026-11-01", method=ConsentMethod.ORAL)
    spoilt = grant("2026-11-12", method=ConsentMethod.ORAL, bundled=True)

    assert pending_grants((waiting, lapsed, spoilt), FEEDBACK, NOW.astimezone(UTC), STRICT) == (waiting,)


def test_consent_given_on_a_leap_day_serves_until_the_last_of_february() -> None:
    given = grant("2024-02-29")

    assert expires_on(given, ConsentPolicy()) == date(2026, 2, 28)
    assert may_send([given], ConsentQuery(FEEDBACK, "email", datetime(2026, 2, 27, 23, tzinfo=HELSINKI))).allowed
    verdict = may_send([given], ConsentQuery(FEEDBACK, "email", datetime(2026, 2, 28, 0, 30, tzinfo=HELSINKI)))
    assert verdict.reason is ConsentReason.EXPIRED


def test_withdrawal_in_the_hour_that_comes_twice_is_later_than_the_grant_before_it() -> None:
    given = grant("2026-03-01", at=datetime(2026, 10, 25, 3, 50, tzinfo=HELSINKI))
    withdrawn = event("consent_withdrawn", "2026-03-01", at=datetime(2026, 10, 25, 3, 10, fold=1, tzinfo=HELSINKI))

    assert may_send([given, withdrawn], QUERY).reason is ConsentReason.WITHDRAWN


def test_events_and_queries_without_an_offset_are_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        ConsentEvent(type=ConsentEventType.PAUSE_SET, at=datetime(2026, 3, 1))  # noqa: DTZ001 - the fault under test
    with pytest.raises(ValueError, match="offset"):
        ConsentQuery(FEEDBACK, "email", datetime(2026, 3, 1))  # noqa: DTZ001 - the fault under test


@pytest.mark.parametrize("kind", sorted(WITH_PURPOSE | WITH_SCOPE))
def test_an_event_that_lacks_what_its_type_needs_is_refused(kind: ConsentEventType) -> None:
    with pytest.raises(ValueError, match="needs a"):
        ConsentEvent(type=kind, at=NOW)


def test_a_grant_without_a_method_is_refused() -> None:
    with pytest.raises(ValueError, match="method"):
        ConsentEvent(type=ConsentEventType.CONSENT_GIVEN, at=NOW, purpose=FEEDBACK)


@pytest.mark.parametrize(
    ("age", "mark"),
    [
        (None, None),
        (0, MinorMark.UNDER_13),
        (12, MinorMark.UNDER_13),
        (13, MinorMark.FROM_13_TO_17),
        (17, MinorMark.FROM_13_TO_17),
        (18, None),
    ],
)
def test_age_becomes_a_mark(age: int | None, mark: MinorMark | None) -> None:
    assert Subject.of_age(age).minor_mark is mark


def test_the_younger_of_two_marks_counts() -> None:
    both = Subject.youngest(None, MinorMark.FROM_13_TO_17, MinorMark.UNDER_13)
    assert both == Subject(MinorMark.UNDER_13)
    assert Subject.youngest(None, None) == Subject()


def test_a_shorter_window_of_confirmation_can_be_set() -> None:
    policy = ConsentPolicy(confirm_window=timedelta(days=1))
    events = [grant("2026-11-10", method=ConsentMethod.WEB_FORM), event("consent_confirmed", "2026-11-12")]

    assert may_send(events, QUERY).allowed
    assert may_send(events, QUERY, policy=policy).reason is ConsentReason.UNCONFIRMED


def test_a_confirmation_mail_of_the_very_instant_of_the_grant_is_the_one_mail() -> None:
    waiting = grant("2026-11-15", method=ConsentMethod.WEB_FORM)
    query = ConsentQuery("consent_confirmation", "email", NOW, for_purpose=FEEDBACK)

    assert may_send([waiting], query).allowed
    assert may_send([waiting, event("confirmation_sent", "2026-11-14")], query).allowed
    assert may_send([waiting, event("confirmation_sent", "2026-11-15")], query).reason is ConsentReason.ALREADY_SENT
