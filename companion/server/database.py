"""The server's database: SQLite in a file or PostgreSQL by URL, behind the same two doors.

``write()`` is one transaction that commits or leaves nothing; ``read()`` is one snapshot. Both may
walk all organisations, as commands do; those of ``walled()``, for requests, may not. Whoever
writes through the change log reports the new number with ``announce``; listeners hear it after
the commit, never before.
"""

from __future__ import annotations

import copy
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from companion.domain.errors import CorruptError, RejectedError, UnavailableError
from companion.server.metrics import COUNTER_WAIT
from companion.server.walls import EVERYWHERE, enter
from companion.wire.records import parse_json, write_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import URL, Connection, Engine

    from companion.server.settings import Settings

BUSY_SECONDS = 15
"""How long a writer waits for its turn before the laptop is asked to come back."""

FULL_SECONDS = 60.0
"""When a laptop comes back to a server whose disk is full: somebody has to make room first."""

_DISK_FULL = "53100"  # PostgreSQL's own code for it
_READ_ONLY = "25006"  # the leader is a follower now; the way to the new one opens soon
_ANNOUNCED = "companion_announced"
_BUGS = ("no such table", "no such column", "syntax error")
_SQLITE_SET_UP = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA fullfsync=ON",  # or macOS leaves a write in the drive's own cache; nothing elsewhere
    "PRAGMA checkpoint_fullfsync=ON",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}",
)


def database_url(text: str) -> URL:
    """Read the address of a database; ``postgres://`` and ``postgresql://`` mean psycopg.

    Raises:
        RejectedError: it is no address of SQLite or PostgreSQL.
    """
    sentence = (
        "The database must be sqlite:///path/to/file or postgresql://user:password@host/name. "
        "Please check COMPANION_DATABASE_URL."
    )
    try:
        url = make_url(text)
    except ArgumentError:
        raise RejectedError(sentence, "database_url") from None
    family = url.drivername.partition("+")[0]
    if family in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg")
    if family == "sqlite" and url.database and url.database != ":memory:":
        return url.set(drivername="sqlite")
    raise RejectedError(sentence, "database_url")


def make_engine(text: str, *, is_pooled: bool = False) -> Engine:
    """Make the engine for a database address, set up so that an acknowledged write is kept.

    ``is_pooled``: the address is a pooler's, which lends another connection to each transaction,
    so nothing may be set up for longer than one. Errors of the engine never carry the values
    written: those are people's words.
    """
    url = database_url(text)
    options: dict[str, Any] = {
        "hide_parameters": True,
        "json_serializer": lambda value: write_json(value).decode(),
        "json_deserializer": parse_json,
        "pool_timeout": BUSY_SECONDS,
        "pool_size": 10,
        "max_overflow": 30,
    }
    if url.get_backend_name() == "sqlite":
        return _prepare_sqlite(create_engine(url, **options))
    arguments: dict[str, Any] = {"application_name": "companion-server", "connect_timeout": 10}
    if is_pooled:
        arguments["prepare_threshold"] = None
    else:
        arguments["options"] = f"-c timezone=UTC -c lock_timeout={BUSY_SECONDS}s"
    engine = create_engine(url, pool_pre_ping=True, connect_args=arguments, **options)
    return _set_each_up(engine) if is_pooled else engine


def _set_each_up(engine: Engine) -> Engine:
    """Set every transaction up, since none knows which connection the pooler lends it."""

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(
            "SELECT set_config('timezone', 'UTC', true),"
            f" set_config('lock_timeout', '{BUSY_SECONDS}s', true)"
        )

    return engine


def _prepare_sqlite(engine: Engine) -> Engine:
    path = Path(str(engine.url.database))

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        path.chmod(0o600)  # people's words are in it
        connection.isolation_level = None  # the driver's own transactions start too late
        for statement in _SQLITE_SET_UP:
            connection.execute(statement)

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        is_writer = connection.get_execution_options().get("companion_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")

    return engine


def open_database(settings: Settings) -> Database:
    """Open the database that the settings name, and its replica if they name one."""
    engine = make_engine(settings.database_url, is_pooled=settings.is_pooled)
    replica = make_engine(settings.replica_url) if settings.replica_url else None
    is_deaf = settings.is_pooled and not settings.listen_url
    return Database(engine, replica, "" if is_deaf else settings.listen_url or None)


