"""A rep's life with the Debian package: installed, used, upgraded, removed, purged.

Run by ``scripts/installer``, which builds the package first: it takes minutes and root.
"""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from companion import __version__
from tests.installer.desktops import PACKAGES, desktop_in, until
from tests.installer.packages import NAME, ROOT, built_package, packed, unpacked
from tests.installer.roots import Root, fresh_debian
from tests.installer.sittings import (
    PROFILE,
    calls_on,
    log_call,
    look_up,
    running,
    serving,
    sign_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.journeys.windows import ServerProcess

pytestmark = [pytest.mark.installer, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def package() -> Path:
    return built_package()


@pytest.fixture(scope="module")
def next_package(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the version that comes after: the same program under a higher number."""
    tree = unpacked(package, tmp_path_factory.mktemp("next") / "tree")
    return packed(tree, f"{__version__}+next")


@pytest.fixture
def debian(tmp_path: Path) -> Iterator[Root]:
    with fresh_debian(ROOT / "build" / "installer", tmp_path / "root") as root:
        yield root


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    with serving(tmp_path) as process:
        yield process


def test_package_when_installed_used_upgraded_removed_and_purged_then_no_call_is_lost(
    debian: Root, server: ServerProcess, package: Path, next_package: Path, tmp_path: Path
) -> None:
    debian.install(debian.bring(package))
    assert f"Version: {__version__}\n" in debian.run("dpkg", "-s", NAME)
    assert "bill-of-materials" in debian.run("dpkg", "-L", NAME)
    debian.install(*PACKAGES)
    with desktop_in(debian) as desktop:
        checked = desktop.run(NAME, "--self-check")
        assert "FAIL" not in checked
        assert all(f"ok    {each} " in checked for each in ("parts", "screens", "languages"))
        assert "Welcome" in desktop.title_on_wayland(NAME)
        with running(desktop):
            sign_in(desktop, server)
            log_call(desktop, "Twice what we pay now.")
            until(lambda: calls_on(tmp_path) == 1, "the call never reached the server")
            (ROOT / "build" / "installer" / "window.ppm").write_bytes(desktop.picture())
        debian.install(debian.bring(next_package))
        assert f"{__version__}+next" in debian.run("dpkg", "-s", NAME)
        assert "The database is whole." in desktop.run(NAME, "doctor")
        with running(desktop):
            look_up(desktop)
            log_call(desktop, "My drivers will not do that.")
            until(lambda: calls_on(tmp_path) == 2, "the call after the upgrade never arrived")
    debian.run("apt-get", "remove", "-y", "-q", NAME)
    assert not (debian.folder / "usr/lib" / NAME).exists()
    assert (debian.home / PROFILE / "data" / "companion.db").is_file()
    debian.run("apt-get", "purge", "-y", "-q", NAME, DEBIAN_FRONTEND="noninteractive")
    assert (debian.home / PROFILE / "data" / "companion.db").is_file(), "nobody said yes"


def test_purge_when_somebody_says_yes_then_the_profiles_go(debian: Root, package: Path) -> None:
    debian.install(debian.bring(package))
    (debian.home / PROFILE).mkdir(parents=True)
    (debian.home / PROFILE / "settings.json").write_text("{}")
    yes = f"echo {NAME} {NAME}/forget-profiles boolean true | debconf-set-selections"
    debian.run("sh", "-c", yes)
    debian.run("apt-get", "purge", "-y", "-q", NAME, DEBIAN_FRONTEND="noninteractive")
    assert not (debian.home / PROFILE).exists()
    assert debian.home.is_dir()


def test_bill_of_materials_when_compared_then_names_what_is_frozen_as_locked() -> None:
    program = ROOT / "build/dist" / NAME / NAME
    papers = program.with_name("_internal") / "companion/_resources/papers"
    bill = json.loads((papers / "bill-of-materials.cdx.json").read_text("utf-8"))
    named = {canon(each["name"]): each["version"] for each in bill["components"]}
    lock = (ROOT / "resources/locks/laptop.txt").read_text("utf-8")
    lines = re.findall(r"^([\w.-]+)==([^\s;\\]+)", lock, re.MULTILINE)
    locked = {canon(name): version for name, version in lines}
    asked = [ROOT / "build/freeze/venv/bin/python", "-c", _FROZEN, program]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    frozen = {canon(each) for each in done.stdout.split()}
    assert {name: named.get(name) for name in frozen} == {name: locked.get(name) for name in frozen}
    assert {"python", "qt (in pyside6-essentials)"} <= named.keys() - frozen
    assert not (named.keys() - frozen) & locked.keys(), "named, but not inside"
    told = json.loads((papers / "foundations.json").read_text("utf-8"))
    assert all(each["licence"] or each["text"] for each in told)


def canon(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


_FROZEN = """
import sys
from importlib.metadata import packages_distributions
from pathlib import Path
from PyInstaller.archive.readers import CArchiveReader

program = CArchiveReader(sys.argv[1])
inside = program.open_embedded_archive(next(each for each in program.toc if each.endswith(".pyz")))
files = (each.name for each in Path(sys.argv[1]).with_name("_internal").iterdir())
tops = {each.partition(".")[0] for each in (*inside.toc, *files)}
owners = packages_distributions()
print(*{owner for each in tops for owner in owners.get(each, ())})
"""
"""Names each package that owns a module inside the frozen program, by PyInstaller's own reader."""
