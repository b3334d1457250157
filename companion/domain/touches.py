"""A touch: one dated contact of a prospect with a campaign, and what it showed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime  # noqa: TC003 - read at run time by the wire
from enum import StrEnum
from typing import TYPE_CHECKING

from companion.domain.problems import Problem, fits, joined

if TYPE_CHECKING:
    from collections.abc import Iterable


class TouchKind(StrEnum):
    """How the person met the campaign."""

    FORM = "form"
    CLICK = "click"
    WEBINAR = "webinar"
    REPLY = "reply"
    EVENT = "event"
    REFERRAL = "referral"
    CALL_IN = "call_in"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Utm:
    """The six UTM fields of an address, lower case, empty where absent."""

    utm_id: str = ""
    utm_source: str = ""
    utm_medium: str = ""
    utm_campaign: str = ""
    utm_term: str = ""
    utm_content: str = ""


UTM_NAMES = tuple(field.name for field in fields(Utm))


@dataclass(frozen=True, slots=True)
class Touch:
    """One dated contact. ``campaign_id`` is None until a rule finds it."""

    id: str
    prospect_id: str
    occurred_at: datetime
    kind: TouchKind = TouchKind.OTHER
    campaign_id: str | None = None
    promise_version_id: str | None = None
    utm: Utm = Utm()
    landing_page: str = ""
    form: str = ""

    def problems(self) -> list[Problem]:
        """List what must be mended before this touch can be kept."""
        return joined(
            *(fits(f"utm.{name}", getattr(self.utm, name)) for name in UTM_NAMES),
            fits("landing_page", self.landing_page, 2_000),
            fits("form", self.form),
        )


def originating(touches: Iterable[Touch]) -> Touch | None:
    """Return the first touch that names a campaign: the one a prospect originates from."""
    attributed = [touch for touch in touches if touch.campaign_id]
    return min(attributed, key=lambda touch: (touch.occurred_at, touch.id), default=None)
