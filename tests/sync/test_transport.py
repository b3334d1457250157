from __future__ import annotations

import gzip
import json
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest

from companion.domain.errors import CompanionError, DeniedError, RejectedError, UnavailableError
from companion.domain.ids import new_id
from companion.sync.transport import HttpTransport
from companion.wire.messages import Change, ChangeOutcome, Enroll, Operation, Push
from tests.patience import PATIENCE

from .conftest import DEVICE_ID, EPOCH, SERVER_ID, TOKEN, Exchange, Station

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HELLO = {
    "product": "sales-call-companion",
    "server_id": SERVER_ID,
    "epoch": EPOCH,
    "api": [1, 1],
    "schema": [1, 1],
    "limits": {},
    "time": "2026-11-23T09:00:00Z",
}
PAGE = {"items": [], "cursor": "c1", "more": False}


def _answering(station: Station, body: object, **how: Any) -> None:
    station.answer = lambda exchange: exchange.reply(body, **how)


def _failure(ask: Callable[[], object]) -> CompanionError:
    with pytest.raises(CompanionError) as failure:
        ask()
    return failure.value


def _push(notes: str = "") -> Push:
    fields = {"notes": notes}
    change = Change(
        change_id=new_id(),
        entity="call",
        id=new_id(),
        op=Operation.PATCH,
        base_rev=3,
        fields=fields,
        client_at=NOW,
    )
    return Push(device_id=DEVICE_ID, sent_at=NOW, changes=(change,))


# -- what goes out ---------------------------------------------------------------------


def test_hello_when_a_companion_answers_names_it(
    station: Station, connect: Callable[..., HttpTransport]
) -> None:
    _answering(station, HELLO)

    hello = connect(token=None, server_id=None).hello()

    assert (hello.server_id, hello.schema_) == (SERVER_ID, (1, 1))
    assert station.seen[0].path == "/v1/hello"
    assert "authorization" not in station.seen[0].headers


def test_pull_when_asked_sends_token_cursor_and_limit(
    station: Station, transport: HttpTransport
) -> None:
    _answering(station, PAGE)

    page = transport.pull("a b&c", 20)

    assert (page.cursor, page.more) == ("c1", False)
    assert station.seen[0].path == "/v1/pull?cursor=a+b%26c&limit=20"
    assert station.seen[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert "cookie" not in station.seen[0].headers


def test_push_when_small_is_plain_and_when_large_is_packed(
    station: Station, transport: HttpTransport
) -> None:
    def _echo(exchange: Exchange) -> None:
        body = station.seen[-1].body
        if station.seen[-1].headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        changes = json.loads(body)["changes"]
        results = [{"change_id": each["change_id"], "outcome": "applied"} for each in changes]
        exchange.reply({"epoch": EPOCH, "results": results})

    station.answer = _echo
    small, large = _push("short"), _push("long " * 2000)

    for request in (small, large):
        pushed = transport.push(request)
        assert pushed.results[0].change_id == request.changes[0].change_id
        assert pushed.results[0].outcome is ChangeOutcome.APPLIED
    assert "content-encoding" not in station.seen[0].headers
    assert len(station.seen[1].body) < 1_000
    assert json.loads(station.seen[0].body)["schema"] == 1


def test_enroll_when_the_code_is_good_brings_the_token(
    station: Station, connect: Callable[..., HttpTransport]
) -> None:
    enrolled = {
        "server_id": SERVER_ID,
        "epoch": EPOCH,
        "organisation_id": EPOCH,
        "organisation_name": "Acme",
        "user_id": EPOCH,
        "user_name": "Ann",
        "role": "rep",
        "device_id": DEVICE_ID,
        "token": TOKEN,
    }
    _answering(station, enrolled)

    given = connect(token=None).enroll(_enroll())

    assert given.token == TOKEN
    assert "authorization" not in station.seen[0].headers


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410, 422])
def test_enroll_when_the_code_is_refused_repeats_the_servers_reason(
    station: Station, transport: HttpTransport, status: int
) -> None:
    _answering(station, {"code": "code_expired", "message": "Ask for a new code."}, status=status)

    refusal = _failure(lambda: transport.enroll(_enroll()))

    assert isinstance(refusal, RejectedError)
    assert (refusal.code, refusal.sentence) == ("code_expired", "Ask for a new code.")


