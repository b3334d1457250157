"""The database's file: its key, its settings, its version; all that needs no SQLAlchemy.

The first picture of the window reads it before SQLAlchemy is loaded, and what mends a file looks
at it as it is (docs/decisions/041-the-first-picture.md).
"""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as sqlcipher

from companion.domain.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from companion.store.today import Ask

HEAD = "0001"
"""The revision this version writes. Revisions are four digits and only ever count up."""

KEY_BYTES = 32
"""Length of the raw key: 256 bits, so that SQLCipher derives nothing and opens at once."""

WAIT_SECONDS = 10.0
"""How long one writer waits for another before a person is told to try again."""

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # NORMAL loses acknowledged saves in a power cut (sync.md M9)
    "PRAGMA fullfsync = ON",  # or macOS leaves them in the drive's own cache; nothing elsewhere
    "PRAGMA checkpoint_fullfsync = ON",
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000:.0f}",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",  # a temporary file would not be encrypted
)


def connect(path: Path, key: bytes) -> Any:
    """Open a plain connection to a file that may be damaged; the caller closes it."""
    connection = sqlcipher.connect(str(path), isolation_level=None)
    with ExitStack() as unlessunlocked:
        unlessunlocked.callback(connection.close)
        unlock(connection, key)
        unlessunlocked.pop_all()
    return connection


def unlock(connection: Any, key: bytes) -> None:
    """Give a new connection its key, before anything else touches the file, and our settings."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA cipher_log_level = NONE")  # or it writes to stderr itself
    cursor.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def doubt_of(path: Path) -> Path:
    """Return the mark beside a database that says: read every page of it at the next start."""
    return path.with_name(f"{path.name}.doubted")


def is_in_order(path: Path) -> bool:
    """Tell whether there is a database that nothing is known against and nothing is to replace."""
    return path.exists() and not doubt_of(path).exists() and not mended_of(path).exists()


def mended_of(path: Path) -> Path:
    """Return where a database lies that is complete and about to take this one's place."""
    return path.with_name("mended.db")


@contextmanager
def peek(path: Path, key: bytes) -> Iterator[Ask]:
    """Give a way to ask the file itself in one snapshot, without SQLAlchemy.

    Raises:
        UnavailableError: ``not_peeked``, whatever is wrong: opening it as usual tells what.
    """
    try:
        with closing(connect(path, key)) as cx:
            cx.execute("BEGIN")
            yield lambda statement, values: cx.execute(statement, dict(values)).fetchall()
    except sqlcipher.Error as error:
        raise UnavailableError("The profile cannot be read as it is.", "not_peeked") from error
