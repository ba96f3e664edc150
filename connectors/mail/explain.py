"""Explain a reading: what was taken, from which line and why, in the format of the extraction scorer. Needs no register."""

import json
from pathlib import Path
from typing import Any

from models.values import FoundValue, MessageReading, OwnIdentity
from models.vocabulary import ConsentWord, RequestKind

# The scorer's `dsar` knows five; portability and others are printed beside.
_SCORED_REQUESTS = (
    RequestKind.ACCESS,
    RequestKind.ERASURE,
    RequestKind.RECTIFICATION,
    RequestKind.RESTRICTION,
    RequestKind.OBJECTION,
)


def own_identity_from_context(path: Path) -> OwnIdentity:
    """Read the corpus's context.json. Missing keys are empty; raises ValueError when the file is not of that form."""
    loaded = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(loaded, dict):
        raise ValueError("context: expected a JSON object")
    return OwnIdentity(
        company=_text(loaded, "own_company"),
        business_id=_text(loaded, "own_business_id"),
        domains=_texts(loaded, "own_domains"),
        addresses=tuple(address.casefold() for address in _texts(loaded, "own_addresses")),
        phones=_texts(loaded, "own_phones"),
        staff=_texts(loaded, "own_staff"),
        street=_text(loaded, "own_street"),
        postcode=_text(loaded, "own_postcode"),
        city=_text(loaded, "own_city"),
    )


def _text(loaded: dict[str, Any], key: str) -> str:
    value = loaded.get(key, "")
    if not isinstance(value, str):
        raise ValueError(f"context.{key}: expected a text")
    return value


def _texts(loaded: dict[str, Any], key: str) -> tuple[str, ...]:
    value = loaded.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"context.{key}: expected a list of texts")
    return tuple(value)


def prediction(identifier: str, reading: MessageReading) -> dict[str, Any]:
    """Give one JSON-ready object a message: the scorer's keys, `why` beside each value, proposals and the rest beside."""
    consent = reading.consent if reading.consent in {ConsentWord.GIVEN, ConsentWord.WITHDRAWN} else ConsentWord.NONE
    return {
        "id": identifier,
        "kind": reading.kind.value,
        "language": reading.language.value,
        "fields": [_value(found) for found in reading.found],
        "reply_text": reading.reply_text,
        "consent": consent.value,
        "dsar": [request.value for request in _SCORED_REQUESTS if request in reading.requests],
        "feedback_score": reading.feedback_score,
        "feedback_comment": reading.feedback_comment,
        "why": {
            "kind": reading.kind_reason,
            "trust": reading.trust.value,
            "consent": reading.consent.value,
            "learned": list(reading.learned),
            "forwarded": reading.forwarded,
            "withdrawal_word": reading.withdrawal_word,
        },
        "proposals": [_value(found) for found in reading.proposals],
        "other_requests": [request.value for request in reading.requests if request not in _SCORED_REQUESTS],
        "bounce": None
        if reading.bounce is None
        else {"permanent": reading.bounce.permanent, "original": reading.bounce.original_message_id},
    }


def _value(found: FoundValue) -> dict[str, Any]:
    why = {"rule": found.rule, "line": found.line, "zone": found.zone.value, "confidence": found.confidence}
    return {"field": found.field.value, "value": found.value, "why": why}
