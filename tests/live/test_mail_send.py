"""The sender at a real SMTP server: TLS, login, every stage of the dialogue, and what may never reach a log."""

import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import structlog

from connectors.accounts import Login, Server, SmtpAccount, Tls
from connectors.mail.send import SendOutcome, SendResult, SmtpSender
from models.errors import Refused
from tests.contract.letters import RECIPIENT, SENDER, letter
from tests.contract.sending import SenderContract, SenderHarness
from tests.live.certificates import CertificateAuthority, Kind
from tests.live.fixtures import NewSmtpSink
from tests.live.process import free_port
from tests.live.relay import Line, Relay
from tests.live.smtp_sink import Security, SmtpSink, Stage

pytestmark = pytest.mark.live("smtp_sink")
TLS_OF = {Security.NONE: Tls.NONE, Security.STARTTLS: Tls.STARTTLS, Security.TLS: Tls.IMPLICIT}
SHORT = timedelta(seconds=2)


def account(
    sink: SmtpSink, authority: CertificateAuthority, *, password: str = "", insecure: bool = False
) -> SmtpAccount:
    tls = TLS_OF[sink.security]
    server = Server(
        sink.host, sink.port, tls, insecure, str(authority.ca_file), connect_timeout=SHORT, read_timeout=SHORT
    )
    login = None if tls is Tls.NONE else Login(sink.username, password or sink.password)
    return SmtpAccount(server, login, "relay")


class SinkHarness(SenderHarness):
    """A sink; to stop it means another port, on which nobody listens."""

    def __init__(self, sink: SmtpSink, authority: CertificateAuthority) -> None:
        self._sink = sink
        self._authority = authority
        self._port = sink.port

    def sender(self, *, password_is_right: bool = True) -> SmtpSender:
        wanted = account(self._sink, self._authority, password="" if password_is_right else "wrong")
        return SmtpSender(replace(wanted, server=replace(wanted.server, port=self._port)))

    def delivered(self) -> list[bytes]:
        return [message.raw for message in self._sink.messages]

    def refuse(self, stage: Stage, reply: str) -> None:
        self._sink.refuse(stage, reply)

    def cut(self, stage: Stage) -> None:
        self._sink.cut(stage)

    def stop(self) -> None:
        self._port = free_port()


@pytest.fixture(params=[Security.STARTTLS, Security.TLS])
def harness(request: pytest.FixtureRequest, new_smtp_sink: NewSmtpSink, test_ca: CertificateAuthority) -> SinkHarness:
    return SinkHarness(new_smtp_sink(request.param), test_ca)


class TestSmtpSender(SenderContract):
    """The contract, over STARTTLS and over implicit TLS."""


@pytest.fixture
def logged() -> Iterator[list[dict[str, object]]]:
    with structlog.testing.capture_logs() as entries:
        yield entries  # type: ignore[misc]


def test_envelope_has_one_recipient_and_login_goes_over_tls(smtp_sink: SmtpSink, test_ca: CertificateAuthority) -> None:
    SmtpSender(account(smtp_sink, test_ca)).send(letter(), on_data=lambda: None)
    (message,) = smtp_sink.messages
    assert (message.mail_from, message.recipients) == (SENDER, (RECIPIENT,))
    assert message.tls
    assert message.login == smtp_sink.username
    words = [command.split()[0] for command in smtp_sink.commands]
    assert words == ["CONNECT", "EHLO", "EHLO", "AUTH", "MAIL", "RCPT", "DATA"]


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
@pytest.mark.parametrize("kind", ["expired", "wrong_name", "self_signed"])
def test_wrong_certificate_gets_no_byte_of_the_password(
    new_smtp_sink: NewSmtpSink, test_ca: CertificateAuthority, security: Security, kind: Kind
) -> None:
    sink = new_smtp_sink(security, kind)
    with pytest.raises(Refused) as caught:
        SmtpSender(account(sink, test_ca)).send(letter(), on_data=lambda: None)
    assert "certificate" in str(caught.value)
    assert caught.value.mend
    assert not any(command.startswith(("AUTH", "MAIL")) for command in sink.commands)


def test_server_without_starttls_gets_no_byte_of_the_password(
    new_smtp_sink: NewSmtpSink, test_ca: CertificateAuthority
) -> None:
    sink = new_smtp_sink(Security.NONE)
    server = Server(sink.host, sink.port, Tls.STARTTLS, ca_file=str(test_ca.ca_file))
    with pytest.raises(Refused, match="STARTTLS"):
        SmtpSender(SmtpAccount(server, Login("relay", "secret"))).send(letter(), on_data=lambda: None)
    assert [command.split()[0] for command in sink.commands] == ["CONNECT", "EHLO"]


def test_server_of_the_other_kind_is_refused_with_a_mend(
    new_smtp_sink: NewSmtpSink, test_ca: CertificateAuthority
) -> None:
    sink = new_smtp_sink(Security.NONE)
    server = Server(sink.host, sink.port, Tls.IMPLICIT, ca_file=str(test_ca.ca_file))
    with pytest.raises(Refused) as caught:
        SmtpSender(SmtpAccount(server, None)).send(letter(), on_data=lambda: None)
    assert "587" in caught.value.mend


def test_plain_connection_needs_the_host_to_be_named(new_smtp_sink: NewSmtpSink, test_ca: CertificateAuthority) -> None:
    sink = new_smtp_sink(Security.NONE)
    with pytest.raises(Refused):
        SmtpSender(account(sink, test_ca)).send(letter(), on_data=lambda: None)
    assert sink.commands == []


