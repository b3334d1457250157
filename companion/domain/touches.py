"""A touch: one dated contact of a prospect with a campaign, and what it showed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime  # noqa: TC003 - read at run time by the wire
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from companion.domain.problems import LINE, Problem, fits, joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


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

MATCHED = (*UTM_NAMES, "landing_page", "form", "list_name")
"""What match rules look at of a touch, by name."""

ADDRESS = 2_000
"""Longest landing page, in characters."""

_TELLS_A_PAGE = frozenset({*UTM_NAMES, "lang", "p", "page_id", "variant"})


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
    list_name: str = ""

    @property
    def values(self) -> dict[str, str]:
        """Return what match rules compare, by the names of ``MATCHED``."""
        return matched_values(self.utm, self.landing_page, self.form, self.list_name)

    def problems(self) -> list[Problem]:
        """List what must be mended before this touch can be kept."""
        return joined(
            *(fits(f"utm.{name}", getattr(self.utm, name)) for name in UTM_NAMES),
            fits("landing_page", self.landing_page, ADDRESS),
            fits("form", self.form),
            fits("list_name", self.list_name),
        )


def originating(touches: Iterable[Touch]) -> Touch | None:
    """Return the first touch that names a campaign: the one a prospect originates from."""
    attributed = [touch for touch in touches if touch.campaign_id]
    return min(attributed, key=lambda touch: (touch.occurred_at, touch.id), default=None)


def latest(touches: Iterable[Touch]) -> Touch | None:
    """Return the last touch that names a campaign: what they saw of us most recently."""
    attributed = [touch for touch in touches if touch.campaign_id]
    return max(attributed, key=lambda touch: (touch.occurred_at, touch.id), default=None)


def matched_values(utm: Utm, landing_page: str, form: str, list_name: str) -> dict[str, str]:
    """Return what match rules compare, by the names of ``MATCHED``."""
    named = {name: getattr(utm, name) for name in UTM_NAMES}
    return named | {"landing_page": landing_page, "form": form, "list_name": list_name}


def names_in(values: Mapping[str, str]) -> tuple[str, ...]:
    """Return what a touch's campaign may be called by these values, the surest first."""
    told = (values.get(name, "") for name in ("utm_id", "utm_campaign", "form", "list_name"))
    return tuple(dict.fromkeys(name for name in told if name))


def plain_address(text: str) -> str:
    """Return an address without what tells a visitor from others: only what tells pages apart.

    Of the query the UTM fields and a page's own number, variant and language stay; the fragment
    goes. A text that is no address is returned as it is.
    """
    try:
        parts = urlsplit(text)
        told = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return text.partition("?")[0].partition("#")[0]
    kept = [(name, value) for name, value in told if name.lower() in _TELLS_A_PAGE]
    return urlunsplit(parts._replace(query=urlencode(kept), fragment=""))


def utm_in(address: str) -> Utm:
    """Return the UTM fields that an address carries, lower case; one too long is left out."""
    try:
        told = parse_qsl(urlsplit(address).query, max_num_fields=100)
    except ValueError:
        return Utm()
    values = {name.lower(): " ".join(value.split()).lower() for name, value in told}
    return Utm(
        **{name: values[name] for name in UTM_NAMES if 0 < len(values.get(name, "")) <= LINE}
    )
