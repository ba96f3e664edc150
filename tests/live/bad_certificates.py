"""Certificates that a careful client must not take, each wrong in one way, and the authority that such a client trusts."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.live.certificates import Certificate

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
_NAMES: tuple[x509.GeneralName, ...] = (x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Issued:
    """A certificate with its key: for a server, or to issue others."""

    certificate: x509.Certificate
    key: Key


@dataclass(frozen=True)
class Plan:
    """What a certificate says; the defaults are those of a good one for a server. Days count from now."""

    name: str = "localhost"
    names: tuple[x509.GeneralName, ...] = _NAMES
    begins: int = -1
    ends: int = 30
    authority: bool = False
    usage: x509.ObjectIdentifier = ExtendedKeyUsageOID.SERVER_AUTH
    weak: bool = False


@dataclass(frozen=True)
class Lab:
    """`ca_file` is the PEM file a client has to trust. Of the certificates only "good" should satisfy that client."""

    ca_file: Path
    certificates: dict[str, Certificate]


def make_lab(folder: Path) -> Lab:
    """Write an authority and a certificate of each kind into the folder, which must exist."""
    root, stranger = issue(Plan("test root", authority=True)), issue(Plan("other root", authority=True))
    between = issue(Plan("between", authority=True), root)
    old_between = issue(Plan("old between", begins=-30, ends=-1, authority=True), root)
    leaf = issue(Plan(), root)
    chains: dict[str, Sequence[Issued]] = {
        "good": [issue(Plan(), between), between],
        "expired": [issue(Plan(begins=-30, ends=-1), root)],
        "not_yet_valid": [issue(Plan(begins=5), root)],
        "wrong_name": [issue(Plan(names=(x509.DNSName("mail.example.com"),)), root)],
        "wildcard_of_others": [issue(Plan(names=(x509.DNSName("*.example.com"),)), root)],
        "name_outside_the_list": [issue(Plan(names=()), root)],
        "address_only": [issue(Plan(names=_NAMES[1:]), root)],
        "self_signed": [issue(Plan())],
        "unknown_authority": [issue(Plan(), stranger), stranger],
        "missing_intermediate": [issue(Plan(), between)],
        "expired_intermediate": [issue(Plan(), old_between), old_between],
        "signed_by_a_server": [issue(Plan(), leaf), leaf],
        "for_clients_only": [issue(Plan(usage=ExtendedKeyUsageOID.CLIENT_AUTH), root)],
        "weak_key": [issue(Plan(weak=True), root)],
    }
    ca_file = folder / "root.pem"
    ca_file.write_bytes(_pem(root))
    return Lab(ca_file, {kind: _write(folder, kind, chain) for kind, chain in chains.items()})


def issue(plan: Plan, by: Issued | None = None) -> Issued:
    """Make a certificate, signed by another one or by itself."""
    now = datetime.now(UTC)
    key: Key = rsa.generate_private_key(65_537, 1_024) if plan.weak else ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, plan.name)])
    builder = (
        x509.CertificateBuilder(subject_name=subject, issuer_name=by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + plan.begins * _DAY)
        .not_valid_after(now + plan.ends * _DAY)
        .add_extension(x509.BasicConstraints(ca=plan.authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    signer = by.key if by else key
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
    )
    if not plan.authority:
        builder = builder.add_extension(x509.ExtendedKeyUsage([plan.usage]), critical=False)
        if plan.names:
            builder = builder.add_extension(x509.SubjectAlternativeName(plan.names), critical=False)
    return Issued(builder.sign(signer, hashes.SHA256()), key)


def _pem(issued: Issued) -> bytes:
    return issued.certificate.public_bytes(serialization.Encoding.PEM)


def _write(folder: Path, kind: str, chain: Sequence[Issued]) -> Certificate:
    certificate = Certificate(folder / f"{kind}.pem", folder / f"{kind}.key")
    certificate.chain_file.write_bytes(b"".join(_pem(one) for one in chain))
    key = chain[0].key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    certificate.key_file.touch(mode=0o600)
    certificate.key_file.write_bytes(key)
    return certificate
