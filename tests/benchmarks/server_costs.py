"""What one request of a laptop and one page cost on the server of a size, as things to call."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from companion.domain.calls import Call, Disposition
from companion.domain.ids import new_id
from companion.domain.objections import Objection
from companion.server.tables import change_log, org_sync
from tests.benchmarks.crowd import KINDS, NOW, REPS, record_id
from tests.salesroom import creating

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.benchmarks.served import Served
    from tests.salesroom import Laptop

PAIRS = 10
"""A push of so many calls, each with an objection: 20 records."""

PAGE = 500
_AHEAD = 55_000
"""So far back a rep begins to pull: of a hundred reps' records there are 500 of their own."""


def server_costs(server: Served) -> Mapping[str, Callable[[], object]]:
    """Return what is measured, by its name."""
    pushing, pulling = server.laptop(0), server.laptop(1)
    idle, behind = _cursor(server, 0), _cursor(server, _AHEAD)
    promise, decision = record_id("promise", 0), record_id("decision", 20)
    pages = {
        "overview, a year": "/overview?period=52w",
        "a promise": f"/promises/{promise}",
        "a search that finds nothing": f"/promises/{promise}?q=price+unheard",
        "inbox": "/inbox",
        "a decision": f"/decisions/{decision}",
        "shared numbers": "/numbers",
    }
    return {
        "push of 20 records": lambda: _push(pushing),
        "pull, nothing new": lambda: _pull(pulling, idle, 0),
        "pull of 500 of a rep's own": lambda: _pull(pulling, behind, PAGE),
        "first pull of 500": lambda: _pull(pulling, "", PAGE),
    } | {f"page: {name}": _page(server, path) for name, path in pages.items()}


def _push(laptop: Laptop) -> None:
    """Push calls with prospects of rep 0, the numbers of whom are multiples of ``REPS``."""
    changes = []
    for each in range(PAIRS):
        person = record_id("prospect", REPS * (each % 5))
        call = Call(
            new_id(),
            person,
            laptop.user.id,
            NOW - timedelta(minutes=each),
            disposition=Disposition.CONNECTED,
            promise_version_id=record_id("promise_version", 5),
        )
        said = Objection(new_id(), call.id, person, KINDS[each % 8], "Who pays for the phones?")
        changes += [creating(call, "call"), creating(said, "objection")]
    results = laptop.push(*changes)
    assert all(each["outcome"] == "applied" for each in results), results


def _pull(laptop: Laptop, cursor: str, count: int) -> None:
    answer = laptop.get_pull(cursor, PAGE)
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["items"]) >= count, len(answer.json()["items"])


def _page(server: Served, path: str) -> Callable[[], None]:
    def ask() -> None:
        answer = server.browser.get(path)
        assert answer.status_code == 200, (path, answer.status_code)

    return ask


def _cursor(server: Served, back: int) -> str:
    """Return the cursor so many numbers before the end of the log."""
    with server.database.read() as cx:
        row = cx.execute(
            select(org_sync.c.seq, org_sync.c.epoch).where(org_sync.c.org == server.org)
        ).one()
        mine = change_log.c.org == server.org, change_log.c.seq == row.seq - back
        change_id = cx.execute(select(change_log.c.change_id).where(*mine)).scalar_one()
    return f"{row.epoch}.{row.seq - back}.{change_id}"
