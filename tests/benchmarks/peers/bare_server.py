"""The least that could serve a push and a pull durably: Starlette, orjson and the bare driver.

No token, no rights, no merging, no figures: each change is one row of records and one line of a
log, in one transaction; a pull gives the records above a number. Runs in the floor's environment:
``python bare_server.py sqlite:///file`` or a PostgreSQL address; says where it is ready.
"""

from __future__ import annotations

import gzip
import os
import socket
import sqlite3
import sys
import threading
import zlib
from contextlib import contextmanager

import orjson
import psycopg
import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

PLACES = "{0}, {0}, {0}, {0}, {0}"
RECORDS = (
    "record (entity TEXT, id TEXT, seq BIGINT, fields TEXT, at TEXT, PRIMARY KEY (entity, id))"
)
LINES = "log (seq BIGINT PRIMARY KEY, change_id TEXT UNIQUE, entity TEXT, id TEXT, fields TEXT)"
TABLES = (
    f"CREATE TABLE {RECORDS}",
    f"CREATE TABLE {LINES}",
    "CREATE INDEX ix_record ON record (seq)",
    "CREATE TABLE counter (seq BIGINT)",
    "INSERT INTO counter VALUES (0)",
)
RECORD = (
    f"INSERT INTO record VALUES ({PLACES}) ON CONFLICT (entity, id) DO UPDATE SET "
    "seq = excluded.seq, fields = excluded.fields, at = excluded.at"
)
LINE = f"INSERT INTO log VALUES ({PLACES})"
NEWER = "SELECT entity, id, seq, fields FROM record WHERE seq > {0} ORDER BY seq LIMIT {0}"


class SqliteStore:
    """One file, one connection, one writer at a time."""

    lock_counter = "SELECT seq FROM counter"
    place = "?"

    def __init__(self, path: str) -> None:
        self._lock = threading.Lock()
        self._cx = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for each in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", *TABLES):
            self._cx.execute(each)

    @contextmanager
    def cursor(self, *, is_writing: bool):
        with self._lock:
            self._cx.execute("BEGIN IMMEDIATE" if is_writing else "BEGIN")
            yield self._cx.cursor()
            self._cx.execute("COMMIT")


class PostgresStore:
    """A connection for each thread."""

    lock_counter = "SELECT seq FROM counter FOR UPDATE"
    place = "%s"

    def __init__(self, address: str) -> None:
        self._address, self._mine = address, threading.local()
        with psycopg.connect(address) as cx:
            for each in TABLES:
                cx.execute(each)

    @contextmanager
    def cursor(self, *, is_writing: bool):
        if not hasattr(self._mine, "cx"):
            self._mine.cx = psycopg.connect(self._address)
        with self._mine.cx.transaction(), self._mine.cx.cursor() as cursor:
            yield cursor


class Bare:
    """The two routes over a store."""

    def __init__(self, store: SqliteStore | PostgresStore) -> None:
        self._store = store
        self._record, self._line = RECORD.format(store.place), LINE.format(store.place)
        self._newer = NEWER.format(store.place)

    async def push(self, request) -> Response:
        body = await request.body()
        return await run_in_threadpool(self._push, body, request.headers)

    async def pull(self, request) -> Response:
        asked = request.query_params
        since, limit = int(asked.get("cursor") or 0), int(asked["limit"])
        return await run_in_threadpool(self._pull, since, limit, request.headers)

    def _push(self, body: bytes, headers) -> Response:
        if headers.get("content-encoding") == "gzip":
            body = zlib.decompress(body, 31)
        changes = orjson.loads(body)["changes"]
        with self._store.cursor(is_writing=True) as cursor:
            (last,) = cursor.execute(self._store.lock_counter).fetchone()
            records, lines, results = [], [], []
            for seq, each in enumerate(changes, last + 1):
                fields = orjson.dumps(each["fields"]).decode()
                record = each["entity"], each["id"]
                records.append((*record, seq, fields, each["client_at"]))
                lines.append((seq, each["change_id"], *record, fields))
                results.append(_result(each, seq))
            cursor.executemany(self._record, records)
            cursor.executemany(self._line, lines)
            cursor.execute(f"UPDATE counter SET seq = {last + len(changes)}")
        return _reply({"results": results}, headers)

    def _pull(self, since: int, limit: int, headers) -> Response:
        with self._store.cursor(is_writing=False) as cursor:
            rows = cursor.execute(self._newer, (since, limit)).fetchall()
        items = [
            {"entity": each[0], "id": each[1], "seq": each[2], "data": orjson.Fragment(each[3])}
            for each in rows
        ]
        cursor = rows[-1][2] if rows else since
        return _reply({"items": items, "cursor": cursor, "more": len(rows) == limit}, headers)


def _result(change: dict, seq: int) -> dict:
    record = {"entity": change["entity"], "id": change["id"], "rev": seq}
    record["fields"] = change["fields"]
    return {"change_id": change["change_id"], "outcome": "applied", "seq": seq, "record": record}


def _reply(message: dict, headers) -> Response:
    body, more = orjson.dumps(message), {}
    if "gzip" in headers.get("accept-encoding", "") and len(body) > 1_000:
        body, more = gzip.compress(body, 1), {"Content-Encoding": "gzip"}
    return Response(body, headers=more, media_type="application/json")


class Server(uvicorn.Server):
    async def startup(self, sockets=None) -> None:
        await super().startup(sockets)
        print(f"ready at http://127.0.0.1:{sockets[0].getsockname()[1]}", flush=True)


def _end_with_input() -> None:
    sys.stdin.read()
    os._exit(0)


def main(address: str) -> None:
    is_file = address.startswith("sqlite:///")
    store = SqliteStore(address[len("sqlite:///") :]) if is_file else PostgresStore(address)
    bare = Bare(store)
    routes = [Route("/v1/push", bare.push, methods=["POST"]), Route("/v1/pull", bare.pull)]
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    threading.Thread(target=_end_with_input, daemon=True).start()
    config = uvicorn.Config(Starlette(routes=routes), log_config=None, access_log=False)
    Server(config).run([listener])


if __name__ == "__main__":
    main(sys.argv[1])
