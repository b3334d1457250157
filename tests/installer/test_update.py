"""An installed Companion finds its next version, and the system installs it: from end to end.

Both versions are frozen programs with different databases. The repository is our own tool's, served
by our server; the system's part is real too (xdg-open, apt), but for the window that would ask for
a password: a program of the test stands there and only takes note of what it was given.
"""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from companion.server.releases.repository import Offer, Repository
from companion.system.machine import system_name
from tests.installer.desktops import PACKAGES, desktop_in, until
from tests.installer.packages import (
    NAME,
    NEXT,
    NEXT_HEAD,
    PROGRAM,
    ROOT,
    built_package,
    freeze_next,
    packed,
    put_root,
    unpacked,
)
from tests.installer.roots import fresh_debian
from tests.installer.sittings import (
    PROFILE,
    calls_on,
    log_call,
    look_up,
    running,
    serving,
    sign_in,
)
from tests.repositories import keys_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.installer.desktops import Desktop
    from tests.installer.roots import Root

pytestmark = [pytest.mark.installer, pytest.mark.timeout(1200)]

KIND = "application/vnd.debian.binary-package"
DATABASE = f"{PROFILE}/data/companion.db"
BEFORE = f"{PROFILE}/data/companion-before-{NEXT_HEAD}.db"


def test_update_when_offered_then_it_is_fetched_handed_over_and_the_data_copied_before(
    tmp_path: Path,
) -> None:
    repository = tmp_path / "releases"
    old = put_up(repository, tmp_path)
    with (
        fresh_debian(ROOT / "build" / "installer", tmp_path / "root") as debian,
        serving(tmp_path, COMPANION_RELEASES=str(repository)) as server,
    ):
        debian.install(debian.bring(old))
        debian.install(*PACKAGES, "xdg-utils", "file")
        stand_in_for_the_installer(debian)
        with desktop_in(debian) as desktop:
            with running(desktop):
                sign_in(desktop, server)
                log_call(desktop, "Twice what we pay now.")
                until(lambda: calls_on(tmp_path) == 1, "the call never reached the server")
                fetch(desktop, debian)
            handed = install(desktop, debian)
            assert handed.endswith(f"/{NAME}_{NEXT}_amd64.deb")
            debian.install(handed)
            assert desktop.run(NAME, "--version").strip() == f"Companion {NEXT}"
            with running(desktop):
                look_up(desktop)
                log_call(desktop, "My drivers will not do that.")
                until(lambda: calls_on(tmp_path) == 2, "the new version sent nothing")
            assert "The database is whole." in desktop.run(NAME, "doctor")
            go_back(debian, desktop, old)


def put_up(repository: Path, folder: Path) -> Path:
    """Sign and offer the next version; return the package of this one, which trusts that."""
    signers = keys_in(folder / "keys")
    now = datetime.now(UTC)
    root = Repository(repository, now).begin(signers)
    tree = unpacked(built_package(), folder / "tree")
    put_root(tree, root)
    old = packed(tree, re.findall(r"_([^_]+)_", built_package().name)[0])
    shutil.rmtree(tree / PROGRAM)
    shutil.copytree(freeze_next(folder / "source", root), tree / PROGRAM, symlinks=True)
    offer = Offer(packed(tree, NEXT), NEXT, system_name(), "stable", {"en": "Faster."})
    Repository(repository, now).add(offer, signers)
    return old


def stand_in_for_the_installer(debian: Root) -> None:
    """Let something open packages on this desktop: it notes which, and what it inherited."""
    applications = debian.folder / "usr/share/applications"
    (applications / "packages.desktop").write_text(
        "[Desktop Entry]\nType=Application\nName=Packages\nNoDisplay=true\n"
        f"Exec=/usr/local/bin/open-package %f\nMimeType={KIND};\n"
    )
    (applications / "mimeapps.list").write_text(
        f"[Default Applications]\n{KIND}=packages.desktop\n"
    )
    script = debian.folder / "usr/local/bin/open-package"
    script.write_text('#!/bin/sh\nenv > /tmp/inherited\nprintf %s "$1" > /tmp/handed\n')
    script.chmod(0o755)


def ask_for_updates(desktop: Desktop) -> None:
    """Choose “Look for an update” in the Help menu."""
    desktop.press("alt+h", "l")


def fetch(desktop: Desktop, debian: Root) -> None:
    """Look for the update, and wait until it is here, whole and noted."""
    ask_for_updates(desktop)
    note = debian.home / PROFILE / "updates" / "update.json"
    until(lambda: note.is_file() and NEXT in note.read_text(), "no update came", desktop.titles)


def install(desktop: Desktop, debian: Root) -> str:
    """Say yes to the update; return what the system was handed, when the window has closed."""
    handed = debian.folder / "tmp/handed"
    with running(desktop, is_closing_itself=True):
        look_up(desktop)
        ask_for_updates(desktop)
        desktop.press("space", "Tab", "space")  # “Install …”, and past “Cancel” to yes
        until(handed.is_file, "nothing was handed to the system", desktop.titles)
    inherited = (debian.folder / "tmp/inherited").read_text()
    assert "_internal" not in inherited, "the system's programs would load our libraries"
    return handed.read_text()


def go_back(debian: Root, desktop: Desktop, old: Path) -> None:
    """Install the old version over the new: it leaves the new data alone, and opens the copy."""
    written = (debian.home / DATABASE).read_bytes()
    debian.install(debian.bring(old), "--allow-downgrades")
    assert "written by a newer Companion" in desktop.run("sh", "-c", f"{NAME} doctor || true")
    assert (debian.home / DATABASE).read_bytes() == written
    for suffix in ("", "-wal", "-shm"):
        (debian.home / f"{DATABASE}{suffix}").unlink(missing_ok=True)
    desktop.run("cp", f"/home/rita/{BEFORE}", f"/home/rita/{DATABASE}")
    assert "The database is whole." in desktop.run(NAME, "doctor")
    with running(desktop):
        look_up(desktop)
        desktop.until_titled("Ottilie Kranz")
