"""What the routes are handed: every part of the running server, made once by ``make_app``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time

from companion.server.doorman import Doorman
from companion.server.endings import Ending
from companion.server.estimates import Growth

if TYPE_CHECKING:
    from companion.domain.clock import Clock
    from companion.server.bells import Bell
    from companion.server.database import Database
    from companion.server.organisations import Identity
    from companion.server.settings import Settings
    from companion.server.throttles import Throttle


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one running server."""

    settings: Settings
    database: Database
    identity: Identity
    bell: Bell
    clock: Clock
    throttle: Throttle
    ending: Ending = field(default_factory=Ending)
    doorman: Doorman = field(default_factory=Doorman)
    growth: Growth = field(default_factory=Growth)


def parts_of(request: Request) -> Parts:
    """Return the parts of the application that serves this request."""
    parts: Parts = request.app.state.parts
    return parts
