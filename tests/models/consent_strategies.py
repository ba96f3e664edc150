"""Random consent histories and queries as plain data, drawn close to where the rules turn: ties, window ends, term ends.

The same tables feed Hypothesis (which shrinks what it finds) and a seeded generator (which is fifty times faster).
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.models.consent_oracle import FIVE

HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=HELSINKI)
SECOND = timedelta(seconds=1)

# Elapsed time is counted in UTC: with a ZoneInfo a subtraction counts by the clock on the wall.
TURNING_POINTS = [
    point.astimezone(UTC)
    for point in (
        NOW,
        NOW.astimezone(UTC) - timedelta(days=14),
        NOW.astimezone(UTC) - timedelta(days=28),
        datetime(2026, 10, 25, 3, 30, tzinfo=HELSINKI),
        datetime(2026, 10, 25, 3, 30, fold=1, tzinfo=HELSINKI),
        datetime(2026, 6, 2, 12, 0, tzinfo=HELSINKI),
        datetime(2024, 11, 20, 0, 0, tzinfo=HELSINKI),
        datetime(2024, 11, 20, 23, 30, tzinfo=HELSINKI),
        datetime(2024, 11, 20, 22, 30, tzinfo=UTC),
        datetime(2024, 2, 29, 9, 0, tzinfo=HELSINKI),
    )
]


_OFFSETS = [timezone(timedelta(hours=hours)) for hours in (-3, 0, 2, 3)]
_INSTANTS = [
    *(at + shift for at in TURNING_POINTS for shift in (timedelta(0), -SECOND, SECOND, timedelta(0))),
    # The last fourteen days are drawn often: there a consent waits to be confirmed.
    *(NOW.astimezone(UTC) - timedelta(hours=9) * step for step in range(1, 37)),
    *(
        NOW.astimezone(UTC) + timedelta(hours=30) - timedelta(hours=17, minutes=41) * step
        for step in range(0, 1050, 21)
    ),
]
MOMENTS = [at.astimezone(_OFFSETS[i % len(_OFFSETS)]).isoformat() for i, at in enumerate(_INSTANTS)]
"""Instants as ISO texts with several offsets: the turning points, a second beside them, and some over two years."""

Table = Mapping[str, Sequence[Any]]

PURPOSES = [*[FIVE[0]] * 6, FIVE[1], FIVE[2]]
WITH_ALL = [*PURPOSES, "all"]
SCOPES = ["data_use", "direct_marketing", "feedback_request", "newsletter"]
PROOFS = [*["doc:1", "doc:2"] * 4, "", None]
SELDOM = [False] * 15 + [True]
GRANT: Table = {
    "type": ["consent_given"],
    "purpose": PURPOSES,
    "method": ["paper", "paper", "email_reply", "web_form", "phone", "oral"],
    "channels": [*[["email"]] * 4, ["email", "sms"], ["sms"], []],
    "wording": [*["fb@3", "fb@4"] * 4, "", None],
    "lang": ["fi"],
    "evidence": PROOFS,
    "sender_verified": [True, False],
    "answers_wording": [True, False],
    "pre_ticked": SELDOM,
    "bundled": SELDOM,
    "inactivity": SELDOM,
    "given_by": [*[None, "data_subject"] * 5, "employer"],
}
NOTE_TABLES: list[Table] = [
    {"type": ["consent_requested"], "purpose": WITH_ALL},
    {"type": ["consent_confirmed"], "purpose": PURPOSES},
    {"type": ["consent_confirmed"], "purpose": PURPOSES},
    {"type": ["confirmation_sent"], "purpose": PURPOSES},
    {"type": ["wording_superseded"], "purpose": PURPOSES, "material": [True, False]},
]
PROTECTIVE_TABLES: list[Table] = [
    {"type": ["consent_withdrawn", "consent_refused"], "purpose": WITH_ALL},
    {"type": ["prohibition_set"], "scope": SCOPES},
    {"type": ["pause_set"], "evidence": ["mail:1"]},
    {"type": ["restriction_set"]},
    {"type": ["erasure_done"]},
    {"type": ["wording_superseded"], "purpose": PURPOSES, "material": [True]},
]
LOOSENING_TABLES: list[Table] = [
    {"type": ["prohibition_lifted"], "scope": SCOPES, "by": ["data_subject", "staff"], "evidence": PROOFS},
    {"type": ["pause_lifted"], "by": ["operator", "daemon"], "evidence": PROOFS},
    {"type": ["restriction_lifted"]},
]
EVENT_TABLES: list[Table] = [*[GRANT] * 16, *NOTE_TABLES * 3, *LOOSENING_TABLES, *PROTECTIVE_TABLES]
QUERY_PURPOSES = [
    *PURPOSES * 3,
    *["consent_confirmation"] * 5,
    *["rights_reply", "service_message", "consent_request", "customer_survey", "accounting"],
]
QUERY: Table = {
    "purpose": QUERY_PURPOSES,
    "channel": ["email", "email", "email", "sms"],
    "at": [*[NOW.isoformat()] * len(MOMENTS), *MOMENTS],
    "for_purpose": [*PURPOSES * 3, None, "customer_survey", "service_message"],
}
SOME_AGES = [*[None] * 18, 11, 12, 13, 17, 18, 40]


def _drawn(tables: Sequence[Table]) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        *(
            st.fixed_dictionaries({key: st.sampled_from(values) for key, values in {"at": MOMENTS, **table}.items()})
            for table in tables
        )
    )


REQUESTS = _drawn(NOTE_TABLES[:1])
PROTECTIVE = _drawn(PROTECTIVE_TABLES)
HISTORIES = st.lists(_drawn(EVENT_TABLES), max_size=9)
"""Ledgers of one person, as lists of plain events in any order."""

QUERIES = st.fixed_dictionaries({key: st.sampled_from(values) for key, values in QUERY.items()})
AGES = st.sampled_from(SOME_AGES)


def random_event(random: Random) -> dict[str, Any]:
    """Draw one plain event."""
    table = {"at": MOMENTS, **random.choice(EVENT_TABLES)}
    return {key: random.choice(values) for key, values in table.items()}


def random_history(random: Random, most: int = 12) -> list[dict[str, Any]]:
    """Draw a ledger of up to `most` plain events in any order."""
    return [random_event(random) for _ in range(random.randint(0, most))]


def random_query(random: Random) -> dict[str, Any]:
    """Draw a plain query."""
    return {key: random.choice(values) for key, values in QUERY.items()}
