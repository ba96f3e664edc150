"""Whether we can hear a no: requests rest while the mailbox that answers go to is not read, or mail waits to be read again."""

from collections.abc import Callable, Sequence
from datetime import datetime

from daemon.config.schema import Config
from models.register.accounts import failing
from models.register.database import Database
from models.register.streams import awaits_mail


class Listening:
    """Asked before requests are claimed. A withdrawal that lies unread in the mailbox must stop them (C1, C8)."""

    def __init__(self, accounts: Sequence[str], database: Database, clock: Callable[[], datetime]) -> None:
        """`accounts`: those that answers come to (see `answer_accounts`)."""
        self._accounts = accounts
        self._database = database
        self._clock = clock

    @property
    def is_deaf(self) -> bool:
        """Whether answers cannot be read now: no new request may go out."""
        with self._database.read() as session:
            return failing(session, self._accounts) or awaits_mail(session, self._clock())


def answer_accounts(config: Config) -> tuple[str, ...]:
    """Give the names of the accounts that read the address of answers: that mailbox, or all when none is known by it."""
    reply_to = (config.sending.reply_to or "").casefold()
    exact = tuple(
        box.name for box in config.mailboxes if reply_to in ((box.address or "").casefold(), box.user.casefold())
    )
    return exact or tuple(box.name for box in config.mailboxes)
