"""The page that confirms a consent given on a page (C6)."""

from sqlmodel import Session

from daemon.web.public.rendering import Shown, said
from daemon.web.public.room import Room, Visit, ask_link, expired_link, language_for, refusal, wrong_link
from models.register import links
from models.register.confirmations import grant_to_confirm
from models.register.links import OpenedLink
from models.register.page_consent import PageConsent
from models.register.wordings import text_of
from models.tables import LinkPurpose
from models.vocabulary import Language


def show(room: Room, visit: Visit) -> Shown:
    """Show the wording and the button."""
    with room.database.read() as session:
        link = links.opened(session, visit.token, LinkPurpose.CONFIRMATION, room.clock())
        if link is None:
            return wrong_link(room, visit)
        language = language_for(room, visit, link.language)
        if link.is_expired:
            return expired_link(visit, language)
        return _question(session, room, visit, link, language)


def act(room: Room, visit: Visit) -> Shown:
    """Confirm, by the page's own button alone (C6). Pressed twice it says the same."""
    if visit.form.get("action") != "confirm":
        return show(room, visit)
    if (refused := refusal(room, visit, LinkPurpose.CONFIRMATION)) is not None:
        return refused
    with room.database.write() as session:
        link = links.opened(session, visit.token, LinkPurpose.CONFIRMATION, room.clock())
        if link is None:
            return wrong_link(room, visit)
        language = language_for(room, visit, link.language)
        consent = PageConsent(session, link.person_id, link.link_id, room.by(), room.choices.policy)
        stands = link.mail.purpose is not None and consent.confirm(link.mail.purpose)
    section = "confirmation_done" if stands else "confirmation_gone"
    return said(section, language, here=visit.path, links=(ask_link(language),))


def _question(session: Session, room: Room, visit: Visit, link: OpenedLink, language: Language) -> Shown:
    grant, stands = grant_to_confirm(session, link.mail, room.clock(), room.choices.policy)
    if grant is None:
        section = "confirmation_done" if stands else "confirmation_gone"
        return said(section, language, here=visit.path, links=(ask_link(language),))
    wording = text_of(session, grant.wording or "", language)
    return Shown("confirmation", "confirmation", language, visit.path, {"wording": wording})
