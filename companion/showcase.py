"""``scripts/run``: a shared server with a demo organisation, and a demo rep's window on it.

Everything lies in a folder of its own that is made anew, so no real profile is ever touched.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from companion.app.running import run
from companion.domain.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

BUILD = Path.cwd() / "build"
PICTURE = BUILD / "window.png"
SERVER = [sys.executable, "-m", "companion.server"]
READY = "ready at "


@dataclass(frozen=True, slots=True)
class Showcase:
    """A running demo server: its address, and who may sign in."""

    address: str
    code: str
    marketer: dict[str, str]
    admin: dict[str, str]


def main() -> int:
    """Start the server, print where marketing's page is, and open the window."""
    folder = BUILD / "showcase"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with ExitStack() as running:
        showcase = running.enter_context(serve_demo(folder))
        print(_greeting(showcase), flush=True)
        if not _has_display():
            print(_without_display(), flush=True)
            running.enter_context(virtual_display())
            return run(
                folder / "profile", sign_in=(showcase.address, showcase.code), picture=PICTURE
            )
        return run(folder / "profile", sign_in=(showcase.address, showcase.code))


@contextmanager
def serve_demo(folder: Path) -> Iterator[Showcase]:
    """Fill a server with the demo organisation and serve it on a free port of this machine."""
    environment = os.environ | {
        "COMPANION_DATABASE_URL": f"sqlite:///{folder / 'server.db'}",
        "COMPANION_HOST": "127.0.0.1",
        "COMPANION_PORT": "0",
    }
    users = {each["role"]: each for each in reversed(_asked(environment, "demo")["users"])}
    code = _asked(environment, "enroll-code", "--email", users["rep"]["email"])["code"]
    log = folder / "server.log"
    with log.open("w", encoding="utf-8") as lines:
        server = subprocess.Popen(
            [*SERVER, "serve"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=lines,
            text=True,
            start_new_session=True,
        )
    try:
        yield Showcase(_address(server, log), code, users["marketer"], users["admin"])
    finally:
        server.terminate()
        server.wait(10)


@contextmanager
def virtual_display() -> Iterator[None]:
    """Show windows on an X server without a screen, and end it afterwards."""
    reading, writing = os.pipe()
    screen = ["-screen", "0", "1280x800x24", "-nolisten", "tcp", "-displayfd", str(writing)]
    display = subprocess.Popen(
        ["Xvfb", *screen], pass_fds=[writing], stderr=subprocess.DEVNULL, start_new_session=True
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            os.environ["DISPLAY"] = f":{answer.readline().strip()}"
        yield
    finally:
        del os.environ["DISPLAY"]
        display.terminate()
        display.wait(10)


def _asked(environment: dict[str, str], *command: str) -> dict[str, Any]:
    done = subprocess.run(
        [*SERVER, *command, "--json"], env=environment, stdout=subprocess.PIPE, check=True
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _address(server: subprocess.Popen[str], log: Path) -> str:
    for line in server.stdout or ():
        if READY in line:
            return line.split(READY)[1].strip()
    sentence = f"The demo server did not start. What it said stands in {log}."
    raise UnavailableError(sentence, "no_server")


def _has_display() -> bool:
    return sys.platform in {"win32", "darwin"} or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def _greeting(showcase: Showcase) -> str:
    who = showcase.marketer
    return (
        f"Marketing's page   {showcase.address}\n"
        f"  sign in as       {who['email']}\n"
        f"  password         {who['password']}\n"
        "Ctrl-C, or closing the window, ends everything. Your own profile is not touched."
    )


def _without_display() -> str:
    return (
        "There is no display here, so the window opens on a virtual one.\n"
        f"A picture of it: {PICTURE.relative_to(Path.cwd())}"
    )


if __name__ == "__main__":
    sys.exit(main())
