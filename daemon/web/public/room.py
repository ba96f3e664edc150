"""What the pages work with, and one visit to them. Acts happen in one short transaction each; looking changes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session

from daemon.web.public.look import Look
from daemon.web.public.rendering import PageLinkShown, Shown, said, words
from daemon.web.public.wishes import Wishes
from models.register import links
from models.register.audit import By
from models.register.database import Database
from models.register.links import OpenedLink
from models.register.page_consent import PAGE, PageConsent
from models.rules.consent import ConsentPolicy
from models.tables import LinkPurpose
from models.vocabulary import Language

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choices:
    """What the firm has chosen for its pages. Scores run from `lowest` to `highest`; answers are kept for `months`."""

    url: str
    lowest: int
    highest: int
    reader: str
    months: int
    language: Language
    zone: ZoneInfo
    notice_version: str

    @property
    def policy(self) -> ConsentPolicy:
        """The terms of consent."""
        return ConsentPolicy(zone=self.zone)


@dataclass(frozen=True, slots=True)
class Room:
    """Everything a page needs."""

    database: Database
    look: Look
    choices: Choices
    wishes: Wishes
    clock: Callable[[], datetime]

    def by(self) -> By:
        """Who acts on a page: the person who holds the link; never by address or device."""
        return By(PAGE, self.clock(), self.choices.notice_version)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page. `form`: what was posted, empty when looking. `wished`: the language chosen by the switch;
    `browser`: the best one of the browser's, when it names one of ours.
    """

    path: str
    token: str = ""
    form: Mapping[str, str] = field(default_factory=dict)
    score: str = ""
    wished: Language | None = None
    browser: Language | None = None


def language_for(room: Room, visit: Visit, letter: Language | None = None) -> Language:
    """Give the language to show: the one chosen, the letter's, the browser's, the firm's."""
    return visit.wished or letter or visit.browser or room.choices.language


def wrong_link(room: Room, visit: Visit) -> Shown:
    """Say that the link opens nothing; what is wrong with it is not told."""
    language = language_for(room, visit)
    shown = said("wrong", language, here=visit.path, links=(ask_link(language),), status=404)
    return replace(shown, is_miss=True)


@dataclass(frozen=True, slots=True)
class Opening:
    """A visit whose link opens its page, within one reading or one writing. `language`: to show."""

    session: Session
    room: Room
    visit: Visit
    link: OpenedLink
    language: Language

    @property
    def consent(self) -> PageConsent:
        """What the holder of the link may say of their consents."""
        room = self.room
        return PageConsent(self.session, self.link.person_id, self.link.link_id, room.by(), room.choices.policy)


def looking(room: Room, visit: Visit, purpose: LinkPurpose, draw: Callable[[Opening], T]) -> T | Shown:
    """Give what `draw` makes of a good link; for one that opens nothing or has expired the page that says so. Only reads."""
    with room.database.read() as session:
        found = _opening(session, room, visit, purpose)
        if found is None:
            return wrong_link(room, visit)
        return _expired_link(visit, found.language) if found.link.is_expired else draw(found)


def acting(room: Room, visit: Visit, purpose: LinkPurpose, deed: Callable[[Opening], T]) -> T | Shown:
    """Give what `deed` does by a good link, in one short transaction; else a page as `looking` does.

    The link is looked at before by reading: posts of a guesser must not queue where acts and jobs write.
    """
    refused = looking(room, visit, purpose, lambda _found: None)
    if refused is not None:
        return refused
    with room.database.write() as session:
        found = _opening(session, room, visit, purpose)
        return wrong_link(room, visit) if found is None else deed(found)


def _opening(session: Session, room: Room, visit: Visit, purpose: LinkPurpose) -> Opening | None:
    link = links.opened(session, visit.token, purpose, room.clock())
    return None if link is None else Opening(session, room, visit, link, language_for(room, visit, link.language))


def _expired_link(visit: Visit, language: Language) -> Shown:
    return said("expired", language, here=visit.path, links=(ask_link(language),), status=410)


def ask_link(language: Language) -> PageLinkShown:
    """Give the way to a new link."""
    return PageLinkShown("/", words("common", language)["ask_link"])