def _enroll() -> Enroll:
    return Enroll(code="ABCD", device_id=DEVICE_ID, device_name="laptop", app_version="0.1.0")


@pytest.mark.parametrize("url", ["http://companion.example.com", "http://192.168.0.2:80", "no pe"])
def test_transport_when_the_address_is_plain_http_elsewhere_is_not_made(url: str) -> None:
    with pytest.raises(RejectedError):
        HttpTransport(url, TOKEN)


def test_token_when_a_netrc_names_the_host_is_not_replaced(
    station: Station,
    connect: Callable[..., HttpTransport],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password secret\ndefault login x password y")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    _answering(station, PAGE)

    known, unknown = connect(), connect(token=None)
    for transport in (known, unknown):
        transport._route.session.trust_env = True  # as for a server elsewhere
        transport.pull("")

    assert station.seen[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert "authorization" not in station.seen[1].headers


def test_cookies_when_a_reply_sets_some_are_not_kept(
    station: Station, transport: HttpTransport
) -> None:
    _answering(station, PAGE, Set_Cookie="session=1")

    transport.pull("")
    transport.pull("")

    assert "cookie" not in station.seen[1].headers


def test_proxy_when_the_server_is_this_computer_is_not_used(
    station: Station, connect: Callable[..., HttpTransport], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    _answering(station, PAGE)

    assert connect().pull("").cursor == "c1"


def test_proxy_when_set_is_used_for_servers_elsewhere(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", station.url)
    transport = HttpTransport("https://companion.example.com", TOKEN, SERVER_ID)
    requested: list[str] = []

    def _refuse(exchange: Exchange) -> None:
        requested.append(exchange.requestline)
        exchange.send_error(403)

    monkeypatch.setattr(Exchange, "do_CONNECT", _refuse, raising=False)
    failure = _failure(lambda: transport.pull(""))
    transport.hang_up()

    assert failure.code == "proxy"
    assert [each.split(" HTTP")[0] for each in requested] == ["CONNECT companion.example.com:443"]


# -- strangers on the way --------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_not_followed_and_means_sign_in_to_the_network(
    station: Station, transport: HttpTransport, status: int
) -> None:
    _answering(station, b"", status=status, server_id=None, Location=f"{station.url}/portal")

    failure = _failure(lambda: transport.push(_push()))

    assert failure.code == "network_sign_in"
    assert len(station.seen) == 1


def test_redirect_when_it_claims_to_be_the_server_is_not_followed_either(
    station: Station, transport: HttpTransport
) -> None:
    _answering(station, {}, status=307, Location=f"{station.url}/elsewhere")

    assert isinstance(_failure(lambda: transport.pull("")), UnavailableError)
    assert len(station.seen) == 1


@pytest.mark.parametrize(
    ("status", "content_type", "code"),
    [
        (200, "text/html; charset=utf-8", "network_sign_in"),
        (404, "text/html", "network_sign_in"),
        (511, "text/html", "network_sign_in"),
        (511, "application/json", "network_sign_in"),
        (407, "text/plain", "network_sign_in"),
        (200, "application/json", "another_kind"),
        (404, "application/json", "another_kind"),
        (502, "text/html", "offline"),
        (500, "text/plain", "offline"),
    ],
)
def test_reply_without_the_servers_name_is_never_believed(
    station: Station, transport: HttpTransport, status: int, content_type: str, code: str
) -> None:
    _answering(station, PAGE, status=status, content_type=content_type, server_id=None)

    failure = _failure(lambda: transport.pull(""))

    assert isinstance(failure, UnavailableError)
    assert failure.code == code


def test_reply_of_another_server_is_refused(station: Station, transport: HttpTransport) -> None:
    _answering(station, PAGE, server_id=EPOCH)

    assert _failure(lambda: transport.pull("")).code == "wrong_server"


@pytest.mark.parametrize("content_type", ["text/html", "text/plain", "", "application/json+x"])
def test_reply_of_the_wrong_kind_is_unreadable(
    station: Station, transport: HttpTransport, content_type: str
) -> None:
    _answering(station, PAGE, content_type=content_type)

    assert _failure(lambda: transport.pull("")).code == "unreadable"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"items": [], "cursor": 7, "more": false}', b"\xff\xfe", b"[" * 100_000],
)
def test_reply_when_it_is_no_page_is_unreadable(
    station: Station, transport: HttpTransport, body: bytes
) -> None:
    _answering(station, body)

    assert _failure(lambda: transport.pull("")).code == "unreadable"


@pytest.mark.parametrize(
    "change", [{"product": "another"}, {"server_id": "x"}, {"api": [1]}, {"time": "now"}]
)
def test_hello_when_its_shape_is_not_exact_is_refused(
    station: Station, connect: Callable[..., HttpTransport], change: dict[str, object]
) -> None:
    _answering(station, HELLO | change)

    assert _failure(connect(server_id=None).hello).code == "unreadable"


def test_tls_when_the_other_side_speaks_none_is_not_safe(station: Station) -> None:
    transport = HttpTransport(station.url.replace("http:", "https:"), TOKEN, SERVER_ID, 5.0)

    failure = _failure(lambda: transport.pull(""))
    transport.hang_up()

    assert failure.code == "certificate"
    assert station.seen == []


# -- slow, broken and huge -------------------------------------------------------------


def test_nobody_there_means_offline() -> None:
    transport = HttpTransport("http://127.0.0.1:9", TOKEN, SERVER_ID, 5.0)

    assert _failure(lambda: transport.pull("")).code == "offline"
    transport.hang_up()


def _drip(exchange: Exchange, head: bytes) -> None:
    exchange.wfile.write(head)
    while not exchange.station.is_over.wait(0.01):
        exchange.wfile.write(b"a")


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nX-Slow: ",
        (
            b"HTTP/1.1 200 OK\r\nX-Sync-Server: %b\r\n"
            b"Content-Type: application/json\r\nContent-Length: 9999\r\n\r\n"
        )
        % SERVER_ID.encode(),
    ],
    ids=["headers", "body"],
)
def test_slow_drip_ends_at_the_deadline_of_the_whole(
    station: Station, connect: Callable[..., HttpTransport], head: bytes
) -> None:
    station.answer = lambda exchange: _drip(exchange, head)
    started = time.monotonic()

    failure = _failure(lambda: connect(seconds=0.3).pull(""))

    assert failure.code == "timeout"
    assert time.monotonic() - started < PATIENCE / 2  # the drip itself would never end


