"""What a row says of the campaign that brought its person: the makings of a touch.

A touch needs evidence: a UTM field, a click id, a landing page, a form, a campaign or advert, or
the time of a conversion. A mere source ("Website") counts only with a date beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from companion.domain.import_reports import RowProblem
from companion.domain.problems import LINE
from companion.domain.touches import (
    ADDRESS,
    UTM_NAMES,
    TouchKind,
    Utm,
    matched_values,
    plain_address,
    utm_in,
)
from companion.imports.contacts import is_nothing
from companion.imports.moments import read_moment
from companion.imports.words import one_line, squeezed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from companion.imports.columns import Column, Columns
    from companion.imports.tables import Row

_PLATFORMS = {"fb": "facebook", "ig": "instagram", "msg": "messenger", "an": "audience network"}
_KINDS = {squeezed(kind.value): kind for kind in TouchKind} | {
    "empfehlung": TouchKind.REFERRAL,
    "wordofmouth": TouchKind.REFERRAL,
    "tradeshow": TouchKind.EVENT,
    "messe": TouchKind.EVENT,
    "phoneinquiry": TouchKind.CALL_IN,
}
_EVIDENCE = (
    *UTM_NAMES,
    "gclid",
    "fbclid",
    "landing_page",
    "form",
    "list_name",
    "campaign",
    "campaign_id",
    "adset",
    "ad",
)


@dataclass(frozen=True, slots=True)
class TouchFacts:
    """A touch without its ids. ``names`` are what its campaign may be called, the surest first.

    ``occurred_at`` is None where the row has evidence but no date.
    """

    occurred_at: datetime | None
    kind: TouchKind
    utm: Utm
    landing_page: str = ""
    form: str = ""
    list_name: str = ""
    names: tuple[str, ...] = ()

    def values(self) -> dict[str, str]:
        """Return what match rules compare, by name."""
        return matched_values(self.utm, self.landing_page, self.form, self.list_name)


class TouchReader:
    """Reads touches from the rows of one list."""

    def __init__(self, columns: Columns, month_first: Mapping[int, bool], now: datetime) -> None:
        self._columns = {
            field: columns.of(field) for field in {each.field for each in columns.used}
        }
        self._now = now
        self._month_first = month_first

    def read(self, row: Row, problems: list[RowProblem]) -> TouchFacts | None:
        """Return what a row says of a touch, or None; unreadable dates become problems."""
        said = {field: self._text(row, field, problems) for field in _EVIDENCE}
        converted = self._moment(row, "occurred_at", problems)
        source = self._text(row, "source", problems)
        occurred_at = converted or self._moment(row, "created_at", problems)
        is_evident = converted or any(said.values())
        if not is_evident and not (source and occurred_at):
            return None
        told = utm_in(said["landing_page"])
        said |= {name: said[name] or getattr(told, name) for name in UTM_NAMES}
        utm = _utm(said, self._text(row, "platform", problems), source)
        names = (said["utm_id"], said["campaign_id"], said["campaign"], said["utm_campaign"])
        return TouchFacts(
            occurred_at,
            self._kind(row, said, source, is_form=bool(converted)),
            replace(utm, **{name: getattr(utm, name).lower() for name in UTM_NAMES}),
            plain_address(said["landing_page"]),
            said["form"],
            said["list_name"],
            tuple(dict.fromkeys(name for name in names if name)),
        )

    def modified_at(self, row: Row) -> datetime | None:
        """Return when the row was last changed where it comes from, or None."""
        return self._moment(row, "modified_at", [])

    def _kind(self, row: Row, said: dict[str, str], source: str, *, is_form: bool) -> TouchKind:
        named = squeezed(self._text(row, "touch_kind", []))
        if named in _KINDS:
            return _KINDS[named]
        if said["form"] or is_form:
            return TouchKind.FORM
        if said["gclid"] or said["fbclid"] or said["utm_source"] or said["utm_medium"]:
            return TouchKind.CLICK
        return _KINDS.get(squeezed(source), TouchKind.OTHER)

    def _text(self, row: Row, field: str, problems: list[RowProblem]) -> str:
        """Return the first filled cell of a field; what cannot be kept becomes a problem."""
        kept = ""
        for column in self._columns.get(field, ()):
            cell = row.cells[column.index]
            if not cell or is_nothing(cell):
                continue
            text, limit = one_line(cell), ADDRESS if field == "landing_page" else LINE
            if len(text) > limit:
                reason = f"This is {len(text):,} characters long; {limit:,} fit. It was left out."
                problems.append(RowProblem(row.line, column.header, reason))
            elif not kept:
                kept = text
            elif text.casefold() != kept.casefold() and field != "source":
                reason = f"“{text}” was left out: another column says “{kept}”."
                problems.append(RowProblem(row.line, column.header, reason))
        return kept

    def _moment(self, row: Row, field: str, problems: list[RowProblem]) -> datetime | None:
        for column in self._columns.get(field, ()):
            cell = row.cells[column.index]
            if not cell or is_nothing(cell):
                continue
            month_first = self._month_first[column.index]
            if moment := read_moment(cell, month_first=month_first, latest=self._now):
                return moment
            problems.append(_unreadable(row, column, cell))
        return None


def _utm(said: dict[str, str], platform: str, source: str) -> Utm:
    """Fill the UTM fields; what a platform calls otherwise stands where its own links put it.

    Meta and Google fill their links so: campaign, advert (content), advert set or keyword (term).
    """
    hint = _PLATFORMS.get(platform.casefold(), platform)
    if said["gclid"]:
        hint = hint or "google"
    elif said["fbclid"]:
        hint = hint or "facebook"
    medium = "cpc" if said["gclid"] else ""
    return Utm(
        utm_id=said["utm_id"] or said["campaign_id"],
        utm_source=said["utm_source"] or hint or source,
        utm_medium=said["utm_medium"] or medium,
        utm_campaign=said["utm_campaign"] or said["campaign"],
        utm_term=said["utm_term"] or said["adset"],
        utm_content=said["utm_content"] or said["ad"],
    )


def _unreadable(row: Row, column: Column, cell: str) -> RowProblem:
    text = one_line(cell)[:80]
    reason = f"“{text}” is no date that can be read, or lies in the future. It was left out."
    return RowProblem(row.line, column.header, reason)
