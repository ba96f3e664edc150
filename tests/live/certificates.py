"""A throw-away certificate authority and the certificates that a careful client must tell apart."""

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Kind = Literal["good", "expired", "wrong_name", "self_signed"]
KINDS: tuple[Kind, ...] = ("good", "expired", "wrong_name", "self_signed")
_NAMES = ("localhost", "127.0.0.1")


@dataclass(frozen=True, slots=True)
class Certificate:
    """PEM files of a server certificate (with its chain) and of its key."""

    chain_file: Path
    key_file: Path


@dataclass(frozen=True, slots=True)
class CertificateAuthority:
    """`ca_file` is the PEM file a client has to trust. Of the certificates only "good" should satisfy that client."""

    ca_file: Path
    certificates: dict[Kind, Certificate]

    def server_context(self, kind: Kind = "good") -> ssl.SSLContext:
        """A context for a server that shows the certificate of that kind."""
        certificate = self.certificates[kind]
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate.chain_file, certificate.key_file)
        return context

    def client_context(self) -> ssl.SSLContext:
        """A context for a client that trusts this authority alone."""
        return ssl.create_default_context(cafile=str(self.ca_file))


def make_certificate_authority(folder: Path) -> CertificateAuthority:
    """Write a new authority and one certificate of each kind into the folder, which must exist."""
    authority = trustme.CA()
    ca_file = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    now = datetime.now(UTC)
    issued = {
        "good": authority.issue_cert(*_NAMES),
        "expired": authority.issue_cert(
            *_NAMES, not_before=now - timedelta(days=30), not_after=now - timedelta(days=1)
        ),
        "wrong_name": authority.issue_cert("mail.example.com"),
    }
    certificates: dict[Kind, Certificate] = {"self_signed": _self_signed(folder, now)}
    for kind in KINDS:
        if kind in issued:
            chain, key = b"".join(p.bytes() for p in issued[kind].cert_chain_pems), issued[kind].private_key_pem.bytes()
            certificates[kind] = _write(folder, kind, chain, key)
    return CertificateAuthority(ca_file, certificates)


def _write(folder: Path, kind: Kind, chain: bytes, key: bytes) -> Certificate:
    certificate = Certificate(folder / f"{kind}.pem", folder / f"{kind}.key")
    certificate.chain_file.write_bytes(chain)
    certificate.key_file.touch(mode=0o600)
    certificate.key_file.write_bytes(key)
    return certificate


def _self_signed(folder: Path, now: datetime) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = (
        x509.CertificateBuilder(subject_name=name, issuer_name=name, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    key_bytes = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return _write(folder, "self_signed", signed.public_bytes(pem), key_bytes)
