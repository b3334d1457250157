"""A PostgreSQL with a crowd in it, filled once for each size and kept under ``build/crowd/``.

``nice -n 10 python -m tests.benchmarks.crowded 0.1 1`` fills what is missing and says how far it
is. What was filled by other code than today's is thrown away.
"""

from __future__ import annotations

import shutil
import sys
from contextlib import contextmanager
from hashlib import sha256
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from companion.domain.ids import new_id
from companion.domain.people import Organisation, Role, User
from companion.server.accounts import add_user, hash_password
from companion.server.database import Database, make_engine
from companion.server.figures.recount import recount
from companion.server.organisations import add_organisation, make_identity
from companion.server.schema import migrate
from companion.server.tables import RECORD_TABLES, call, objection, prospect, touch
from tests.benchmarks.crowd import CALLS, COLUMNS, NOW, REPS, Crowd
from tests.postgres import kept_postgres
from tests.promiseroom import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import psycopg

    from tests.postgres import PostgresServer

FOLDER = Path("build", "crowd").absolute()
SETTINGS = """-c fsync=off -c shared_buffers=2GB -c effective_cache_size=8GB -c work_mem=16MB
    -c maintenance_work_mem=512MB -c max_wal_size=8GB -c wal_compression=on -c random_page_cost=1.1
    -c checkpoint_timeout=30min -c autovacuum=off"""
"""As docs/scale.md advises for this size of machine; what only a benchmark may do: no ``fsync``."""

DATABASE = "companion_1"
LARGE = (prospect.name, touch.name, call.name, objection.name, "change_log", "heard", "journey")
_BLOCK = 5_000
_MADE_BY = ["tests/benchmarks/crowd.py", "tests/benchmarks/crowded.py"]
_ROOMS = ["companion/server/migrations/versions", "companion/server/figures"]


class Crowded(NamedTuple):
    """A running cluster and the address of its filled database; ``reader`` signs in as an admin."""

    server: PostgresServer
    url: str
    reader: str
    org: str


def is_filled(scale: float) -> bool:
    """Tell whether the database of a size is there, filled by today's code."""
    mark = FOLDER / f"{scale:g}" / "filled"
    return mark.exists() and mark.read_text().split()[0] == _stamp()


@contextmanager
def crowded(scale: float) -> Iterator[Crowded]:
    """Run the database of a size, filled first if it is not there yet."""
    folder = FOLDER / f"{scale:g}"
    mark = folder / "filled"
    if not is_filled(scale):
        shutil.rmtree(folder, ignore_errors=True)
        with kept_postgres(folder, SETTINGS) as server:
            org, reader = _fill(server, scale)
        mark.write_text(f"{_stamp()} {org} {reader}")
    _, org, reader = mark.read_text().split()
    with kept_postgres(folder, SETTINGS) as server:
        yield Crowded(server, server.address(DATABASE), reader, org)


def _fill(server: PostgresServer, scale: float) -> tuple[str, str]:
    database = Database(make_engine(server.new_database()))
    migrate(database)
    org, reader = Organisation(new_id(), "Crowd"), User(new_id(), "Mia", "m@x.example", Role.ADMIN)
    with database.write() as cx:
        add_organisation(cx, org, make_identity(cx, NOW).epoch, NOW)
        add_user(cx, org.id, reader, hash_password(PASSWORD), NOW)
    with server.superuser(DATABASE) as cx:
        _Filling(cx, database, org.id, scale).fill()
    database.close()
    return org.id, reader.email