def test_silence_ends_at_the_deadline(
    station: Station, connect: Callable[..., HttpTransport]
) -> None:
    station.answer = lambda exchange: station.is_over.wait(10) and None

    assert _failure(lambda: connect(seconds=0.2).pull("")).code == "timeout"


def test_gzip_when_honest_is_unpacked(station: Station, transport: HttpTransport) -> None:
    _answering(station, gzip.compress(json.dumps(PAGE).encode()), Content_Encoding="gzip")

    assert transport.pull("").cursor == "c1"


def test_gzip_bomb_is_stopped_at_the_cap(station: Station, transport: HttpTransport) -> None:
    bomb = gzip.compress(b" " * 20_000_000)
    _answering(station, bomb, Content_Encoding="gzip")

    assert len(bomb) < 30_000
    assert _failure(transport.hello).code == "unreadable"


def test_reply_when_it_is_too_long_is_stopped_at_the_cap(
    station: Station, transport: HttpTransport
) -> None:
    _answering(station, b" " * 1_000_000)

    assert _failure(transport.hello).code == "unreadable"


@pytest.mark.parametrize("cut", [-1, -9, 10, 1])
def test_gzip_when_truncated_is_unreadable(
    station: Station, transport: HttpTransport, cut: int
) -> None:
    whole = gzip.compress(json.dumps(PAGE).encode())
    _answering(station, whole[:cut], Content_Encoding="gzip")

    assert _failure(lambda: transport.pull("")).code == "unreadable"


