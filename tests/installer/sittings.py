"""What a rep does with the installed window, by keys, and what the server has of it then."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.installer.packages import NAME
from tests.journeys.windows import ServerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.installer.desktops import Desktop

FILES = Path(__file__).parents[1] / "journeys" / "files"
REP = "ada@example.com"
WHO = "Ottilie Kranz"
PROFILE = f".local/share/{NAME}"


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[ServerProcess]:
    """Serve an organisation with one rep and people to call."""
    with ServerProcess(f"sqlite:///{folder / 'server.db'}", folder) as process:
        process.add_settings(**settings)
        process.command("init", "--organisation", "Example Ltd", "--admin-email", "a@example.com")
        process.command("user", "add", "--email", REP, "--name", "Ada Rep")
        process.command("import", "campaigns", str(FILES / "campaigns.csv"))
        process.command("import", "prospects", str(FILES / "leads.csv"), "--owner", REP)
        process.serve()
        yield process


class running:  # noqa: N801 - reads as the state it is
    """The installed program, open on a desktop; closed as a person does, or by itself."""

    def __init__(self, desktop: Desktop, *, is_closing_itself: bool = False) -> None:
        self._desktop = desktop
        self._is_closing_itself = is_closing_itself
        self._process = desktop.start(NAME)

    def __enter__(self) -> None:
        self._desktop.until_titled("Companion")

    def __exit__(self, *_: object) -> None:
        if not self._is_closing_itself:
            self._desktop.press("ctrl+q")
        assert self._process.wait(30) == 0
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe
            pipe.close()


def sign_in(desktop: Desktop, server: ServerProcess) -> None:
    desktop.until_titled("Welcome")
    desktop.type(server.address)
    desktop.press("Tab", "Tab", "space")  # past the laptop's name to “I have a code”
    desktop.type(server.command("enroll-code", "--email", REP)["code"])
    desktop.press("Return")


def look_up(desktop: Desktop) -> None:
    desktop.until_titled("Companion")
    desktop.press("ctrl+k")
    desktop.type("kranz")
    time.sleep(3)  # for the list to be found; nothing of it can be seen from outside
    desktop.press("Return")


def log_call(desktop: Desktop, verbatim: str) -> None:
    desktop.until_titled(WHO)
    desktop.press("F6", "ctrl+1", "c", "ctrl+o")
    desktop.type("pri")
    desktop.press("Return")
    desktop.type(verbatim)
    desktop.press("ctrl+s")


def calls_on(folder: Path) -> int:
    with closing(sqlite3.connect(f"file:{folder / 'server.db'}?mode=ro", uri=True)) as database:
        (count,) = database.execute("SELECT count(*) FROM call").fetchone()
        return int(count)
