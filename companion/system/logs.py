"""The log of one profile: rotating files with codes and ids, and never what a person wrote.

Tracebacks are written without the message of the error, because messages of databases and
parsers repeat the values they choked on.
"""

from __future__ import annotations

import logging
import os
import traceback
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from time import gmtime
from typing import TYPE_CHECKING

from companion.domain.errors import CompanionError
from companion.system.folders import make_private

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import TextIOWrapper
    from pathlib import Path
    from types import TracebackType

LOGS = "logs"
"""The folder of the logs, in the profile's."""

_FORM = "%(asctime)sZ %(levelname)s %(name)s %(message)s"
_BYTES = 1_000_000
_KEPT = 3
_PRIVATE = 0o600

_Error = tuple[type[BaseException], BaseException, "TracebackType | None"]


@contextmanager
def logging_to(folder: Path, level: int = logging.INFO) -> Iterator[Path]:
    """Write Companion's log to ``logs/companion.log`` in the profile while the block runs.

    A full or unwritable disk costs the log, never the work: logging stays silent then.
    """
    make_private(folder / LOGS)
    path = folder / LOGS / "companion.log"
    logger, handler = logging.getLogger("companion"), _PrivateFile(path)
    earlier = logger.level
    logger.addHandler(handler)
    logger.setLevel(level)
    try:
        yield path
    finally:
        logger.setLevel(earlier)
        logger.removeHandler(handler)
        handler.close()


class _PrivateFile(RotatingFileHandler):
    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8", delay=True)
        self.setFormatter(_Formatter())

    def _open(self) -> TextIOWrapper:
        os.close(os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, _PRIVATE))
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Do nothing: there is nowhere left to say that the log cannot be written."""


class _Formatter(logging.Formatter):
    def __init__(self) -> None:
        super().__init__(_FORM, "%Y-%m-%dT%H:%M:%S")
        self.converter = gmtime

    def formatException(  # noqa: N802 - logging's name
        self, ei: _Error | tuple[None, None, None]
    ) -> str:
        """Write where an error came from and its kind, causes first, without its message."""
        lines: list[str] = []
        error = ei[1]
        while error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            lines.append(_kind(error))
            lines += [f"  at {each.filename}:{each.lineno} {each.name}" for each in frames]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


def _kind(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{kind} [{error.code}]" if isinstance(error, CompanionError) else kind
