"""Networks of companies: their proxy, their authority, IPv6, and what TLS errors say."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import serialization

from companion.domain.errors import CompanionError, UnavailableError
from companion.services.findings import Verdict
from companion.services.networks import check_network
from companion.services.proxies import Proxies
from companion.sync import probes
from companion.sync.transport import HttpTransport
from companion.system.keychain import FolderKeychain
from companion.ui.proxies import system_proxy
from tests.authorities import Authority, serving_tls
from tests.proxies import company_proxy
from tests.sync.conftest import SERVER_ID, TOKEN, Exchange, Station

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import SetClock

HOST = "companion.example"
ADDRESS = f"https://{HOST}"
HELLO = {
    "product": "sales-call-companion",
    "server_id": SERVER_ID,
    "epoch": SERVER_ID,
    "api": [1, 1],
    "schema": [1, 1],
    "limits": {},
    "time": "2026-11-23T09:30:00Z",
}
DAY = timedelta(days=1)


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """Give an authority that this computer trusts, as a company adds its own."""
    made = Authority()
    path = tmp_path / "ca.pem"
    path.write_bytes(made.own().public_bytes(serialization.Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    for name in ("HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    return made


@contextmanager
def company(authority: Authority, folder: Path, password: str = "") -> Iterator:
    """Give the company's server behind its proxy, which alone knows its name."""
    for station in serving_tls(authority.issue(folder, HOST)):
        station.answer = lambda exchange: exchange.reply(HELLO)
        port = int(station.url.rsplit(":", 1)[1])
        with company_proxy(port, password) as proxy:
            yield station, proxy


def hello(**given: object) -> str:
    transport = HttpTransport(ADDRESS, TOKEN, SERVER_ID, 10.0, **given)
    try:
        return transport.hello().server_id
    finally:
        transport.hang_up()


def refusal(**given: object) -> UnavailableError:
    with pytest.raises(UnavailableError) as failure:
        hello(**given)
    return failure.value


# -- the proxy -------------------------------------------------------------------------


def test_proxy_when_the_system_names_one_then_everything_goes_through_it_still_encrypted(
    authority: Authority, tmp_path: Path
) -> None:
    with company(authority, tmp_path) as (station, proxy):
        assert hello(find_proxy=lambda _: proxy.url) == SERVER_ID
        assert proxy.asked == [f"{HOST}:443"]
        assert station.seen[0].headers["authorization"] == f"Bearer {TOKEN}"


def test_proxy_when_the_environment_names_one_then_it_comes_before_the_systems(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with company(authority, tmp_path) as (_, proxy):
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        named = Proxies(lambda _: "http://127.0.0.1:9", FolderKeychain(tmp_path))
        assert hello(find_proxy=named.find) == SERVER_ID
        assert system_proxy(ADDRESS) == "", "Qt reads small letters"
        monkeypatch.setenv("https_proxy", proxy.url)
        assert system_proxy(ADDRESS) == proxy.url
        assert probes.proxy_for(ADDRESS) == proxy.url


def test_proxy_when_it_wants_a_password_then_says_so_and_takes_the_one_in_the_address(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with company(authority, tmp_path, "Basic cml0YTpzZWNyZXQ=") as (station, proxy):
        failure = refusal(find_proxy=lambda _: proxy.url)
        assert (failure.code, station.seen) == ("proxy_sign_in", [])
        assert "name and a password" in failure.sentence
        with_name = proxy.url.replace("http://", "http://rita:secret@")
        monkeypatch.setenv("HTTPS_PROXY", with_name)
        assert hello() == SERVER_ID
        assert "secret" not in probes.proxy_for(ADDRESS)


def test_proxy_when_nobody_answers_there_then_it_is_the_proxy_that_is_named(
    authority: Authority,
) -> None:
    failure = refusal(find_proxy=lambda _: "http://127.0.0.1:9")
    assert (failure.code, "proxy cannot be reached" in failure.sentence) == ("proxy", True)


def test_proxy_when_the_server_is_this_computer_then_no_proxy_ever_sees_a_token(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    station.answer = lambda exchange: exchange.reply(HELLO)
    asked: list[str] = []
    transport = HttpTransport(
        station.url, TOKEN, SERVER_ID, find_proxy=lambda url: asked.append(url) or ""
    )
    assert transport.hello().server_id == SERVER_ID
    transport.hang_up()
    assert asked == []


# -- TLS in plain words ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "begins", "ends", "words"),
    [
        (HOST, -3 * DAY, -DAY, "has expired"),
        (HOST, DAY, 2 * DAY, "clock is most likely behind"),
        ("other.example", -DAY, DAY, "belongs to another address"),
    ],
)
def test_certificate_when_it_is_not_good_then_the_sentence_says_which_way(
    authority: Authority,
    tmp_path: Path,
    host: str,
    begins: timedelta,
    ends: timedelta,
    words: str,
) -> None:
    for station in serving_tls(authority.issue(tmp_path, host, ends, begins)):
        with company_proxy(int(station.url.rsplit(":", 1)[1])) as proxy:
            failure = refusal(find_proxy=lambda _: proxy.url)
    assert failure.code == "certificate"
    assert words in failure.sentence


def test_certificate_when_its_authority_is_not_known_then_says_who_must_install_it(
    authority: Authority, tmp_path: Path
) -> None:
    with company(Authority(), tmp_path) as (station, proxy):
        failure = refusal(find_proxy=lambda _: proxy.url)
        assert station.seen == []
    assert "authority that this laptop does not know" in failure.sentence


# -- IPv6, and the doctor --------------------------------------------------------------


class _Six(ThreadingHTTPServer):
    address_family = socket.AF_INET6


def test_server_when_it_has_an_address_of_ipv6_alone_then_it_is_reached(clock: SetClock) -> None:
    station = Station(answer=lambda exchange: exchange.reply(HELLO))
    handler = type("Handler", (Exchange,), {"station": station})
    with _Six(("::1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        address = f"http://[::1]:{server.server_port}"
        found = list(check_network(address, lambda: HttpTransport(address, TOKEN), clock))
        server.shutdown()
        thread.join()
    assert {each.verdict for each in found} == {Verdict.FINE}
    assert "IPv6" in found[0].sentence
    assert [each.check for each in found] == [
        *("network", "proxy", "certificate", "server", "versions", "clock")
    ]


def test_doctor_when_one_part_of_the_way_fails_then_that_one_is_named_and_the_rest_not_asked(
    authority: Authority, tmp_path: Path, clock: SetClock
) -> None:
    clock.at = datetime.now(UTC)

    def asked(address: str, proxy: str = "") -> tuple[str, str]:
        find = (lambda _: proxy) if proxy else None
        found = list(check_network(address, lambda: pytest.fail("asked"), clock, find))
        return found[-1].check, found[-1].sentence

    assert asked("https://no.such.name.invalid")[0] == "network"
    assert asked(ADDRESS, "http://127.0.0.1:9")[0] == "proxy"
    for station in serving_tls(Authority().issue(tmp_path, "127.0.0.1")):
        check, sentence = asked(station.url)
        assert (check, "does not know" in sentence) == ("certificate", True)
    for station in serving_tls(authority.issue(tmp_path, "127.0.0.1", 20 * DAY)):
        shown = probes.certificate_of(station.url)
        assert (shown.issuer, (shown.ends_at - clock.at).days) == ("Room & Sons CA", 19)
        with pytest.raises(CompanionError):
            probes.certificate_of(f"https://127.0.0.1:{9}")
