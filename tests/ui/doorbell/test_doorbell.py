"""A real bell and real callers, polite and hostile."""

from __future__ import annotations

import socket
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.ui.doorbell.doorbell import LONGEST, Doorbell
from companion.ui.doorbell.ring import doorbell_name, ring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

ROOT = Path(__file__).parents[3]
PATIENCE = 20_000
RING = """
import sys, pathlib
from companion.ui.doorbell.ring import ring
sys.exit(0 if ring(pathlib.Path(sys.argv[1]), sys.argv[2]) else 3)
"""


@pytest.fixture
def bell(tmp_path: Path, qtbot: QtBot) -> Iterator[Doorbell]:
    made = Doorbell(tmp_path)
    yield made
    made.close()
    made.deleteLater()


def test_bell_when_rung_from_another_process_hands_over_the_line(
    bell: Doorbell, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(bell.rung, timeout=PATIENCE) as heard:
        caller = subprocess.Popen([sys.executable, "-c", RING, tmp_path, "companion://x"], cwd=ROOT)
    assert heard.args == ["companion://x"]
    assert caller.wait(20) == 0


def test_ring_when_no_window_is_open_says_so_at_once(tmp_path: Path) -> None:
    assert not ring(tmp_path, "companion://x")


def test_bell_when_a_run_died_takes_over_its_place(tmp_path: Path, qtbot: QtBot) -> None:
    left = socket.socket(socket.AF_UNIX)
    left.bind(doorbell_name(tmp_path))
    left.close()
    assert not ring(tmp_path, "companion://x")
    made = Doorbell(tmp_path)
    with qtbot.waitSignal(made.rung, timeout=PATIENCE):
        caller = subprocess.Popen([sys.executable, "-c", RING, tmp_path, ""], cwd=ROOT)
    assert caller.wait(20) == 0
    made.close()


def test_bell_when_hung_up_is_nobody_elses(bell: Doorbell, tmp_path: Path) -> None:
    place = Path(doorbell_name(tmp_path))
    assert stat.S_IMODE(place.stat().st_mode) & 0o077 == 0


def test_bell_when_the_folder_is_deep_still_has_a_name_of_its_own(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 90)
    assert len(doorbell_name(deep)) < 100
    assert doorbell_name(deep) != doorbell_name(tmp_path / ("y" * 90))


def call(folder: Path, line: bytes) -> socket.socket:
    caller = socket.socket(socket.AF_UNIX)
    caller.connect(doorbell_name(folder))
    caller.sendall(line)
    return caller


def test_bell_when_a_caller_never_ends_hangs_up(
    bell: Doorbell, tmp_path: Path, qtbot: QtBot
) -> None:
    heard: list[str] = []
    bell.rung.connect(heard.append)
    flooding = call(tmp_path, b"x" * (LONGEST * 4))
    silent = call(tmp_path, b"")
    for caller in (flooding, silent):
        caller.settimeout(0)

    def are_hung_up() -> None:
        for caller in (flooding, silent):
            assert _is_closed(caller)

    qtbot.waitUntil(are_hung_up, timeout=PATIENCE)
    assert heard == []
    for caller in (flooding, silent):
        caller.close()


def _is_closed(caller: socket.socket) -> bool:
    try:
        return caller.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=200))
def test_bell_when_anything_is_sent_lives_on_and_hears_one_text(
    bell: Doorbell, tmp_path: Path, qtbot: QtBot, sent: bytes
) -> None:
    heard: list[str] = []
    bell.rung.connect(heard.append)
    with qtbot.waitSignal(bell.rung, timeout=PATIENCE), call(tmp_path, sent + b"\n"):
        pass
    bell.rung.disconnect(heard.append)
    assert heard == [sent.partition(b"\n")[0].decode("utf-8", "replace").strip()]
