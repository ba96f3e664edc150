"""`people`, `person show`, `bookings`, `status` and what waits: staff see what the items said, and only that."""

import io
import sys
from collections.abc import Callable

import pytest
from rich.console import Console

from daemon.cli.booking_words import Judging
from daemon.cli.opened import Local
from daemon.cli.person_card import card_view
from models.register.audit import By
from models.register.queries.card import person_card
from models.rules.months import HELSINKI
from models.tables import AuditEntry
from models.values import Mailbox, Place, Problem
from models.vocabulary import DetailField, ProblemStage
from tests.daemon.cli.firm import Firm
from tests.models.register.samples import (
    CLIENTS,
    INBOX,
    LIISA,
    MAIJA,
    MATTI,
    NOW,
    Step,
    at,
    booking,
    calendar_object,
    gone_object,
    hint,
    message,
    trusted,
    value,
)

HOSTILE = Mailbox("[bold]Evil[/] \u202etxt\x1b[31m", "evil@asiakas.example")


def filled(firm: Firm) -> None:
    phone = value(DetailField.PHONE, "+358401234567")
    firm.office.read(
        calendar_object(booking(start=at(-2))),
        *(message(n, MAIJA, received=at(-n), more=(phone,), **trusted()) for n in range(1, 4)),
        message(9, LIISA),
        message(10, MATTI),
    )


def test_people_are_listed_and_found(firm: Firm) -> None:
    assert "nobody is in the register yet" in firm.ok("people").out
    filled(firm)
    out = firm.ok("people").out
    assert "Maija Mäkinen" in out
    assert "has a booking" in out
    assert "nobody fits" in firm.ok("people", "laine").out
    (line,) = firm.ok("people", "040", "123", "--json").json
    assert (line["name"], line["client_no"], line["rung"]) == ("Maija Mäkinen", 1, "booking")


def test_card_names_each_value_with_its_sources_and_is_logged(firm: Firm) -> None:
    filled(firm)
    out = firm.ok("person", "show", "maija@asiakas.example").out
    assert "mail · info/INBOX · 2026-11-17…11-19 3×" in out
    assert "own calendar · sari/sari" in out
    assert "040 1234567" in out
    reads = [row for row in firm.office.all(AuditEntry) if row.action == "person.read"]
    assert [(row.actor.partition(":")[0], row.object_id) for row in reads] == [("cli", 1)]
    assert "UID 2" in firm.ok("person", "show", "1", "--sources").out


def test_card_as_json_holds_every_source_by_itself(firm: Firm) -> None:
    filled(firm)
    card = firm.ok("person", "show", "c1", "--json").json
    (phone,) = [shown for shown in card["values"] if shown["field"] == "phone"]
    assert [tag["source"]["item"] for tag in phone["sources"]] == ["1", "2", "3"]
    assert card["consent"][0]["reason"] == "no_consent"


@pytest.mark.parametrize("width", [80, 120])
def test_card_fits_its_terminal_and_cuts_nothing(firm: Firm, width: int) -> None:
    street = value(DetailField.STREET, "Pitkänmatkankyläntie 123 B 45, rappu C, ovi oikealla")
    firm.office.read(
        message(
            1, Mailbox("Maija-Kaarina Mäkinen-Kolehmainen", "m" * 60 + "@pitka.example"), folder=CLIENTS, more=(street,)
        )
    )
    card = firm.office.do(lambda session: person_card(session, By("t", NOW), 1))
    out = io.StringIO()
    Console(file=out, width=width).print(
        card_view(card, Local(HELSINKI), Judging(NOW, is_off=False), wide=width >= 110)
    )
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    squeezed = "".join(out.getvalue().split())
    assert "m" * 20 in squeezed
    assert "…" not in squeezed


