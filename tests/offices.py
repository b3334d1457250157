"""A shared server in this process and laptops of its people, without a socket between them.

The messages, the routes' own functions and both databases are real; only the wire is missing, so
that thousands of rounds take seconds.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar

from fastapi.security import HTTPAuthorizationCredentials
from pydantic import ValidationError
from sqlalchemy import select
from starlette.requests import Request

from companion.domain.errors import CompanionError
from companion.domain.ids import new_id
from companion.domain.people import Organisation, Role, User
from companion.domain.prospects import Prospect
from companion.server import device_routes, sync_routes
from companion.server.app import make_app
from companion.server.database import Database as ServerDatabase
from companion.server.database import make_engine
from companion.server.devices import add_code
from companion.server.organisations import add_organisation, make_identity
from companion.server.records import patch_records, put_records
from companion.server.refusals import refuse_expected
from companion.server.replies import reply
from companion.server.schema import migrate
from companion.server.settings import read_settings
from companion.server.tables import change_log
from companion.services.prospects import Prospects
from companion.store.engine import Database, open_database
from companion.store.meta import read_meta, write_meta
from companion.store.outbox import add_change, attention_count, unsent_count
from companion.sync.replies import misunderstood, refused
from companion.sync.round import Round, RoundResult
from companion.wire.messages import (
    ITEMS_PER_PULL,
    DeviceTold,
    Enroll,
    Enrolled,
    Hello,
    Message,
    Operation,
    Pulled,
    Push,
    Pushed,
    Refusal,
    Rotate,
    Rotated,
    SignedOut,
    SignOut,
    Snapshot,
    WipeAck,
    WipeAcked,
)
from tests.conftest import KEY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.responses import Response

    from companion.domain.clock import Clock
    from companion.server.parts import Parts
    from companion.sync.transport import Transport

M = TypeVar("M", bound=Message)

REP_PROSPECTS = 3
COLLEAGUE_PROSPECTS = 2


_REQUEST = Request(
    {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "path": "/v1/pull",
        "query_string": b"",
        "headers": [],
    }
)
"""What a refusal looks at: that a laptop asks, and not somebody with a browser."""


class DirectTransport:
    """The protocol over plain calls: each message is written out and read again, as on the wire."""

    def __init__(self, parts: Parts, token: str) -> None:
        self._parts = parts
        self._shown = HTTPAuthorizationCredentials(scheme="Bearer", credentials=token)

    def hello(self) -> Hello:
        return self._asked(Hello, lambda: sync_routes.hello(self._parts))

    def enroll(self, request: Enroll) -> Enrolled:
        read = Enroll.model_validate_json(request.model_dump_json())
        return self._asked(Enrolled, lambda: reply(sync_routes._enroll(self._parts, read)))

    def push(self, request: Push) -> Pushed:
        body = request.model_dump_json().encode()
        return self._asked(
            Pushed,
            lambda: reply(sync_routes._push(self._parts, self._shown, body)),
        )

    def pull(
        self,
        cursor: str,
        limit: int = ITEMS_PER_PULL,
        *,
        digest: bool = False,
        brief: bool = False,
    ) -> Pulled:
        nobody: Any = None  # the request is asked for nothing but its wish for gzip
        asked = nobody, self._parts, self._shown, cursor, limit, digest, brief
        return self._asked(Pulled, lambda: sync_routes.pull(*asked))

    def snapshot(
        self, after: str, as_of: str, limit: int = ITEMS_PER_PULL, *, since: str = ""
    ) -> Snapshot:
        nobody: Any = None
        asked = nobody, self._parts, self._shown, after, as_of, limit, since
        return self._asked(Snapshot, lambda: sync_routes.snapshot(*asked))

    def wait(self, cursor: str) -> bool:
        raise NotImplementedError

    def device(self) -> DeviceTold:
        return self._asked(
            DeviceTold, lambda: device_routes.device(self._parts, self._shown, "0.1.0")
        )

    def rotate(self, following: str) -> None:
        asked = Rotate(token_sha256=sha256(following.encode()).hexdigest())
        self._asked(
            Rotated,
            lambda: reply(
                device_routes._rotate(
                    self._parts, self._shown.credentials, asked.model_dump_json().encode()
                )
            ),
        )

    def sign_out(self, told: SignOut) -> None:
        self._asked(SignedOut, lambda: reply(device_routes._sign_out(self._parts, told)))

    def acknowledge_wipe(self, told: WipeAck) -> None:
        self._asked(WipeAcked, lambda: reply(device_routes._acknowledge(self._parts, told)))

    def use_token(self, token: str) -> None:
        self._shown = HTTPAuthorizationCredentials(scheme="Bearer", credentials=token)

    def hang_up(self) -> None:
        """There is no line to cut."""

    @staticmethod
    def _asked(answer: type[M], ask: Callable[[], Response]) -> M:
        try:
            answered = ask()
        except CompanionError as error:
            answered = refuse_expected(_REQUEST, error)
        if answered.status_code == 200:
            try:
                return answer.model_validate_json(bytes(answered.body))
            except ValidationError as error:
                raise misunderstood(error) from None
        refusal = Refusal.model_validate_json(bytes(answered.body))
        waits = answered.headers.get("Retry-After")
        raise refused(answered.status_code, refusal, float(waits) if waits else None)


class Tampered:
    """A transport that a test may listen to, and change the answers of on their way."""

    def __init__(self, inner: Transport) -> None:
        self.inner = inner
        self.asked: list[str] = []
        self.pushes: list[Push] = []
        self.on_push: Callable[[Push], Pushed] = inner.push
        self.on_pull: Callable[..., Pulled] = inner.pull
        self.on_snapshot: Callable[..., Snapshot] = inner.snapshot
        self.on_wait: Callable[[str], bool] = inner.wait
        self.on_device: Callable[[], DeviceTold] = inner.device
        self.on_rotate: Callable[[str], None] = inner.rotate

    def hello(self) -> Hello:
        return self.inner.hello()

    def enroll(self, request: Enroll) -> Enrolled:
        return self.inner.enroll(request)

    def push(self, request: Push) -> Pushed:
        self.asked.append("push")
        self.pushes.append(request)
        return self.on_push(request)

    def pull(
        self,
        cursor: str,
        limit: int = ITEMS_PER_PULL,
        *,
        digest: bool = False,
        brief: bool = False,
    ) -> Pulled:
        self.asked.append("pull")
        told = {"digest": digest, "brief": brief}
        return self.on_pull(cursor, limit, **{name: True for name, v in told.items() if v})

    def snapshot(
        self, after: str, as_of: str, limit: int = ITEMS_PER_PULL, *, since: str = ""
    ) -> Snapshot:
        self.asked.append("snapshot")
        return self.on_snapshot(after, as_of, limit, since=since)

    def device(self) -> DeviceTold:
        self.asked.append("device")
        return self.on_device()

    def rotate(self, following: str) -> None:
        self.asked.append("rotate")
        self.on_rotate(following)

    def sign_out(self, told: SignOut) -> None:
        self.asked.append("sign-out")
        self.inner.sign_out(told)

    def acknowledge_wipe(self, told: WipeAck) -> None:
        self.asked.append("wipe-ack")
        self.inner.acknowledge_wipe(told)

    def use_token(self, token: str) -> None:
        self.inner.use_token(token)

    def wait(self, cursor: str) -> bool:
        self.asked.append("wait")
        return self.on_wait(cursor)

    def hang_up(self) -> None:
        self.inner.hang_up()


@dataclass
class Desk:
    """One laptop: its real encrypted database, and how it reaches the server."""

    name: str
    path: Path
    database: Database
    transport: Transport
    clock: Clock
    user_id: str
    device_id: str

    def round(self, kind: type[Round] = Round) -> RoundResult:
        """Run one round over the desk's own transport."""
        return kind(self.database, self.transport, self.clock).run()

    def tamper(self) -> Tampered:
        """Put a tampered transport in the place of the desk's own."""
        tampered = Tampered(self.transport)
        self.transport = tampered
        return tampered

    def note(self, prospect_id: str, notes: str) -> None:
        """Edit the notes of a prospect, as a person does: kept here first."""
        now = self.clock.now()
        with self.database.write() as cx:
            add_change(cx, "prospect", prospect_id, Operation.PATCH, {"notes": notes}, now)

    def seen(self, prospect_id: str) -> Prospect:
        """Return a prospect as the window would show it."""
        return Prospects(self.database, self.clock).open(prospect_id).prospect

    def unsent(self) -> int:
        with self.database.read() as cx:
            return unsent_count(cx)

    def attention(self) -> int:
        with self.database.read() as cx:
            return attention_count(cx)

    def cursor(self) -> str | None:
        with self.database.read() as cx:
            return read_meta(cx).cursor

    def reopen(self) -> None:
        self.database.close()
        self.database = open_database(self.path, KEY)

    def close(self) -> None:
        self.database.close()


