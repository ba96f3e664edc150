"""Verified connections to outside servers, for IMAP and SMTP alike (HW-T14): no byte of a password before the certificate."""

import socket
import ssl

import structlog

from connectors.accounts import Server, Tls
from models.errors import Refused, Unreachable

# The server speaks no TLS here, or none that is still safe: a setting to mend, not an outage.
_IN_THE_CLEAR = {"WRONG_VERSION_NUMBER", "HTTP_REQUEST"}
_MISCONFIGURED = {*_IN_THE_CLEAR, "UNSUPPORTED_PROTOCOL", "NO_PROTOCOLS_AVAILABLE"}

log = structlog.get_logger(__name__)


def client_context(server: Server) -> ssl.SSLContext:
    """Give a context that checks certificate and host name; none is checked for a host named as an exception.

    Raises Refused when the file of the private authority cannot be used.
    """
    context = ssl.create_default_context()
    # A host is named in the list of names alone; the subject is free text (RFC 9525, 6.3).
    context.hostname_checks_common_name = False
    if server.ca_file is not None:
        try:
            context.load_verify_locations(cafile=server.ca_file)
        except OSError as exc:
            mend = "name a readable PEM file with the certificate of the authority"
            raise Refused(f"the CA file of {server.host} cannot be used", mend=mend) from exc
    if server.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def connect(account: str, server: Server) -> socket.socket:
    """Open a connection, with TLS where the settings say implicit TLS. Raises Unreachable and Refused."""
    warn_if_insecure(account, server)
    try:
        plain = socket.create_connection((server.host, server.port), server.connect_timeout.total_seconds())
    except OSError as exc:
        mend = "check host, port and network; the service tries again by itself"
        raise Unreachable(f"{account}: {server.host}:{server.port} does not answer", mend=mend) from exc
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if server.tls is Tls.IMPLICIT:
        return secure(account, server, plain)
    if not _greets(server, plain) and _speaks_tls(server):
        plain.close()
        mend = 'set tls = "implicit" and its port (993 for mailboxes, 465 for the relay); no password was sent'
        raise Refused(f"{account}: {server.host}:{server.port} speaks TLS from the start", mend=mend)
    return plain


def _greets(server: Server, plain: socket.socket) -> bool:
    """Whether the server says something, or hangs up, in the time of a connection. One that waits for TLS does neither."""
    plain.settimeout(server.connect_timeout.total_seconds())
    try:
        plain.recv(1, socket.MSG_PEEK)
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


def _speaks_tls(server: Server) -> bool:
    """Try TLS on a connection of its own, which is used for nothing: no certificate is looked at, no password is sent."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    seconds = server.connect_timeout.total_seconds()
    try:
        with (
            socket.create_connection((server.host, server.port), seconds) as plain,
            context.wrap_socket(plain, server_hostname=server.host),
        ):
            return True
    except OSError:
        return False


def secure(account: str, server: Server, plain: socket.socket) -> socket.socket:
    """Begin TLS on an open connection, which is closed when that fails. Raises Unreachable and Refused."""
    try:
        plain.settimeout(server.connect_timeout.total_seconds())
        return client_context(server).wrap_socket(plain, server_hostname=server.host)
    except OSError as exc:
        plain.close()
        raise _fault(account, server, exc) from exc
    except BaseException:
        plain.close()
        raise


def warn_if_insecure(account: str, server: Server) -> None:
    """Say loudly at each connection that a host is used without verification. Raises Refused for an exception not made."""
    if server.insecure:
        log.warning("connection_not_verified", account=account, host=server.host, tls=server.tls.value)
    elif server.tls is Tls.NONE:
        mend = 'use tls = "implicit" or "starttls", or name this host as an exception'
        raise Refused(f"{account}: {server.host} would get the password in the clear", mend=mend)


def _fault(account: str, server: Server, exc: OSError) -> Refused | Unreachable:
    where = f"{server.host}:{server.port}"
    if isinstance(exc, ssl.SSLCertVerificationError):
        mend = (
            "renew the certificate, use the host name it was issued for, or give the file of the private authority "
            "(ca_file); nothing was sent to the server"
        )
        return Refused(f"{account}: the certificate of {where} does not hold: {exc.verify_message}", mend=mend)
    if isinstance(exc, ssl.SSLError) and exc.reason in _IN_THE_CLEAR and server.tls is Tls.IMPLICIT:
        mend = 'set tls = "starttls" for this port (143 for mailboxes, 587 for the relay), or name the port for TLS (993, 465)'
        return Refused(f"{account}: {where} begins in the clear and does not speak TLS as set", mend=mend)
    if isinstance(exc, ssl.SSLError) and exc.reason in _MISCONFIGURED:
        mend = "ask the operator of the server: it speaks no TLS that is safe; no password was sent"
        return Refused(f"{account}: {where} does not speak TLS as set", mend=mend)
    return Unreachable(f"{account}: TLS with {where} failed", mend="the service tries again by itself")
