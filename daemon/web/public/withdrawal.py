"""The withdrawal page: one button (C8, G7); and the mail program's own, by RFC 8058."""

from daemon.web.public.rendering import Shown, said, words
from daemon.web.public.requests import ONE_CLICK
from daemon.web.public.room import Opening, Room, Visit, acting, ask_link, looking
from models.rules.withdrawals import WithdrawalRoute
from models.tables import LinkPurpose
from models.vocabulary import Purpose


def show(room: Room, visit: Visit) -> Shown:
    """Show the button. How things stand is not told: the link may have been passed on."""
    return looking(room, visit, LinkPurpose.WITHDRAWAL, _question)


def act(room: Room, visit: Visit) -> Shown:
    """Withdraw at once."""
    return acting(room, visit, LinkPurpose.WITHDRAWAL, _withdraw)


def _question(found: Opening) -> Shown:
    return Shown("withdrawal", "withdrawal", found.language, found.visit.path)


def _withdraw(found: Opening) -> Shown:
    form = dict(found.visit.form)
    everything = form.get("action") == "withdraw_all"
    route = WithdrawalRoute.ONE_CLICK if form == ONE_CLICK else WithdrawalRoute.PAGE
    found.consent.withdraw(None if everything else Purpose.FEEDBACK_REQUEST, route)
    w = words("withdrawal_done", found.language)
    texts = (w["all" if everything else "one"], w["before"], w["mind"])
    return said("withdrawal_done", found.language, *texts, here=found.visit.path, links=(ask_link(found.language),))
