"""Waiting for what another process or thread does: it is looked for, never slept for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Found = TypeVar("Found")

PATIENCE = 60.0
"""Seconds after which something is taken never to happen; far more than a busy machine needs."""

_LOOK_EVERY = 0.02


def until(find: Callable[[], Found], otherwise: str = "it never came to that") -> Found:
    """Look until there is something to find, and return it; fail with ``otherwise``.

    The pause in between leaves the processor to whoever is waited for.
    """
    deadline = time.monotonic() + PATIENCE
    while not (found := find()):
        assert time.monotonic() < deadline, otherwise
        time.sleep(_LOOK_EVERY)
    return found
