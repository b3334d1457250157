"""A second window, and the doctor, are started on a profile that is open already."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from companion.ui.doorbell.ring import ring
from tests.patience import PATIENCE, until
from tests.proofs.branch import Branch
from tests.proofs.processes import ROOT, end, line_of, start

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WINDOW = {"QT_QPA_PLATFORM": "offscreen"}


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Branch]:
    with closing(Branch(f"sqlite:///{tmp_path / 'server.db'}", tmp_path)) as made:
        made.serve()
        made.sign_in("laptop")
        yield made


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "companion", *arguments],
        cwd=ROOT,
        env=os.environ | WINDOW | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def test_window_when_started_twice_then_the_second_brings_the_first_and_ends(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "profile"
    folder.mkdir()
    first = start(["companion", "--profile", str(folder)], WINDOW)
    try:
        until(lambda: ring(folder, ""), "the window never opened")
        second = _run("--profile", str(folder))
        assert (second.returncode, second.stderr) == (0, "")
        assert first.poll() is None
    finally:
        end(first)


def test_window_and_doctor_when_a_profile_is_in_use_then_neither_disturbs_the_work(
    branch: Branch,
) -> None:
    folder = branch.folder / "laptop"
    working = start(["tests.proofs.laptop", str(folder), "0", *branch.prospects])
    line_of(working)
    window = subprocess.Popen(
        [sys.executable, "-m", "companion", "--profile", str(folder)],
        cwd=ROOT,
        env=os.environ | WINDOW | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert window.stderr
        assert "already open" in window.stderr.readline()
        assert _run("--profile", str(folder), "doctor", "--json").stdout
        assert working.poll() is None
        assert [line_of(working) for _ in range(20)]
    finally:
        window.kill()
        window.communicate()
        end(working)
    with branch.laptop("laptop") as profile, profile.database.read() as cx:
        assert cx.scalar(text("PRAGMA integrity_check")) == "ok"
