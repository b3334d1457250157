"""DNS leads to another TLS server: self-signed, of another host, or with a certificate run out."""

from __future__ import annotations

import ssl
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import ThreadingHTTPServer
from ipaddress import ip_address
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from companion.services.views import SyncState
from companion.sync.transport import HttpTransport
from tests.faults.strangers import astray
from tests.sync.conftest import Exchange, Station

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime.now(UTC)

pytestmark = pytest.mark.parametrize("place", ["sqlite"], indirect=True)
"""The fault is between laptop and server: one database will do."""


@dataclass
class Authority:
    """A certificate authority of the test's own."""

    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    name: x509.Name = field(
        default_factory=lambda: x509.Name(
            [x509.NameAttribute(x509.NameOID.COMMON_NAME, "Room & Sons CA")]
        )
    )

    def own(self) -> x509.Certificate:
        key_usage = x509.KeyUsage(*(False, False, False, False, False, True, True, False, False))
        return (
            self._builder(self.name, self.key, NOW + timedelta(days=2))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(key_usage, critical=True)
            .sign(self.key, hashes.SHA256())
        )

    def issue(self, folder: Path, host: str, ends: timedelta = timedelta(days=1)) -> Path:
        """Write a certificate for a host with its key into one file and return it."""
        key = ec.generate_private_key(ec.SECP256R1())
        names: list[x509.GeneralName] = [x509.DNSName(host)]
        if host.replace(".", "").isdigit():
            names = [x509.IPAddress(ip_address(host))]
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        certificate = (
            self._builder(subject, key, NOW + ends)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(identifier, critical=False)
            .sign(self.key, hashes.SHA256())
        )
        path = folder / f"{host}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        return path

    def _builder(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, ends: datetime
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - timedelta(days=3))
            .not_valid_after(ends)
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
            )
        )


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """Give an authority that this computer trusts, as a company adds its own."""
    made = Authority()
    path = tmp_path / "ca.pem"
    path.write_bytes(made.own().public_bytes(serialization.Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return made


class Quiet(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Stay quiet when a laptop turns away in the middle of the handshake."""


def serving_tls(certificate: Path) -> Iterator[Station]:
    station = Station()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    handler = type("Handler", (Exchange,), {"station": station})
    with Quiet(("127.0.0.1", 0), handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        station.url = f"https://127.0.0.1:{server.server_port}"
        yield station
        station.is_over.set()
        server.shutdown()
        thread.join()


def _self_signed(authority: Authority, folder: Path) -> Path:
    return Authority().issue(folder, "127.0.0.1")


def _of_another_host(authority: Authority, folder: Path) -> Path:
    return authority.issue(folder, "portal.example")


def _run_out(authority: Authority, folder: Path) -> Path:
    return authority.issue(folder, "127.0.0.1", timedelta(days=-1))


@pytest.mark.parametrize("make", [_self_signed, _of_another_host, _run_out])
def test_laptop_when_the_certificate_is_not_the_servers_then_not_a_byte_is_sent(
    laptop, authority, tmp_path, make
) -> None:
    for station in serving_tls(make(authority, tmp_path)):
        with astray(laptop, station.url):
            status = laptop.sync()
            assert status.state is SyncState.NOT_SAFE
            assert "certificate" in status.sentence
            laptop.line.wait()
        assert station.seen == []


def test_laptop_when_the_company_has_an_authority_of_its_own_then_its_certificate_is_good(
    laptop, authority, tmp_path
) -> None:
    sender = laptop.profile.meta.server_id
    for station in serving_tls(authority.issue(tmp_path, "127.0.0.1")):
        station.answer = lambda exchange: exchange.reply(
            {"code": "busy", "message": "Busy."}, status=503, server_id=sender
        )
        with astray(laptop, station.url):
            status = laptop.sync()
            assert (status.state, status.sentence[:18]) == (SyncState.OFFLINE, "The server is busy")
        token = laptop.keychain.secret("device-token")
        assert station.seen[0].headers["authorization"] == f"Bearer {token}"


@pytest.mark.parametrize(
    ("status", "location", "state"),
    [
        (302, "http://portal.example/sign-in", SyncState.NETWORK_SIGN_IN),
        (307, "https://10.0.0.1/", SyncState.NETWORK_SIGN_IN),
        (511, "", SyncState.NETWORK_SIGN_IN),
        (301, "https://127.0.0.1/v1/hello", SyncState.NOT_SAFE),
        (302, "/welcome", SyncState.NOT_SAFE),
        (302, "http://[broken", SyncState.NOT_SAFE),
        (200, "", SyncState.NOT_SAFE),
        (404, "", SyncState.NOT_SAFE),
    ],
)
def test_laptop_when_a_network_breaks_into_tls_then_its_sign_in_page_is_told_from_a_stranger(
    laptop, authority, station, tmp_path, status, location, state
) -> None:
    station.answer = lambda exchange: exchange.reply(
        b"", status=status, content_type="text/html", server_id=None, Location=location
    )
    port = int(station.url.rsplit(":", 1)[1])
    laptop.connect = partial(HttpTransport, portal_port=port)
    for stranger in serving_tls(_self_signed(authority, tmp_path)):
        with astray(laptop, stranger.url):
            assert laptop.sync().state is state
            laptop.connect = HttpTransport
        assert stranger.seen == []
    assert {seen.path for seen in station.seen} == {"/v1/hello"}
    assert not any("authorization" in seen.headers for seen in station.seen)
