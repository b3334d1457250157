"""How much one request carries: less on a line too slow for its deadline, then more again."""

from __future__ import annotations

from companion.wire.messages import CHANGES_PER_PUSH, ITEMS_PER_PULL


class Pace:
    """The sizes of the next push and pull; outlives rounds, because the line does."""

    def __init__(self) -> None:
        self.changes = CHANGES_PER_PUSH
        self.items = ITEMS_PER_PULL

    def ease_push(self) -> None:
        """Send half as much next time."""
        self.changes = max(1, self.changes // 2)

    def ease_pull(self) -> None:
        """Fetch half as much next time."""
        self.items = max(1, self.items // 2)

    def raise_push(self) -> None:
        """Send twice as much next time."""
        self.changes = min(CHANGES_PER_PUSH, self.changes * 2)

    def raise_pull(self) -> None:
        """Fetch twice as much next time."""
        self.items = min(ITEMS_PER_PULL, self.items * 2)
