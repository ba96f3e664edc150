"""What must hold for every consent history, and agreement with the independent model over thousands of them."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.rules.consent import (
    ConsentReason,
    ConsentState,
    Subject,
    may_send,
    state_of,
    valid_grant,
)
from models.values import Verdict
from models.vocabulary import CONSENT_PURPOSES
from tests.models import consent_oracle
from tests.models.consent_plain import event_of, history_of, query_of
from tests.models.consent_strategies import (
    AGES,
    HISTORIES,
    PROTECTIVE,
    QUERIES,
    REQUESTS,
    SOME_AGES,
    random_history,
    random_query,
)

Plain = dict[str, Any]


def decide(events: Sequence[Plain], query: Plain, age: int | None = None) -> Verdict[ConsentReason]:
    return may_send(history_of(events), query_of(query), Subject.of_age(age))


@settings(max_examples=400, deadline=None)
@given(HISTORIES, QUERIES, AGES)
def test_rules_agree_with_the_independent_model(events: list[Plain], query: Plain, age: int | None) -> None:
    verdict = decide(events, query, age)

    assert (verdict.allowed, str(verdict.reason)) == consent_oracle.judge(events, query, age)


def test_rules_agree_with_the_independent_model_over_20000_seeded_histories() -> None:
    random = Random(2016679)
    reasons: Counter[str] = Counter()
    for number in range(20_000):
        events, query, age = random_history(random), random_query(random), random.choice(SOME_AGES)
        verdict = decide(events, query, age)
        expected = consent_oracle.judge(events, query, age)
        assert (verdict.allowed, str(verdict.reason)) == expected, f"history {number}"
        reasons[verdict.reason] += 1

    assert set(reasons) == set(ConsentReason), "every reason must have come up"


@settings(max_examples=150, deadline=None)
@given(HISTORIES, QUERIES, AGES, st.randoms(use_true_random=False))
def test_order_of_the_list_decides_nothing(events: list[Plain], query: Plain, age: int | None, random: Any) -> None:
    shuffled = list(events)
    random.shuffle(shuffled)

    assert decide(events, query, age) == decide(shuffled, query, age)
    assert valid_grant(history_of(events), query_of(query)) == valid_grant(history_of(shuffled), query_of(query))


@settings(max_examples=200, deadline=None)
@given(HISTORIES, QUERIES, AGES, PROTECTIVE)
def test_adding_a_protective_event_never_loosens(
    events: list[Plain], query: Plain, age: int | None, protective: Plain
) -> None:
    # A withdrawal between two grants may rightly open the way for the second one's own confirmation mail; nothing else.
    assume(query["purpose"] != "consent_confirmation")

    before = decide(events, query, age)
    after = decide([*events, protective], query, age)

    assert before.allowed or not after.allowed


@settings(max_examples=150, deadline=None)
@given(HISTORIES, QUERIES, AGES, PROTECTIVE)
def test_a_protective_event_as_the_newest_never_loosens_anything(
    events: list[Plain], query: Plain, age: int | None, protective: Plain
) -> None:
    before = decide(events, query, age)
    after = decide([*events, {**protective, "at": query["at"]}], query, age)

    assert before.allowed or not after.allowed


@settings(max_examples=150, deadline=None)
@given(HISTORIES, QUERIES, AGES, HISTORIES)
def test_an_event_after_the_moment_asked_changes_nothing(
    events: list[Plain], query: Plain, age: int | None, others: list[Plain]
) -> None:
    asked_at = datetime.fromisoformat(query["at"])
    later = [event for event in others if datetime.fromisoformat(event["at"]) > asked_at]

    assert decide([*events, *later], query, age) == decide(events, query, age)


@settings(max_examples=150, deadline=None)
@given(HISTORIES, QUERIES, AGES, REQUESTS)
def test_asking_for_consent_is_never_consent(events: list[Plain], query: Plain, age: int | None, asked: Plain) -> None:
    assert decide([*events, asked], query, age) == decide(events, query, age)


@settings(max_examples=150, deadline=None)
@given(HISTORIES, QUERIES, AGES)
def test_recording_every_event_twice_changes_nothing(events: list[Plain], query: Plain, age: int | None) -> None:
    assert decide([*events, *events], query, age) == decide(events, query, age)


@settings(max_examples=200, deadline=None)
@given(HISTORIES, QUERIES, AGES)
def test_a_permitted_message_under_consent_names_its_grant(events: list[Plain], query: Plain, age: int | None) -> None:
    history, asked = history_of(events), query_of(query)
    grant = valid_grant(history, asked, Subject.of_age(age))

    needs_grant = asked.purpose in CONSENT_PURPOSES
    assert (grant is not None) == (needs_grant and may_send(history, asked, Subject.of_age(age)).allowed)
    if grant is not None:
        assert grant.purpose == asked.purpose
        assert grant.at <= asked.at
        assert asked.channel in grant.channels


@settings(max_examples=200, deadline=None)
@given(HISTORIES, QUERIES)
def test_a_valid_and_unhindered_state_is_what_lets_a_message_go(events: list[Plain], query: Plain) -> None:
    assume(query["purpose"] in CONSENT_PURPOSES)
    history, asked = history_of(events), query_of(query)
    standing = state_of(history, asked.purpose, asked.at)
    hindered = standing.prohibited or standing.paused or standing.restricted or standing.erased

    allowed_on_some_channel = any(decide(events, {**query, "channel": channel}).allowed for channel in ("email", "sms"))
    has_channel = any(event_of(event).channels for event in events if event["type"] == "consent_given")

    if allowed_on_some_channel:
        assert standing.state is ConsentState.VALID
        assert not hindered
    if hindered or not has_channel:
        assert not allowed_on_some_channel
