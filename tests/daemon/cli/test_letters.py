"""`rekisterid letters`: list, check, preview, copy, send-test; `check` and `run` refuse letters that do not hold."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from daemon.compose import sender_identity
from daemon.config import load_config
from tests.daemon.cli.firm import Firm
from tests.live.smtp_sink import SmtpSink

OWN = '[letters]\nfolder = "letters"'


@pytest.fixture
def own(firm: Firm) -> Firm:
    """A firm with a folder for its own letters."""
    firm.configure(OWN)
    return firm


def spoil(firm: Firm) -> Path:
    """Let the firm's own request lose what the law wants."""
    firm.ok("letters", "copy", "feedback_request")
    path = firm.folder / "letters" / "feedback_request.fi.txt.j2"
    path.write_text(path.read_text("utf-8").replace("Vastaaminen on vapaaehtoista.", ""), "utf-8")
    return path


def test_letters_are_listed_with_whose_words_they_have(own: Firm) -> None:
    own.ok("letters", "copy", "digest", "--language", "sv")
    rows = own.ok("letters", "list", "--json").json
    assert len(rows) == 18
    assert {(row["letter"], row["language"]) for row in rows if row["text"] == "own"} == {("digest", "sv")}
    assert "booking" in rows[0]["names"]
    told = own.ok("letters", "list").out
    assert "feedback_request: booking, consented_on" in told
    assert max(map(len, told.splitlines())) <= 80
    assert {"consent_confirmation", "client", "staff", "standard"} <= set(told.split())


def test_nothing_is_overwritten_by_a_copy(own: Firm) -> None:
    own.ok("letters", "copy", "alarm")
    ran = own.run("letters", "copy", "alarm")
    assert (ran.code, "is there already" in ran.err) == (65, True)
    assert "all is well: 2 templates" in own.ok("letters", "check").out


def test_copy_needs_a_folder(firm: Firm) -> None:
    assert firm.run("letters", "copy", "alarm").code == 65
    assert "in our words" in firm.ok("letters", "check").out


def test_letters_that_do_not_hold_are_refused_everywhere(own: Firm) -> None:
    spoil(own)
    for command in (["letters", "check"], ["letters", "preview", "alarm"], ["run"]):
        ran = own.run(*command)
        assert ran.code == 78
        assert "letters/feedback_request.fi.txt.j2: that answering is voluntary is missing" in ran.err
        assert "mend: write as the standard letter does: Vastaaminen on vapaaehtoista." in ran.err
    results = own.run("check", "--json").json["results"]
    assert [result["ok"] for result in results if result["subject"] == "letters"] == [False, False]


def test_check_says_what_is_the_firms_own(own: Firm) -> None:
    own.ok("letters", "copy", "alarm")
    results = own.run("check", "--json").json["results"]
    (found,) = [result for result in results if result["subject"] == "letters"]
    assert (found["ok"], "2 templates, 0 subjects" in found["message"]) == (True, True)


def test_folder_that_is_not_there_is_told(own: Firm) -> None:
    ran = own.run("letters", "check")
    assert (ran.code, f"letters: {own.folder / 'letters'}: there is no such folder" in ran.err) == (78, True)


def test_folder_that_cannot_be_made_is_told(own: Firm) -> None:
    (own.folder / "letters").write_text("a file", "utf-8")
    ran = own.run("letters", "copy", "alarm")
    assert (ran.code, "cannot be made: File exists" in ran.err) == (65, True)


def test_subject_without_the_day_is_one_fault(own: Firm) -> None:
    (own.folder / "letters").mkdir()
    words = '[feedback_request.fi]\nsubject = "Palautepyyntö"\n'
    (own.folder / "letters" / "words.toml").write_text(words, "utf-8")
    ran = own.run("letters", "check")
    assert (ran.code, ran.err.count("words.toml"), "put {date} in" in ran.err) == (78, 1, True)


def test_preview_shows_the_letter_and_makes_files(firm: Firm) -> None:
    told = firm.ok("letters", "preview", "feedback_request", "--language", "sv").out
    assert "Subject: Begäran om respons på ditt möte" in told
    assert "ÅTERKALLA" in told
    page, mail = firm.folder / "x.html", firm.folder / "x.eml"
    firm.ok("letters", "preview", "consent_link", "--html", str(page), "--eml", str(mail))
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert message_from_bytes(mail.read_bytes(), policy=policy.default)["Subject"] == "Linkki suostumuksiisi"
    ran = firm.run("letters", "preview", "nonsense")
    assert (ran.code, "name one of feedback_request" in ran.err) == (65, True)


