"""A laptop on a disk that is full, or may not be written: in a mount namespace of its own.

Started by ``apart``, so that nothing is left mounted; prints one JSON object of what was seen.

    unshare --mount python -m tests.proofs.sick_disks FOLDER save|sync|care|open|start
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from companion.domain.clock import SystemClock
from companion.domain.errors import CompanionError
from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.services.care import Paper, care_of
from companion.services.line import Line
from companion.services.profiles import Profiles
from companion.services.prospects import Prospects
from companion.services.updates import Updates
from companion.showcase import virtual_display
from companion.store.engine import open_database
from companion.sync.releases import Releases
from companion.system.keychain import FolderKeychain
from companion.system.logs import logging_to
from companion.ui.files import write_file
from tests.conftest import KEY, SetClock
from tests.offices import REP_PROSPECTS, Office
from tests.patience import PATIENCE, until
from tests.proofs.processes import ROOT, end, start
from tests.repositories import SYSTEM, Depot, keys_in

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = "4m"


def apart(folder: Path, scenario: str) -> dict[str, Any]:
    """Play a scenario in a process with mounts of its own, and return what it saw."""
    rights = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    done = subprocess.run(
        ["unshare", "--mount", *rights, sys.executable, "-m", __name__, str(folder), scenario],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def save_on_a_full_disk(folder: Path) -> dict[str, Any]:
    """Write a call in the window, let the disk run full, save; make room, save again."""
    from companion.app.session import Session  # noqa: PLC0415 - one scenario needs Qt
    from companion.ui.application import make_application  # noqa: PLC0415 - as above

    profile = _profile(folder)
    application = make_application(["companion"], "companion")
    session = Session(application, profile, FolderKeychain(profile))
    windows: list[Any] = []
    said: list[Any] = []
    session.opened.connect(windows.append)
    session.start()
    _until(application, lambda: windows and windows[0].form_presenter.draft)
    window = windows[0]
    window.form_presenter.failed.connect(lambda error: said.append(error.code))
    window.form_presenter.saved.connect(lambda *_: said.append("saved"))
    window.form.line.choose("no_answer")
    window.form.notes.setPlainText("Nobody there")
    filler = _fill(folder)
    window.form.notes.setPlainText("Nobody there, but a voice said more " * 500)
    words = window.form.notes.toPlainText()
    window.form_presenter.save()
    _until(application, lambda: said)
    seen = {
        "refused": said[0],
        "is_kept_in_form": window.form.notes.toPlainText() == words,
        "calls_then": _calls(window),
    }
    filler.unlink()
    said.clear()
    window.form_presenter.save()
    _until(application, lambda: "saved" in said)
    seen["calls_after"] = _calls(window)
    session.end()
    return seen


def sync_on_a_full_disk(folder: Path) -> dict[str, Any]:
    """Fetch from a server while the laptop's disk is full, then with room again."""
    clock = SetClock()
    migrated = folder.with_name("migrated.db")
    open_database(migrated, KEY).close()
    server = folder.with_name("server")
    server.mkdir()
    with closing(Office(server, migrated, clock)) as office:
        made = office.desk("desk")
        made.close()
        path = Path(shutil.move(made.path, folder / "desk.db"))
        with closing(open_database(path, KEY)) as database:
            line = Line(database, lambda: made.transport, clock)
            filler = _fill(folder)
            full = line.sync().status
            filler.unlink()
            free = line.sync().status
            count = len(Prospects(database, clock).today().new)
    return {
        "state": full.state,
        "sentence": full.sentence,
        "state_after": free.state,
        "is_all_here": count == REP_PROSPECTS,
    }


def care_on_a_full_disk(folder: Path) -> dict[str, Any]:
    """Back up, export, write a bundle, fetch an update and log: full, then with room again."""
    profile, aside = _profile(folder), folder.with_name("aside")
    aside.mkdir()
    depot = Depot(aside / "updates", keys_in(aside / "keys"))
    depot.folder.mkdir()
    depot.at().begin(depot.signers)
    depot.offer()
    with ExitStack() as kept:
        log = kept.enter_context(logging_to(profile))
        opened = kept.enter_context(closing(_profiles(profile).open()))
        care = care_of(opened, SystemClock())
        care.back_up()
        before = care.backups()
        releases = Releases(str(depot.folder), profile / "updates", depot.root, "stable", SYSTEM)
        updates = Updates(profile, lambda: releases, SystemClock())
        export, unsent = folder / "all.zip", folder / "unsent.json"
        unsent.write_text("what was exported before", "utf-8")
        filler = _fill(folder)
        log.write_bytes(b"")
        seen: dict[str, Any] = {
            "backup": _code_of(care.back_up),
            "export": _code_of(lambda: care.export(export)),
            "bundle": _code_of(lambda: care.write_bundle(export, [Paper("a", "b" * 9_000)])),
            "unsent": _code_of(lambda: write_file(unsent, "x" * 90_000)),
            "update": (updates.run().state.value, updates.status().sentence[:26]),
            "log": _log_much(),
            "backups_stay": care.backups() == before,
            "drafts": [each.name for each in folder.rglob("*.part")],
            "was_exported": unsent.read_text("utf-8"),
        }
        filler.unlink()
        with opened.database.read() as cx:
            seen["whole"] = cx.exec_driver_sql("PRAGMA integrity_check").scalar_one()
        releases.hang_up()
        again = Releases(str(depot.folder), profile / "updates", depot.root, "stable", SYSTEM)
        updates = Updates(profile, lambda: again, SystemClock())
        seen["then"] = (
            len(care.back_up()),
            care.export(export) > 0,
            updates.run().state.value,
            _log_much(),
        )
        seen["log_goes_on"] = log.stat().st_size > 0
        _fill(folder)
        _log_much()
    return {**seen, "log_ended": True}