def test_host_named_as_exception_is_used_and_said_loudly(
    new_smtp_sink: NewSmtpSink, test_ca: CertificateAuthority, logged: list[dict[str, object]]
) -> None:
    sink = new_smtp_sink(Security.NONE)
    SmtpSender(account(sink, test_ca, insecure=True)).send(letter(), on_data=lambda: None)
    assert len(sink.messages) == 1
    assert [(entry["event"], entry["log_level"], entry["account"]) for entry in logged] == [
        ("connection_not_verified", "warning", "relay")
    ]


def test_nothing_of_a_letter_is_logged(
    smtp_sink: SmtpSink,
    test_ca: CertificateAuthority,
    caplog: pytest.LogCaptureFixture,
    logged: list[dict[str, object]],
) -> None:
    caplog.set_level("DEBUG")
    smtp_sink.refuse(Stage.RCPT, f"550 5.1.1 <{RECIPIENT}> unknown", times=1)
    sender = SmtpSender(account(smtp_sink, test_ca))
    results = [sender.send(letter(), on_data=lambda: None) for _ in range(2)]
    assert [result.outcome for result in results] == [SendOutcome.PERMANENT, SendOutcome.SENT]
    ours = [record.getMessage() for record in caplog.records if record.name not in {"mail.log", "asyncio"}]
    everything = repr(ours) + repr(logged) + repr(results)
    assert "aija" not in everything
    assert "Maija" not in repr(letter())


def test_line_cut_within_the_content_is_temporary_or_unknown_and_never_sent(
    smtp_sink: SmtpSink, test_ca: CertificateAuthority
) -> None:
    smtp_sink.cut(Stage.MID_DATA)
    long = letter(text="Pitkä kirje. " * 60_000)
    result = SmtpSender(account(smtp_sink, test_ca)).send(long, on_data=lambda: None)
    assert result.outcome in {SendOutcome.TEMPORARY, SendOutcome.UNKNOWN}
    assert smtp_sink.messages == []


def test_silence_before_the_content_is_temporary(smtp_sink: SmtpSink, test_ca: CertificateAuthority) -> None:
    smtp_sink.delay(Stage.RCPT, 5.0)
    started = time.monotonic()
    result = SmtpSender(account(smtp_sink, test_ca)).send(letter(), on_data=lambda: None)
    assert result == SendResult(SendOutcome.TEMPORARY)
    assert time.monotonic() - started < 4.5


def test_silence_after_the_final_dot_is_unknown(smtp_sink: SmtpSink, test_ca: CertificateAuthority) -> None:
    smtp_sink.delay(Stage.FINAL_DOT, 5.0)
    sender = SmtpSender(account(smtp_sink, test_ca), final_answer=timedelta(seconds=1))
    started = time.monotonic()
    assert sender.send(letter(), on_data=lambda: None) == SendResult(SendOutcome.UNKNOWN)
    assert time.monotonic() - started < 4


def test_late_answer_to_the_final_dot_is_awaited(smtp_sink: SmtpSink, test_ca: CertificateAuthority) -> None:
    smtp_sink.delay(Stage.FINAL_DOT, 3.0)
    result = SmtpSender(account(smtp_sink, test_ca)).send(letter(), on_data=lambda: None)
    assert result == SendResult(SendOutcome.SENT, 250)


def test_dialogue_that_drips_ends_in_time(smtp_sink: SmtpSink, test_ca: CertificateAuthority) -> None:
    for stage in (Stage.EHLO, Stage.AUTH, Stage.MAIL, Stage.RCPT):
        smtp_sink.delay(stage, 0.9)
    started = time.monotonic()
    result = SmtpSender(account(smtp_sink, test_ca), dialogue=SHORT).send(letter(), on_data=lambda: None)
    assert result == SendResult(SendOutcome.TEMPORARY)
    assert time.monotonic() - started < 3.5


def test_error_after_the_acceptance_changes_nothing(smtp_sink: SmtpSink, test_ca: CertificateAuthority) -> None:
    with Relay(smtp_sink.port) as relay:
        server = Server("127.0.0.1", relay.port, Tls.STARTTLS, ca_file=str(test_ca.ca_file))
        sender = SmtpSender(SmtpAccount(server, Login(smtp_sink.username, smtp_sink.password)))
        cutter = threading.Thread(target=cut_when_kept, args=(smtp_sink, relay))
        cutter.start()
        result = sender.send(letter(), on_data=lambda: None)
        cutter.join()
    assert result.outcome in {SendOutcome.SENT, SendOutcome.UNKNOWN}
    assert len(smtp_sink.messages) == 1


def cut_when_kept(sink: SmtpSink, relay: Relay) -> None:
    while not sink.messages:
        time.sleep(0.001)
    relay.cut()


def test_words_spoken_before_tls_are_not_believed(smtp_sink: SmtpSink, test_ca: CertificateAuthority) -> None:
    class Injecting(Relay):
        def server_said(self, line: Line, data: bytes) -> bytes:
            return data + b"250 injected\r\n" if b"220 Ready to start TLS" in data else data

    with Injecting(smtp_sink.port) as relay:
        server = Server("127.0.0.1", relay.port, Tls.STARTTLS, ca_file=str(test_ca.ca_file), read_timeout=SHORT)
        sender = SmtpSender(SmtpAccount(server, Login(smtp_sink.username, smtp_sink.password)))
        assert sender.send(letter(), on_data=lambda: None).outcome is SendOutcome.TEMPORARY
    assert not any(command.startswith("AUTH") for command in smtp_sink.commands)


def test_contexts_verify_by_default(test_ca: CertificateAuthority) -> None:
    from connectors.tls import client_context

    context = client_context(Server("mail.example", 465, ca_file=str(test_ca.ca_file)))
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    with pytest.raises(Refused):
        client_context(Server("mail.example", 465, ca_file="/nowhere/ca.pem"))
