"""The frame around every page: which parts of the product its header leads to, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from companion.server.pages.inbox.reading import count_waiting
from companion.server.permissions import MAY_ENTER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection

    from companion.server.permissions import Actor, Entry


@dataclass(frozen=True, slots=True)
class Door:
    """A part of the product. ``count`` says how many things wait behind it."""

    path: str
    label: str
    count: Callable[[Connection, Actor], int] | None = None


DOORS: Sequence[Door] = (
    Door("/overview", "Overview"),
    Door("/promises", "Promises"),
    Door("/inbox", "Inbox", count_waiting),
    Door("/answers", "Answers"),
    Door("/numbers", "Shared numbers"),
    Door("/admin", "Admin"),
)
"""In the order of the header. One that has no address yet, or none for a role, is left out."""


@dataclass(frozen=True, slots=True)
class Way:
    """A door as one reader sees it from where they are.

    ``here`` is the value of ``aria-current``: "page" on the page itself, "true" behind it, or
    nothing. ``count`` is 0 where nothing waits.
    """

    path: str
    label: str
    count: int
    here: str


def ways_from(
    cx: Connection,
    actor: Actor,
    path: str,
    doors: Sequence[Door] = DOORS,
    may_enter: Mapping[str, Entry] = MAY_ENTER,
) -> tuple[Way, ...]:
    """Return where this reader may go from the page at ``path``."""
    return tuple(
        Way(
            path=door.path,
            label=door.label,
            count=door.count(cx, actor) if door.count else 0,
            here=_here(door.path, path),
        )
        for door in doors
        if (entry := may_enter.get(f"GET {door.path}")) and actor.role in entry.roles
    )


def _here(door: str, path: str) -> str:
    if path == door:
        return "page"
    return "true" if path.startswith(f"{door}/") else ""
