"""The withdrawal page: one button (C8, G7); and the mail program's own, by RFC 8058."""

from daemon.web.public.rendering import Shown, said, words
from daemon.web.public.requests import ONE_CLICK
from daemon.web.public.room import Room, Visit, ask_link, expired_link, language_for, refusal, wrong_link
from models.register import links
from models.register.page_consent import PageConsent
from models.rules.withdrawals import WithdrawalRoute
from models.tables import LinkPurpose
from models.vocabulary import Purpose


def show(room: Room, visit: Visit) -> Shown:
    """Show the button. How things stand is not told: the link may have been passed on."""
    with room.database.read() as session:
        link = links.opened(session, visit.token, LinkPurpose.WITHDRAWAL, room.clock())
    if link is None:
        return wrong_link(room, visit)
    language = language_for(room, visit, link.language)
    return expired_link(visit, language) if link.is_expired else Shown("withdrawal", "withdrawal", language, visit.path)


def act(room: Room, visit: Visit) -> Shown:
    """Withdraw at once."""
    everything = visit.form.get("action") == "withdraw_all"
    route = WithdrawalRoute.ONE_CLICK if dict(visit.form) == ONE_CLICK else WithdrawalRoute.PAGE
    if (refused := refusal(room, visit, LinkPurpose.WITHDRAWAL)) is not None:
        return refused
    with room.database.write() as session:
        link = links.opened(session, visit.token, LinkPurpose.WITHDRAWAL, room.clock())
        if link is None:
            return wrong_link(room, visit)
        language = language_for(room, visit, link.language)
        consent = PageConsent(session, link.person_id, link.link_id, room.by(), room.choices.policy)
        consent.withdraw(None if everything else Purpose.FEEDBACK_REQUEST, route)
    w = words("withdrawal_done", language)
    texts = (w["all" if everything else "one"], w["before"], w["mind"])
    return said("withdrawal_done", language, *texts, here=visit.path, links=(ask_link(language),))
