"""The register's own state: its key fingerprint, who runs it, how each account fares, what is wrong with the service."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.tables.base import Table, enum_type
from models.vocabulary import AlarmKind


class RegisterState(Table, table=True):
    """One row. The fingerprint of the hash key (another key refuses to start) and when the register was made.

    `sending_since` starts the first weeks in which `auto` behaves as `approve` (C16). `ledger_mark`: how far the ledger of
    erasures beside the database is known here; a restored backup has an older one, and what follows it is done again (T11).
    `restored_at`: when that was: bookings that had ended by then may have been asked about after the backup.
    `retained_on`: the local day on which what is over its term was deleted last.
    """

    __tablename__ = "register_state"

    id: int = Field(default=1, primary_key=True)
    key_fingerprint: str = Field(max_length=64)
    created_at: datetime
    asking_since: datetime
    sending_since: datetime | None = None
    restored_at: datetime | None = None
    ledger_mark: str = Field(default="", max_length=80)
    retained_on: date | None = None
    changed_at: datetime


class Lease(Table, table=True):
    """Who owns the register: taken and renewed by conditional UPDATE; the epoch fences claims of a former owner."""

    __tablename__ = "lease"

    name: str = Field(primary_key=True, max_length=64)
    owner: str = Field(max_length=200)
    epoch: int
    expires_at: datetime


class AccountState(Table, table=True):
    """How an account fares: last attempt, last success, since when it fails and why (a code and a mend, no data).

    `read_bytes` were received on the local day `read_on`; `refusals` is how often the server refused the login in the hour
    from `refused_from`; `remark` is what is worth knowing though it works.
    """

    __tablename__ = "account_state"

    account: str = Field(primary_key=True, max_length=100)
    last_try_at: datetime | None = None
    last_success_at: datetime | None = None
    failing_since: datetime | None = None
    error: str = Field(default="", max_length=64)
    message: str = Field(default="", max_length=500)
    failures: int = 0
    next_try_at: datetime | None = None
    read_on: date | None = None
    read_bytes: int = Field(default=0, sa_type=sa.BigInteger)
    refusals: int = 0
    refused_from: datetime | None = None
    remark: str = Field(default="", max_length=200)


class JobState(Table, table=True):
    """How a job of the service fares: last run, the next one, why the last failed (a class name)."""

    __tablename__ = "job_state"

    job: str = Field(primary_key=True, max_length=64)
    last_run_at: datetime
    next_run_at: datetime
    error: str = Field(default="", max_length=64)


class AlarmRow(Table, table=True):
    """An alarm: what is wrong, with which account or job, from when until when, and when the contact person was told.

    `subject` names an account or a job ("" = the service itself), for a calendar ACCOUNT/NUMBER OF THE STREAM.
    """

    __tablename__ = "alarm"

    id: int | None = Field(default=None, primary_key=True)
    kind: AlarmKind = Field(sa_type=enum_type(AlarmKind))
    subject: str = Field(default="", max_length=150)
    raised_at: datetime
    cleared_at: datetime | None = None
    told_at: datetime | None = None
    clear_told_at: datetime | None = None
