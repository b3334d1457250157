"""A person's desktop inside another Debian: a screen, a session bus, a keychain, two hands."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

    from tests.installer.roots import Root

PACKAGES = (
    *("xvfb", "xauth", "xdotool", "dbus-daemon", "gnome-keyring", "libsecret-1-0"),
    *("openbox", "fonts-inter", "x11-apps", "netpbm", "weston"),
)
PATIENCE = 60.0
_ON_WAYLAND = """
weston --backend=headless-backend.so --socket=other >/tmp/weston 2>&1 & screen=$!
trap 'kill $screen $program' EXIT
until [ -S $XDG_RUNTIME_DIR/other ]; do sleep 0.2; done
export WAYLAND_DISPLAY=other WAYLAND_DEBUG=1 QT_QPA_PLATFORM=wayland
"$0" --profile /tmp/other >/tmp/wayland 2>&1 & program=$!
until grep -qa 'wl_surface.*attach(wl_buffer' /tmp/wayland; do kill -0 $program; sleep 0.2; done
grep -oa 'set_title(.*)' /tmp/wayland
"""
"""Starts a program on a Wayland screen of its own until it has drawn, and says its title."""

_SCREEN = ":93"
_SESSION = (
    "printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null;"
    " echo $DBUS_SESSION_BUS_ADDRESS; cat"
)


class Desktop:
    """Hands and eyes on one screen."""

    def __init__(self, root: Root, bus: str) -> None:
        self._root = root
        self.surroundings = {
            "DISPLAY": _SCREEN,
            "DBUS_SESSION_BUS_ADDRESS": bus,
            "XDG_RUNTIME_DIR": "/home/rita/run",
        }

    def run(self, *command: str) -> str:
        """Run a command in the session and return what it said."""
        return self._root.run_as_person(*command, **self.surroundings)

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Start a program in the session."""
        return self._root.start_as_person(*command, **self.surroundings)

    def type(self, text: str) -> None:
        """Type words where the focus is."""
        self.run("xdotool", "type", "--delay", "20", text)

    def press(self, *keys: str) -> None:
        """Press keys by their X names, such as ``ctrl+s``."""
        for key in keys:
            self.run("xdotool", "key", key)
            time.sleep(0.2)  # a person's pace: X hands keys on without telling when they arrived

    def until_titled(self, part: str) -> None:
        """Wait for a window whose title holds ``part``, and give it the focus."""
        until(lambda: self._windows(part), f"no window titled {part!r}", self.titles)
        window = self._windows(part)[-1]
        self.run("xdotool", "windowfocus", "--sync", window)

    def picture(self) -> bytes:
        """Return the screen as a portable pixmap."""
        script = f"xwd -root -display {_SCREEN} | xwdtopnm 2>/dev/null > /tmp/screen.ppm"
        self.run("bash", "-c", script)
        return (self._root.folder / "tmp/screen.ppm").read_bytes()

    def title_on_wayland(self, program: str) -> str:
        """Start a program on a screen of another kind until it has drawn; return its title."""
        return self.run("timeout", "90", "bash", "-e", "-c", _ON_WAYLAND, program)

    def titles(self) -> list[str]:
        """Return the titles of all windows."""
        script = (
            "for w in $(xdotool search --onlyvisible --name .); do xdotool getwindowname $w; done"
        )
        return self.run("bash", "-c", script).splitlines()

    def _windows(self, part: str) -> list[str]:
        listed = self.run(
            "bash", "-c", f"xdotool search --onlyvisible --name '{part}' 2>/dev/null || true"
        )
        return listed.split()


@contextmanager
def desktop_in(root: Root) -> Iterator[Desktop]:
    """Give a desktop for as long as the block runs."""
    root.run_as_person("mkdir", "-p", "-m", "700", "/home/rita/run")
    screen = root.start_as_person(
        "Xvfb", _SCREEN, "-screen", "0", "1360x900x24", "-nolisten", "tcp"
    )
    session = root.start_as_person(
        *("dbus-run-session", "--", "bash", "-c", _SESSION), XDG_RUNTIME_DIR="/home/rita/run"
    )
    manager = root.start_as_person("openbox", DISPLAY=_SCREEN)
    try:
        assert session.stdout
        yield Desktop(root, session.stdout.readline().strip())
    finally:
        _end(session)
        manager.terminate()
        _end(manager)
        screen.terminate()
        _end(screen)


def _end(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    assert process.stdout
    process.stdin.close()  # which ends the session's own waiting
    process.wait(PATIENCE)
    process.stdout.close()


def until(is_so: Callable[[], object], otherwise: str, instead: Callable[[], object] = str) -> None:
    """Wait until something is so; when patience ends fail with ``otherwise`` and what is there."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, f"{otherwise}; {instead()}"
        time.sleep(0.3)
