"""One post to another program: no redirect followed, nobody inside called, everything bounded.

Spoken by hand over a socket of our own, because the address must be checked on the socket that is
used, and one deadline must hold for all of it: looking the name up, connecting, TLS, and an answer
that comes one byte at a time. Of the answer only the status and two headers are of interest.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

import h11

from companion import __version__
from companion.server.hooks.addresses import may_call

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from companion.server.hooks.addresses import Network

MOST_BYTES = 64 * 1024
"""How much of an answer is read at most."""

_HEAD = 16 * 1024
_PIECE = 4 * 1024
_INSIDE = "This leads inside the network, where the server calls nobody."
_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a post: the status, or None and a sentence why there was no answer.

    ``retry_after`` is what the receiver asked for, as it stands in its header.
    """

    status: int | None
    sentence: str = ""
    retry_after: str = ""

    @property
    def is_taken(self) -> bool:
        """Tell whether the receiver took it: any status of success, and no other."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - HTTP's own


class _RefusedError(Exception):
    """Nobody may be called there."""


async def post(
    url: str, body: bytes, headers: Mapping[str, str], seconds: float, allowed: Iterable[Network]
) -> Answered:
    """Post a body. Whatever goes wrong out there is an answer, never an error."""
    try:
        async with asyncio.timeout(seconds):
            return await _posted(urlsplit(url), body, headers, tuple(allowed))
    except TimeoutError:
        sentence = f"There was no whole answer within {seconds:g} seconds."
    except _RefusedError as error:
        sentence = str(error)
    except socket.gaierror:
        sentence = "The name of this host is not known."
    except ssl.SSLError as error:
        sentence = f"The connection could not be secured: {error.reason or 'TLS'}."
    except (h11.ProtocolError, EOFError):
        sentence = "What was answered is no HTTP."
    except OSError as error:
        sentence = f"The host cannot be reached: {error.strerror or 'no connection'}."
    return Answered(None, sentence)


async def _posted(
    parts: SplitResult, body: bytes, headers: Mapping[str, str], allowed: tuple[Network, ...]
) -> Answered:
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD)
    reader, writer = await _connect(parts, allowed)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        whole = {
            "Host": parts.netloc,
            "User-Agent": f"Companion/{__version__}",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Connection": "close",
            **headers,
        }
        request = h11.Request(method="POST", target=target, headers=list(whole.items()))
        for event in (request, h11.Data(data=body), h11.EndOfMessage()):
            writer.write(connection.send(event) or b"")
        await writer.drain()
        return await _answer(connection, reader)
    finally:
        writer.transport.abort()  # whoever still sends is not waited for


async def _answer(connection: h11.Connection, reader: asyncio.StreamReader) -> Answered:
    given: Answered | None = None
    left = MOST_BYTES
    while left > 0:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            piece = await reader.read(min(_PIECE, left))
            left -= len(piece)
            connection.receive_data(piece)
        elif isinstance(event, h11.Response):
            told = {name.decode(): value.decode("latin-1") for name, value in event.headers}
            given = Answered(
                event.status_code, _said(event.status_code), told.get("retry-after", "")
            )
        elif isinstance(event, h11.EndOfMessage | h11.ConnectionClosed):
            break
    if given is None:
        raise EOFError
    return given


def _said(status: int) -> str:
    if 300 <= status < 400:  # noqa: PLR2004 - HTTP's own
        return f"Answered {status}, a redirect, which is not followed."
    return f"Answered {status}."


async def _connect(
    parts: SplitResult, allowed: tuple[Network, ...]
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to the first address of a host that may be called and answers.

    Raises:
        _RefusedError: none of its addresses may be called.
    """
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    open_ones = [each for each in found if may_call(str(each[4][0]), allowed)]
    if not open_ones:
        raise _RefusedError(_INSIDE)
    failure: OSError | None = None
    for family, _, _, _, address in open_ones:
        try:
            return await _open(family, address, parts, host, allowed)
        except ssl.SSLError:
            raise
        except OSError as error:
            failure = error
    raise failure or OSError


async def _open(
    family: int,
    address: tuple[object, ...],
    parts: SplitResult,
    host: str,
    allowed: tuple[Network, ...],
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    line = socket.socket(family, socket.SOCK_STREAM)
    with ExitStack() as undo:
        undo.callback(line.close)
        line.setblocking(False)  # noqa: FBT003 - the socket's own signature
        await asyncio.get_running_loop().sock_connect(line, address)
        _check_peer(str(line.getpeername()[0]), parts.scheme, allowed)
        secured = _tls() if parts.scheme == "https" else None
        opened = await asyncio.open_connection(
            sock=line, ssl=secured, server_hostname=host if secured else None, limit=MOST_BYTES
        )
        undo.pop_all()
    return opened


def _check_peer(peer: str, scheme: str, allowed: tuple[Network, ...]) -> None:
    """Check whom a socket is connected to.

    Raises:
        _RefusedError: they are inside and not allowed, or outside and would be spoken to plainly.
    """
    if not may_call(peer, allowed):
        raise _RefusedError(_INSIDE)
    if scheme == "http" and may_call(peer, ()):
        raise _RefusedError("Outside the network only https is spoken.")


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
