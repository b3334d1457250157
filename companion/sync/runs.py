"""What a run in an answer to a push means to the laptop that sent it: a result for each change.

A run says no more than that changes stand as they were sent. It counts only if it means exactly
the changes that this laptop sent in this order; any other says nothing, and they are sent again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.wire.messages import ChangeOutcome, ChangeResult, CurrentRecord, Operation
from companion.wire.runs import digest_of_run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from companion.wire.messages import Change, Pushed, Run


def all_results(batch: Sequence[Change], pushed: Pushed) -> list[ChangeResult]:
    """Return the results of a push, those that were told in runs spelled out."""
    places = {change.change_id: place for place, change in enumerate(batch)}
    told = [each for run in pushed.runs for each in _spelled_out(batch, places, run)]
    return [*told, *pushed.results]


def _spelled_out(
    batch: Sequence[Change], places: dict[str, int], run: Run
) -> Iterator[ChangeResult]:
    begin = places.get(run.change_id, len(batch))
    meant = batch[begin : begin + run.count]
    digest = digest_of_run(run.seq, [each.change_id for each in meant])
    if (len(meant), digest) != (run.count, run.sha256):
        return
    if any(each.op is not Operation.CREATE for each in meant):
        return
    for seq, change in enumerate(meant, run.seq):
        yield ChangeResult.model_construct(
            change_id=change.change_id,
            outcome=ChangeOutcome.APPLIED,
            seq=seq,
            record=CurrentRecord.model_construct(
                entity=change.entity, id=change.id, rev=seq, fields=change.fields
            ),
        )