@pytest.mark.parametrize("arguments", [("people",), ("person", "show", "1"), ("bookings",)])
def test_name_from_a_strangers_mail_is_shown_as_plain_text(firm: Firm, arguments: tuple[str, ...]) -> None:
    firm.office.read(calendar_object(booking(people=(hint(HOSTILE),))))
    out = firm.ok(*arguments).out
    assert "[bold]Evil[/]" in out
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_card_says_since_when_and_why_and_that_the_last_activity_is_to_come(firm: Firm) -> None:
    phone = value(DetailField.PHONE, "+358401234567")
    firm.office.read(message(1, MAIJA, more=(phone,), **trusted()), calendar_object(booking(start=at(2))))
    told = " ".join(firm.ok("person", "show", "1").out.split())
    assert f"(has a booking), last activity {at(2).date()} (to come)" in told


def test_nobody_meant_is_told_with_the_mend(firm: Firm) -> None:
    ran = firm.run("person", "show", "nobody@else.example")
    assert ran.code == 65
    assert "mend: `rekisterid people FIND`" in ran.err
    assert ran.out == ""


def test_register_that_was_never_made_says_what_to_run(firm: Firm) -> None:
    for file in (firm.folder / "data").iterdir():
        file.unlink()
    ran = firm.run("people")
    assert ran.code == 66
    assert "rekisterid pull" in ran.err


def test_no_bookings_says_where_they_would_come_from(firm: Firm) -> None:
    firm.office.read(message(1))
    assert firm.ok("bookings").out.strip() == "no bookings: they come from calendars, and none is configured"
    config = firm.folder / "config.toml"
    calendar = (
        '[[calendars]]\nname = "kal"\nurl = "https://dav.example/"\nuser = "kal"\nbookings = "title"\npattern = "x"'
    )
    config.write_text(f'{config.read_text("utf-8")}\n{calendar}\npassword_file = "info.password"\n', "utf-8")
    assert "`bookings` and `pattern` of each calendar" in firm.ok("bookings").out
    assert firm.ok("bookings", "--upcoming").out.strip() == "no bookings"


def test_bookings_are_listed_by_day_with_verdicts_in_words(firm: Firm) -> None:
    firm.office.read(calendar_object(booking("past", at(-2)), booking("next", at(2))))
    assert "not asked: feedback requests are off" in firm.ok("bookings").out
    assert [row["id"] for row in firm.ok("bookings", "--past", "--json").json] == [1]
    assert [row["id"] for row in firm.ok("bookings", "--upcoming", "--json").json] == [2]
    day = at(2).date().isoformat()
    assert [row["id"] for row in firm.ok("bookings", "--from", day, "--to", day, "--json").json] == [2]
    assert firm.run("bookings", "--from", "tomorrow").code == 65
    assert firm.run("bookings", "--past", "--upcoming").code == 65
    assert "--from lies after --to" in firm.run("bookings", "--from", "2.3.2026", "--to", "1.3.2026").err


def test_problems_are_listed_and_read_again_on_wish(firm: Firm) -> None:
    assert "no problems" in firm.ok("problems").out
    firm.office.store(Step(problems=(Problem(Place("info", INBOX, "1", "77"), ProblemStage.READ, "cpu_limit"),)), INBOX)
    told = firm.ok("problems").out
    assert "reading it took too much computing time" in told
    assert "read: cpu_limit" in told
    assert "open it in your own program" in told
    (shown,) = firm.ok("problems", "list", "--json").json
    assert (shown["item"], shown["error"], bool(shown["words"] and shown["mend"])) == ("77", "cpu_limit", True)
    assert "one item" in firm.ok("problems", "retry", "1").out
    assert [place.item for place in firm.office.wishes()] == ["77"]
    assert firm.run("problems", "retry", "5").code == 65


class Terminal(io.StringIO):
    """A terminal that only takes text."""

    def isatty(self) -> bool:
        """It is one."""
        return True


@pytest.fixture
def in_80_columns(monkeypatch: pytest.MonkeyPatch) -> Callable[[Firm, str], str]:
    """Run a command that must succeed on a terminal of 80 columns; give what it shows there."""

    def shown(firm: Firm, command: str) -> str:
        terminal = Terminal()
        with monkeypatch.context() as patched:
            for name, text in {"COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb"}.items():
                patched.setenv(name, text)
            patched.setattr(sys, "stdout", terminal)
            firm.ok(command)
        return terminal.getvalue()

    return shown


