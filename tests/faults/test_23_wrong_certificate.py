"""DNS leads to another TLS server: self-signed, of another host, or with a certificate run out."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import serialization

from companion.services.views import SyncState
from companion.sync.transport import HttpTransport
from tests.authorities import Authority, serving_tls
from tests.faults.strangers import astray

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.parametrize("place", ["sqlite"], indirect=True)
"""The fault is between laptop and server: one database will do."""


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """Give an authority that this computer trusts, as a company adds its own."""
    made = Authority()
    path = tmp_path / "ca.pem"
    path.write_bytes(made.own().public_bytes(serialization.Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return made


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
