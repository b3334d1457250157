"""Two prospects are merged on the server while a laptop is away: nothing written there is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from companion.domain.calls import Call, Disposition
from companion.domain.drafts import CallDraft
from companion.domain.errors import RejectedError
from companion.domain.ids import new_id
from companion.server.duplicates.results import joined_fields
from companion.server.duplicates.unions import merge_prospects, undo_merge
from companion.server.kept import kept_records
from companion.services.calls import Calls
from companion.store.calls import has_call
from companion.store.drafts import read_draft
from companion.store.outbox import add_records

if TYPE_CHECKING:
    from tests.conftest import SetClock
    from tests.offices import Desk, Office


def _merge(office: Office, survivor_id: str, gone_id: str) -> str:
    with office.database.write() as cx:
        found = kept_records(cx, office.org, "prospect", [survivor_id, gone_id])
        stays, goes = found[survivor_id], found[gone_id]
        result = joined_fields(stays.all_fields, goes.all_fields)
        seen = (stays.id, stays.rev), (goes.id, goes.rev)
        who = office.marketer.id, office.clock.now()
        return merge_prospects(cx, office.org, *seen, result, who)


def _draft(desk: Desk, prospect_id: str) -> CallDraft:
    return CallDraft(
        call_id=new_id(),
        prospect_id=prospect_id,
        follow_up_id=new_id(),
        started_at=desk.clock.now(),
        disposition=Disposition.CONNECTED,
        notes="Half a sentence",
    )


def _calls_with(office: Office, prospect_id: str) -> set[str]:
    with office.database.read() as cx:
        query = "SELECT id FROM call WHERE prospect_id = ? AND deleted_at IS NULL"
        return {row[0] for row in cx.exec_driver_sql(query, (prospect_id,))}


def test_laptop_when_two_are_merged_while_it_is_away_then_its_calls_and_edits_land(
    office: Office, desk: Desk, clock: SetClock
) -> None:
    stays, goes = office.prospects[0], office.prospects[1]
    clock.move(minutes=1)
    talked = {"disposition": Disposition.CONNECTED, "notes": "Said offline"}
    call = Call(new_id(), goes.id, desk.user_id, clock.now(), **talked)
    with desk.database.write() as cx:
        add_records(cx, [call], clock.now())
    desk.note(goes.id, "Offline notes")
    clock.move(minutes=1)
    _merge(office, stays.id, goes.id)
    assert desk.round().error is None
    assert (desk.unsent(), desk.attention()) == (0, 0)
    assert desk.seen(stays.id).notes == "Offline notes"
    assert _calls_with(office, stays.id) == {call.id}
    with pytest.raises(RejectedError):
        desk.seen(goes.id)
    with desk.database.read() as cx:
        query = "SELECT prospect_id FROM call WHERE id = ?"
        assert cx.exec_driver_sql(query, (call.id,)).scalar() == stays.id


def test_call_when_being_written_while_its_prospect_is_merged_then_it_is_saved_for_who_they_are(
    office: Office, desk: Desk, clock: SetClock
) -> None:
    stays, goes = office.prospects[0], office.prospects[1]
    calls = Calls(desk.database, clock)
    draft = calls.keep_draft(_draft(desk, goes.id))
    clock.move(minutes=1)
    _merge(office, stays.id, goes.id)
    assert desk.round().error is None
    calls.keep_draft(replace(draft, notes="A whole sentence"))  # the form is still open
    with desk.database.read() as cx:
        found = read_draft(cx, stays.id)
    assert found is not None
    assert (found.prospect_id, found.notes) == (stays.id, "A whole sentence")
    calls.finish_call(replace(draft, notes="A whole sentence"))
    assert desk.round().error is None
    assert _calls_with(office, stays.id) == {draft.call_id}
    with desk.database.read() as cx:
        assert read_draft(cx, stays.id) is None
        assert has_call(cx, draft.call_id)


def test_draft_when_found_with_the_one_who_stays_then_saving_it_leaves_none_behind(
    office: Office, desk: Desk, clock: SetClock
) -> None:
    stays, goes = office.prospects[0], office.prospects[1]
    calls = Calls(desk.database, clock)
    calls.keep_draft(_draft(desk, goes.id))
    clock.move(minutes=1)
    merge_id = _merge(office, stays.id, goes.id)
    desk.round()
    with desk.database.read() as cx:
        found = read_draft(cx, stays.id)
    assert found is not None
    calls.finish_call(found)
    with desk.database.read() as cx:
        assert read_draft(cx, stays.id) is None
        assert read_draft(cx, goes.id) is None
    clock.move(minutes=1)
    with office.database.write() as cx:
        undo_merge(cx, office.org, merge_id, (office.marketer.id, clock.now()))
    desk.round()
    assert desk.seen(goes.id).id == goes.id
    later = calls.keep_draft(_draft(desk, goes.id))
    calls.finish_call(later)
    desk.round()
    assert later.call_id in _calls_with(office, goes.id)
