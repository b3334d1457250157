"""A promise: what a campaign told people, in numbered versions that never change once published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - read at run time by the wire
from enum import StrEnum
from typing import TYPE_CHECKING

from companion.domain.problems import TEXT, Problem, all_fit, fits, joined, needs_text

if TYPE_CHECKING:
    from collections.abc import Iterable

CREATIVE = 48 * 1024
"""Longest creative, in characters of its ``data:`` address: one change carries at most 64 KiB."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What one campaign promises; its words stand in its versions."""

    id: str
    campaign_id: str
    name: str
    retired_at: datetime | None = None

    def problems(self) -> list[Problem]:
        """List what must be mended before this promise can be kept."""
        return needs_text("name", self.name, "the promise a name")


@dataclass(frozen=True, slots=True)
class PromiseVersion:
    """The exact words of a promise at one time. Unpublished while ``published_at`` is None.

    ``creative`` is empty or a picture as a ``data:image/png`` or ``data:image/jpeg`` address.
    """

    id: str
    promise_id: str
    number: int
    headline: str
    message: str
    offer: str = ""
    proof_points: tuple[str, ...] = ()
    call_to_action: str = ""
    not_promised: tuple[str, ...] = ()
    landing_page: str = ""
    creative: str = ""
    language: str = "en"
    published_at: datetime | None = None
    why_changed: str = ""

    def problems(self) -> list[Problem]:
        """List what must be mended before this version can be kept."""
        return joined(
            needs_text("headline", self.headline, "the promise a headline"),
            needs_text("message", self.message, "the message, word for word", TEXT),
            fits("offer", self.offer, TEXT),
            all_fit("proof_points", self.proof_points, TEXT),
            fits("call_to_action", self.call_to_action),
            all_fit("not_promised", self.not_promised, TEXT),
            fits("landing_page", self.landing_page, 2_000),
            self._creative_problems(),
            fits("language", self.language, 35),
            fits("why_changed", self.why_changed, TEXT),
            self._number_problems(),
        )

    def _number_problems(self) -> list[Problem]:
        if self.number < 1:
            return [Problem("number", "out_of_range", "Versions count from 1.")]
        return []

    def _creative_problems(self) -> list[Problem]:
        if len(self.creative) > CREATIVE:
            return [Problem("creative", "too_long", "The picture is over 36 kB. Please shrink it.")]
        kinds = ("data:image/png;base64,", "data:image/jpeg;base64,")
        if self.creative and not self.creative.startswith(kinds):
            return [Problem("creative", "invalid", "The picture must be a PNG or a JPEG.")]
        return []


class PromisePart(StrEnum):
    """The parts of a promise that words can be chosen from."""

    HEADLINE = "headline"
    MESSAGE = "message"
    OFFER = "offer"
    PROOF_POINTS = "proof_points"
    CALL_TO_ACTION = "call_to_action"
    NOT_PROMISED = "not_promised"


@dataclass(frozen=True, slots=True)
class Span:
    """The words of a promise that an objection pushed against.

    ``start`` and ``end`` count Unicode code points in the part's text (list parts are joined by
    line feeds); ``words`` are the words themselves, so that they survive without the promise.
    """

    part: PromisePart
    start: int
    end: int
    words: str

    def problems(self) -> list[Problem]:
        """List what is wrong with this span."""
        if not 0 <= self.start < self.end:
            return [Problem("span", "out_of_range", "Please select at least one word.")]
        return fits("span", self.words, TEXT)


def part_text(version: PromiseVersion, part: PromisePart) -> str:
    """Return the text of one part as spans count it: list parts joined by line feeds."""
    value: str | tuple[str, ...] = getattr(version, part.value)
    return value if isinstance(value, str) else "\n".join(value)


def in_force(versions: Iterable[PromiseVersion], at: datetime) -> PromiseVersion | None:
    """Return the newest version published at or before ``at``, or None if none was."""
    published = [each for each in versions if each.published_at and each.published_at <= at]
    return max(published, key=lambda each: each.number, default=None)
