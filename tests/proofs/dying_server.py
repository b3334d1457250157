"""The real server, which kills itself at a named moment of the first push that brings a call.

python -m tests.proofs.dying_server URL FOLDER record|log|counter|commit|committed
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from sqlalchemy import event

from companion.server.database import Database, make_engine
from companion.server.serving import serve
from companion.server.settings import read_settings

STATEMENTS = {
    "record": 'INSERT INTO "call"',
    "log": 'INSERT INTO "change_log"',
    "counter": "UPDATE org_sync",
}
"""The statement before which the server dies, once the call's own was seen. On PostgreSQL one
statement writes both the call and the log."""


class Death:
    """Waits for the moment, and then nothing of this process runs any more."""

    def __init__(self, moment: str) -> None:
        self._moment = moment
        self._is_near = False

    def before_statement(self, _cx: Any, _cursor: Any, statement: str, *_: Any) -> None:
        """Die before the statement of the moment."""
        self._is_near = self._is_near or STATEMENTS["record"] in statement
        if self._is_near and STATEMENTS.get(self._moment, "nothing") in statement:
            _die()

    def before_commit(self, _cx: Any) -> None:
        """Die with everything written and nothing committed."""
        if self._is_near and self._moment == "commit":
            _die()

    def after_commit(self, _org: str, _seq: int) -> None:
        """Die with everything committed and nobody told."""
        if self._is_near and self._moment == "committed":
            _die()


def main(url: str, folder: str, moment: str) -> None:
    """Serve until the moment has come. The port is that of ``COMPANION_PORT``."""
    settings = read_settings({"--database-url": url, "--data-dir": folder})
    database = Database(make_engine(url))
    death = Death(moment)
    event.listen(database.engine, "before_cursor_execute", death.before_statement)
    event.listen(database.engine, "commit", death.before_commit)
    database.subscribe(death.after_commit)
    serve(settings, database)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
