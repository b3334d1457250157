"""What both sides make of the records they hold, so that one short answer tells whether they agree.

Each side works it out from rows of its own: a sum that is handed on proves nothing.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from companion.wire.messages import EntityDigest

if TYPE_CHECKING:
    from collections.abc import Iterable


def digest_of(held: Iterable[tuple[str, int]]) -> EntityDigest:
    """Return the digest of records of one entity, given as ``(id, revision)`` in any order."""
    lines = [f"{record_id} {rev}\n" for record_id, rev in sorted(held)]
    return EntityDigest(count=len(lines), sha256=sha256("".join(lines).encode()).hexdigest())
