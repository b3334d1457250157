"""The server's log: one line per event on the error stream, with ids and codes, never words."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from structlog.typing import Processor


def set_up_logs(*, is_json: bool) -> None:
    """Send our events, and what libraries warn of, to the error stream."""
    last: Processor = (
        structlog.processors.JSONRenderer()
        if is_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
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


class _Forwarding(logging.Handler):
    """Hands what libraries log to structlog: where and how bad; texts may hold people's words."""

    def emit(self, record: logging.LogRecord) -> None:
        facts: dict[str, Any] = {"logger": record.name, "line": record.lineno}
        if record.name.startswith("uvicorn"):
            facts["message"] = record.getMessage().partition("\n")[0]
        structlog.get_logger(record.name).log(record.levelno, "library", **facts)
