"""What the pages work with, and one visit to them. Acts happen in one short transaction each; looking changes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from daemon.web.public.look import Look
from daemon.web.public.rendering import PageLinkShown, Shown, said, words
from daemon.web.public.wishes import Wishes
from models.register import links
from models.register.audit import By
from models.register.database import Database
from models.register.page_consent import PAGE
from models.rules.consent import ConsentPolicy
from models.tables import LinkPurpose
from models.vocabulary import Language


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
    return Shown(shown.template, shown.section, language, shown.here, shown.facts, shown.status, is_miss=True)


def refusal(room: Room, visit: Visit, purpose: LinkPurpose) -> Shown | None:
    """Give the page for a link that opens nothing or has expired, None for a good one; asked before an act.

    It only reads: posts of a guesser must not queue where acts and jobs write.
    """
    with room.database.read() as session:
        link = links.opened(session, visit.token, purpose, room.clock())
    if link is None:
        return wrong_link(room, visit)
    return expired_link(visit, language_for(room, visit, link.language)) if link.is_expired else None


def expired_link(visit: Visit, language: Language) -> Shown:
    """Say that the link has expired, and what still can be done."""
    return said("expired", language, here=visit.path, links=(ask_link(language),), status=410)


def ask_link(language: Language) -> PageLinkShown:
    """Give the way to a new link."""
    return PageLinkShown("/", words("common", language)["ask_link"])
