"""The whole tree of errors that a person may meet.

    CompanionError            a sentence for a person and a stable code
    ├── RejectedError         the person can mend it (``problems`` says field by field how)
    ├── UnavailableError      wait; retried in silence and shown in the status line
    ├── ConflictError         both values are kept; the person is told
    ├── DeniedError           sign in, or ask who may
    │   └── DismissedError    this laptop is to be wiped, says an order that must prove itself
    └── CorruptError          stop, keep the file, say where it is

Everything else is a bug: it is logged with its traceback and shown calmly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from companion.domain.problems import Problem


class CompanionError(Exception):
    """An expected failure: ``sentence`` tells a person what to do, ``code`` never changes."""

    def __init__(self, sentence: str, code: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


class RejectedError(CompanionError):
    """Something the person gave cannot be taken as it is; ``problems`` says why, per field."""

    def __init__(
        self, sentence: str, code: str = "invalid", problems: Iterable[Problem] = ()
    ) -> None:
        super().__init__(sentence, code)
        self.problems = tuple(problems)


class UnavailableError(CompanionError):
    """Out of reach for now; ``retry_after`` is the wait in seconds that was asked for, if any."""

    def __init__(
        self, sentence: str, code: str = "unavailable", retry_after: float | None = None
    ) -> None:
        super().__init__(sentence, code)
        self.retry_after = retry_after


class ConflictError(CompanionError):
    """Two people changed the same thing; both values are kept."""


class DeniedError(CompanionError):
    """Who is asking may not do this, or must sign in first."""


class DismissedError(DeniedError):
    """Denied together with an order to wipe: its text and its signature, neither believed yet."""

    def __init__(self, sentence: str, code: str, order: str, signature: str) -> None:
        super().__init__(sentence, code)
        self.order = order
        self.signature = signature


class CorruptError(CompanionError):
    """A file of ours cannot be read; it is kept as it is."""
