"""`explain`: what would be taken from files, in words and as JSON, without a register or a configuration."""

import json
from pathlib import Path

import pytest

from daemon.cli.app import run
from daemon.cli.shell import Shell
from tests.daemon.cli.firm import Firm, Ran
from tests.models.register.samples import NOW

EXTRACTION = Path(__file__).parents[2] / "data" / "extraction"
VISIT = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//EN
BEGIN:VEVENT
UID:visit-1@example.com
DTSTAMP:20261101T080000Z
DTSTART;TZID=Europe/Helsinki:20261103T100000
DTEND;TZID=Europe/Helsinki:20261103T110000
RRULE:FREQ=WEEKLY;COUNT=3
SUMMARY:Coaching
ATTENDEE;CN=Liisa Laine:mailto:liisa@laine.example
END:VEVENT
END:VCALENDAR
"""
HOURLY = VISIT.replace("FREQ=WEEKLY", "FREQ=SECONDLY").replace("visit-1", "visit-2")


class Files:
    """A folder of files and the command run in it, with no configuration anywhere."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def write(self, name: str, text: str) -> str:
        """Write a file with CRLF line ends and give its path."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.replace("\n", "\r\n").encode())
        return str(path)

    def explain(self, *arguments: str) -> Ran:
        """Run `rekisterid explain`."""
        self._capsys.readouterr()
        shell = Shell(env={"HOME": str(self.folder)}, folder=self.folder, clock=lambda: NOW)
        code = run(("explain", *arguments), shell)
        wrote = self._capsys.readouterr()
        return Ran(code, wrote.out, wrote.err)

    def objects(self, *arguments: str) -> list[dict[str, object]]:
        """Run it with --json and give the objects."""
        ran = self.explain(*arguments, "--json")
        assert ran.code == 0, ran.err
        return [json.loads(line) for line in ran.out.splitlines()]


@pytest.fixture
def files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Files:
    """An empty folder."""
    return Files(tmp_path, capsys)


def test_message_is_explained_line_by_line_and_in_the_scorers_form(files: Files) -> None:
    message, context = str(EXTRACTION / "eml" / "o001.eml"), str(EXTRACTION / "context.json")
    out = files.explain(message, "--context", context).out
    assert "would be taken:" in out
    assert "line 10 in signature" in out
    assert "not a client yet" in out
    (told,) = files.objects(message, "--context", context)
    assert (told["id"], told["kind"], told["file"]) == ("o001", "personal", message)
    fields = told["fields"]
    assert isinstance(fields, list)
    assert {"field", "value", "why"} <= set(fields[0])


def test_firms_own_message_is_known_by_the_context_only(files: Files) -> None:
    letter = files.write("own.eml", "From: Riikka <riikka@kaarnaohjaus.example>\nTo: a@b.example\nSubject: x\n\nHei\n")
    assert "not a client yet" in files.explain(letter).out
    assert "own staff" in files.explain(letter, "--context", str(EXTRACTION / "context.json")).out


def test_each_occurrence_of_an_event_is_one_line_with_offset_and_reason(files: Files) -> None:
    event = files.write("visit.ics", VISIT)
    told = files.objects(event)
    assert [one["starts_at"] for one in told] == [f"2026-11-{day:02}T10:00:00+02:00" for day in (3, 10, 17)]
    assert {one["uid"] for one in told} == {"visit-1@example.com"}
    assert all(one["is_booking"] and one["why"] for one in told)
    assert [one["starts_at"] for one in files.objects(event, "--from", "2026-11-10", "--to", "10.11.2026")] == [
        "2026-11-10T10:00:00+02:00"
    ]
    assert files.objects(event, "--from", "2027-01-01") == [{"file": event, "note": "nothing_in_window"}]
    assert "a booking" in files.explain(event).out


def test_folder_is_read_to_its_end_whatever_one_file_holds(files: Files) -> None:
    files.write("in/a.eml", "From: a@b.example\nSubject: x\n\nHei\n")
    files.write("in/deep/bomb.ics", HOURLY)
    files.write("in/deep/broken.ics", "this is no calendar")
    files.write("in/notes.txt", "not read")
    told = files.objects(str(files.folder / "in"))
    assert [Path(str(one["file"])).name for one in told] == ["a.eml", "bomb.ics", "broken.ics"]
    assert [bool(one.get("problem")) for one in told] == [False, True, True]


def test_nothing_to_read_says_what_to_name(files: Files) -> None:
    for argument in ("missing.eml", str(files.folder)):
        ran = files.explain(argument)
        assert ran.code == 65
        assert "mend: " in ran.err
    broken = files.write("broken.ics", "no calendar")
    assert files.explain(broken).code == 65
    letter = files.write("a.eml", "From: a@b.example\n\nHei\n")
    assert files.explain(letter, "--context", broken).code == 65
    assert files.explain(letter, "--account", "info").code == 78


def test_rubbish_is_told_and_ends_with_65(files: Files) -> None:
    calendar = files.write(
        "rubbish.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:soon\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    ran = files.explain(calendar)
    assert ran.code == 65
    assert "cannot be read" in ran.out
    mail = files.write("rubbish.eml", "%PDF-1.7 \x00\x01 rubbish")
    ran = files.explain(mail)
    assert (ran.code, "not a mail message" in ran.out) == (65, True)
    picture = files.write("picture.png", "\x89PNG rubbish")
    ran = files.explain(picture)
    assert (ran.code, ran.out) == (65, "")
    assert "is neither a message nor a calendar file" in ran.err
    assert "mend: name .eml or .ics files" in ran.err
    assert files.explain(files.write("without-suffix", "From: a@b.example\n\nHei\n")).code == 0


def test_file_that_cannot_be_read_says_so(files: Files) -> None:
    letter = files.folder / "a.eml"
    # The first page of a process is nobody's: unlike a file without permissions, not even root can read it.
    letter.symlink_to("/proc/self/mem")
    ran = files.explain(str(letter))
    assert (ran.code, "cannot be read: Input/output error" in ran.err) == (65, True)
    assert "mend: " in ran.err


def test_configuration_serves_where_there_is_one(firm: Firm) -> None:
    letter = firm.file("own.eml", b"From: Riikka <riikka@suvanto.example>\r\nSubject: x\r\n\r\nHei\r\n")
    assert "own staff" in firm.ok("explain", letter).out
    assert firm.run("explain", letter, "--account", "nobody").code == 65
    assert "own staff" in firm.ok("explain", letter, "--account", "info").out


def test_text_of_a_hostile_message_cannot_steer_the_terminal(files: Files) -> None:
    letter = files.write("x.eml", "From: \x1b[31mred <a@b.example>\nSubject: x\n\nHei\n")
    ran = files.explain(letter)
    assert "\x1b" not in ran.out
