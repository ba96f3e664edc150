"""The page that confirms a consent given on a page (C6)."""

from daemon.web.public.rendering import Shown, said
from daemon.web.public.room import Opening, Room, Visit, acting, ask_link, looking
from models.register.confirmations import grant_to_confirm
from models.register.wordings import text_of
from models.tables import LinkPurpose


def show(room: Room, visit: Visit) -> Shown:
    """Show the wording and the button."""
    return looking(room, visit, LinkPurpose.CONFIRMATION, _question)


def act(room: Room, visit: Visit) -> Shown:
    """Confirm, by the page's own button alone (C6). Pressed twice it says the same."""
    if visit.form.get("action") != "confirm":
        return show(room, visit)
    return acting(room, visit, LinkPurpose.CONFIRMATION, _confirm)


def _confirm(found: Opening) -> Shown:
    purpose = found.link.mail.purpose
    return _told(found, stands=purpose is not None and found.consent.confirm(purpose))


def _question(found: Opening) -> Shown:
    room, mail = found.room, found.link.mail
    grant, stands = grant_to_confirm(found.session, mail, room.clock(), room.choices.policy)
    if grant is None:
        return _told(found, stands=stands)
    wording = text_of(found.session, grant.wording or "", found.language)
    return Shown("confirmation", "confirmation", found.language, found.visit.path, {"wording": wording})


def _told(found: Opening, *, stands: bool) -> Shown:
    section = "confirmation_done" if stands else "confirmation_gone"
    return said(section, found.language, here=found.visit.path, links=(ask_link(found.language),))
