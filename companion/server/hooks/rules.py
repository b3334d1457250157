"""How webhooks are sent: whom inside the network they may reach, how long, how often."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from companion.domain.errors import RejectedError
from companion.server.hooks.addresses import Network, read_networks

if TYPE_CHECKING:
    from collections.abc import Mapping

TRIES = 12
"""After so many tries, within about a day, a delivery is given up until somebody sends it again."""

_FACTOR = 3
_LONGEST_WAIT = 6 * 3_600.0
_JITTER = 0.2
_MOST_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class HookRules:
    """``allowed`` are networks inside that may be called all the same; ``seconds`` is the deadline
    of one try; ``first_wait`` the seconds before the second one, each later wait three times it.
    """

    allowed: tuple[Network, ...] = ()
    seconds: float = 15.0
    first_wait: float = 5.0

    def wait_after(self, tries: int, asked: str = "") -> timedelta:
        """Return how long to wait after so many tries; ``asked`` is a header ``Retry-After``."""
        wait = min(self.first_wait * _FACTOR ** (tries - 1), _LONGEST_WAIT)
        wait *= random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 - no secret, a spread
        if asked.isascii() and asked.isdecimal():
            wait = max(wait, min(float(asked[:9]), _LONGEST_WAIT))
        return timedelta(seconds=wait)


def read_hook_rules(values: Mapping[str, str]) -> HookRules:
    """Read the settings of webhooks.

    Raises:
        RejectedError: ``hooks_allow`` or ``hooks``.
    """
    return HookRules(
        read_networks(values["--hooks-allow"]),
        _seconds(values["--hooks-seconds"], "COMPANION_HOOKS_SECONDS"),
        _seconds(values["--hooks-first-wait"], "COMPANION_HOOKS_FIRST_WAIT"),
    )


def _seconds(text: str, variable: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0.0 < found <= _MOST_SECONDS:
        sentence = f"The seconds must be a number up to 60, not “{text}”. Please check {variable}."
        raise RejectedError(sentence, "hooks")
    return found
