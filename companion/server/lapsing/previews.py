"""What a rule would let go, as an admin sees it before it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - a field's type

SAMPLES = 5
"""How many of the oldest a preview shows."""


@dataclass(frozen=True, slots=True)
class Preview:
    """How many would go now, from when the oldest is, and the oldest in words."""

    count: int
    oldest: datetime | None = None
    samples: tuple[str, ...] = ()
