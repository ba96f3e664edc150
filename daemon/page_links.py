"""The links of a letter, made while it is written: whole addresses go into the letter, only their hashes into the register."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from daemon.config.schema import Config
from models.register import links
from models.register.database import Database
from models.register.letters_due import LetterDue
from models.register.outbox import require_claim
from models.tables import LinkPurpose

PATHS: Mapping[LinkPurpose, str] = {
    LinkPurpose.ANSWER: "a",
    LinkPurpose.WITHDRAWAL: "w",
    LinkPurpose.CONSENTS: "c",
    LinkPurpose.CONFIRMATION: "k",
}
"""Where each page lies: short, so that an address fits a line of a letter."""

_NO_TOKEN = "preview-opens-nothing".ljust(32, "-")


class PageLinks(Protocol):
    """Makes the links of letters."""

    def of(self, due: LetterDue, purposes: frozenset[LinkPurpose]) -> Mapping[LinkPurpose, str]:
        """Give the addresses for a letter that is about to be handed over."""
        ...


class StoredLinks:
    """Links that open a page: one short transaction a letter."""

    def __init__(self, database: Database, url: str, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._url = url
        self._clock = clock

    def of(self, due: LetterDue, purposes: frozenset[LinkPurpose]) -> Mapping[LinkPurpose, str]:
        """Give the addresses, with new tokens; those of an earlier try of the same letter are void.

        Raises ClaimLost when the letter was claimed anew meanwhile: it may have arrived, and its links must go on working.
        """
        with self._database.write() as session:
            require_claim(session, due)
            tokens = links.make(session, due.mail_id, purposes, self._clock())
        return {purpose: f"{self._url}/{PATHS[purpose]}/{token}" for purpose, token in tokens.items()}


class SampleLinks:
    """Links that look right and open nothing: for previews."""

    def __init__(self, url: str) -> None:
        self._url = url

    def of(self, _due: LetterDue, purposes: frozenset[LinkPurpose]) -> Mapping[LinkPurpose, str]:
        """Give addresses without a token."""
        return {purpose: f"{self._url}/{PATHS[purpose]}/{_NO_TOKEN}" for purpose in purposes}


def stored_links(config: Config, database: Database, clock: Callable[[], datetime]) -> StoredLinks | None:
    """Give the maker of links, None where no page runs."""
    url = _pages_url(config)
    return None if url is None else StoredLinks(database, url, clock)


def sample_links(config: Config) -> SampleLinks | None:
    """Give links for previews, None where no page runs."""
    url = _pages_url(config)
    return None if url is None else SampleLinks(url)


def _pages_url(config: Config) -> str | None:
    return config.web.url if config.web.enabled else None
