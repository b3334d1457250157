"""The prospects a file may be about: known before, or met in an earlier row of the same file.

How rows are joined is told in docs/decisions/008-import-joins.md.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from companion.domain.external_ids import ExternalId
from companion.imports.sources import SUBMISSION_SYSTEMS
from companion.imports.words import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from companion.domain.prospects import Prospect
    from companion.domain.touches import Touch
    from companion.imports.readings import Reading
    from companion.wire.records import Fields

MERGED = "_merged"
"""Ends the system of an id that was merged away at its source: it leads here, but rules nothing."""


@dataclass(slots=True, eq=False)
class Acquaintance:
    """A prospect as it stands after the rows so far. ``before`` is None if the file brought it.

    ``line`` is that of the first row about it, 0 before there was one.
    """

    now: Prospect
    before: Prospect | None
    line: int = 0
    touches: list[Touch] = field(default_factory=list)
    new_touches: list[Touch] = field(default_factory=list)
    patched_touches: dict[str, Fields] = field(default_factory=dict)


class Acquaintances:
    """Finds the prospect a row is about: by external id, then email, then phone."""

    def __init__(self) -> None:
        self.all: dict[str, Acquaintance] = {}
        self._by_id: dict[ExternalId, list[Acquaintance]] = defaultdict(list)
        self._by_email: dict[str, list[Acquaintance]] = defaultdict(list)
        self._by_phone: dict[str, list[Acquaintance]] = defaultdict(list)
        self._by_name: dict[tuple[str, str], list[Acquaintance]] = defaultdict(list)

    def add(self, who: Acquaintance) -> None:
        """Make a prospect findable; again after it was given new ids, emails or phones."""
        self.all[who.now.id] = who
        for external_id in who.now.external_ids:
            _put(self._by_id[external_id], who)
        for email in who.now.emails:
            _put(self._by_email[email], who)
        for phone in who.now.phones:
            _put(self._by_phone[phone], who)
        if not (who.now.emails or who.now.phones or who.now.external_ids):
            _put(self._by_name[(who.now.name, who.now.company)], who)

    def in_order(self) -> Acquaintances:
        """Return the same prospects, found as the next import would find them: oldest first."""
        same = Acquaintances()
        for prospect_id in sorted(self.all):
            same.add(self.all[prospect_id])
        return same

    def find_by_id(self, reading: Reading) -> Acquaintance | None:
        """Return the prospect that carries one of the row's own ids."""
        return _first(self._by_id.get(each, ()) for each in reading.external_ids)

    def find_by_merged_id(self, reading: Reading) -> Acquaintance | None:
        """Return the prospect that this row was merged into, or that was merged into it."""
        own = [ExternalId(each.system + MERGED, each.value) for each in reading.external_ids]
        return _first(self._by_id.get(each, ()) for each in (*own, *reading.merged_ids))

    def find_by_contact(self, reading: Reading) -> Acquaintance | None:
        """Return the prospect with one of the row's emails, or else with one of its phones."""
        with_email = (who for each in reading.emails for who in self._by_email.get(each, ()))
        with_phone = (who for each in reading.phones for who in self._by_phone.get(each, ()))
        return next(
            (who for who in with_email if not _are_held_apart(who.now, reading)),
            next((who for who in with_phone if not _only_share_a_line(who.now, reading)), None),
        )

    def find_by_name(self, reading: Reading) -> Acquaintance | None:
        """Return the prospect of the same name, for a row that says nothing else; never another."""
        if reading.emails or reading.phones or reading.external_ids:
            return None
        return _first([self._by_name.get((reading.name, reading.company), ())])

    def sharing(self, reading: Reading) -> Acquaintance | None:
        """Return a prospect that shares an email or phone, joined or not."""
        return _first(
            [
                *(self._by_email.get(each, ()) for each in reading.emails),
                *(self._by_phone.get(each, ()) for each in reading.phones),
            ]
        )


def personal_ids(external_ids: Iterable[ExternalId]) -> list[ExternalId]:
    """Return the ids that stand for a person, not for one sent form or a merged record."""
    return [
        each
        for each in external_ids
        if each.system not in SUBMISSION_SYSTEMS and not each.system.endswith(MERGED)
    ]


def _are_held_apart(prospect: Prospect, reading: Reading) -> bool:
    """Tell whether one system knows the two under different ids: it must have had its reason."""
    known = {each.system: each.value for each in personal_ids(prospect.external_ids)}
    return any(
        known.get(each.system, each.value) != each.value
        for each in personal_ids(reading.external_ids)
    )


def _only_share_a_line(prospect: Prospect, reading: Reading) -> bool:
    """Tell colleagues behind one switchboard from one person: other name, and other address or id.

    Without a name, the company must be the same.
    """
    if _are_held_apart(prospect, reading):
        return True
    if not (prospect.name or reading.name):
        return squeezed(prospect.company) != squeezed(reading.company)
    if _can_be_one_name(prospect.name, reading.name):
        return False
    is_known_elsewhere = bool(personal_ids(reading.external_ids))
    have_addresses = bool(prospect.emails and reading.emails)
    return is_known_elsewhere or have_addresses


def _can_be_one_name(one: str, other: str) -> bool:
    """Tell whether each word of the shorter name begins one of the longer: J. Doe, John Doe."""
    names = sorted(
        ([squeezed(word) for word in name.split() if squeezed(word)] for name in (one, other)),
        key=len,
    )
    return all(any(_begins(word, longer) for longer in names[1]) for word in names[0])


def _begins(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _put(known: list[Acquaintance], who: Acquaintance) -> None:
    if who not in known:
        known.append(who)


def _first(found: Iterable[Iterable[Acquaintance]]) -> Acquaintance | None:
    return next((who for each in found for who in each), None)
