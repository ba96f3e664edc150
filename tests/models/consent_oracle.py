"""A second, independent reading of rule C9, to judge the real one by. Shares no code with it and takes plain data only.

It replays the events one after another through a small machine that holds what stands after each, where the real rules ask
the whole ledger one question after another. Input is the JSON of domain/cases: events and query as dicts with ISO times.
"""

import calendar
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Plain = Mapping[str, Any]

FIVE = ["feedback_request", "direct_marketing", "newsletter", "research_statistics", "reference_publication"]
COVERS = {
    "data_use": FIVE,
    "direct_marketing": ["direct_marketing", "newsletter"],
    "feedback_request": ["feedback_request"],
    "newsletter": ["newsletter"],
    "research_statistics": ["research_statistics"],
    "reference_publication": ["reference_publication"],
}
GIVE, NOTE, PROTECT = 0, 1, 2
TURN = {
    "consent_given": GIVE,
    "prohibition_lifted": GIVE,
    "pause_lifted": GIVE,
    "restriction_lifted": GIVE,
    "consent_requested": NOTE,
    "consent_confirmed": NOTE,
    "confirmation_sent": NOTE,
    "consent_refused": PROTECT,
    "consent_withdrawn": PROTECT + 1,  # of a refusal and a withdrawal at one instant the withdrawal speaks last
    "wording_superseded": PROTECT,
    "prohibition_set": PROTECT,
    "pause_set": PROTECT,
    "restriction_set": PROTECT,
    "erasure_done": PROTECT,
}


def judge(
    events: Iterable[Plain],
    query: Plain,
    age: int | None = None,
    expiry_months: int = 24,
    confirm_days: int = 14,
) -> tuple[bool, str]:
    """Give (may send, reason) for one person's events, in any order, and one query."""
    now = datetime.fromisoformat(query["at"])
    machine = _Machine(timedelta(hours=24 * confirm_days), expiry_months)
    timely = [event for event in events if datetime.fromisoformat(event["at"]) <= now]
    for event in sorted(timely, key=lambda e: (datetime.fromisoformat(e["at"]).timestamp(), TURN[e["type"]])):
        machine.take(event)
    reason = machine.answer(query, now, age)
    return reason == "ok", reason


class _Machine:
    """What stands after the events taken so far."""

    def __init__(self, window: timedelta, months: int) -> None:
        self.window = window
        self.months = months
        self.erased = self.restricted = self.paused = False
        self.forbidden: set[str] = set()
        self.grants: dict[str, list[dict[str, Any]]] = {purpose: [] for purpose in FIVE}
        self.ended: dict[str, str] = {}
        self.mailed: dict[str, float] = {}

    def take(self, event: Plain) -> None:
        kind = event["type"]
        when = datetime.fromisoformat(event["at"])
        if kind == "erasure_done":
            self.erased = True
        elif kind.startswith("restriction_"):
            self.restricted = kind.endswith("_set")
        elif kind == "pause_set":
            self.paused = True
        elif kind == "pause_lifted" and event.get("by") == "operator" and event.get("evidence"):
            self.paused = False
        elif kind == "prohibition_set":
            self.forbidden.add(event["scope"])
        elif kind == "prohibition_lifted" and event.get("by") == "data_subject" and event.get("evidence"):
            self.forbidden.discard(event["scope"])
        else:
            for purpose in FIVE:
                if event.get("purpose") in (purpose, "all"):
                    self._take_for(purpose, kind, event, when)

    def _take_for(self, purpose: str, kind: str, event: Plain, when: datetime) -> None:
        grants = self.grants[purpose]
        if kind in ("consent_withdrawn", "consent_refused"):
            grants.clear()
            self.ended[purpose] = kind.removeprefix("consent_")
        elif kind == "consent_given" and event["purpose"] == purpose:
            grants.append({"event": event, "at": when, "confirmed": False, "superseded": False})
        elif kind == "consent_confirmed":
            for grant in grants:
                if when.timestamp() - grant["at"].timestamp() <= self.window.total_seconds():
                    grant["confirmed"] = True
        elif kind == "confirmation_sent":
            self.mailed[purpose] = when.timestamp()
        elif kind == "wording_superseded" and event["material"]:
            for grant in grants:
                grant["superseded"] = True

    def answer(self, query: Plain, now: datetime, age: int | None) -> str:
        wanted = query["purpose"]
        confirming = wanted == "consent_confirmation"
        purpose = query.get("for_purpose") if confirming else wanted
        gates = [
            (wanted == "rights_reply", "ok"),
            (purpose not in (FIVE if confirming else [*FIVE, "service_message", "consent_request"]), "unknown_purpose"),
            (self.erased, "erased"),
            (self.restricted, "restricted"),
            (wanted == "service_message", "ok"),
            (wanted == "consent_request", "never_unsolicited"),
            (any(purpose in COVERS[scope] for scope in self.forbidden), "prohibited"),
            (self.paused, "paused"),
            (age is not None and age <= 12, "minor"),
            (age is not None and 13 <= age <= 17, "minor_review"),
        ]
        for closed, reason in gates:
            if closed:
                return reason
        assert purpose is not None
        return self._may_confirm(purpose, now) if confirming else self._consented(purpose, query["channel"], now)

    def _may_confirm(self, purpose: str, now: datetime) -> str:
        waiting = [
            grant["at"].timestamp()
            for grant in self.grants[purpose]
            if self._spoilt(grant) is None
            and not self._proven(grant)
            and not grant["superseded"]
            and now.timestamp() - grant["at"].timestamp() <= self.window.total_seconds()
        ]
        if not waiting:
            return "no_pending"
        return "already_sent" if self.mailed.get(purpose, float("-inf")) >= min(waiting) else "ok"

    def _consented(self, purpose: str, channel: str, now: datetime) -> str:
        grants = self.grants[purpose]
        if not grants:
            return self.ended.get(purpose, "no_consent")
        order = ["invalid", "no_evidence", "unconfirmed", "superseded", "channel_not_covered", "expired", "ok"]
        verdicts = [(grant["at"].timestamp(), self._verdict(grant, channel, now)) for grant in grants]
        if any(word == "ok" for _, word in verdicts):
            return "ok"
        newest = max(at for at, _ in verdicts)
        return sorted((word for at, word in verdicts if at == newest), key=order.index)[0]

    def _verdict(self, grant: dict[str, Any], channel: str, now: datetime) -> str:
        spoilt = self._spoilt(grant)
        if spoilt:
            return spoilt
        if not self._proven(grant):
            return "unconfirmed"
        if grant["superseded"]:
            return "superseded"
        if channel not in grant["event"]["channels"]:
            return "channel_not_covered"
        return "expired" if _helsinki(now) >= _later(_helsinki(grant["at"]), self.months) else "ok"

    def _spoilt(self, grant: dict[str, Any]) -> str | None:
        event = grant["event"]
        if any(event.get(defect) for defect in ("pre_ticked", "bundled", "inactivity")):
            return "invalid"
        if event.get("given_by") not in (None, "data_subject"):
            return "invalid"
        return None if event.get("wording") and event.get("evidence") else "no_evidence"

    def _proven(self, grant: dict[str, Any]) -> bool:
        event = grant["event"]
        by_reply = event["method"] == "email_reply" and event.get("sender_verified") and event.get("answers_wording")
        return bool(event["method"] == "paper" or by_reply or grant["confirmed"])


def _helsinki(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo("Europe/Helsinki")).date()


def _later(day: date, months: int) -> date:
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
