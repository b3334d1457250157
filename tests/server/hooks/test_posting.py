"""Posts to real sockets: nobody inside is called, and nothing out there holds a post up."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from companion.server.hooks.addresses import read_networks
from companion.server.hooks.posting import MOST_BYTES, Answered, post

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

HERE = read_networks("127.0.0.1")


@asynccontextmanager
async def listening(answer: Callable[..., Any]) -> AsyncIterator[tuple[str, list[bytes]]]:
    """Listen on this machine, and answer each connection by hand."""
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(65536))
        try:
            await answer(writer)
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}", heard
    server.close()
    await server.wait_closed()


def posted(
    answer: Callable[..., Any], allowed: Any = HERE, seconds: float = 20
) -> tuple[Answered, list[bytes]]:
    async def run() -> tuple[Answered, list[bytes]]:
        async with listening(answer) as (url, heard):
            return await post(
                f"{url}/in?a=b", b'{"a":1}', {"webhook-id": "1"}, seconds, allowed
            ), heard

    return asyncio.run(run())


def saying(*pieces: bytes, forever: bool = False) -> Callable[..., Any]:
    async def answer(writer: asyncio.StreamWriter) -> None:
        for each in pieces:
            writer.write(each)
            await writer.drain()
        while forever:
            writer.write(pieces[-1])
            await writer.drain()
            await asyncio.sleep(0)

    return answer


async def silent(_writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


def test_post_when_taken_then_the_body_and_headers_arrived_whole():
    answered, heard = posted(saying(b"HTTP/1.1 204 No Content\r\n\r\n"))
    assert answered.is_taken
    head, _, body = heard[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /in?a=b HTTP/1.1\r\n")
    assert b"webhook-id: 1" in head
    assert body == b'{"a":1}'


def test_post_when_answered_with_a_redirect_then_it_is_not_followed():
    said = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n"
    answered, heard = posted(saying(said))
    assert (answered.status, answered.is_taken) == (302, False)
    assert "redirect" in answered.sentence
    assert len(heard) == 1


def test_post_when_asked_to_come_back_then_that_is_told():
    said = b"HTTP/1.1 503 Busy\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n"
    answered, _ = posted(saying(said))
    assert (answered.status, answered.retry_after) == (503, "120")


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\x00\x01\x02\r\n\r\n",
        b"HTTP/1.1 2000 No\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 20_000,
    ],
)
def test_post_when_the_answer_is_no_http_then_that_is_told(said):
    answered, _ = posted(saying(said))
    assert answered.status is None
    assert "no HTTP" in answered.sentence


@pytest.mark.parametrize(
    "said",
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"4000\r\n" + b"x" * 0x4000 + b"\r\n",
        ),
    ],
)
def test_post_when_the_answer_has_no_end_then_no_more_of_it_is_read(said):
    answered, _ = posted(saying(*said, forever=True))
    assert answered.status == 200
    assert MOST_BYTES < 100_000


def test_post_when_informed_without_end_then_it_ends():
    answered, _ = posted(saying(b"HTTP/1.1 103 Early Hints\r\n\r\n", forever=True))
    assert answered.status is None


@pytest.mark.parametrize("answer", [silent, saying(b"HTTP/1.1 200 OK\r\nX: ", b"", forever=True)])
def test_post_when_the_answer_never_comes_then_the_deadline_holds(answer):
    answered, _ = posted(answer, seconds=0.2)
    assert answered.status is None
    assert "within 0.2 seconds" in answered.sentence


def test_post_when_nobody_is_allowed_inside_then_no_connection_is_made():
    answered, heard = posted(saying(b"HTTP/1.1 200 OK\r\n\r\n"), allowed=())
    assert "inside" in answered.sentence
    assert heard == []


def test_post_when_a_name_leads_inside_then_no_connection_is_made():
    async def run() -> tuple[Answered, list[bytes]]:
        async with listening(saying(b"HTTP/1.1 200 OK\r\n\r\n")) as (url, heard):
            port = url.rpartition(":")[2]
            return await post(f"https://localhost:{port}/", b"{}", {}, 5, ()), heard

    answered, heard = asyncio.run(run())
    assert "inside" in answered.sentence
    assert heard == []


class _Rebinding(asyncio.SelectorEventLoop):
    """An event loop whose resolver says something else each time it is asked."""

    asked = 0

    async def getaddrinfo(self, host: Any, port: Any, **_: Any) -> Any:
        type(self).asked += 1
        address = "192.0.2.1" if type(self).asked > 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]


def test_post_when_a_name_means_another_address_the_next_time_then_it_is_asked_once():
    async def run() -> Answered:
        return await post("https://rebinding.example/", b"{}", {}, 5, ())

    with asyncio.Runner(loop_factory=_Rebinding) as runner:
        answered = runner.run(run())
    assert "inside" in answered.sentence
    assert _Rebinding.asked == 1


def test_post_when_plain_and_outside_then_it_is_refused():
    class Outside(_Rebinding):
        async def getaddrinfo(self, host: Any, port: Any, **_: Any) -> Any:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 9))]

    async def run() -> Answered:
        return await post("http://plain.example/", b"{}", {}, 5, HERE)

    with asyncio.Runner(loop_factory=Outside) as runner:
        assert "reached" in runner.run(run()).sentence


def test_post_when_the_host_is_unknown_or_silent_then_that_is_told():
    async def run(url: str) -> Answered:
        return await post(url, b"{}", {}, 5, HERE)

    assert "not known" in asyncio.run(run("https://nobody.invalid/")).sentence
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert "reached" in asyncio.run(run(f"http://127.0.0.1:{port}/")).sentence
