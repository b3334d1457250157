"""An old page of the feed arrived after a newer one, and old results after newer ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from companion.wire.messages import Push, Pushed
    from tests.offices import Desk, Office


def test_pull_when_an_old_page_comes_after_a_newer_one_then_nothing_goes_back(
    office: Office, desk: Desk
) -> None:
    held = office.prospects[0].id
    line = desk.tamper()
    start = desk.cursor() or ""
    office.note(held, "Older")
    old = line.inner.pull(start)
    office.note(held, "Newer")
    assert desk.round().error is None
    line.on_pull = lambda *_, **__: old
    assert desk.round().error is None
    assert desk.seen(held).notes == "Newer"
    line.on_pull = line.inner.pull
    assert desk.round().error is None
    assert desk.seen(held).notes == "Newer"


def test_push_when_results_of_an_older_try_come_last_then_the_newer_record_stays(
    office: Office, desk: Desk
) -> None:
    held = office.prospects[0].id
    desk.note(held, "Mine")
    line = desk.tamper()

    def _overtaken(request: Push) -> Pushed:
        first = line.inner.push(request)
        office.note(held, "A page, later")
        desk_page = line.inner.pull(desk.cursor() or "")
        line.on_pull = lambda *_, **__: desk_page
        return first

    line.on_push = _overtaken
    assert desk.round().error is None
    assert desk.seen(held).notes == "A page, later"
    assert desk.unsent() == 0
    assert [row.fields["notes"] for row in office.log()[-2:]] == ["Mine", "A page, later"]