class Office:
    """A server with one organisation: a rep with two laptops, a colleague with one."""

    def __init__(self, folder: Path, migrated: Path, clock: Clock) -> None:
        """Set everything up in ``folder``; ``migrated`` is an empty laptop's database."""
        self.folder, self.migrated, self.clock = folder, migrated, clock
        self.database, settings = _open(folder)
        migrate(self.database)
        self.rep = User(new_id(), "Rita Rep", "rita@office.example")
        self.colleague = User(new_id(), "Ben Colleague", "ben@office.example")
        self.marketer = User(new_id(), "Mia", "mia@office.example", Role.MARKETER)
        organisation = Organisation(new_id(), "Office & Sons")
        self.org = organisation.id
        with self.database.write() as cx:
            identity = make_identity(cx, clock.now())
            add_organisation(cx, organisation, identity.epoch, clock.now())
            owners = [self.rep.id] * REP_PROSPECTS + [self.colleague.id] * COLLEAGUE_PROSPECTS
            self.prospects = [
                Prospect(new_id(), f"Prospect {number}", owner_id=owner)
                for number, owner in enumerate(owners)
            ]
            people = (self.rep, self.colleague, self.marketer)
            put_records(cx, self.org, [*people, *self.prospects], None, clock.now())
        self.app = make_app(settings, self.database, clock)
        self.parts: Parts = self.app.state.parts

    def note(self, prospect_id: str, notes: str) -> None:
        """Edit the notes of a prospect on the server, as a page does."""
        self.patch("prospect", prospect_id, {"notes": notes})

    def patch(self, entity: str, record_id: str, fields: dict[str, Any]) -> None:
        """Edit a record on the server, as a page does."""
        with self.database.write() as cx:
            edits = [(entity, record_id, fields)]
            patch_records(cx, self.org, edits, self.marketer.id, self.clock.now())

    def log(self) -> list[Any]:
        """Return the whole change log, in order."""
        with self.database.read() as cx:
            mine = change_log.c.org == self.org
            return list(cx.execute(select(change_log).where(mine).order_by(change_log.c.seq)))

    def code_for(self, user: User) -> str:
        with self.database.write() as cx:
            return add_code(cx, self.org, user.id, self.clock.now())

    def desk(self, name: str, user: User | None = None, clock: Clock | None = None) -> Desk:
        """Set up a laptop, enrolled, that has not synced yet."""
        user = user or self.rep
        asked = Enroll(
            code=self.code_for(user), device_id=new_id(), device_name=name, app_version="0.1.0"
        )
        enrolled = DirectTransport(self.parts, "").enroll(asked)
        path = self.folder / f"{name}.db"
        shutil.copyfile(self.migrated, path)
        database = open_database(path, KEY)
        with database.write() as cx:
            write_meta(
                cx,
                server_url="http://127.0.0.1",
                server_id=enrolled.server_id,
                epoch=enrolled.epoch,
                user_id=user.id,
                user_name=user.name,
                role=user.role.value,
                device_id=enrolled.device_id,
            )
        transport = DirectTransport(self.parts, enrolled.token)
        return Desk(
            name, path, database, transport, clock or self.clock, user.id, enrolled.device_id
        )

    def close(self) -> None:
        self.database.close()


def _open(folder: Path) -> tuple[ServerDatabase, Any]:
    url = f"sqlite:///{folder / 'server.db'}"
    settings = read_settings({"--data-dir": str(folder), "--database-url": url}, {})
    return ServerDatabase(make_engine(url)), settings
