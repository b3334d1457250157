"""An objection: what the customer said against the promise, in their own words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from companion.domain.problems import TEXT, Problem, fits, joined, needs_text
from companion.domain.promises import Span  # noqa: TC001 - read at run time by the wire

_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")

STALL = "stall"
"""The category that asks one question more: what is behind it?"""


class PromiseFit(StrEnum):
    """How the objection stands to what was promised."""

    CONFIRMS = "confirms"
    UNCLEAR = "unclear"
    CONTRADICTS = "contradicts"
    NOT_COVERED = "not_covered"
    UNRELATED = "unrelated"


AGAINST = frozenset({PromiseFit.UNCLEAR, PromiseFit.CONTRADICTS})
"""Fits with which the promise did not stand: it was misread, or what it says was disputed."""


class Handling(StrEnum):
    """How the objection stood when the call ended."""

    RESOLVED = "resolved"
    DEFERRED = "deferred"
    OPEN = "open"


class Tint(StrEnum):
    """The quiet colour of a kind of objection; always beside its word."""

    PRICE = "price"
    STALL = "stall"
    EFFORT = "effort"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of objection. Retired ones stay readable; one in use is never deleted."""

    id: str
    code: str
    label: str
    position: int
    tint: Tint = Tint.PLAIN
    is_retired: bool = False

    def problems(self) -> list[Problem]:
        """List what must be mended before this category can be kept."""
        return joined(
            code_problems("code", self.code), needs_text("label", self.label, "the kind a name", 60)
        )


@dataclass(frozen=True, slots=True)
class Objection:
    """Something heard against the promise on one call. ``position`` orders them within it.

    ``behind_it`` is what a stall turned out to hide; ``category`` is a category's code.
    """

    id: str
    call_id: str
    prospect_id: str
    category: str
    verbatim: str
    position: int = 0
    promise_version_id: str | None = None
    span: Span | None = None
    promise_fit: PromiseFit | None = None
    handling: Handling = Handling.OPEN
    behind_it: str = ""
    answer_id: str | None = None

    def problems(self) -> list[Problem]:
        """List what must be mended before this objection can be kept."""
        return joined(
            code_problems("category", self.category),
            needs_text("verbatim", self.verbatim, "the customer's own words", TEXT),
            fits("behind_it", self.behind_it, TEXT),
            self.span.problems() if self.span else [],
        )


def code_problems(field: str, code: str) -> list[Problem]:
    """Check a category's code: lower-case letters, digits and underscores, at most 60."""
    if _CODE.fullmatch(code):
        return []
    return [Problem(field, "invalid", "Please choose a kind of objection.")]


_DEFAULTS = (
    ("price_value", "Price / value", Tint.PRICE),
    ("budget", "Budget", Tint.PRICE),
    ("authority", "Authority", Tint.PLAIN),
    ("need", "Need", Tint.PLAIN),
    ("timing", "Timing", Tint.STALL),
    ("status_quo", "Status quo", Tint.EFFORT),
    ("competitor", "Competitor", Tint.PLAIN),
    ("feature_gap", "Feature gap", Tint.EFFORT),
    ("trust_proof", "Trust / proof", Tint.EFFORT),
    ("switching_effort", "Switching effort", Tint.EFFORT),
    ("complexity", "Complexity", Tint.EFFORT),
    ("fit", "Fit", Tint.PLAIN),
    ("brush_off", "Brush-off", Tint.STALL),
    (STALL, "Stall", Tint.STALL),
    ("promise_mismatch", "Promise mismatch", Tint.PRICE),
    ("other", "Other", Tint.PLAIN),
)


def default_categories() -> tuple[Category, ...]:
    """Return the set every organisation starts with, in the order shown.

    Their ids are fixed, so that a laptop without a server and the server it later joins agree.
    """
    return tuple(
        Category(f"00000000-0000-7000-8000-{number:012x}", code, label, number, tint)
        for number, (code, label, tint) in enumerate(_DEFAULTS, start=1)
    )
