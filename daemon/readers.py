"""The reading processes of this program: mailboxes share some, calendars another."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from connectors.sandbox import SandboxReader, processors, warm
from daemon.config.build import database_url
from models.register.first_look import is_unread

if TYPE_CHECKING:
    from daemon.config.schema import Config

_MOST_MAIL_CHILDREN = 2


def _mail_reader() -> SandboxReader:
    # One reads what the other has no time for; more would only wait for the one process that stores.
    return SandboxReader(children=min(processors(), _MOST_MAIL_CHILDREN))


@dataclass(frozen=True, slots=True)
class Readers:
    """The reading processes, each started when it is needed first."""

    mail: SandboxReader = field(default_factory=_mail_reader)
    calendar: SandboxReader = field(default_factory=SandboxReader)

    def warm(self, config: "Config", names: Collection[str] = ()) -> None:
        """Start one of each kind that the accounts (those of `names`, or all) need, where another processor loads them.

        Of those that read mail all, where a mailbox has never been read: there will be more than one has time for.
        """
        if processors() == 1:
            return
        mailboxes = [account.name for account in config.mailboxes if not names or account.name in names]
        if mailboxes:
            warm(self.mail, "message", many=is_unread(database_url(config), mailboxes))
        if any(not names or account.name in names for account in config.calendars):
            warm(self.calendar, "events")

    def close(self) -> None:
        """End the processes."""
        self.mail.close()
        self.calendar.close()
