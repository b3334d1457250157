"""Somebody is erased on the server: the laptop drops them whole, however it comes to know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from companion.domain.calls import Call, Disposition
from companion.domain.drafts import CallDraft
from companion.domain.errors import RejectedError
from companion.domain.ids import new_id
from companion.server.rights.erasing import Reason, erase_people
from companion.services.calls import Calls
from companion.services.outbox import Outbox
from companion.store.drafts import keep_draft
from companion.store.outbox import add_records
from companion.store.resync import want_resync
from companion.sync.round import Round

if TYPE_CHECKING:
    from tests.offices import Desk, Office

WORDS = "Betriebsrat sagt nein"


def erase(office: Office, prospect_id: str) -> None:
    with office.database.write() as cx:
        erase_people(cx, office.org, [prospect_id], Reason.ASKED, None, office.clock.now())


def call_in(desk: Desk, prospect_id: str) -> None:
    talked: dict[str, Any] = {"disposition": Disposition.CONNECTED, "notes": WORDS}
    made = Call(new_id(), prospect_id, desk.user_id, desk.clock.now(), **talked)
    with desk.database.write() as cx:
        add_records(cx, [made], desk.clock.now())


def draft_of(desk: Desk, prospect_id: str) -> CallDraft:
    return CallDraft(new_id(), prospect_id, new_id(), desk.clock.now(), notes=WORDS)


def left(desk: Desk, *values: str) -> list[str]:
    """Return the values that stand in any table of the laptop."""
    found: set[str] = set()
    with desk.database.read() as cx:
        tables = cx.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%fts5%'"
        )
        for (table,) in tables.all():
            for row in cx.exec_driver_sql(f'SELECT * FROM "{table}"').all():
                found |= {value for value in values for cell in row if value in str(cell)}
    return sorted(found)


@pytest.fixture
def held(office: Office, desk: Desk) -> str:
    """A prospect this laptop has, called from here, acknowledged, and about to be called again."""
    prospect_id = office.prospects[0].id
    call_in(desk, prospect_id)
    assert desk.round().error is None
    with desk.database.write() as cx:
        keep_draft(cx, draft_of(desk, prospect_id), desk.clock.now())
    assert left(desk, WORDS, "Prospect 0") == [WORDS, "Prospect 0"]
    return prospect_id


def test_laptop_when_somebody_is_erased_then_it_has_nothing_of_them(
    office: Office, desk: Desk, held: str
) -> None:
    erase(office, held)
    assert desk.round().error is None
    assert left(desk, WORDS, "Prospect 0", "prospect_0") == []
    assert (desk.unsent(), desk.attention()) == (0, 0)
    with pytest.raises(RejectedError):
        desk.seen(held)
    assert desk.seen(office.prospects[1].id)


def test_edits_when_made_offline_then_they_are_refused_with_a_sentence_and_not_kept(
    office: Office, desk: Desk, held: str
) -> None:
    erase(office, held)
    desk.note(held, WORDS)
    call_in(desk, held)
    assert desk.round().error is None
    assert left(desk, WORDS, "Prospect 0") == []
    (line,) = Outbox(desk.database, desk.clock).lines()
    assert (line.state, line.code, line.text, line.words) == ("rejected", "erased", "", ())
    assert "erased on the server" in line.sentence
    Outbox(desk.database, desk.clock).discard(line.change_id)
    assert desk.attention() == 0
    assert all(WORDS not in str(each) for each in office.log())


def test_form_when_still_open_then_what_is_typed_on_is_not_kept(
    office: Office, desk: Desk, held: str
) -> None:
    erase(office, held)
    assert desk.round().error is None
    assert Calls(desk.database, desk.clock).keep_draft(draft_of(desk, held)).kept_at is None
    assert left(desk, WORDS) == []


@pytest.mark.parametrize("reason", ["resync", "digest", "too_old"])
def test_laptop_when_it_begins_anew_then_it_neither_keeps_nor_brings_back(
    office: Office, desk: Desk, held: str, reason: str
) -> None:
    erase(office, held)
    desk.note(held, WORDS)
    with desk.database.write() as cx:
        want_resync(cx, reason)
    assert desk.round().error is None
    assert left(desk, WORDS, "Prospect 0") == []
    assert desk.unsent() == 0
    assert desk.round().error is None
    assert all(WORDS not in str(each) for each in office.log())


def test_round_when_cut_off_after_the_drop_then_the_next_one_sees_to_the_files(
    office: Office, desk: Desk, held: str
) -> None:
    old_copy = desk.path.with_name(f"{desk.path.stem}-before-0002.db")
    old_copy.write_bytes(b"a copy of before")
    erase(office, held)
    kind = type("CutOff", (Round,), {"_forget_traces": lambda _self: None})
    assert desk.round(kind).error is None
    assert old_copy.exists()
    assert desk.round().error is None
    assert not old_copy.exists()
