"""Applying 10,000 pulled records on a laptop, against plain ``executemany`` of the same rows.

The floor writes the typed columns and the server's copy of each record into the same tables of
the same encrypted file, in one transaction a page as ours does; ours begins with the items of the
wire, keeps edits laid over them, the search and the facts of the prospects.
"""

from __future__ import annotations

import tempfile
from itertools import groupby
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from companion.domain.ids import new_id
from companion.store.columns import to_columns
from companion.store.engine import open_database
from companion.store.file import connect
from companion.store.replica import apply_page
from companion.wire.messages import ITEMS_PER_PULL, PullItem, Verb
from companion.wire.records import entity_of, to_fields, write_json
from tests.benchmarks.belongings import belongings
from tests.benchmarks.rows import Row, alternate, compare, hand_over

if TYPE_CHECKING:
    from collections.abc import Iterator

RECORDS, ROUNDS = 10_000, 7
_KEY = bytes(range(32))


def measure(folder: Path) -> Row:
    """Apply the same pages on both sides to a new file each time; seconds for all of them."""
    made = belongings(new_id(), new_id(), RECORDS)
    items = [
        PullItem(
            seq=number,
            verb=Verb.PUT,
            entity=entity_of(each).name,
            id=each.id,
            rev=number,
            data=to_fields(each),
        )
        for number, each in enumerate(made, 1)
    ]
    pages = [items[start : start + ITEMS_PER_PULL] for start in range(0, RECORDS, ITEMS_PER_PULL)]
    rows = [list(_rows(page)) for page in pages]
    paths = (folder / f"{number}.sqlite3" for number in range(99))
    figures = alternate(
        lambda: _apply(next(paths), pages), lambda: _execute(next(paths), rows), ROUNDS
    )
    return compare(
        8,
        f"applying {RECORDS:,} pulled records",
        "executemany of ready rows, same file and tables",
        "s",
        figures,
        2.0,
        unequal="ours makes the rows, and keeps unsent edits, search words and facts",
    )


def _apply(path: Path, pages: list[list[PullItem]]) -> float:
    database = open_database(path, _KEY)
    began = perf_counter()
    for number, page in enumerate(pages):
        with database.write() as cx:
            apply_page(cx, page, str(number))
    taken = perf_counter() - began
    database.close()
    return taken


def _execute(path: Path, pages: list[list[tuple[str, list[Any]]]]) -> float:
    open_database(path, _KEY).close()
    plain = connect(path, _KEY)
    began = perf_counter()
    for page in pages:
        plain.execute("BEGIN IMMEDIATE")
        for statement, rows in page:
            plain.executemany(statement, rows)
        plain.execute("COMMIT")
    taken = perf_counter() - began
    plain.close()
    return taken


def _rows(page: list[PullItem]) -> Iterator[tuple[str, list[Any]]]:
    """Make the rows of a page, by table."""
    for entity, items in groupby(sorted(page, key=lambda each: each.entity), _entity):
        rows = [
            {
                "id": each.id,
                "rev": each.rev,
                "base": write_json(each.data).decode(),
                "is_gone": 0,
                "is_live": 1,
                **to_columns(entity, each.data),
            }
            for each in items
        ]
        names = ", ".join(f'"{name}"' for name in rows[0])
        places = ", ".join("?" * len(rows[0]))
        statement = f'INSERT INTO "{entity}" ({names}) VALUES ({places})'
        yield statement, [tuple(each.values()) for each in rows]


def _entity(item: PullItem) -> str:
    return item.entity


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        hand_over([measure(Path(temporary))])
