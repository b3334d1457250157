"""A reply left results out, had some of changes never sent, and told one change's twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.store.outbox import add_records
from companion.wire.messages import ChangeOutcome

if TYPE_CHECKING:
    from companion.wire.messages import Push, Pushed
    from tests.offices import Desk, Office


def _add_many(desk: Desk, count: int) -> None:
    people = [Prospect(new_id(), f"New {n}", owner_id=desk.user_id) for n in range(count)]
    with desk.database.write() as cx:
        add_records(cx, people, desk.clock.now())


def test_round_when_a_result_is_left_out_then_that_edit_is_asked_again_and_entered_once(
    office: Office, desk: Desk
) -> None:
    _add_many(desk, 3)
    line = desk.tamper()

    def _forgetful(request: Push) -> Pushed:
        answer = line.inner.push(request)
        return answer.model_copy(update={"results": answer.results[:-1] or answer.results})

    line.on_push = _forgetful
    result = desk.round()
    assert (result.error, result.pushed, desk.unsent()) == (None, 3, 0)
    ids = [row.change_id for row in office.log() if row.device_id]
    assert len(ids) == len(set(ids)) == 3


def test_round_when_results_are_added_and_repeated_then_strangers_are_ignored_and_the_first_counts(
    office: Office, desk: Desk
) -> None:
    desk.note(office.prospects[0].id, "Kept")
    line = desk.tamper()

    def _talkative(request: Push) -> Pushed:
        answer = line.inner.push(request)
        (result,) = answer.results
        refused = result.model_copy(update={"outcome": ChangeOutcome.REJECTED, "code": "invalid"})
        stranger = result.model_copy(update={"change_id": new_id()})
        return answer.model_copy(update={"results": (stranger, result, refused)})

    line.on_push = _talkative
    result = desk.round()
    assert (result.pushed, desk.unsent(), desk.attention()) == (1, 0, 0)
