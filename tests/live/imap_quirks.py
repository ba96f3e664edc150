"""How a scripted IMAP server departs from the RFC: one quirk profile is one data file of tests/data/imap_quirks."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Quirks:
    """How a server departs from the RFC. The defaults are an honest server's."""

    why: str = ""
    capabilities: tuple[str, ...] = ("IMAP4rev1", "IDLE", "AUTH=PLAIN")
    uidnext: str = "right"
    """right, absent, low, high"""
    exists_more: int = 0
    """So many more messages are told than there are."""
    highest: str = "right"
    """right, nothing: what `4294967295:*` finds"""
    search: tuple[str, ...] = ()
    """split: two SEARCH lines; unordered; doubled; forgets: every fourth UID is left out the first time"""
    fetch: tuple[str, ...] = ()
    """split, without_uid, reordered, doubled, interleaved, missing, strangers, expunges, lower_case, spaces, no_origin, modseq,
    partless: the content of a part is left out the first time"""
    size: str = "right"
    """right, low, high, absent"""
    dates: str = "right"
    """right, absent, broken, beyond: dates that have no moment in UTC"""
    structure: str = "right"
    """right, nil, broken, absent, empty: tells of every part that it has no bytes"""
    literal: str = "right"
    """right, short, long: what the first answer for every fifth message tells of its length"""
    headers: str = "closed"
    """closed, open: without the empty line"""
    idle: str = "right"
    """right, deaf, dies, cries: tells of messages at the beginning of every IDLE"""
    bye_after: int = 0
    """The server hangs up after so many commands of a connection; 0 = never."""
    status: str = "right"
    """right, refused, stale: always tells the same"""
    logins: str = "right"
    """right, refused"""


def read_profile(file: Path) -> Quirks:
    """Read a quirk profile. An unknown key is a fault of the file."""
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    names = {item.name for item in fields(Quirks)}
    assert set(found) <= names, f"{file.name}: {set(found) - names}"
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in found.items()}
    return Quirks(**values)
