"""The SMTP sink does what tests rely on. These prove the tool, not the service."""

import smtplib
import time

import pytest

from tests.live.certificates import CertificateAuthority
from tests.live.fixtures import NewSmtpSink
from tests.live.smtp_sink import Security, SmtpSink, Stage

MAIL = b"From: Maija <maija@example.com>\r\nTo: info@salonki.example\r\nSubject: Aika\r\n\r\nHei!\r\n"


def connected(sink: SmtpSink, test_ca: CertificateAuthority) -> smtplib.SMTP:
    if sink.security is Security.TLS:
        client: smtplib.SMTP = smtplib.SMTP_SSL("localhost", sink.port, timeout=5, context=test_ca.client_context())
    else:
        client = smtplib.SMTP("localhost", sink.port, timeout=5)
    if sink.security is Security.STARTTLS:
        client.starttls(context=test_ca.client_context())
    if sink.security is not Security.NONE:
        client.login(sink.username, sink.password)
    return client


@pytest.mark.parametrize("security", list(Security))
def test_smtp_sink_keeps_bytes_and_envelope(
    security: Security, new_smtp_sink: NewSmtpSink, test_ca: CertificateAuthority
) -> None:
    sink = new_smtp_sink(security)
    with connected(sink, test_ca) as client:
        client.sendmail("info@salonki.example", ["maija@example.com"], MAIL)
    (message,) = sink.messages
    assert (message.raw, message.mail_from, message.recipients) == (
        MAIL,
        "info@salonki.example",
        ("maija@example.com",),
    )
    assert message.tls == (security is not Security.NONE)
    assert message.login == (None if security is Security.NONE else sink.username)


def test_smtp_sink_asks_for_the_right_password(smtp_sink: SmtpSink, test_ca: CertificateAuthority) -> None:
    with smtplib.SMTP("localhost", smtp_sink.port, timeout=5) as client:
        client.starttls(context=test_ca.client_context())
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.login(smtp_sink.username, "wrong")
        with pytest.raises(smtplib.SMTPSenderRefused):
            client.sendmail("info@salonki.example", ["maija@example.com"], MAIL)


def test_smtp_sink_refuses_as_scripted(smtp_sink: SmtpSink, test_ca: CertificateAuthority) -> None:
    smtp_sink.refuse(Stage.RCPT, "550 5.1.1 no such user", address="gone@example.com")
    smtp_sink.refuse(Stage.RCPT, "451 4.7.1 later", address="maija@example.com", times=1)
    with connected(smtp_sink, test_ca) as client:
        with pytest.raises(smtplib.SMTPRecipientsRefused, match="550"):
            client.sendmail("info@salonki.example", ["gone@example.com"], MAIL)
        with pytest.raises(smtplib.SMTPRecipientsRefused, match="451"):
            client.sendmail("info@salonki.example", ["maija@example.com"], MAIL)
        client.sendmail("info@salonki.example", ["maija@example.com"], MAIL)
    assert [message.recipients for message in smtp_sink.messages] == [("maija@example.com",)]


def test_smtp_sink_answers_slowly_as_scripted(smtp_sink: SmtpSink, test_ca: CertificateAuthority) -> None:
    smtp_sink.delay(Stage.MAIL, 0.5, times=1)
    smtp_sink.delay(Stage.MID_DATA, 0.5, times=1)
    began = time.monotonic()
    with connected(smtp_sink, test_ca) as client:
        client.sendmail("info@salonki.example", ["maija@example.com"], MAIL)
    assert time.monotonic() - began > 0.9
    assert smtp_sink.messages[0].raw == MAIL


@pytest.mark.parametrize("security", list(Security))
@pytest.mark.parametrize("stage", [Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.MID_DATA, Stage.FINAL_DOT])
def test_smtp_sink_hangs_up_where_told(
    stage: Stage, security: Security, new_smtp_sink: NewSmtpSink, test_ca: CertificateAuthority
) -> None:
    sink = new_smtp_sink(security)
    sink.cut(stage, times=1)
    client = connected(sink, test_ca)
    with pytest.raises((OSError, smtplib.SMTPServerDisconnected)):
        client.sendmail("info@salonki.example", ["maija@example.com"], MAIL)
    client.close()
    assert len(sink.messages) == (1 if stage is Stage.FINAL_DOT else 0)
    with connected(sink, test_ca) as again:
        again.sendmail("info@salonki.example", ["maija@example.com"], MAIL)


@pytest.mark.parametrize("stage", [Stage.CONNECT, Stage.EHLO])
def test_smtp_sink_hangs_up_before_anything_is_said(stage: Stage, smtp_sink: SmtpSink) -> None:
    smtp_sink.cut(stage)
    with pytest.raises((OSError, smtplib.SMTPException)):
        smtplib.SMTP("localhost", smtp_sink.port, timeout=5).ehlo_or_helo_if_needed()