def test_every_variant_that_goes_out_can_be_looked_at(firm: Firm) -> None:
    rows = {row["letter"]: row["variants"] for row in firm.ok("letters", "list", "--json").json}
    shown = {
        (letter, variant): firm.ok("letters", "preview", letter, "--variant", variant).out
        for letter, variants in rows.items()
        for variant in variants
    }
    assert len(set(shown.values())) == len(shown)
    assert "muistutus aiemmasta" in shown["feedback_request", "reminder-by-reply"]
    assert "/a/" in shown["feedback_request", "reminder-by-page"]
    assert "/a/" not in shown["feedback_request", "reminder-by-reply"]
    for letter, (usual, *_) in rows.items():
        assert firm.ok("letters", "preview", letter).out == shown[letter, usual]
    assert "variants: by-reply, by-page, " in firm.ok("letters", "list").out
    ran = firm.run("letters", "preview", "alarm", "--variant", "reminder")
    assert (ran.code, "mend: name one of raised, over" in ran.err) == (65, True)


def test_own_words_are_what_goes_out(own: Firm) -> None:
    own.ok("letters", "copy", "feedback_request")
    for kind in ("txt", "html"):
        path = own.folder / "letters" / f"feedback_request.fi.{kind}.j2"
        text = path.read_text("utf-8").replace("Pyydämme palautetta tapaamisestasi", "Anna palautetta ajasta")
        path.write_text(text, "utf-8")
    words = '[feedback_request.fi]\nsubject = "Palautetta ajasta {date}?"'
    (own.folder / "letters" / "words.toml").write_text(words, "utf-8")
    told = own.ok("letters", "preview", "feedback_request").out
    assert "Subject: Palautetta ajasta ma 16.3.2026?" in told
    assert "Anna palautetta ajasta ma 16.3.2026" in told
    relay(own, 2525)
    config = own.folder / "config.toml"
    text = config.read_text("utf-8").replace("[register]", '[register]\nnotice_url = "https://suvanto.example/p"')
    config.write_text(text, "utf-8")
    letters = sender_identity(load_config(config, env={})).letters
    assert letters.subjects == {"feedback_request.fi": "Palautetta ajasta {date}?"}


def relay(firm: Firm, port: int) -> None:
    """Let the firm send by a relay on this machine."""
    firm.configure(
        f'[sending]\nhost = "127.0.0.1"\ninsecure_host = "127.0.0.1"\ntls = "none"\nport = {port}\n'
        'from_address = "info@suvanto.example"\nreply_to = "info@suvanto.example"'
    )


@pytest.mark.live
def test_letter_goes_to_an_address_of_ones_own_alone(firm: Firm) -> None:
    with SmtpSink() as sink:
        relay(firm, sink.port)
        for stranger in (
            "maija@asiakas.example",
            "info@suvanto.example.evil.example",
            "x",
            "info@suvanto.example\nBcc: a@b.c",
        ):
            ran = firm.run("letters", "send-test", "feedback_request", "--to", stranger)
            assert (ran.code, "no address of your own" in ran.err) == (65, True)
        assert sink.messages == []
        assert "sent" in firm.ok("letters", "send-test", "feedback_request", "--to", "INFO@suvanto.example").out
        (got,) = sink.messages
        assert got.recipients == ("info@suvanto.example",)
        assert message_from_bytes(got.raw, policy=policy.default)["Subject"].startswith("Palautepyyntö tapaamisestasi")
        hold = firm.folder / "data" / "register.sqlite.hold"
        hold.write_text("{}")
        assert "a hold stops all mail" in firm.run("letters", "send-test", "alarm", "--to", "info@suvanto.example").err
        assert len(sink.messages) == 1


def test_test_letter_needs_a_relay(firm: Firm) -> None:
    ran = firm.run("letters", "send-test", "alarm", "--to", "info@suvanto.example")
    assert (ran.code, "expected a relay" in ran.err) == (78, True)
