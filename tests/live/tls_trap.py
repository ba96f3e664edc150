"""A server that speaks just enough IMAP, SMTP or HTTP to be told a password, keeps every byte, and is wrong about TLS.

The cases are files in tests/data/tls: `protocols` it applies to, `certificate` (see bad_certificates), `begins` ("implicit",
"starttls", "never"), `versions` ("old": TLS 1.1 at most), `host` as the client names it, `starttls` ("offered",
"not offered", "refused", "ignored": answered, and then no TLS), `injected` (words in the clear behind the answer),
`greets` (in place of the greeting), `location` (where every HTTP question is sent; {OTHER} is another such server, {PLAIN}
the same port without TLS).
"""

import socket
import ssl
import threading
import tomllib
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.live.bad_certificates import Lab
from tests.live.process import HOST

FOLDER = Path(__file__).parents[1] / "data" / "tls"
_SECONDS = 5.0


@dataclass(frozen=True)
class TlsCase:
    """One file; `name` is the file's."""

    name: str
    why: str
    protocols: tuple[str, ...] = ("imap", "smtp", "caldav")
    certificate: str = "good"
    begins: str = "implicit"
    versions: str = "new"
    host: str = HOST
    starttls: str = "offered"
    injected: str = ""
    greets: str = ""
    location: str = ""
    trusted: bool = False


def cases(protocol: str) -> list[TlsCase]:
    """Every case that applies to "imap", "smtp" or "caldav", by name."""
    told = ((path.stem, tomllib.loads(path.read_text(encoding="utf-8"))) for path in sorted(FOLDER.glob("*.toml")))
    found = [TlsCase(name=name, **one) for name, one in told]
    return [case for case in found if protocol in case.protocols]


class TlsTrap:
    """Use as `with TlsTrap("imap", case, lab) as trap:`. `heard` is all that came, in the clear or out of TLS."""

    def __init__(self, protocol: str, case: TlsCase, lab: Lab, *, other: str = "") -> None:
        self.heard = bytearray()
        self.connections = 0
        self._protocol, self._case, self._other = protocol, case, other
        self._context = _context(case, lab)
        self._listener = socket.create_server((HOST, 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # The accepting thread sits in a system call: it is woken by a caller.
        self._ended = True
        with suppress(OSError), socket.create_connection((HOST, self.port), 1):
            pass
        self._thread.join(_SECONDS)
        self._listener.close()

    _ended = False

    def _accept(self) -> None:
        while not self._ended:
            wire, _ = self._listener.accept()
            if self._ended:
                wire.close()
                return
            self.connections += 1
            wire.settimeout(_SECONDS)
            threading.Thread(target=self._serve, args=(wire,), daemon=True).start()

    def _serve(self, wire: socket.socket) -> None:
        try:
            if self._case.begins == "implicit":
                wire = self._context.wrap_socket(wire, server_side=True)
            talk = {"imap": self._imap, "smtp": self._smtp, "caldav": self._http}[self._protocol]
            talk(wire)
        except OSError:
            pass
        finally:
            wire.close()

    def _lines(self, wire: socket.socket) -> Iterator[bytes]:
        held = b""
        while data := wire.recv(65_536):
            self.heard += data
            held += data
            while b"\n" in held:
                line, _, held = held.partition(b"\n")
                yield line.strip()

    def _secured(self, wire: socket.socket) -> socket.socket | None:
        """The line after STARTTLS was said yes to; None when it goes on in the clear."""
        return None if self._case.starttls == "ignored" else self._context.wrap_socket(wire, server_side=True)

    def _imap(self, wire: socket.socket, *, secured: bool = False) -> None:
        offered = "" if secured or self._case.starttls == "not offered" else "STARTTLS "
        able = f"CAPABILITY IMAP4rev1 {offered}AUTH=PLAIN SASL-IR"
        if not secured:
            wire.sendall((self._case.greets or f"* OK [{able}] ready").encode() + b"\r\n")
        for line in self._lines(wire):
            tag, _, rest = line.decode("latin-1").partition(" ")
            verb = rest.partition(" ")[0].upper()
            if verb == "STARTTLS":
                if self._case.starttls == "refused":
                    wire.sendall(f"{tag} NO not today\r\n".encode())
                    continue
                wire.sendall(f"{tag} OK begin\r\n{self._case.injected}".encode())
                inside = self._secured(wire)
                if inside is not None:
                    self._imap(inside, secured=True)
                    return
            elif verb == "CAPABILITY":
                wire.sendall(f"* {able}\r\n{tag} OK done\r\n".encode())
            elif verb in ("AUTHENTICATE", "LOGIN"):
                wire.sendall(f"+ \r\n{tag} NO wrong\r\n".encode())
            else:
                wire.sendall(f"{tag} OK done\r\n".encode())

    def _smtp(self, wire: socket.socket, *, secured: bool = False) -> None:
        offered = "" if secured or self._case.starttls == "not offered" else "250-STARTTLS\r\n"
        if not secured:
            wire.sendall((self._case.greets or "220 trap.example").encode() + b"\r\n")
        for line in self._lines(wire):
            verb = line.decode("latin-1").partition(" ")[0].upper()
            if verb == "STARTTLS":
                if self._case.starttls == "refused":
                    wire.sendall(b"454 4.7.0 not today\r\n")
                    continue
                wire.sendall(f"220 begin\r\n{self._case.injected}".encode())
                inside = self._secured(wire)
                if inside is not None:
                    self._smtp(inside, secured=True)
                    return
            elif verb == "EHLO":
                wire.sendall(f"250-trap.example\r\n{offered}250 AUTH PLAIN LOGIN\r\n".encode())
            else:
                wire.sendall(b"535 5.7.8 wrong\r\n" if verb == "AUTH" else b"250 fine\r\n")

    def _http(self, wire: socket.socket) -> None:
        head = b""
        while data := wire.recv(65_536):
            self.heard += data
            head += data
            if b"\r\n\r\n" not in head:
                continue
            if self._case.location:
                place = self._case.location.replace("{OTHER}", self._other)
                place = place.replace("{PLAIN}", f"http://{self._case.host}:{self.port}/")
                told = f"302 Found\r\nLocation: {place}"
            else:
                told = '401 Unauthorized\r\nWWW-Authenticate: Basic realm="trap"'
            wire.sendall(f"HTTP/1.1 {told}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            return


def _context(case: TlsCase, lab: Lab) -> ssl.SSLContext:
    certificate = lab.certificates[case.certificate]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if case.versions == "old" or case.certificate == "weak_key":
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
    if case.versions == "old":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.load_cert_chain(certificate.chain_file, certificate.key_file)
    return context
