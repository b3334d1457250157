"""What SQLite says when it cannot, in words for a person; everything unknown stays a bug."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import DBAPIError

from companion.domain.errors import CompanionError, CorruptError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BUSY, _LOCKED, _READ_ONLY, _IO, _CORRUPT, _FULL, _CANNOT_OPEN, _NOT_A_DATABASE = (
    5,
    6,
    8,
    10,
    11,
    13,
    14,
    26,
)  # primary result codes, https://www.sqlite.org/rescode.html

_WAITING = {
    _BUSY: ("busy", "Companion is still saving something else. Please try again in a moment."),
    _LOCKED: ("busy", "Companion is still saving something else. Please try again in a moment."),
    _FULL: (
        "disk_full",
        "The disk is full. Nothing was saved; please make room and save again.",
    ),
    _IO: (
        "disk_error",
        "The disk does not answer as it should. Nothing was saved; please try again.",
    ),
    _READ_ONLY: (
        "read_only",
        "Companion may not write to its profile folder. Please check who may write there.",
    ),
    _CANNOT_OPEN: (
        "cannot_open",
        "Companion cannot open its profile. Please check that the folder is still there.",
    ),
}


@contextmanager
def failures_told(path: Path) -> Iterator[None]:
    """Turn the database's own failures into errors a person can act on.

    Raises:
        UnavailableError: ``busy``, ``disk_full``, ``disk_error``, ``read_only``, ``cannot_open``.
        CorruptError: ``damaged``: the key is wrong or the file is; it is left as it is.
    """
    try:
        yield
    except (DBAPIError, sqlcipher.Error) as error:
        known = _as_told(error, path)
        if known is None:
            raise
        raise known from error


def _as_told(error: Exception, path: Path) -> CompanionError | None:
    origin = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(origin, "sqlite_errorcode", 0) & 0xFF
    if code in (_CORRUPT, _NOT_A_DATABASE):
        return damaged(path)
    if code in _WAITING:
        word, sentence = _WAITING[code]
        return UnavailableError(sentence, word)
    return None


def damaged(path: Path) -> CorruptError:
    """Make the error for a file that cannot be read with the key at hand."""
    sentence = (
        f"The profile {path} cannot be read: it is damaged, or its key is another one. "
        "The file is kept. Please start Companion again, which mends what it can; if that does not "
        "help, ask whoever looks after it."
    )
    return CorruptError(sentence, "damaged")
