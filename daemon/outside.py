"""The servers of the configuration as `check` and `init` see them: can they be used, and what is on them?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from connectors.accounts import CalendarAccount, MailAccount, PublishedAccount, SmtpAccount
from models.values import Finding


class Outside(Protocol):
    """Asks servers; every method raises Refused or Unreachable only."""

    def check_mailbox(self, account: MailAccount) -> Sequence[Finding]:
        """Test connection, login and folders."""
        ...

    def check_calendar(self, account: CalendarAccount) -> Sequence[Finding]:
        """Test connection, login and calendars."""
        ...

    def check_published(self, account: PublishedAccount) -> Sequence[Finding]:
        """Test connection and address."""
        ...

    def check_relay(self, account: SmtpAccount) -> Sequence[Finding]:
        """Test connection and login."""
        ...

    def folders(self, account: MailAccount) -> Sequence[str]:
        """Give the names of the mailbox's folders."""
        ...

    def calendars(self, account: CalendarAccount) -> Sequence[str]:
        """Give the shown names of the account's calendars, their paths where they have none."""
        ...

    def clock(self, account: CalendarAccount) -> datetime | None:
        """Give the server's time, None when it tells none."""
        ...


class Servers:
    """The real ones, by the connectors; these are loaded when they are first needed."""

    def check_mailbox(self, account: MailAccount) -> Sequence[Finding]:
        """See Outside."""
        from connectors.mail.check import check_account

        return check_account(account)

    def check_calendar(self, account: CalendarAccount) -> Sequence[Finding]:
        """See Outside."""
        from connectors.calendar.check import check_account

        return check_account(account)

    def check_published(self, account: PublishedAccount) -> Sequence[Finding]:
        """See Outside."""
        from connectors.calendar.published import check_account

        return check_account(account)

    def check_relay(self, account: SmtpAccount) -> Sequence[Finding]:
        """See Outside."""
        from connectors.mail.send import SmtpSender

        return SmtpSender(account).check()

    def folders(self, account: MailAccount) -> Sequence[str]:
        """See Outside."""
        from connectors.mail.session import open_session

        session = open_session(account)
        try:
            return session.folders()
        finally:
            session.close()

    def calendars(self, account: CalendarAccount) -> Sequence[str]:
        """See Outside."""
        from connectors.calendar.client import CalDavClient
        from connectors.calendar.discovery import choose

        client = CalDavClient(account)
        try:
            return choose(client, replace(account, calendars=())).names
        finally:
            client.close()

    def clock(self, account: CalendarAccount) -> datetime | None:
        """See Outside."""
        from connectors.clock import server_clock

        return server_clock(account)
