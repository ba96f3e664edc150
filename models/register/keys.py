"""Keyed hashes: the fingerprint of the key, and hashes of addresses that must be recognised without being kept."""

import hmac
from datetime import UTC, datetime

from models.vocabulary import DetailField

MIN_KEY_BYTES = 32
HASH_KEY = "hash_key"
"""Key in a write session's `info`: the register's own, for what is hashed in its transactions."""

Marked = tuple[DetailField, str]
"""A field and the keyed hash of one value of it."""


def fingerprint(key: bytes) -> str:
    """Give a hash that tells whether this is the key the register was made with, and nothing else about it."""
    return hmac.digest(key, b"rekisterid register key", "sha256").hex()


def keyed_hash(key: bytes, field: DetailField, value_key: str) -> str:
    """Give the HMAC-SHA-256 of a normalised value (T10), bound to its field so that equal texts of two fields differ."""
    return hmac.digest(key, f"{field.value}\0{value_key}".encode(), "sha256").hex()


def item_mark(key: bytes, name: str) -> str:
    """Give the keyed hash of a name by which an item is known again, such as the UID of an event."""
    return hmac.digest(key, f"item\0{name}".encode(), "sha256").hex()


def subject_mark(key: bytes, person_id: int, created_at: datetime) -> str:
    """Give the reference of a record that holds in every backup: ids alone are given anew after an old one is restored."""
    made = created_at.astimezone(UTC).isoformat()
    return hmac.digest(key, f"person\0{person_id}\0{made}".encode(), "sha256").hex()
