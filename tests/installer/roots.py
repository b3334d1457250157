"""A clean Debian of the test's own, to install into: made once by debootstrap, copied for each run.

It shares this machine's network, so that a laptop in it reaches a server here; nothing else of it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_OF_THIS_MACHINE = (
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/ssl/certs/ca-certificates.crt",
)
_PERSON = "rita"


class Root:
    """One Debian in a folder; ``run`` is root's, ``run_as_person`` an ordinary user's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home" / _PERSON

    def run(self, *command: str, **surroundings: str) -> str:
        """Run a command as root and return what it said; a failure shows it."""
        return _said("chroot", str(self.folder), *_clean(surroundings, "/root"), *command)

    def run_as_person(self, *command: str, **surroundings: str) -> str:
        """Run a command as the ordinary user."""
        given = _clean(surroundings, f"/home/{_PERSON}")
        return _said(
            "chroot", f"--userspec={_PERSON}:{_PERSON}", str(self.folder), *given, *command
        )

    def start_as_person(self, *command: str, **surroundings: str) -> subprocess.Popen[str]:
        """Start a command as the ordinary user."""
        given = _clean(surroundings, f"/home/{_PERSON}")
        return subprocess.Popen(
            ["chroot", f"--userspec={_PERSON}:{_PERSON}", str(self.folder), *given, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def install(self, *packages: str, **surroundings: str) -> str:
        """Install packages by apt: names, or paths inside this Debian."""
        apt = ("apt-get", "install", "-y", "-q", "--no-install-recommends")
        return self.run(*apt, *packages, DEBIAN_FRONTEND="noninteractive", **surroundings)

    def bring(self, file: Path) -> str:
        """Copy a file in and return its path inside."""
        shutil.copy(file, self.folder / "srv" / file.name)
        return f"/srv/{file.name}"


@contextmanager
def fresh_debian(kept: Path, folder: Path) -> Iterator[Root]:
    """Give a Debian 12 with its base and a person and no more; ``kept`` holds the base."""
    base = kept / "bookworm.tar"
    if not base.is_file():
        _make_base(kept, base)
    folder.mkdir(parents=True)
    _said("tar", "-xpf", str(base), "-C", str(folder))
    for path in _OF_THIS_MACHINE:
        shutil.copy(path, folder / path[1:])
    for part in ("sources.list.d", "apt.conf.d"):
        for file in Path("/etc/apt", part).glob("*"):
            if file.suffix in {".sources", ".list"} or "registry" in file.name:
                shutil.copy(file, folder / "etc/apt" / part / file.name)
    (folder / "etc/apt/sources.list").write_text("")
    (folder / "dev" / "shm").mkdir(mode=0o1777, exist_ok=True)
    (folder / "dev" / "shm").chmod(0o1777)
    (folder / "tmp" / ".X11-unix").mkdir(mode=0o1777)
    (folder / "tmp" / ".X11-unix").chmod(0o1777)
    # Nothing but /proc is mounted: whoever clears this folder away later can harm nothing by it.
    _said("mount", "-t", "proc", "proc", str(folder / "proc"))
    try:
        root = Root(folder)
        root.run("useradd", "--create-home", "--shell", "/bin/bash", _PERSON)
        root.run("apt-get", "update", "-q")
        yield root
    finally:
        _said("umount", "--lazy", str(folder / "proc"))


def _make_base(kept: Path, base: Path) -> None:
    made = kept / "making"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    command = ("debootstrap", "--variant=minbase", "--include=ca-certificates", "bookworm")
    _said(*command, str(made), _mirror())
    draft = base.with_suffix(".new")
    _said("tar", "-cpf", str(draft), "-C", str(made), ".")
    draft.rename(base)
    shutil.rmtree(made)


def _mirror() -> str:
    files = [*Path("/etc/apt/sources.list.d").glob("*"), Path("/etc/apt/sources.list")]
    text = "\n".join(each.read_text() for each in files if each.is_file())
    found = re.search(r"^(?:URIs:|deb(?: \[[^\]]*\])?) *(\S+/debian/?)(?:\s|$)", text, re.MULTILINE)
    assert found, "apt names no mirror of Debian"
    return found[1]


def _clean(surroundings: dict[str, str], home: str) -> list[str]:
    given = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": home, "LANG": "C.UTF-8"}
    return ["env", "-i", *(f"{name}={value}" for name, value in (given | surroundings).items())]


def _said(*command: str) -> str:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-4000:]}"
    return done.stdout
