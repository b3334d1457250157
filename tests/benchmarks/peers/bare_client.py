"""The least that could sync durably on a laptop: ``requests``, orjson and plain ``sqlite3``.

It keeps records and an outbox in one file that is not encrypted, sends and fetches in batches as
large as ours, and writes each reply in one transaction. Runs in the floor's environment and is
asked in lines of JSON: ``stage``, ``push``, ``pull``.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
import sys
from pathlib import Path
from time import perf_counter, process_time

import orjson
import requests

CHANGES, ITEMS = 200, 500
RECORDS = "record (entity TEXT, id TEXT, rev INTEGER, fields TEXT, PRIMARY KEY (entity, id))"
TABLES = (
    f"CREATE TABLE {RECORDS}",
    "CREATE TABLE outbox (n INTEGER PRIMARY KEY, change_id TEXT UNIQUE, change TEXT, state TEXT)",
    "CREATE INDEX ix_outbox ON outbox (state, n)",
    "CREATE TABLE place (cursor INTEGER)",
    "INSERT INTO place VALUES (0)",
)
RECORD = (
    "INSERT INTO record VALUES (?, ?, ?, ?) ON CONFLICT (entity, id) "
    "DO UPDATE SET rev = excluded.rev, fields = excluded.fields"
)
PENDING = f"SELECT change_id, change FROM outbox WHERE state = 'pending' ORDER BY n LIMIT {CHANGES}"


class Client:
    """A laptop's file and its line to the server."""

    def __init__(self, path: str, address: str) -> None:
        self._cx = sqlite3.connect(path, isolation_level=None)
        for each in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", *TABLES):
            self._cx.execute(each)
        self._line, self._address = requests.Session(), address
        self._line.trust_env = False

    def stage(self, changes: list[dict]) -> None:
        """Let changes wait in the outbox; not measured."""
        rows = [(each["change_id"], orjson.dumps(each).decode()) for each in changes]
        self._cx.execute("BEGIN")
        self._cx.executemany("INSERT INTO outbox VALUES (NULL, ?, ?, 'pending')", rows)
        self._cx.execute("COMMIT")

    def push(self) -> int:
        """Send all that waits; return how many requests it took."""
        asked = 0
        while rows := self._cx.execute(PENDING).fetchall():
            changes = ",".join(change for _, change in rows)
            body = gzip.compress(f'{{"changes":[{changes}]}}'.encode(), 1)
            answer = self._line.post(
                f"{self._address}/v1/push",
                data=body,
                headers={"Content-Type": "application/json", "Content-Encoding": "gzip"},
            )
            results = orjson.loads(answer.content)["results"]
            self._settle(results)
            asked += 1
        return asked

    def pull(self) -> int:
        """Fetch all that is new; return how many records came."""
        came, more = 0, True
        while more:
            (cursor,) = self._cx.execute("SELECT cursor FROM place").fetchone()
            asked = {"cursor": cursor, "limit": ITEMS}
            page = orjson.loads(self._line.get(f"{self._address}/v1/pull", params=asked).content)
            rows = [
                (each["entity"], each["id"], each["seq"], orjson.dumps(each["data"]).decode())
                for each in page["items"]
            ]
            self._cx.execute("BEGIN")
            self._cx.executemany(RECORD, rows)
            self._cx.execute("UPDATE place SET cursor = ?", (page["cursor"],))
            self._cx.execute("COMMIT")
            came, more = came + len(rows), page["more"]
        return came

    def _settle(self, results: list[dict]) -> None:
        records = [each["record"] for each in results]
        rows = [
            (each["entity"], each["id"], each["rev"], orjson.dumps(each["fields"]).decode())
            for each in records
        ]
        self._cx.execute("BEGIN")
        done = [(each["change_id"],) for each in results]
        self._cx.executemany("UPDATE outbox SET state = 'acked' WHERE change_id = ?", done)
        self._cx.executemany(RECORD, rows)
        self._cx.execute("COMMIT")


def main(path: str, address: str) -> None:
    client = Client(path, address)
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["do"] == "stage":
            client.stage(orjson.loads(Path(asked["file"]).read_bytes()))
            done = 0
            began = used = None
        else:
            began, used = perf_counter(), process_time()
            done = client.push() if asked["do"] == "push" else client.pull()
        told = {"done": done}
        if began is not None and used is not None:
            told |= {"seconds": perf_counter() - began, "cpu": process_time() - used}
        print(f"answer {json.dumps(told)}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
