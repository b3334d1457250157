"""A database for the time of one errand: encrypted with a key that nobody keeps.

What lies in it grows with a list, so it is a file, and the list is people's words: whatever ends
the process leaves nothing behind that anybody could read.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as sqlcipher

from companion.store.file import KEY_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

_SET_UP = (
    "PRAGMA journal_mode = OFF",  # nothing of it is needed after a crash
    "PRAGMA synchronous = OFF",
    "PRAGMA temp_store = MEMORY",  # a temporary file would not be encrypted
)


@contextmanager
def scratch_database() -> Iterator[Any]:
    """Give an empty database that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="companion-"))
    connection = sqlcipher.connect(
        str(folder / "scratch"), isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{os.urandom(KEY_BYTES).hex()}'\"")
        for pragma in _SET_UP:
            connection.execute(pragma)
        yield connection
    finally:
        connection.close()
        shutil.rmtree(folder, ignore_errors=True)
