"""What an import needs to see of what is already there, and what it works out.

The laptop's store and the server each implement ``Book`` over their own database. An import only
reads through it and returns an ``Import``; the caller writes that in one transaction, or, for a
dry run, does not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from companion.domain.import_reports import ImportReport, RowLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from companion.domain.campaigns import Campaign
    from companion.domain.external_ids import ExternalId
    from companion.domain.people import User
    from companion.domain.promises import Promise, PromiseVersion
    from companion.domain.prospects import Barred, Prospect
    from companion.domain.touches import Touch
    from companion.wire.records import Fields, Record


class Book(Protocol):
    """What exists, in one snapshot. Deleted records are never returned.

    The sets hold up to a few hundred thousand keys (a file of 100,000 rows), so look them up in
    portions. Each answer may come in any order, may be lazy, and names a record at least once.
    """

    def prospects_with_external_ids(self, wanted: AbstractSet[ExternalId]) -> Iterable[Prospect]:
        """Return the prospects that carry at least one of these external ids."""
        ...

    def prospects_with_emails(self, wanted: AbstractSet[str]) -> Iterable[Prospect]:
        """Return the prospects that have at least one of these emails (lower case)."""
        ...

    def prospects_with_phones(self, wanted: AbstractSet[str]) -> Iterable[Prospect]:
        """Return the prospects that have at least one of these phones (E.164)."""
        ...

    def prospects_named(self, wanted: AbstractSet[tuple[str, str]]) -> Iterable[Prospect]:
        """Return the prospects with exactly one of these ``(name, company)`` pairs.

        Asked only for rows that carry no id, email or phone to be known by.
        """
        ...

    def touches_of(self, prospect_ids: AbstractSet[str]) -> Iterable[Touch]:
        """Return every touch of these prospects."""
        ...

    def campaigns(self) -> Iterable[Campaign]:
        """Return every campaign, with its match rules and external ids."""
        ...

    def promises(self) -> Iterable[Promise]:
        """Return every promise of every campaign."""
        ...

    def promise_versions(self) -> Iterable[PromiseVersion]:
        """Return every version of every promise, published or not."""
        ...

    def users(self) -> Iterable[User]:
        """Return the people prospects can belong to."""
        ...

    def barred_phones(self, wanted: AbstractSet[str]) -> Mapping[str, Barred]:
        """Return which of these phones (E.164) must not be called, and why."""
        ...


@dataclass(frozen=True, slots=True)
class Patch:
    """New values, as JSON by field name, for a record that exists; ``after`` is what it will be."""

    entity: str
    id: str
    fields: Fields
    after: Record | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Import:
    """What to write for a file, and the truth about every row of it.

    ``creates`` come parents first; ``patches`` name each record once and never one of
    ``creates``. Both are written in one transaction, or neither.
    """

    creates: tuple[Record, ...] = ()
    patches: tuple[Patch, ...] = ()
    report: ImportReport = field(default_factory=ImportReport)


@dataclass(frozen=True, slots=True)
class Taken:
    """What one portion of a list changes, and what became of its rows.

    ``have_met`` tells that rows were about one prospect: going through the list once more may then
    change something yet.
    """

    creates: tuple[Record, ...]
    patches: tuple[Patch, ...]
    lines: tuple[RowLine, ...]
    have_met: bool = False

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing changes."""
        return not (self.creates or self.patches)