def open_what_may_not_be_written(folder: Path) -> dict[str, Any]:
    """Start on a profile whose disk was mounted read-only, then on one that may be written."""
    profile = _profile(folder)
    _run("mount", "-o", "remount,ro", str(folder))
    seen = {"code": "", "sentence": ""}
    try:
        _profiles(profile).open().close()
    except CompanionError as error:
        seen = {"code": error.code, "sentence": error.sentence}
    seen["start"] = _said_at_the_start(profile, folder.with_name("said"))
    _run("mount", "-o", "remount,rw", str(folder))
    with closing(_profiles(profile).open()) as opened:
        rows = Prospects(opened.database, SystemClock()).today().new
    return {**seen, "is_all_here": [row.name for row in rows] == ["Marta"]}


def start_in_a_home_that_may_not_be_written(folder: Path) -> dict[str, Any]:
    """Start the program as from a menu, where nobody reads what it prints, and see what it shows.

    ``window`` is the title of what stands on the screen, ``printed`` what a terminal would show.
    """
    _run("mount", "-o", "remount,ro", str(folder))
    with virtual_display():
        environment = os.environ | {"HOME": str(folder), "QT_QPA_PLATFORM": "xcb"}
        program = subprocess.Popen(
            [sys.executable, "-m", "companion"],
            env={name: value for name, value in environment.items() if "XDG" not in name},
            stderr=subprocess.PIPE,
            text=True,
        )
        title = "Companion cannot open"
        search = ["xdotool", "search", "--onlyvisible", "--name", title]
        is_shown = False
        while not is_shown and program.poll() is None:
            found = subprocess.run(search, stdout=subprocess.DEVNULL, check=False)
            is_shown = found.returncode == 0
            time.sleep(0.1)
        program.terminate()
        _, printed = program.communicate(timeout=PATIENCE / 2)
    return {"window": title if is_shown else "", "printed": printed}


def _said_at_the_start(profile: Path, said: Path) -> str:
    """Start the program itself, and return what it says where it was started from."""
    with said.open("w+", encoding="utf-8") as log:
        window = start(["companion", "--profile", str(profile)], log=log)
        try:
            until(lambda: said.read_text("utf-8").endswith("\n"), "it never said anything")
        finally:
            end(window)
    return said.read_text("utf-8")


def _code_of(work: Callable[[], object]) -> str:
    try:
        work()
    except CompanionError as error:
        return error.code
    return ""


def _log_much() -> str:
    """Log what fills a file and begins another; whatever comes of it, the work goes on."""
    for _ in range(60):
        logging.getLogger("companion.tests").info("%s", "x" * 20_000)
    return "went on"


def _profile(folder: Path) -> Path:
    profile = folder / "profile"
    profile.mkdir()
    with closing(_profiles(profile).work_alone("Rita", "DE")) as opened:
        Prospects(opened.database, SystemClock()).add(Prospect(new_id(), "Marta"))
    return profile


def _profiles(profile: Path) -> Profiles:
    return Profiles(profile, FolderKeychain(profile), SystemClock())


def _calls(window: Any) -> int:
    prospect_id = window.suite.prospects.search("Marta")[0].prospect_id
    return len(window.suite.prospects.open(prospect_id).history)


def _fill(folder: Path) -> Path:
    """Write a file until there is no room for a byte more."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (64 * 1024, 512, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return filler


def _until(application: Any, happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE / 2
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        application.processEvents()
        time.sleep(0.01)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


SCENARIOS = {
    "save": save_on_a_full_disk,
    "sync": sync_on_a_full_disk,
    "care": care_on_a_full_disk,
    "open": open_what_may_not_be_written,
    "start": start_in_a_home_that_may_not_be_written,
}


def main(folder: Path, scenario: str) -> None:
    """Mount a small disk at ``folder`` and play a scenario on it."""
    folder.mkdir()
    _run("mount", "-t", "tmpfs", "-o", f"size={SIZE}", "companion", str(folder))
    print(json.dumps(SCENARIOS[scenario](folder)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
