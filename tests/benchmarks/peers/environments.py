"""Peers and floors each in an environment of their own under ``build/bench``, made when missing.

They are installed at bench time and never with the product. Versions are pinned with hashes in
the lock beside this file, so a second run needs no network and measures the same thing.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
LOCKS = Path(__file__).parent
_HOME = ROOT / "build" / "bench"


def python_of(name: str) -> Path:
    """Return the Python of the environment that the lock ``name`` describes."""
    folder, lock = _HOME / name, LOCKS / f"{name}.txt"
    python = folder / "bin" / "python"
    if _is_fresh(folder, lock):
        return python
    _say(f"installing {name} into {folder.relative_to(ROOT)}")
    _run(sys.executable, "-m", "venv", "--clear", folder)
    pip = python, "-m", "pip", "--disable-pip-version-check", "install", "-q"
    _run(*pip, "--require-hashes", "--only-binary", ":all:", "-r", lock)
    _mark(folder, lock)
    return python


def node_home(name: str) -> Path:
    """Return the folder with the ``node_modules`` that the lock of ``name`` describes."""
    folder, given = _HOME / name, LOCKS / name
    lock = given / "package-lock.json"
    if _is_fresh(folder, lock):
        return folder
    _say(f"installing {name} into {folder.relative_to(ROOT)}")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for each in ("package.json", lock.name):
        shutil.copy(given / each, folder)
    _run("npm", "ci", "--silent", "--no-audit", "--no-fund", "--prefix", folder)
    _mark(folder, lock)
    return folder


def version_of(name: str, package: str) -> str:
    """Return which version of a package a Python lock names."""
    for line in (LOCKS / f"{name}.txt").read_text().splitlines():
        if line.startswith(f"{package}=="):
            return line.split("==")[1].split()[0]
    raise LookupError(f"{package} is not in the lock of {name}")


def _is_fresh(folder: Path, lock: Path) -> bool:
    mark = folder / "prepared"
    return mark.is_file() and mark.read_text() == _digest(lock)


def _mark(folder: Path, lock: Path) -> None:
    (folder / "prepared").write_text(_digest(lock))


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


def _run(*command: object) -> None:
    subprocess.run([str(each) for each in command], check=True, stdout=subprocess.DEVNULL)
