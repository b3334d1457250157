from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from companion.server.commands import main

if TYPE_CHECKING:
    from pathlib import Path

NAMES = (
    "version_tally",
    "use_tally",
    "kind_tally",
    "span_tally",
    "campaign_tally",
    "path_tally",
    "journey",
)


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> Path:
    monkeypatch.setenv("COMPANION_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COMPANION_DATABASE_URL", f"sqlite:///{tmp_path / 'server.db'}")
    assert main(["demo"]) == 0
    capsys.readouterr()
    return tmp_path / "server.db"


def figures(path: Path) -> dict[str, list[tuple]]:
    with closing(sqlite3.connect(path)) as cx:
        found = {name: sorted(cx.execute(f"SELECT * FROM {name}")) for name in NAMES}
        listed = "SELECT objection_id, heard_at, words FROM heard"
        found["heard"] = sorted(cx.execute(listed))
        found["found"] = sorted(
            cx.execute("SELECT count(*) FROM heard_words WHERE heard_words MATCH 'fridge'")
        )
    return found


def test_recount_when_nothing_is_wrong_changes_nothing(demo: Path, capsys) -> None:
    before = figures(demo)
    assert all(before.values())
    assert main(["recount", "--json"]) == 0
    assert capsys.readouterr().out == '{"recounted": 1}\n'
    assert figures(demo) == before


def test_recount_when_the_figures_are_damaged_mends_them(demo: Path) -> None:
    before = figures(demo)
    with closing(sqlite3.connect(demo)) as cx, cx:
        cx.execute("UPDATE version_tally SET calls = calls + 7")
        cx.execute("DELETE FROM journey")
        cx.execute("DELETE FROM heard")
    assert figures(demo) != before
    assert main(["recount"]) == 0
    assert figures(demo) == before
