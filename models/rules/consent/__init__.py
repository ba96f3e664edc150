"""Consent: the ledger's events as values and every decision made from them (C1–C14). No database, no clock."""

from models.rules.consent.clusters import may_send_cluster, stricter, valid_grant_cluster
from models.rules.consent.decision import may_send, valid_grant
from models.rules.consent.events import (
    ALL_PURPOSES,
    DATA_SUBJECT,
    DATA_USE,
    OPERATOR,
    ConsentEvent,
    ConsentEventType,
    ConsentMethod,
)
from models.rules.consent.grants import expires_on, known_at, needs_confirmation, pending_grants
from models.rules.consent.questions import (
    ADULT,
    EMAIL_CHANNEL,
    STRICT,
    ConsentPolicy,
    ConsentQuery,
    ConsentReason,
    ConsentState,
    MessagePurpose,
    MinorMark,
    Subject,
)
from models.rules.consent.standing import ConsentStanding, state_of
from models.rules.consent.switches import is_erased, is_paused, is_prohibited, is_restricted, prohibited_scopes

__all__ = [
    "ADULT",
    "ALL_PURPOSES",
    "DATA_SUBJECT",
    "DATA_USE",
    "EMAIL_CHANNEL",
    "OPERATOR",
    "STRICT",
    "ConsentEvent",
    "ConsentEventType",
    "ConsentMethod",
    "ConsentPolicy",
    "ConsentQuery",
    "ConsentReason",
    "ConsentStanding",
    "ConsentState",
    "MessagePurpose",
    "MinorMark",
    "Subject",
    "expires_on",
    "is_erased",
    "is_paused",
    "is_prohibited",
    "is_restricted",
    "known_at",
    "may_send",
    "may_send_cluster",
    "needs_confirmation",
    "pending_grants",
    "prohibited_scopes",
    "state_of",
    "stricter",
    "valid_grant",
    "valid_grant_cluster",
]
