"""Records held to be one person: the stricter consent state wins, and a merge never makes a send possible."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.consent import (
    ConsentReason,
    Subject,
    may_send,
    may_send_cluster,
    stricter,
    valid_grant_cluster,
)
from models.rules.consent.clusters import OWN_NO
from models.values import Verdict
from tests.models.consent_plain import history_of, query_of
from tests.models.consent_strategies import AGES, HISTORIES, MOMENTS, PROTECTIVE, QUERIES

Plain = dict[str, Any]
QUERY = {"purpose": "feedback_request", "channel": "email", "at": "2026-11-20T12:00:00+02:00"}


def paper(at: str) -> Plain:
    return {
        "type": "consent_given",
        "at": f"{at}T12:00:00+02:00",
        "purpose": "feedback_request",
        "method": "paper",
        "channels": ["email"],
        "wording": "fb@3",
        "evidence": "doc:1",
    }


def form(at: str) -> Plain:
    return {**paper(at), "method": "web_form"}


def simple(kind: str, at: str) -> Plain:
    return {"type": kind, "at": f"{at}T12:00:00+02:00", "purpose": "feedback_request"}


LIFT = {
    "type": "prohibition_lifted",
    "at": "2026-05-01T12:00:00+02:00",
    "scope": "data_use",
    "by": "data_subject",
    "evidence": "mail:3",
}
SET = {"type": "prohibition_set", "at": "2026-04-01T12:00:00+02:00", "scope": "data_use"}
CASES: dict[str, tuple[list[list[Plain]], str]] = {
    "no record at all": ([], "no_consent"),
    "one consented, one silent": ([[paper("2026-03-01")], []], "ok"),
    "one consented, one expired": ([[paper("2026-03-01")], [paper("2022-03-01")]], "ok"),
    "one consented, the other withdrew later": (
        [[paper("2026-03-01")], [simple("consent_withdrawn", "2026-05-01")]],
        "withdrawn",
    ),
    "one withdrew, the other consented later": (
        [[simple("consent_withdrawn", "2026-01-01")], [paper("2026-03-01")]],
        "withdrawn",
    ),
    "one withdrew and gave anew, the other is silent": (
        [[simple("consent_withdrawn", "2026-01-01"), paper("2026-03-01")], []],
        "ok",
    ),
    "one consented, the other refused": ([[paper("2026-03-01")], [simple("consent_refused", "2026-01-01")]], "refused"),
    "a lift in one record does not lift the other's": ([[paper("2026-03-01"), SET, LIFT], [SET]], "prohibited"),
    "a confirmation in one record does not mend the other's grant": (
        [[form("2026-03-01")], [simple("consent_confirmed", "2026-03-02")]],
        "unconfirmed",
    ),
    "a change of wording counts for all": (
        [[paper("2026-03-01")], [{**simple("wording_superseded", "2026-04-01"), "material": True}]],
        "superseded",
    ),
    "one is paused": (
        [[paper("2026-03-01")], [{"type": "pause_set", "at": "2026-11-01T12:00:00+02:00", "evidence": "mail:1"}]],
        "paused",
    ),
    "erased outranks withdrawn": (
        [
            [simple("consent_withdrawn", "2026-01-01")],
            [{"type": "erasure_done", "at": "2026-11-01T12:00:00+02:00"}],
        ],
        "erased",
    ),
}


@pytest.mark.parametrize(("records", "reason"), CASES.values(), ids=CASES.keys())
def test_stricter_state_wins_while_merged(records: list[list[Plain]], reason: str) -> None:
    histories = [history_of(record) for record in records]

    for order in (histories, histories[::-1]):
        verdict = may_send_cluster(order, query_of(QUERY))
        assert (verdict.allowed, verdict.reason) == (reason == "ok", reason)


def test_consent_given_after_the_merge_ends_an_older_withdrawal_of_the_other_record() -> None:
    records = [history_of([simple("consent_withdrawn", "2026-01-01")]), history_of([paper("2026-06-01")])]
    merged = datetime.fromisoformat("2026-05-01T00:00:00+03:00")

    assert may_send_cluster(records, query_of(QUERY), together_since=merged).allowed
    assert valid_grant_cluster(records, query_of(QUERY), together_since=merged) == records[1][0]
    assert not may_send_cluster(records, query_of(QUERY)).allowed


def test_withdrawal_after_the_merge_ends_the_consent_of_every_record() -> None:
    records = [
        history_of([paper("2026-03-01"), simple("consent_withdrawn", "2026-06-01")]),
        history_of([paper("2026-03-01")]),
    ]
    merged = datetime.fromisoformat("2026-05-01T00:00:00+03:00")

    assert may_send_cluster(records, query_of(QUERY), together_since=merged).reason is ConsentReason.WITHDRAWN


def test_letter_to_a_cluster_names_the_latest_good_grant_of_any_record() -> None:
    records = [history_of([paper("2026-03-01")]), history_of([paper("2026-06-01")]), []]

    assert valid_grant_cluster(records, query_of(QUERY)) == records[1][0]
    assert valid_grant_cluster([records[0], history_of([SET])], query_of(QUERY)) is None


def test_stricter_of_two_verdicts_permits_less() -> None:
    ok = Verdict(True, ConsentReason.OK)
    expired = Verdict(False, ConsentReason.EXPIRED)
    erased = Verdict(False, ConsentReason.ERASED)

    assert stricter(ok, expired) == stricter(expired, ok) == expired
    assert stricter(expired, erased) == stricter(erased, expired) == erased


@settings(max_examples=300, deadline=None)
@given(st.lists(HISTORIES, min_size=1, max_size=3), QUERIES, AGES)
def test_a_merge_never_makes_a_send_possible(records: list[list[Plain]], query: Plain, age: int | None) -> None:
    histories, subject = [history_of(record) for record in records], Subject.of_age(age)
    alone = [may_send(history, query_of(query), subject) for history in histories]
    together = may_send_cluster(histories, query_of(query), subject)

    if together.allowed:
        assert any(verdict.allowed for verdict in alone)
        assert not any(verdict.reason in OWN_NO for verdict in alone)


@settings(max_examples=200, deadline=None)
@given(HISTORIES, QUERIES, AGES, st.sampled_from(MOMENTS))
def test_a_single_record_is_judged_as_without_a_merge(
    events: list[Plain], query: Plain, age: int | None, at: str
) -> None:
    history, asked, subject = history_of(events), query_of(query), Subject.of_age(age)

    alone = may_send(history, asked, subject)
    assert may_send_cluster([history], asked, subject) == alone
    assert may_send_cluster([history], asked, subject, together_since=datetime.fromisoformat(at)) == alone


@settings(max_examples=200, deadline=None)
@given(st.lists(HISTORIES, min_size=1, max_size=3), QUERIES, st.sampled_from(MOMENTS))
def test_every_permitted_send_to_a_cluster_names_a_grant(records: list[list[Plain]], query: Plain, at: str) -> None:
    histories, asked = [history_of(record) for record in records], query_of({**query, "purpose": "feedback_request"})
    since = datetime.fromisoformat(at)

    grant = valid_grant_cluster(histories, asked, together_since=since)
    assert (grant is not None) == may_send_cluster(histories, asked, together_since=since).allowed


@settings(max_examples=200, deadline=None)
@given(st.lists(HISTORIES, min_size=2, max_size=3), QUERIES, PROTECTIVE, st.integers(0, 1))
def test_a_protective_event_in_any_record_never_loosens(
    records: list[list[Plain]], query: Plain, protective: Plain, place: int
) -> None:
    newest = {**protective, "at": query["at"]}
    more = [[*record, newest] if number == place else record for number, record in enumerate(records)]
    before = may_send_cluster([history_of(record) for record in records], query_of(query))
    after = may_send_cluster([history_of(record) for record in more], query_of(query))

    assert before.allowed or not after.allowed
