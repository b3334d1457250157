"""Who was let in lately: so that a stranger's body is never parsed, and a laptop's is at once.

It opens nothing. Every push is authenticated again in the transaction that takes it; this only
spares a laptop that was here a query of its own before its body is read.
"""

from __future__ import annotations

from companion.server.tokens import token_digest

_MOST = 10_000


class Doorman:
    """Remembers the digests of tokens that were good once. Threads may share it."""

    def __init__(self) -> None:
        self._known: set[bytes] = set()

    def knows(self, token: str) -> bool:
        """Tell whether a token was good once; it may not be by now."""
        return token_digest(token) in self._known

    def remember(self, token: str) -> None:
        """Remember a token that was good; when there are very many, the others are forgotten."""
        if len(self._known) >= _MOST:
            self._known = set()
        self._known.add(token_digest(token))
