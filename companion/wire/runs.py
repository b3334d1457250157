"""Stretches of the log that two sides know alike, told by their ends and a digest.

What a laptop sent and the server took as it stood need not travel back, neither as the answer nor
as news. Each side works the digest out from change ids of its own, so nobody takes anything for
settled that is not exactly what the other means.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from companion.wire.messages import Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Settled = tuple[int, str]
"""A number of the log and the change that took it."""


def runs_of(settled: Iterable[Settled | None]) -> tuple[Run, ...]:
    """Gather changes into runs; None is something in between, which ends one."""
    return tuple(_run(each) for each in _stretches(settled))


def digest_of_run(first: int, change_ids: Sequence[str]) -> str:
    """Return the digest of changes that took the numbers from the first on, in their order."""
    lines = [f"{seq} {change_id}\n" for seq, change_id in enumerate(change_ids, first)]
    return sha256("".join(lines).encode()).hexdigest()


def _stretches(settled: Iterable[Settled | None]) -> Iterator[list[Settled]]:
    stretch: list[Settled] = []
    for each in settled:
        if stretch and (each is None or each[0] != stretch[-1][0] + 1):
            yield stretch
            stretch = []
        if each is not None:
            stretch.append(each)
    if stretch:
        yield stretch


def _run(stretch: list[Settled]) -> Run:
    ids = [change_id for _, change_id in stretch]
    seq = stretch[0][0]
    return Run(change_id=ids[0], seq=seq, count=len(ids), sha256=digest_of_run(seq, ids))
