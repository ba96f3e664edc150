"""Servers that a test invents in the place of the connectors' checks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from connectors.accounts import CalendarAccount, MailAccount, PublishedAccount, SmtpAccount
from models.errors import Refused, RekisteridError
from models.values import Finding

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@dataclass
class InventedServers:
    """Accounts work unless they are in `broken`, or their password differs from the one in `passwords`."""

    broken: dict[str, RekisteridError] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    folder_names: Sequence[str] = ("INBOX", "Lähetetyt", "Asiakkaat")
    calendar_names: Sequence[str] = ("Vastaanotto", "Oma")
    date: datetime | None = NOW
    seen: list[MailAccount | CalendarAccount | PublishedAccount | SmtpAccount] = field(default_factory=list)

    def _check(self, account: MailAccount | CalendarAccount | SmtpAccount) -> Sequence[Finding]:
        self.seen.append(account)
        if account.name in self.broken:
            error = self.broken[account.name]
            return [Finding.failed(f"{account.name}: server", error)]
        self._log_in(account)
        return [Finding(f"{account.name}: server", ok=True, message="connection and login")]

    def _log_in(self, account: MailAccount | CalendarAccount | SmtpAccount) -> None:
        password = account.login.password if account.login else ""
        if self.passwords.get(account.name, password) != password:
            raise Refused(f"{account.name}: the server refuses the login", mend="check user and password")

    def check_mailbox(self, account: MailAccount) -> Sequence[Finding]:
        """See Outside."""
        return self._check(account)

    def check_calendar(self, account: CalendarAccount) -> Sequence[Finding]:
        """See Outside."""
        return self._check(account)

    def check_published(self, account: PublishedAccount) -> Sequence[Finding]:
        """See Outside."""
        self.seen.append(account)
        return [Finding(f"{account.name}: server", ok=True, message="published calendar with 3 events")]

    def check_relay(self, account: SmtpAccount) -> Sequence[Finding]:
        """See Outside."""
        return self._check(account)

    def folders(self, account: MailAccount) -> Sequence[str]:
        """See Outside."""
        self._log_in(account)
        return self.folder_names

    def calendars(self, account: CalendarAccount) -> Sequence[str]:
        """See Outside."""
        self._log_in(account)
        return self.calendar_names

    def clock(self, account: CalendarAccount) -> datetime | None:
        """See Outside."""
        return self.date
