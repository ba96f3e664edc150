"""`rekisterid init` by asking: what it offers, what it asks again, and what is written."""

from connectors.accounts import MailAccount
from daemon.config import load_config
from models.vocabulary import FolderRole
from tests.daemon.cli.init_place import FIRM, Place
from tests.daemon.cli.invented_servers import NOW

ANSWERED_FIRM = ["Suvanto Työnohjaus Oy", "Suvantokatu 2, 80110 Joensuu", "info@suvanto.example", "Riikka Taipalsuo",
                 "", "013 800 0880", "", "2026-01", "", "", "y", "Riikka Taipalsuo, Henri Oksala"]  # fmt: skip
ANSWERED_MAILBOX = ["y", "info@suvanto.example", "", "", "1", "", "", "", "pw of info", "", "1"]
ANSWERED_CALENDAR = ["y", "https://dav.suvanto.example/", "", "", "riikka", "pw of dav", "3", "varaus|ajanvaraus", "1"]
ANSWERED_RELAY = ["y", "", "", "2", "", "", "", "pw of smtp"]


def test_asking_writes_a_configuration_with_folders_and_calendars_that_were_offered(place: Place) -> None:
    answers = [*ANSWERED_FIRM, *ANSWERED_MAILBOX, "n", *ANSWERED_CALENDAR, "n", *ANSWERED_RELAY]
    code, output = place.run(answers=answers)
    assert code == 0, output
    config = load_config(place.config, env={}, today=NOW.date())
    assert config.own.domains == ("suvanto.example",)
    assert config.own.staff == ("Riikka Taipalsuo", "Henri Oksala")
    mailbox = config.mailboxes[0]
    assert (mailbox.name, mailbox.host, mailbox.user) == ("info", "imap.suvanto.example", "info@suvanto.example")
    assert [(folder.name, folder.role) for folder in mailbox.folders] == [
        ("INBOX", FolderRole.INBOX), ("Lähetetyt", FolderRole.SENT), ("Asiakkaat", FolderRole.CLIENTS),
    ]  # fmt: skip
    assert str(mailbox.since) == "2026-08-24"
    assert config.calendars[0].calendars == ("Vastaanotto",)
    assert (config.calendars[0].bookings, config.calendars[0].pattern) == ("title", "varaus|ajanvaraus")
    assert (config.sending.host, config.sending.port) == ("smtp.suvanto.example", 587)
    assert config.sending.reply_to == "info@suvanto.example"
    assert config.sending.mode == "off"
    assert [box.password.get_secret_value() for box in (*config.mailboxes, *config.calendars, config.sending)] == [
        "pw of info", "pw of dav", "pw of smtp",
    ]  # fmt: skip
    for password in ("pw of info", "pw of dav", "pw of smtp"):
        assert password not in output
        assert password not in place.config.read_text()


def test_port_and_private_authority_can_be_answered_and_are_offered_again(place: Place) -> None:
    authority = place.folder / "firm-ca.pem"
    authority.write_text("a certificate")
    place.servers.passwords["info"] = "right"
    first = ["y", "info@suvanto.example", "", "", "1", "70000", "1993", "nowhere.pem", "firm-ca.pem", "", "wrong"]
    again = ["1", "", "", "", "", "", "", "", "right", "", ""]
    calendar = ["y", "https://dav.suvanto.example:8443/", "", "firm-ca.pem", "riikka", "pw of dav", "", "1"]
    relay = ["y", "", "", "2", "2587", "firm-ca.pem", "", "pw of smtp"]
    code, output = place.run(answers=[*ANSWERED_FIRM, *first, *again, "n", *calendar, "n", *relay])
    assert code == 0, output
    assert "expected a port, 1–65535" in output
    assert f"there is no file {place.folder}/nowhere.pem" in output
    config = load_config(place.config, env={}, today=NOW.date())
    assert [config.mailboxes[0].port, config.sending.port] == [1993, 2587]
    assert config.mailboxes[0].ca_file == config.calendars[0].ca_file == config.sending.ca_file == authority


def test_wrong_password_is_found_at_once_and_asked_again(place: Place) -> None:
    place.servers.passwords["info"] = "right"
    again = ["1", "", "", "", "1", "", "", "", "right", "", ""]
    answers = [*ANSWERED_FIRM, *ANSWERED_MAILBOX[:9], *again, "n", "n", "n"]
    code, output = place.run(answers=answers)
    assert code == 0, output
    assert "the server refuses the login" in output
    config = load_config(place.config, env={}, today=NOW.date())
    assert [box.password.get_secret_value() for box in config.mailboxes] == ["right"]


def test_account_that_fails_can_be_left_out_or_kept(place: Place) -> None:
    place.servers.passwords["info"] = "right"
    second = ["y", "toimisto@suvanto.example", "", "", "1", "", "", "", "pw", "", ""]
    code, output = place.run(answers=[*ANSWERED_FIRM, *ANSWERED_MAILBOX[:9], "3", *second, "n", "n", "n"])
    assert code == 0, output
    assert [box.name for box in load_config(place.config, env={}).mailboxes] == ["toimisto"]
    assert not (place.config.parent / "secrets" / "info.password").exists()


def test_answer_of_the_wrong_kind_is_asked_again(place: Place) -> None:
    firm = list(ANSWERED_FIRM)
    firm[2:3] = ["no address", "info@suvanto.example"]
    code, output = place.run(answers=[*firm, *ANSWERED_MAILBOX, "n", "n", "n"])
    assert code == 0, output
    assert "expected an e-mail address such as info@example.com" in output


def test_what_options_say_is_not_asked(place: Place) -> None:
    given = [part for value in FIRM for part in ("--set", value)]
    code, output = place.run(*given, answers=["", "", "y", "Riikka", *ANSWERED_MAILBOX, "n", "n", "n"])
    assert code == 0, output
    assert "Name of the firm" not in output


def test_end_of_input_leaves_nothing_behind(place: Place) -> None:
    code, _ = place.run(answers=ANSWERED_FIRM[:4])
    assert code == 130
    assert place.files() == {}


def test_domain_of_a_mail_provider_is_never_taken_for_the_firms(place: Place) -> None:
    firm = [*ANSWERED_FIRM[:2], "suvanto@gmail.com", *ANSWERED_FIRM[3:10], ANSWERED_FIRM[11]]
    code, output = place.run(answers=[*firm, *ANSWERED_MAILBOX, "n", "n", "n"])
    assert code == 0, output
    assert load_config(place.config, env={}).own.domains == ()


def test_accounts_are_tried_with_the_password_before_anything_is_written(place: Place) -> None:
    place.run(answers=[*ANSWERED_FIRM, *ANSWERED_MAILBOX, "n", "n", "n"])
    account = place.servers.seen[0]
    assert isinstance(account, MailAccount)
    assert account.login.password == "pw of info"
    assert [folder.name for folder in account.folders] == ["INBOX", "Lähetetyt", "Asiakkaat"]