@pytest.mark.parametrize("packing", ["gzip", "br", "deflate", "gzip, gzip"])
def test_packing_when_it_is_not_what_it_says_is_unreadable(
    station: Station, transport: HttpTransport, packing: str
) -> None:
    _answering(station, json.dumps(PAGE).encode(), Content_Encoding=packing)

    assert _failure(lambda: transport.pull("")).code == "unreadable"


def test_reply_when_the_connection_breaks_in_it_means_offline(
    station: Station, transport: HttpTransport
) -> None:
    _answering(station, b'{"items": [', length=500, Connection="close")

    assert _failure(lambda: transport.pull("")).code == "offline"


# -- refusals --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (400, RejectedError, "request_refused"),
        (413, RejectedError, "request_refused"),
        (422, RejectedError, "request_refused"),
        (401, DeniedError, "sign_in_needed"),
        (403, DeniedError, "device_draining"),
        (409, UnavailableError, "resync"),
        (410, UnavailableError, "too_old"),
        (426, UnavailableError, "update_needed"),
        (429, UnavailableError, "busy"),
        (503, UnavailableError, "busy"),
        (500, UnavailableError, "server_failed"),
        (404, UnavailableError, "server_failed"),
    ],
)
def test_refusal_when_the_server_signs_it_has_one_meaning(
    station: Station, transport: HttpTransport, status: int, kind: type, code: str
) -> None:
    body = {"code": "device_draining", "message": "Only sending is left."}
    _answering(station, body, status=status)

    failure = _failure(lambda: transport.pull(""))

    assert type(failure) is kind
    assert failure.code == code
    assert failure.sentence


_DATE = format_datetime(NOW, usegmt=True)


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        (format_datetime(NOW + timedelta(minutes=2), usegmt=True), 120.0),
        (format_datetime(NOW - timedelta(minutes=2), usegmt=True), 0.0),
        (format_datetime(NOW + timedelta(days=9), usegmt=True), 3600.0),
        ("1000000000", 3600.0),
        ("9" * 5000, 3600.0),
        ("soon", None),
        ("-5", None),
        ("٣", None),
        ("1e3", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured_up_to_an_hour(
    station: Station, transport: HttpTransport, status: int, given: str, seconds: float | None
) -> None:
    def _busy(exchange: Exchange) -> None:
        exchange.date_time_string = lambda timestamp=None: _DATE  # type: ignore[method-assign] # a clock
        exchange.reply({}, status=status, Retry_After=given.encode().decode("latin-1"))

    station.answer = _busy

    failure = _failure(lambda: transport.pull(""))

    assert isinstance(failure, UnavailableError)
    assert failure.retry_after == seconds


def test_retry_after_when_a_gateway_says_it_is_honoured(
    station: Station, transport: HttpTransport
) -> None:
    _answering(station, b"x", status=503, content_type="text/html", server_id=None, Retry_After="9")

    failure = _failure(lambda: transport.pull(""))

    assert isinstance(failure, UnavailableError)
    assert (failure.code, failure.retry_after) == ("offline", 9.0)


# -- the long poll ---------------------------------------------------------------------


@pytest.mark.parametrize("changed", [True, False])
def test_wait_when_answered_tells_whether_something_changed(
    station: Station, transport: HttpTransport, changed: bool
) -> None:
    _answering(station, {"changed": changed})

    assert transport.wait("c1") is changed
    assert station.seen[0].path == "/v1/wait?cursor=c1"


def test_wait_when_somebody_hangs_up_ends_at_once(
    station: Station, transport: HttpTransport
) -> None:
    station.answer = lambda exchange: station.is_over.wait(PATIENCE) and None
    failures: list[CompanionError] = []
    waiting = threading.Thread(
        target=lambda: failures.append(_failure(lambda: transport.wait("c1")))
    )
    waiting.start()
    assert station.has_request.wait(10)

    transport.hang_up()
    waiting.join(PATIENCE / 2)  # the answer would come later

    assert [failure.code for failure in failures] == ["hung_up"]


def test_transport_when_hung_up_takes_no_more(station: Station, transport: HttpTransport) -> None:
    transport.hang_up()

    assert _failure(lambda: transport.pull("")).code == "hung_up"
    assert station.seen == []
