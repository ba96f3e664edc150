"""Hand over a mail to staff, the digest or one about alarms: once, and never queued; the next one says what is true then."""

from collections.abc import Callable

from connectors.mail.send import Sender, SendResult
from daemon.jobs.send import STATE_OF
from models.errors import RekisteridError
from models.register.outbox import Outbox, Settlement
from models.values import OutgoingLetter
from models.vocabulary import MailState


def hand_over(
    outbox: Outbox, sender: Sender, mail_id: int, write: Callable[[], OutgoingLetter]
) -> tuple[MailState, SendResult]:
    """Write a claimed mail, hand it over and settle it; give how it was settled and what the relay said.

    Raises what writing and sending raise, after the mail was dropped.
    """
    try:
        result = sender.send(write(), on_data=lambda: outbox.mark_handing(mail_id))
    except RekisteridError:
        outbox.settle(mail_id, Settlement(MailState.DROPPED, reason="not_sent"))
        raise
    state = STATE_OF[result.outcome]
    state = MailState.DROPPED if state is MailState.QUEUED else state
    outbox.settle(mail_id, Settlement(state, result.code, result.outcome.value))
    return state, result
