"""What became of the rows of a file, counted so that nothing is missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from companion.domain.import_reports import ImportReport, RowLine, RowOutcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet


def counted(
    headers: Sequence[str], lines: Iterable[RowLine], unused: AbstractSet[int]
) -> ImportReport:
    """Make the report: one outcome per row; ``unused`` are columns that say something, unheard."""
    told = tuple(sorted(lines, key=lambda each: each.line))
    counts = Counter(each.outcome for each in told)
    return ImportReport(
        rows=len(told),
        created=counts[RowOutcome.CREATED],
        updated=counts[RowOutcome.UPDATED],
        unchanged=counts[RowOutcome.UNCHANGED],
        rejected=counts[RowOutcome.REJECTED],
        unmapped=tuple(headers[index] for index in sorted(unused)),
        lines=tuple(replace(each, problems=tuple(dict.fromkeys(each.problems))) for each in told),
    )
