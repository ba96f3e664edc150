"""Consent histories as plain data (the JSON of domain/cases): read into the values of the rules."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from models.rules.consent import (
    ConsentEvent,
    ConsentEventType,
    ConsentMethod,
    ConsentPolicy,
    ConsentQuery,
    Subject,
)

Plain = Mapping[str, Any]


def event_of(plain: Plain) -> ConsentEvent:
    """Read one event; an unknown key is an error of the case, not something to pass over."""
    fields = dict(plain)
    kind = ConsentEventType(fields.pop("type"))
    at = datetime.fromisoformat(fields.pop("at"))
    if "method" in fields:
        fields["method"] = ConsentMethod(fields["method"])
    if "channels" in fields:
        fields["channels"] = tuple(fields["channels"])
    return ConsentEvent(type=kind, at=at, **fields)


def history_of(plain: Sequence[Plain]) -> list[ConsentEvent]:
    """Read the events in the order given."""
    return [event_of(event) for event in plain]


def query_of(plain: Plain) -> ConsentQuery:
    """Read a query."""
    return ConsentQuery(
        purpose=plain["purpose"],
        channel=plain["channel"],
        at=datetime.fromisoformat(plain["at"]),
        for_purpose=plain.get("for_purpose"),
    )


def subject_of(plain: Plain | None) -> Subject:
    """Read the subject; None = nothing known."""
    return Subject.of_age((plain or {}).get("age"))


def policy_of(plain: Plain) -> ConsentPolicy:
    """Read the policy at the top of a file of cases."""
    assert not plain.get("soft_opt_in", False), "soft opt-in is not built (C14)"
    return ConsentPolicy(
        expiry_months=plain.get("expiry_months", 24), confirm_window=timedelta(days=plain.get("confirm_days", 14))
    )
