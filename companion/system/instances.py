"""One window per profile: a lock on its folder that the system lets go when the process ends."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from companion.domain.errors import UnavailableError
from companion.system.folders import make_private

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _take(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


LOCK = "lock"


@contextmanager
def only_instance(folder: Path) -> Iterator[None]:
    """Hold the profile folder for this process alone while the ``with`` block runs.

    Raises:
        UnavailableError: ``already_open`` when another process has it, ``no_folder`` when the
            lock file cannot be made.
    """
    file = _open_lock(folder)
    try:
        _take_or_refuse(file, folder)
        yield
    finally:
        os.close(file)


def _open_lock(folder: Path) -> int:
    make_private(folder)
    try:
        return os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        sentence = (
            f"Companion cannot write to its folder {folder} ({error.strerror}). "
            "Please make it writable, or choose another with --profile."
        )
        raise UnavailableError(sentence, "no_folder") from error


def _take_or_refuse(file: int, folder: Path) -> None:
    try:
        _take(file)
    except OSError as error:
        sentence = (
            f"Companion is already open with the profile in {folder}. "
            "Please use that window, or close it first."
        )
        raise UnavailableError(sentence, "already_open") from error
