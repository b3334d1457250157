"""Windows and servers as processes of their own: started, driven, killed, started again."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, Self

from tests.patience import until

ROOT = Path(__file__).resolve().parents[2]
DRIVER = Path(__file__).with_name("driver.py")
SCREEN = f"offscreen:configfile={ROOT / 'tests' / 'screen.json'}"
PATIENCE = 30.0


class WindowProcess:
    """A window on a profile folder. Use as a context; ``kill`` is SIGKILL."""

    def __init__(self, profile: Path, environment: dict[str, str], link: str = "") -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(DRIVER), str(profile), link],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=environment | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": SCREEN},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self.kill()

    def ask(self, *line: str) -> Any:
        """Send one line and return its answer; a failed verb is an AssertionError."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()
        answer = json.loads(_line_of(self._process))
        assert "failed" not in answer, answer["failed"]
        return answer["done"]

    def until(self, words: str) -> str:
        """Wait until some visible label contains the words; return the label's text."""
        return self._until("words", words)

    def until_listed(self, name: str) -> None:
        """Wait until somebody stands in the list on the left."""
        self._until("listed", name)

    def times_in_history(self, words: str) -> int:
        """Count among the earlier calls, in the first answer in which they are shown."""
        return until(
            lambda: sum(words in text for text in self.ask("history")), f"{words!r} never came up"
        )

    def until_kept(self) -> None:
        """Wait until what is in the form lies in the database."""
        until(lambda: self.ask("is_kept"), "the draft was never kept")

    def _until(self, verb: str, words: str) -> str:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            shown = self.ask(verb)
            for text in shown:
                if words in text:
                    return str(text)
            time.sleep(0.05)
        raise AssertionError(f"{words!r} never came up; shown: {shown}")

    def press(self, *keys: str) -> None:
        """Press key chords such as ``Ctrl+S`` one after another."""
        for chord in keys:
            self.ask("press", chord)

    def close(self) -> None:
        """Close the window as a person does, and wait for the process to end well."""
        self.ask("quit")
        assert self._process.wait(PATIENCE) == 0
        self._end()

    def kill(self) -> None:
        """End the process with SIGKILL: nothing of it can run any more."""
        self._process.kill()
        self._process.wait(PATIENCE)
        self._end()

    def _end(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()


class ServerProcess:
    """``companion-server`` on one database; it can be stopped and served again on its port."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self.address = ""
        self.database_url = database_url
        self.log: Path | None = None
        self._port = "0"
        self._process: subprocess.Popen[str] | None = None
        self._environment = os.environ | {
            "COMPANION_DATABASE_URL": database_url,
            "COMPANION_HOST": "127.0.0.1",
            "COMPANION_SECRET_KEY": "for this test alone, thirty-two characters and more",
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def add_settings(self, **settings: str) -> None:
        """Serve with these variables from the next start on."""
        self._environment |= settings

    def command(self, *arguments: str) -> Any:
        """Run one command with ``--json`` and return its object."""
        done = subprocess.run(
            [sys.executable, "-m", "companion.server", *arguments, "--json"],
            env=self._environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        )
        return json.loads(done.stdout)

    def serve(self) -> None:
        """Serve, on the port of last time if there was one, and wait until it is ready.

        With a ``log`` the server writes its own there.
        """
        with ExitStack() as opened:
            log = None if self.log is None else opened.enter_context(self.log.open("ab"))
            self._start(log)

    def _start(self, log: IO[bytes] | None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "companion.server", "serve"],
            env=self._environment | {"COMPANION_PORT": self._port},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        line = _line_of(self._process)
        while "ready at " not in line:
            line = _line_of(self._process)
        self.address = line.split("ready at ")[1].strip()
        self._port = self.address.rstrip("/").rsplit(":", 1)[1]

    def stop(self) -> None:
        """Stop serving; for a laptop the network is gone."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(PATIENCE)
            assert self._process.stdout
            self._process.stdout.close()
            self._process = None


def _line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    with selectors.DefaultSelector() as waiting:
        waiting.register(process.stdout, selectors.EVENT_READ)
        if not waiting.select(PATIENCE):
            raise AssertionError("the process did not answer in time")
    line = process.stdout.readline()
    assert line, f"the process ended with {process.wait(PATIENCE)}"
    return line
