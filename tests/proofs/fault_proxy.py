"""A bad network: a TCP proxy of our own between laptops and a server, spoiled while it runs.

It knows nothing of HTTP: what it does to bytes is what hotels, trains and firewalls do to them.

    with FaultProxy(server_address) as network:
        laptop = connect(network.address)
        network.spoil(bytes_per_second=8_000)
        network.spoil(is_down=True)
        network.mend()
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Coroutine

CHUNK = 16 * 1024
_Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]
_RESET = struct.pack("ii", 1, 0)  # closing with this SO_LINGER sends RST
SIGN_IN_PAGE = b"<html><title>Welcome to our hotel</title><p>Please accept our terms.</html>"


@dataclass(frozen=True, slots=True)
class Fault:
    """What the network does to whatever passes. Every count is of bytes of one connection."""

    is_down: bool = False  # connections are reset, and no new one comes about
    is_silent: bool = False  # bytes vanish; nothing is closed
    hold: bytes | None = None  # replies to requests that begin so wait until it is mended
    is_doubling: bool = False  # all that is sent reaches the server twice, at once
    delay: float = 0.0  # seconds that each piece takes longer, in both directions
    bytes_per_second: float = 0.0  # of all connections together, each way; 0 is no limit
    drip: float = 0.0  # seconds between single bytes of a reply
    truncate_at: int | None = None  # the reply ends there, as if it were whole
    reset_at: int | None = None  # the reply breaks off there
    page: bytes | None = None  # this page is the answer, and the server hears nothing


GOOD = Fault()


class FaultProxy:
    """The network between ``address`` and a server. Use as a context."""

    def __init__(self, server: str) -> None:
        """Stand before the server at an address such as ``http://127.0.0.1:8000``."""
        parts = urlsplit(server)
        self._server = parts.hostname or "", parts.port or 80
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.sent_up = 0
        """How many bytes reached the server."""
        self._fault = GOOD
        self._changed = asyncio.Event()
        self._open: set[asyncio.StreamWriter] = set()
        self._held: set[asyncio.StreamWriter] = set()
        self._shadows: list[asyncio.Task[None]] = []
        self._free_at = {"up": 0.0, "down": 0.0}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="fault-proxy")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    def spoil(self, **fault: Any) -> None:
        """Set the fault by the names ``Fault`` has, in place of the one before."""
        self._ask(self._set(Fault(**fault)))

    def mend(self) -> None:
        """Let everything pass from now on."""
        self._ask(self._set(GOOD))

    def _ask(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _set(self, fault: Fault) -> None:
        self._fault = fault
        if fault.hold is None:
            self._held.clear()
        if fault.is_down:
            for writer in list(self._open):
                _reset(writer)
        self._changed.set()
        self._changed = asyncio.Event()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._end = asyncio.Event()
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._carry, sock=self._listener)
        await self._end.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection of a laptop until either side ends it."""
        self._open.add(writer)
        ends = [writer]
        tasks: list[asyncio.Task[None]] = []
        try:
            if self._fault.is_down:
                _reset(writer)
                return
            answers, upward = await self._connect(ends)
            tasks.append(asyncio.create_task(self._send(reader, writer, upward, ends)))
            tasks.append(asyncio.create_task(self._fetch(answers, writer)))
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        except OSError:
            _reset(writer)
        except asyncio.CancelledError:
            pass  # the proxy ends, and asyncio would log it as if nobody had asked for that
        finally:
            self._held.discard(writer)
            for task in tasks:
                task.cancel()
            self._open.discard(writer)
            for each in ends:
                with suppress(OSError, RuntimeError):
                    each.close()

    async def _connect(self, ends: list[asyncio.StreamWriter]) -> _Line:
        line = await asyncio.open_connection(*self._server)
        ends.append(line[1])
        return line

    async def _send(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        upward: asyncio.StreamWriter,
        ends: list[asyncio.StreamWriter],
    ) -> None:
        lines = [upward]
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                fault = self._fault
                if fault.page is not None:
                    await _answer(writer, fault.page)
                    return
                if fault.hold is not None and data.startswith(fault.hold):
                    self._held.add(writer)
                await self._take_time(len(data), "up")
                if self._fault.is_silent:
                    continue
                if (
                    fault.is_doubling and len(lines) == 1
                ):  # between two requests, so it sees whole ones
                    answers, shadow = await self._connect(ends)
                    lines.append(shadow)
                    self._shadows.append(asyncio.create_task(_ignore(answers)))
                for each in lines:
                    each.write(data)
                for each in lines:
                    await each.drain()
                self.sent_up += len(data)

    async def _fetch(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        passed = 0
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                await self._take_time(len(data), "down")
                while writer in self._held:
                    await self._changed.wait()
                fault = self._fault
                if fault.is_silent:
                    continue
                ends = [each for each in (fault.truncate_at, fault.reset_at) if each is not None]
                room = min(ends) - passed if ends else len(data)
                await self._pass_on(data[: max(room, 0)], writer)
                passed += len(data)
                if room < len(data) or ends == [passed]:
                    if fault.reset_at is not None:
                        _reset(writer)
                    return

    async def _pass_on(self, data: bytes, writer: asyncio.StreamWriter) -> None:
        while data:
            step = 1 if self._fault.drip else len(data)
            writer.write(data[:step])
            await writer.drain()
            data = data[step:]
            if self._fault.drip:
                await asyncio.sleep(self._fault.drip)

    async def _take_time(self, size: int, way: str) -> None:
        """Take as long as a slow or far line takes for so many bytes."""
        fault = self._fault
        wait = fault.delay
        if fault.bytes_per_second:
            begins = max(time.monotonic(), self._free_at[way])
            self._free_at[way] = begins + size / fault.bytes_per_second
            wait += self._free_at[way] - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)


async def _ignore(reader: asyncio.StreamReader) -> None:
    with suppress(OSError):
        while await reader.read(CHUNK):
            pass


async def _answer(writer: asyncio.StreamWriter, page: bytes) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n"
    writer.write(f"{head}Connection: close\r\n\r\n".encode() + page)
    await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    """End a connection as a network that breaks does."""
    with suppress(OSError, AttributeError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.transport.abort()
