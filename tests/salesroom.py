"""People and laptops of a test: an organisation on a server, spoken to over its real routes."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import requests
import uvicorn

from companion.domain.ids import new_id
from companion.domain.people import Organisation, Role, User
from companion.domain.prospects import Prospect
from companion.server.app import make_app
from companion.server.arrivals import PromptProtocol
from companion.server.devices import add_code
from companion.server.organisations import add_organisation, make_identity
from companion.server.records import put_record
from companion.wire.records import to_fields

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi import FastAPI

    from companion.server.database import Database
    from companion.server.settings import Settings
    from companion.wire.records import Record

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def text_of(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def change(entity: str, record_id: str, op: str, fields: dict[str, Any], **more: Any) -> dict:
    """Make a change as a laptop sends it."""
    return {
        "change_id": new_id(),
        "entity": entity,
        "id": record_id,
        "op": op,
        "base_rev": 0,
        "fields": fields,
        "client_at": text_of(NOW),
        **more,
    }


def creating(record: Record, entity: str, **more: Any) -> dict:
    return change(entity, record.id, "create", to_fields(record), **more)


class Client:
    """Speaks HTTP to a running server; paths only."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._session = requests.Session()
        self._session.trust_env = False

    def get(self, path: str, **more: Any) -> requests.Response:
        return self._session.get(self.address + path, timeout=60, **more)

    def post(self, path: str, **more: Any) -> requests.Response:
        return self._session.post(self.address + path, timeout=60, **more)

    def close(self) -> None:
        self._session.close()


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def serving(
    app: FastAPI,
    port: int = 0,
    http: type[PromptProtocol] = PromptProtocol,
    certificate: Path | None = None,
) -> Iterator[Client]:
    """Serve an application on a free port, or this one, in a thread of its own.

    With ``certificate``, a file that holds its key as well, it speaks TLS.
    """
    config = uvicorn.Config(
        app,
        http=http,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=1,
        ssl_certfile=certificate,
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", port)) as listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        client = Client(f"http://127.0.0.1:{listener.getsockname()[1]}")
        try:
            yield client
        finally:
            client.close()
            app.state.parts.bell.close()
            server.should_exit = True
            thread.join(20)


@dataclass
class Laptop:
    """A signed-in laptop that speaks the protocol by hand."""

    client: Client
    user: User
    device_id: str
    token: str
    cursor: str = ""

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def post_push(self, *changes: Any, sent_at: datetime = NOW, **more: Any) -> Any:
        body = {
            "device_id": self.device_id,
            "schema": 1,
            "sent_at": text_of(sent_at),
            "changes": list(changes),
            **more,
        }
        packed = gzip.compress(json.dumps(body).encode())
        headers = {
            **self.headers,
            "Content-Type": "application/json",
            "Content-Encoding": "gzip",
        }
        return self.client.post("/v1/push", data=packed, headers=headers)

    def push(self, *changes: Any, **more: Any) -> list[dict]:
        answer = self.post_push(*changes, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()["results"]

    def push_one(self, given: Any, **more: Any) -> dict:
        (result,) = self.push(given, **more)
        return result

    def get_pull(self, cursor: str | None = None, limit: int = 500) -> Any:
        asked = {"cursor": self.cursor if cursor is None else cursor, "limit": limit}
        return self.client.get("/v1/pull", params=asked, headers=self.headers)

    def pull(self, limit: int = 500) -> list[dict]:
        """Pull to the end, moving the cursor."""
        items: list[dict] = []
        while True:
            answer = self.get_pull(limit=limit)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            items += page["items"]
            self.cursor = page["cursor"]
            if not page["more"]:
                return items

    def pulled(self, entity: str, limit: int = 500) -> dict[str, dict]:
        """Pull to the end and return the items of one entity by id."""
        return {each["id"]: each for each in self.pull(limit) if each["entity"] == entity}


class Salesroom:
    """One organisation of its own on a shared database."""

    def __init__(self, database: Database, client: Client) -> None:
        self.database = database
        self.client = client
        self.organisation = Organisation(new_id(), "Room & Sons")
        with database.write() as cx:
            epoch = make_identity(cx, NOW).epoch
            add_organisation(cx, self.organisation, epoch, NOW)

    @property
    def org(self) -> str:
        return self.organisation.id

    def put(self, *records: Record) -> None:
        with self.database.write() as cx:
            for record in records:
                put_record(cx, self.org, record, None, NOW)

    def add_user(self, role: Role = Role.REP, name: str = "Rita") -> User:
        user = User(new_id(), name, f"{new_id()}@room.example", role)
        self.put(user)
        return user

    def code_for(self, user: User, life: timedelta = timedelta(days=1)) -> str:
        with self.database.write() as cx:
            return add_code(cx, self.org, user.id, datetime.now(UTC), life)

    def laptop(self, user: User | None = None, role: Role = Role.REP) -> Laptop:
        user = user or self.add_user(role)
        asked = {
            "code": self.code_for(user),
            "device_id": new_id(),
            "device_name": "Test laptop",
            "app_version": "0.1.0",
        }
        answer = self.client.post("/v1/enroll", json=asked)
        assert answer.status_code == 200, answer.text
        return Laptop(self.client, user, asked["device_id"], answer.json()["token"])

    def prospect(self, owner: User, **more: Any) -> Prospect:
        prospect = Prospect(new_id(), "Ada Cole", owner_id=owner.id, **more)
        self.put(prospect)
        return prospect


def open_app(settings: Settings, database: Database) -> FastAPI:
    with database.write() as cx:
        make_identity(cx, NOW)
    return make_app(settings, database)
