"""The real server with uneven pauses around its transactions, and mutants of its protocol.

A program of its own, so that two of them share one PostgreSQL as two machines would:

    python -m tests.proofs.race_server URL FOLDER [MUTANT]
"""

from __future__ import annotations

import random
import sys
import time
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, select, text

from companion.server import feed, ledgers, sync_routes
from companion.server.cursors import check_cursor
from companion.server.database import Database, make_engine
from companion.server.serving import serve
from companion.server.settings import read_settings
from companion.server.tables import org_sync

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

LONGEST_PAUSE = 0.005
ROOM_PER_PUSH = 1_000
_NEVER_BACK = """
CREATE FUNCTION never_back() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN NEW.seq := greatest(OLD.seq, NEW.seq); RETURN NEW; END';
CREATE TRIGGER never_back BEFORE UPDATE ON org_sync FOR EACH ROW EXECUTE FUNCTION never_back();
"""


def main(url: str, folder: str, mutant: str = "") -> None:
    """Serve until told to stop."""
    settings = read_settings({"--database-url": url, "--data-dir": folder, "--port": "0"}, {})
    database = Database(make_engine(url))
    if mutant:
        MUTANTS[mutant](database)
    for moment in ("begin", "commit"):
        event.listen(database.engine, moment, _pause)
    serve(settings, database)


def _pause(_cx: Connection) -> None:
    time.sleep(random.uniform(0, LONGEST_PAUSE))


def _naive_sequence(database: Database) -> None:
    """Take numbers from a sequence and lock nothing: the feed most systems have (sync.md M1)."""
    with database.write() as cx:
        cx.execute(text("SELECT pg_advisory_xact_lock(1)"))  # two servers start at once
        if cx.scalar(text("SELECT to_regclass('naive')")) is None:
            cx.execute(text(f"CREATE SEQUENCE naive INCREMENT {ROOM_PER_PUSH} START 1000"))
            cx.exec_driver_sql(_NEVER_BACK)

    def unlocked(cx: Connection, org: str) -> tuple[int, str, bytes]:
        mine = select(org_sync.c.epoch, org_sync.c.number_key).where(org_sync.c.org == org)
        epoch, number_key = cx.execute(mine).one()
        return cx.execute(text("SELECT nextval('naive')")).scalar_one(), epoch, number_key

    ledgers.lock_counter = unlocked


def _two_statements(database: Database) -> None:
    """Read rows first and the cursor afterwards, in no snapshot (sync.md M7)."""
    database._reading = database.engine.execution_options(isolation_level="READ COMMITTED")
    read_page: Callable[..., feed.Page] = feed.read_page

    def read_twice(cx: Connection, actor: Any, cursor: Any, limit: int, **more: Any) -> feed.Page:
        page = read_page(cx, actor, cursor, limit, **more)
        time.sleep(random.uniform(0, LONGEST_PAUSE))
        newest = check_cursor(cx, actor.org, None)
        return page if page.has_more else page._replace(cursor=newest)

    sync_routes.read_page = read_twice


MUTANTS: dict[str, Callable[[Database], None]] = {
    "naive-sequence": _naive_sequence,
    "two-statement-pull": _two_statements,
}
"""Ways to do it wrong that the race must catch."""


if __name__ == "__main__":
    main(*sys.argv[1:])
