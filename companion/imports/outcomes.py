"""What became of the rows of a file, counted so that nothing is missing."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from companion.domain.import_reports import ImportReport, RowProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from companion.imports.tables import Table


class RowOutcome(StrEnum):
    """What became of one row: exactly one of these."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


def counted(
    table: Table,
    outcomes: Sequence[RowOutcome],
    problems: Iterable[RowProblem],
    unused: AbstractSet[int],
) -> ImportReport:
    """Make the report: one outcome per row; of the unused columns those that say something."""
    counts = Counter(outcomes)
    filled = [index for index in sorted(unused) if any(row.cells[index] for row in table.rows)]
    return ImportReport(
        rows=len(outcomes),
        created=counts[RowOutcome.CREATED],
        updated=counts[RowOutcome.UPDATED],
        unchanged=counts[RowOutcome.UNCHANGED],
        rejected=counts[RowOutcome.REJECTED],
        problems=tuple(sorted(dict.fromkeys(problems), key=lambda each: each.line)),
        unmapped=tuple(table.headers[index] for index in filled),
    )
