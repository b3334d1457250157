"""The server's log: one line per event on the error stream, with ids and codes, never words.

``note`` adds ids to every later line of the request it is called in, in its threads too.
"""

from __future__ import annotations

import logging
import secrets
import sys
import traceback
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from structlog.typing import Processor

_noted: ContextVar[dict[str, str] | None] = ContextVar("noted", default=None)


def begin_notes() -> None:
    """Begin the notes of a request, with an id that its lines share."""
    _noted.set({"request": secrets.token_hex(4)})


def note(**ids: str) -> None:
    """Note who and what a request turned out to be about: ids and codes only."""
    noted = _noted.get()
    if noted is not None:
        noted |= ids


def bug_facts(error: BaseException) -> dict[str, Any]:
    """Return what is logged of a bug: its kind and place, never its message."""
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-8:]]
    return {"error": type(error).__name__, "where": where}


def set_up_logs(*, is_json: bool) -> None:
    """Send our events, and what libraries warn of, to the error stream."""
    last: Processor = (
        structlog.processors.JSONRenderer()
        if is_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            _add_notes,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    root = logging.getLogger()
    root.handlers = [_Forwarding()]
    root.setLevel(logging.WARNING)


def _add_notes(_logger: object, _name: str, event: MutableMapping[str, Any]) -> Any:
    return {**event, **(_noted.get() or {})}


class _Forwarding(logging.Handler):
    """Hands what libraries log to structlog: where and how bad; texts may hold people's words."""

    def emit(self, record: logging.LogRecord) -> None:
        facts: dict[str, Any] = {"logger": record.name, "line": record.lineno}
        if record.name.startswith("uvicorn"):
            facts["message"] = record.getMessage().partition("\n")[0]
        structlog.get_logger(record.name).log(record.levelno, "library", **facts)
