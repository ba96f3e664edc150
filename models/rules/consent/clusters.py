"""Decide for several records that are held to be one person: the stricter consent state wins while they are merged.

A merge is a judgement that may be wrong and can be withdrawn, so it must never make a send possible that no record allows by
itself, nor overrule a no that one of them holds. A send is allowed only if all three hold:

1. no record by itself says no in its own words: erased, restricted, prohibited, paused, minor, withdrawn, refused;
2. some record by itself allows it: a confirmation in one record does not mend a grant in another;
3. all events read together as one person's allow it: a change of wording or a confirmation mail sent counts for all.

A record that is merely silent (no consent, expired, unconfirmed …) does not hinder the others.

What is recorded after the merge is the one person's word, whichever record it is written to: events from `together_since` on
count for every record. So who withdrew in one record and after the merge gives consent anew can be asked again, while a
consent in one record that is merely later than a withdrawal in another does not end that withdrawal.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from models.rules.consent.decision import may_send, valid_grant
from models.rules.consent.events import ConsentEvent
from models.rules.consent.questions import ADULT, STRICT, ConsentPolicy, ConsentQuery, ConsentReason, Subject
from models.values import Verdict

OWN_NO = frozenset(
    {
        ConsentReason.UNKNOWN_PURPOSE,
        ConsentReason.ERASED,
        ConsentReason.RESTRICTED,
        ConsentReason.NEVER_UNSOLICITED,
        ConsentReason.PROHIBITED,
        ConsentReason.PAUSED,
        ConsentReason.MINOR,
        ConsentReason.MINOR_REVIEW,
        ConsentReason.WITHDRAWN,
        ConsentReason.REFUSED,
    }
)
"""Reasons that a record gives by an act or a fact of its own, not by mere lack of a good consent."""

STRICTNESS = tuple(ConsentReason)

Records = Sequence[Sequence[ConsentEvent]]
"""The ledgers of the records of one cluster, each in any order."""


def stricter(one: Verdict[ConsentReason], other: Verdict[ConsentReason]) -> Verdict[ConsentReason]:
    """Give the verdict that permits less; of two refusals the one whose reason comes first in ConsentReason."""
    return min(one, other, key=lambda verdict: STRICTNESS.index(verdict.reason))


def may_send_cluster(
    histories: Records,
    query: ConsentQuery,
    subject: Subject = ADULT,
    policy: ConsentPolicy = STRICT,
    *,
    together_since: datetime | None = None,
) -> Verdict[ConsentReason]:
    """Answer `query` for the records of one cluster; with a single record the same as `may_send`.

    `subject` is the cluster's (`Subject.youngest` of the marks). `together_since` (aware) is when the cluster got its present
    members; None = no event is shared. The caller also sees to it that the address is one that the consent reaches (C13).
    """
    records = _with_shared(histories, together_since)
    verdicts = [may_send(record, query, subject, policy) for record in records]
    as_one = may_send(_as_one(histories), query, subject, policy)
    for verdict in sorted(verdicts, key=lambda verdict: STRICTNESS.index(verdict.reason)):
        if verdict.reason in OWN_NO:
            return verdict
    mildest = max(verdicts, key=lambda verdict: STRICTNESS.index(verdict.reason))
    return stricter(mildest, as_one)


def valid_grant_cluster(
    histories: Records,
    query: ConsentQuery,
    subject: Subject = ADULT,
    policy: ConsentPolicy = STRICT,
    *,
    together_since: datetime | None = None,
) -> ConsentEvent | None:
    """Give the latest grant that lets the send to the cluster happen; None if nothing may be sent or no consent is needed."""
    if not may_send_cluster(histories, query, subject, policy, together_since=together_since).allowed:
        return None
    records = _with_shared(histories, together_since)
    grants = [grant for record in records if (grant := valid_grant(record, query, subject, policy)) is not None]
    return max(grants, key=lambda grant: (grant.at, grant.wording or "", grant.evidence or ""), default=None)


def _as_one(histories: Records) -> tuple[ConsentEvent, ...]:
    return tuple(event for history in histories for event in history)


def _with_shared(histories: Records, together_since: datetime | None) -> list[tuple[ConsentEvent, ...]]:
    if not histories:
        return [()]
    if together_since is None:
        return [tuple(history) for history in histories]
    since = together_since.astimezone(UTC)
    shared = tuple(event for event in _as_one(histories) if event.at >= since)
    return [(*(event for event in history if event.at < since), *shared) for history in histories]