def test_problem_is_told_in_whole_sentences_on_a_narrow_terminal(
    firm: Firm, in_80_columns: Callable[[Firm, str], str]
) -> None:
    place = Place("ajanvaraus", "/aino/vastaanotto/", "", "/aino/vastaanotto/pommi.ics")
    firm.office.store(Step(problems=(Problem(place, ProblemStage.READ, "rule_too_fast"),)), "/aino/vastaanotto/")
    lines = in_80_columns(firm, "problems").splitlines()
    assert max(map(len, lines)) <= 80
    assert any("/aino/vastaanotto/pommi.ics" in line for line in lines)
    assert any("it repeats more often than" in line for line in lines)
    assert any("mend the event in the calendar" in line for line in lines)


def test_candidates_address_is_whole_on_a_narrow_terminal(
    firm: Firm, in_80_columns: Callable[[Firm, str], str]
) -> None:
    firm.office.read(message(1, Mailbox("Liisa Laine-Kuusniemi", "liisa.laine-kuusniemi@laine.example")))
    assert "liisa.laine-kuusniemi@laine.example" in in_80_columns(firm, "candidates")


def test_clients_address_is_whole_on_a_narrow_terminal_and_never_cut(
    firm: Firm, in_80_columns: Callable[[Firm, str], str]
) -> None:
    firm.office.read(message(1, Mailbox("Liisa Laine", "liisa.laine-kuusniemi@laine.example"), folder=CLIENTS))
    assert "liisa.laine-kuusniemi@laine.example" in in_80_columns(firm, "people")
    firm.office.read(message(2, Mailbox("Liisa Laine", f"{'q' * 45}@laine.example"), folder=CLIENTS))
    assert in_80_columns(firm, "people").count("q") == 45


def test_candidates_and_judgements_wait_for_a_person(firm: Firm) -> None:
    filled(firm)
    assert firm.ok("candidates", "--json").json[0]["address"] == "liisa@laine.example"
    told = firm.ok("judgements").out
    assert "another name on a known address" in told
    assert "judgements answer ID same" in told
    assert firm.run("judgements", "answer", "1", "perhaps").code == 65
    assert firm.run("judgements", "answer", "9", "same").code == 65
    assert "noted for person" in firm.ok("judgements", "answer", "1", "different").out
    assert firm.ok("judgements", "list", "--json").json == []


def test_status_names_accounts_and_what_waits_and_no_client(firm: Firm) -> None:
    filled(firm)
    out = firm.ok("status").out
    assert "the service is not running" in out
    assert "rekisterid judgements" in out
    assert "Mäkinen" not in out
    assert firm.ok("status", "--json").json["register"]["counts"]["people"] == 1


def test_emptied_calendar_is_confirmed_by_a_person(firm: Firm) -> None:
    visits = [calendar_object(booking(f"visit-{n}", at(n))) for n in range(1, 7)]
    firm.office.store(Step(tuple(visits)))
    firm.office.store(Step(gone=tuple(gone_object(visit.place.item) for visit in visits)))
    told = firm.ok("status").out
    assert "ALARM sari/sari" in told
    assert "rekisterid calendar confirm sari sari\n" in told
    assert firm.run("calendar", "confirm", "sari", "other").code == 65
    assert "6 events are gone" in firm.ok("calendar", "confirm", "sari", "sari").out
    firm.office.pass_time(minutes=5)
    firm.office.store(Step(gone=tuple(gone_object(visit.place.item) for visit in visits)))
    assert {row["status"] for row in firm.ok("bookings", "--json").json} == {"removed"}
    assert "no: the booking was removed from the calendar" in firm.ok("bookings").out
    assert firm.run("calendar", "confirm", "sari").code == 65
