"""Metrics: what is counted, and that no label holds anything of a person."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlmodel import Session

from daemon.web.metrics import Exposition, Meters, ServiceCollector, account_labels
from models.errors import Refused, Unreachable
from models.register import accounts
from models.register.intake import Stored
from models.rules.alarms import Alarm
from models.tables import OutgoingMail, Stream
from models.vocabulary import AlarmKind
from tests.models.register.mailroom import MailRoom
from tests.models.register.samples import MAIJA

MARKER = "Salaisuus-5d2e-kukaan-ei-lue"
LETTERS = 1


class Dying:
    deaths = 3


class Watched:
    """A register with its metrics; accounts info, sari, and one that is named by a number."""

    def __init__(self, room: MailRoom) -> None:
        self.room = room
        self.alarms = frozenset({Alarm(AlarmKind.ACCOUNT_PARKED, "info"), Alarm(AlarmKind.CALENDAR_FROZEN, "sari/1")})
        self.labels = account_labels(["info", "sari", "0401234567", "smtp"])
        self.exposition = Exposition()
        self.meters = Meters(self.labels, ["info", "sari", "0401234567"], self.exposition.registry)
        collector = ServiceCollector(
            room.database, self.labels, {"mail": Dying()}, lambda: self.alarms, lambda: self.room.now
        )
        self.exposition.registry.register(collector)

    def text(self) -> str:
        return self.exposition.text().decode()

    def samples(self) -> dict[tuple[str, ...], float]:
        return {
            (sample.name, *(f"{key}={value}" for key, value in sorted(sample.labels.items()))): sample.value
            for family in text_string_to_metric_families(self.text())
            for sample in family.samples
        }


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    room = MailRoom(f"sqlite:///{tmp_path / 'register.sqlite'}")
    yield Watched(room)
    room.database.close()


def fails(watched: Watched, name: str, error: Exception, minutes: float) -> None:
    now = watched.room.now
    watched.room.do(lambda session: accounts.note_failure(session, name, error, now + timedelta(minutes=minutes), now))


def test_accounts_tell_their_state_their_last_success_and_their_back_off(watched: Watched) -> None:
    watched.room.do(lambda session: accounts.note_success(session, "sari", watched.room.now))
    fails(watched, "info", Refused("info: wrong password"), 15)
    fails(watched, "smtp", Unreachable("no answer"), 2)
    found = watched.samples()
    assert found["rekisterid_account_state", "account=info", "state=parked"] == 1
    assert found["rekisterid_account_state", "account=info", "state=ok"] == 0
    assert found["rekisterid_account_state", "account=smtp", "state=backing_off"] == 1
    assert found["rekisterid_account_state", "account=sari", "state=ok"] == 1
    assert found["rekisterid_account_backoff_seconds", "account=info"] == 900
    assert found["rekisterid_account_backoff_seconds", "account=sari"] == 0
    last = "rekisterid_account_last_success_timestamp_seconds"
    assert found[last, "account=sari"] == watched.room.now.timestamp()
    assert (last, "account=info") not in found


def test_items_and_times_are_counted_by_account(watched: Watched) -> None:
    watched.meters.stored("info", Stored(used=2, skipped=3, problems=1))
    watched.meters.stored("info", Stored(used=1))
    watched.meters.polled("info", timedelta(seconds=2))
    watched.meters.heard("info", timedelta(milliseconds=40))
    found = watched.samples()
    assert found["rekisterid_items_total", "account=info", "outcome=used"] == 3
    assert found["rekisterid_items_total", "account=info", "outcome=skipped"] == 3
    assert found["rekisterid_items_total", "account=info", "outcome=problem"] == 1
    assert found["rekisterid_items_total", "account=sari", "outcome=used"] == 0
    assert found["rekisterid_poll_duration_seconds_bucket", "account=info", "le=2.5"] == 1
    assert found["rekisterid_poll_duration_seconds_bucket", "account=info", "le=1.0"] == 0
    assert found["rekisterid_news_to_commit_seconds_bucket", "account=info", "le=0.05"] == 1


def test_letters_alarms_readers_and_sizes_are_there(watched: Watched) -> None:
    watched.room.visit()
    watched.room.consents()
    watched.room.judge()
    watched.room.pass_time(hours=1)
    found = watched.samples()
    assert found["rekisterid_letters", "state=queued"] == LETTERS
    assert found["rekisterid_letters", "state=sent"] == 0
    assert found["rekisterid_oldest_waiting_letter_age_seconds",] == 3600
    assert found["rekisterid_alarms", "kind=account_parked"] == 1
    assert found["rekisterid_alarms", "kind=stuck"] == 0
    assert found["rekisterid_reader_restarts_total", "reader=mail"] == 3
    assert found["rekisterid_register_up",] == 1
    assert found["rekisterid_database_bytes",] > 100_000
    assert ("rekisterid_database_wal_bytes",) in found
    assert found["process_open_fds",] > 3
    assert found["process_resident_memory_bytes",] > 10_000_000
    assert any(name[0] == "rekisterid_schema_info" for name in found)
    assert any(name[0] == "rekisterid_build_info" for name in found)


def test_letters_that_wait_no_more_are_no_age(watched: Watched) -> None:
    assert watched.samples()["rekisterid_oldest_waiting_letter_age_seconds",] == 0


def test_register_that_cannot_be_read_leaves_what_does_not_need_it(watched: Watched) -> None:
    file = Path(str(watched.room.database.engine.url.database))
    watched.room.database.close()
    away = file.rename(file.with_suffix(".away"))
    file.mkdir()
    found = watched.samples()
    file.rmdir()
    away.rename(file)
    assert found["rekisterid_register_up",] == 0
    assert found["rekisterid_alarms", "kind=account_parked"] == 1
    assert not any(name[0] == "rekisterid_letters" for name in found)


def test_looked_at_again_at_once_the_register_is_not_asked(watched: Watched) -> None:
    before = watched.text()
    watched.meters.polled("info", timedelta(seconds=1))
    assert watched.text() == before


def test_account_that_is_named_like_a_number_or_an_address_is_told_by_its_place() -> None:
    labels = account_labels(["info", "0401234567", "maija@salonki.example", "131052-308t"])
    assert labels == {
        "info": "info",
        "0401234567": "account-2",
        "maija@salonki.example": "account-3",
        "131052-308t": "account-4",
    }


def test_every_label_is_a_name_of_the_configuration_or_a_code(watched: Watched) -> None:
    room = watched.room
    room.visit()
    room.consents()
    room.due()
    fails(watched, "info", Refused(f"info: {MARKER} {MAIJA.address}", mend=MARKER), 15)
    fails(watched, f"{MARKER.lower()}-gone", Refused(MARKER), 15)
    watched.meters.stored("0401234567", Stored(used=1))
    watched.meters.stored(f"{MARKER}@asiakas.example", Stored(used=1))

    def mark(session: Session) -> None:
        session.add(Stream(account="sari", name=f"https://dav.example/{MARKER}/", frozen_at=room.now))
        accounts.note_job(session, "seal", MARKER, room.now, room.now)

    room.do(mark)
    text = watched.text()
    assert MARKER.lower() not in text.lower()
    for secret in (MAIJA.address, MAIJA.address.partition("@")[0], "0401234567", "dav.example", "firma.example"):
        assert secret not in text
    values = {value for name in watched.samples() for value in (part.partition("=")[2] for part in name[1:])}
    assert all(re.fullmatch(r"[a-z0-9_.+-]{1,40}|\+Inf", value) for value in values), sorted(values)
    known = {"info", "sari", "smtp", "account-3", "other"}
    labelled = {
        part.partition("=")[2] for name in watched.samples() for part in name[1:] if part.startswith("account=")
    }
    assert labelled <= known
    assert room.all(OutgoingMail)
