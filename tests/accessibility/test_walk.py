"""The window as a screen reader finds it: the real AT-SPI tree on a real screen, walked by Tab."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
SCREEN = ":94"
STEPS = 24
IN_ORDER = (
    *(
        "Search",
        "Whom to call",
        "Call +",
        "Headline",
        "Message",
        "Start",
        "Line:",
        "Add an objection",
    ),
    *("Tomorrow", "Notes", "Save", "Save and next"),
)
"""What Tab comes to, one after another: the list, the promise, the form from top to bottom."""

WITHOUT_A_NAME = {"menu bar", "filler", "panel", "scroll pane", "list", "list item", "table cell"}
"""Roles that group others; a reader says what is in them."""

_SESSION = (
    "/usr/libexec/at-spi-bus-launcher --launch-immediately & "
    "echo $DBUS_SESSION_BUS_ADDRESS; cat; kill %1"
)


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Give the environment of a session that has a screen and an accessibility bus."""
    home = tmp_path_factory.mktemp("home")
    home.chmod(0o700)
    given = {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "DISPLAY": SCREEN,
        "QT_QPA_PLATFORM": "xcb",
        "QT_ACCESSIBILITY": "1",
        "QT_LOGGING_RULES": "qt.accessibility.atspi=false",  # asks for what no bus here offers
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "PYTHONPATH": str(ROOT),
    }
    screen = subprocess.Popen(
        ["Xvfb", SCREEN, "-screen", "0", "1366x860x24", "-nolisten", "tcp"],
        stderr=subprocess.DEVNULL,
    )
    session = subprocess.Popen(
        ["dbus-run-session", "--", "bash", "-c", _SESSION],
        env=given,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert session.stdin
    assert session.stdout
    yield given | {"DBUS_SESSION_BUS_ADDRESS": session.stdout.readline().strip()}
    session.stdin.close()
    session.stdout.close()
    session.wait(20)
    screen.terminate()
    screen.wait(20)


@pytest.fixture(scope="module")
def read(
    desktop: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], list[dict[str, Any]]]]:
    """Show the window and give what a screen reader reads of it."""
    folder = tmp_path_factory.mktemp("profile")
    window = subprocess.Popen(
        [sys.executable, HERE / "shown.py", folder],
        env=desktop,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert window.stdout
    assert window.stdout.readline() == "ready\n"

    def reading(what: str) -> list[dict[str, Any]]:
        command = ["/usr/bin/python3", HERE / "reader.py", what]
        done = subprocess.run(command, env=desktop, capture_output=True, text=True, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]

    yield reading
    window.terminate()
    window.wait(20)
    window.stdout.close()


def test_tree_when_read_then_every_control_has_a_name_and_a_role(read) -> None:
    tree = [each for each in read("tree") if each["showing"]]
    controls = [each for each in tree if each["focusable"]]
    assert len(controls) > 25
    assert [each for each in controls if each["role"] in {"unknown", "invalid", ""}] == []
    nameless = [each for each in controls if not each["name"].strip()]
    assert [each for each in nameless if each["role"] not in WITHOUT_A_NAME] == []


def test_tree_when_read_then_the_promise_and_the_form_are_in_it(read) -> None:
    names = {each["name"] for each in read("tree") if each["showing"]}
    for wanted in ("Connected", "Save and next", "Objections", "Notes", "Call", "File"):
        assert any(wanted in name for name in names), wanted


def test_tab_when_pressed_through_then_list_promise_and_form_come_in_this_order(
    read, desktop: dict[str, str]
) -> None:
    give_focus(desktop)
    press(desktop, "ctrl+k")  # where a person begins
    visited = []
    for _ in range(STEPS):
        visited.append(focused(read))
        press(desktop, "Tab")
    assert "" not in visited, visited
    order = [visited.index(next(name for name in visited if part in name)) for part in IN_ORDER]
    assert order == sorted(order), visited


def focused(read) -> str:
    """Return the name of what has the keyboard; a list's current line keeps its mark always."""
    found = [each for each in read("focus") if each["role"] not in {"list item", "filler"}]
    return found[-1]["name"] if found else ""


def give_focus(desktop: dict[str, str]) -> None:
    """Do what a window manager does: hand the keyboard to the window."""
    command = ["xdotool", "search", "--onlyvisible", "--name", "– Companion$", "windowfocus"]
    subprocess.run([*command, "--sync"], env=desktop, check=True)


def press(desktop: dict[str, str], keys: str) -> None:
    subprocess.run(["xdotool", "key", keys], env=desktop, check=True)