class _Filling:
    """One filling of an empty database, rows first and indexes after them."""

    def __init__(self, cx: psycopg.Connection, database: Database, org: str, scale: float) -> None:
        self._cx, self._database, self._org = cx, database, org
        began = cx.execute("SELECT seq FROM org_sync WHERE org = %s", [org]).fetchone()
        assert began is not None
        self._crowd = Crowd(org, scale, began[0])
        self._began = perf_counter()
        self._say(f"{scale * CALLS:,.0f} calls are to come")

    def fill(self) -> None:
        """Write everything, count it, and let PostgreSQL look at it once."""
        self._cx.execute("SET session_replication_role = replica")  # the rows are known to be whole
        indexes = self._drop_indexes()
        for entity, lines in self._crowd.tables():
            self._copy(entity, lines)
        for entity in COLUMNS:
            self._log(entity)
        self._enrol()
        self._cx.execute(
            "UPDATE org_sync SET seq = %s WHERE org = %s", [self._crowd.rev, self._org]
        )
        for index in indexes:
            self._cx.execute(index)
            self._say(index.split()[2])
        self._cx.execute("ANALYZE")
        with self._database.write() as writing:
            recount(writing, self._org)
        self._say("figures")
        self._fill_desks()
        self._cx.execute("VACUUM ANALYZE")
        self._say("all of it")

    def _drop_indexes(self) -> list[str]:
        """Drop every index but those of keys; return how each is made again."""
        found = self._cx.execute(
            "SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename = ANY(%s) AND NOT "
            "EXISTS (SELECT FROM pg_constraint c WHERE c.conname = i.indexname)",
            [[*LARGE]],
        ).fetchall()
        for name, _ in found:
            self._cx.execute(f'DROP INDEX "{name}"')
        return [statement for _, statement in found]

    def _copy(self, entity: str, lines: Iterable[str]) -> None:
        assert {*COLUMNS[entity].split()} <= {each.name for each in RECORD_TABLES[entity].c}
        names = ", ".join(["org", "id", *COLUMNS[entity].split(), "rev", "field_rev", "extra"])
        rest = iter(lines)
        with self._cx.cursor().copy(f'COPY "{entity}" ({names}) FROM STDIN') as copy:
            while block := list(islice(rest, _BLOCK)):
                copy.write("".join(block))
        self._say(entity)

    def _log(self, entity: str) -> None:
        """Write the line of the log that made each record."""
        fields = ", ".join(f"'{name}', {name}" for name in COLUMNS[entity].split())
        who = "rep_id" if entity == "call" else "NULL"
        self._cx.execute(
            "INSERT INTO change_log (org, seq, change_id, body_sha256, actor_id, entity, entity_id,"
            " op, base_rev, fields, outcome, client_at, received_at, effective_at) "
            "SELECT org, rev, '01990000' || right(id, 28), sha256(id::bytea), "
            f"{who}, '{entity}', id, 'create', 0, json_build_object({fields}), 'applied', "
            f"%s, %s, %s FROM \"{entity}\" WHERE org = %s AND id LIKE '01980000-%%'",
            [NOW, NOW, NOW, self._org],
        )
        self._say(f"log of {entity}")

    def _enrol(self) -> None:
        """Give every rep a laptop that has read half of the log."""
        self._cx.execute(
            "INSERT INTO device (org, id, user_id, name, state, token_sha256, token_at, "
            "enrolled_at, last_seen, app_version, turn) "
            "SELECT org, '01990000' || right(id, 28), id, 'Laptop', 'active', sha256(id::bytea), "
            "%(now)s, %(now)s, %(now)s, '1.0', 0 FROM \"user\" WHERE role = 'rep' LIMIT %(reps)s",
            {"now": NOW, "reps": REPS},
        )

    def _fill_desks(self) -> None:
        """Write what follows from decisions: what is decided, and what waits."""
        self._cx.execute(
            "INSERT INTO decided_objection (org, decision_id, objection_id) SELECT d.org, d.id, "
            "e.value FROM decision d, json_array_elements_text(d.objection_ids) e"
        )
        self._cx.execute("ANALYZE decided_objection")
        self._cx.execute(
            "INSERT INTO waiting_objection (org, objection_id, promise_id, category, heard_at) "
            "SELECT h.org, h.objection_id, v.promise_id, h.category, h.heard_at FROM heard h "
            "JOIN promise_version v ON v.org = h.org AND v.id = h.promise_version_id "
            "LEFT JOIN decided_objection d ON d.org = h.org AND d.objection_id = h.objection_id "
            "WHERE d.objection_id IS NULL"
        )
        self._say("desks")

    def _say(self, what: str) -> None:
        sys.stderr.write(f"{perf_counter() - self._began:7.1f} s  {what}\n")
        sys.stderr.flush()


def _stamp() -> str:
    """Return a digest of the code that fills, so that old fillings are known."""
    paths = [Path(each) for each in _MADE_BY]
    paths += [path for room in _ROOMS for path in sorted(Path(room).glob("*.py"))]
    return sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:16]


def main() -> None:
    """Fill the sizes named on the command line."""
    for scale in map(float, sys.argv[1:]):
        with crowded(scale):
            pass


if __name__ == "__main__":
    main()