class Database:
    """The doors to one database. Threads may share it."""

    def __init__(
        self, engine: Engine, replica: Engine | None = None, listen_url: str | None = None
    ) -> None:
        """Open the doors. ``replica`` is where figures are read, the database itself if None.

        ``listen_url`` is where news is heard past the engine's pooler: empty where it cannot be.
        """
        self.engine = engine
        address = engine.url.set(drivername="postgresql")
        whole = address.render_as_string(hide_password=False)
        self.listen_url = whole if listen_url is None else listen_url
        self.is_sqlite = engine.dialect.name == "sqlite"
        self.is_walled = False
        self._turn = threading.Lock()  # SQLite's own waiting is unfair; this is a queue
        self._listeners: list[Callable[[str, int], None]] = []
        self._writing = engine.execution_options(companion_writes=True)
        self._reading = engine
        if not self.is_sqlite:
            self._reading = _snapshots(engine)
        self._replica = replica
        self._figures = self._reading if replica is None else _snapshots(replica)

    def walled(self) -> Database:
        """Return the same database for requests, whose transactions must ``enter`` to see any."""
        walled = copy.copy(self)
        walled.is_walled = True
        return walled

    def subscribe(self, listener: Callable[[str, int], None]) -> None:
        """Call ``listener(org, seq)`` after each commit that moved the counter, in its thread."""
        self._listeners.append(listener)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open one writing transaction: committed at the end, rolled back on any error.

        Raises:
            UnavailableError: ``busy`` or ``server_full``; nothing was written.
            CorruptError: the file is damaged.
        """
        with self._taking_turns(), _translated(), self._writing.begin() as cx:
            cx.info.pop(_ANNOUNCED, None)
            self._open(cx)
            yield cx
            announced: dict[str, int] = cx.info.pop(_ANNOUNCED, {})
        for org, seq in announced.items():
            for listener in self._listeners:
                listener(org, seq)

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """Open a connection outside any transaction, in the turn of a writer: for SQLite's chores.

        Raises:
            UnavailableError: ``busy``.
        """
        with self._taking_turns(), _translated(), self.engine.connect() as cx:
            cx.exec_driver_sql("COMMIT")  # past the transaction that SQLAlchemy began
            yield cx

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open one snapshot: every statement in it sees the same moment.

        Raises:
            UnavailableError: ``busy``.
            CorruptError: the file is damaged.
        """
        with _translated(), self._reading.begin() as cx:
            self._open(cx)
            yield cx

    @contextmanager
    def read_figures(self) -> Iterator[Connection]:
        """Open one snapshot of marketing's figures: on the replica, which may be a moment behind.

        Raises:
            UnavailableError: ``busy``.
        """
        with _translated(), self._figures.begin() as cx:
            self._open(cx)
            yield cx

    @property
    def has_replica(self) -> bool:
        """Tell whether figures are read elsewhere."""
        return self._replica is not None

    def _open(self, cx: Connection) -> None:
        if not self.is_walled:
            enter(cx, EVERYWHERE)

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()
        if self._replica is not None:
            self._replica.dispose()

    @contextmanager
    def _taking_turns(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        began = time.perf_counter()
        if not self._turn.acquire(timeout=BUSY_SECONDS):
            raise _busy()
        COUNTER_WAIT.observe(time.perf_counter() - began)
        try:
            yield
        finally:
            self._turn.release()


def _snapshots(engine: Engine) -> Engine:
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def announce(cx: Connection, org: str, seq: int) -> None:
    """Tell the listeners of this connection's database, once it commits, where the counter is."""
    cx.info.setdefault(_ANNOUNCED, {})[org] = seq


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        if any(bug in str(error.orig) for bug in _BUGS):
            raise
        raise (_full() if _is_full(error) else _busy()) from error
    except PoolTimeoutError as error:
        raise _busy() from error
    except DBAPIError as error:
        if error.connection_invalidated or getattr(error.orig, "sqlstate", "") == _READ_ONLY:
            raise _busy() from error
        if "malformed" in str(error.orig) or "not a database" in str(error.orig):
            sentence = "The database file is damaged. It was left as it is; restore a backup."
            raise CorruptError(sentence, "database_damaged") from error
        raise


def _is_full(error: BaseException) -> bool:
    """Tell whether a full disk began it: SQLite drops the savepoints too, and ours fail after."""
    found: BaseException | None = error
    while found is not None:
        orig = getattr(found, "orig", None)
        if getattr(orig, "sqlstate", None) == _DISK_FULL or "disk is full" in str(orig):
            return True
        found = found.__context__
    return False


def _full() -> UnavailableError:
    sentence = "The disk of the server's database is full. Nothing was changed; please make room."
    return UnavailableError(sentence, "server_full", retry_after=FULL_SECONDS)


def _busy() -> UnavailableError:
    sentence = "The server cannot reach or write its database right now. Nothing was changed."
    return UnavailableError(sentence, "busy", retry_after=2.0)
