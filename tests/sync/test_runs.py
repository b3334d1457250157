"""What a laptop makes of a run: exactly the edits it means, or nothing at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.store.outbox import add_records
from companion.store.tables import RECORD_TABLES, outbox
from companion.wire.records import to_fields, write_json

if TYPE_CHECKING:
    from companion.wire.messages import Pulled, Push, Pushed
    from tests.offices import Desk, Office


def _add(desk: Desk, count: int) -> list[Prospect]:
    people = [Prospect(new_id(), f"New {n}", owner_id=desk.user_id) for n in range(count)]
    with desk.database.write() as cx:
        add_records(cx, people, desk.clock.now())
    return people


def _copies(desk: Desk, people: list[Prospect]) -> list[tuple[int, str]]:
    """Return the revision and the server's copy of each, as they are kept here."""
    table = RECORD_TABLES["prospect"]
    with desk.database.read() as cx:
        rows = cx.execute(select(table.c.id, table.c.rev, table.c.base))
        found = {row.id: (row.rev, row.base) for row in rows}
    return [found[each.id] for each in people]


def _on_server(office: Office, people: list[Prospect]) -> list[int]:
    numbers = {line.entity_id: line.seq for line in office.log()}
    return [numbers[each.id] for each in people]


def test_run_when_it_tells_of_new_records_then_each_has_its_copy_and_revision(
    office: Office, desk: Desk
) -> None:
    line = desk.tamper()
    told: list[Pulled] = []

    def pull(cursor: str, *more: int, **how: bool) -> Pulled:
        told.append(line.inner.pull(cursor, *more, **how))
        return told[-1]

    line.on_pull = pull
    people = _add(desk, 3)
    result = desk.round()
    assert (result.pushed, result.pulled, desk.unsent()) == (3, 0, 0)
    wanted = [write_json(to_fields(each)).decode() for each in people]
    assert _copies(desk, people) == list(zip(_on_server(office, people), wanted, strict=True))
    assert [(len(each.items), len(each.runs)) for each in told] == [(0, 1)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"change_id": "01980000-0000-7000-8000-00000000dead"},
        {"seq": 1},
        {"count": 1},
        {"count": -1},
        {"sha256": "0"},
    ],
    ids=["first", "number", "one more", "one less", "digest"],
)
def test_run_when_it_does_not_mean_what_was_sent_then_nothing_is_settled_and_all_is_sent_again(
    office: Office, desk: Desk, wrong: dict[str, int | str]
) -> None:
    line = desk.tamper()
    people = _add(desk, 3)

    def push(request: Push) -> Pushed:
        answer = line.inner.push(request)
        if not answer.runs:
            return answer
        run = answer.runs[0].model_dump()
        for name, by in wrong.items():
            run[name] = run[name] + by if isinstance(by, int) else by
        return answer.model_validate_json(
            answer.model_copy(
                update={"runs": (answer.runs[0].model_copy(update=run),)}
            ).model_dump_json()
        )

    line.on_push = push
    assert desk.round().error is None
    assert line.asked.count("push") == 2
    assert [rev for rev, _ in _copies(desk, people)] == _on_server(office, people)
    assert desk.unsent() == 0


def test_page_when_it_leaves_out_what_is_not_settled_here_then_it_is_asked_for_whole(
    office: Office, desk: Desk
) -> None:
    line = desk.tamper()
    people = _add(desk, 2)
    asked: list[bool] = []

    def pull(cursor: str, *more: int, **how: bool) -> Pulled:
        asked.append(how.get("brief", False))
        if how.get("brief"):  # as if an old copy of the file had been put back
            with desk.database.write() as cx:
                cx.execute(update(outbox).values(acked_seq=None))
        return line.inner.pull(cursor, *more, **how)

    line.on_pull = pull
    result = desk.round()
    assert (asked, result.pulled, result.error) == ([True, False], 2, None)
    assert [rev for rev, _ in _copies(desk, people)] == _on_server(office, people)


def test_pull_when_nothing_was_pushed_in_this_round_then_nothing_is_left_out(
    office: Office, desk: Desk
) -> None:
    line = desk.tamper()
    asked: list[bool] = []

    def pull(cursor: str, *more: int, **how: bool) -> Pulled:
        asked.append(how.get("brief", False))
        return line.inner.pull(cursor, *more, **how)

    line.on_pull = pull
    desk.round()
    assert asked == [False]
