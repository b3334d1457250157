"""Freeze the window and build the installer of the system this runs on.

``build/dist/sales-call-companion`` is the frozen program; beside it lies what a person installs:
a ``.deb`` on Debian and Ubuntu, a per-user setup program on Windows, an ``.app`` on macOS. The
environment that is frozen holds the laptop's lock and PyInstaller, and nothing else.
``--windows-script`` compiles the Windows installer's script over the frozen tree, wherever NSIS is.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from prepare import compile_translations

ROOT = Path(__file__).resolve().parent.parent
NAME = "sales-call-companion"
INSTALLERS = ROOT / "resources" / "installers"
LOCK = ROOT / "resources" / "locks" / "installer.txt"
FREEZE = ROOT / "build" / "freeze"
DIST = ROOT / "build" / "dist"
VENV = FREEZE / "venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)


def main() -> None:
    """Build what was asked for and say where it lies."""
    parser = argparse.ArgumentParser(prog="scripts/package", description=__doc__)
    parser.add_argument("--windows-script", action="store_true", help="compile it with makensis")
    parser.add_argument(
        "--root", type=Path, metavar="ROOT.JSON",
        help="build the root of trust of updates in, as companion-server release init made it",
    )  # fmt: skip
    parser.add_argument("--frozen-only", action="store_true", help="stop before the installer")
    asked = parser.parse_args()
    version = read_version()
    prepare_environment()
    draw_icons()
    compile_translations(BIN / "pyside6-lrelease")
    put_root(asked.root)
    freeze()
    if asked.frozen_only:
        made = DIST / NAME
    elif asked.windows_script or sys.platform == "win32":
        made = make_setup(version)
    elif sys.platform == "darwin":
        made = DIST / "Sales Call Companion.app"
    else:
        made = make_deb(version)
    print(f"Built {made.relative_to(ROOT)}: {size_of(made):,.1f} MB; "
          f"frozen program {size_of(DIST / NAME):,.1f} MB")  # fmt: skip


def read_version() -> str:
    """Return the version as the package states it."""
    text = (ROOT / "companion" / "__init__.py").read_text(encoding="utf-8")
    return re.search(r'__version__ = "([^"]+)"', text).group(1)


def prepare_environment() -> None:
    """Make the environment to freeze, exactly as locked; keep it while the lock is the same."""
    wanted = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    mark = VENV / "prepared"
    if mark.is_file() and mark.read_text() == wanted:
        return
    run(sys.executable, "-m", "venv", "--clear", str(VENV))
    run(
        str(BIN / "python"), "-m", "pip", "--disable-pip-version-check", "install", "-q",
        "--require-hashes", "--only-binary", ":all:", "-r", str(LOCK),
    )  # fmt: skip
    mark.write_text(wanted)


def draw_icons() -> None:
    """Draw the icon in every size and in the forms of Windows and macOS."""
    (FREEZE / "icons").mkdir(parents=True, exist_ok=True)
    surroundings = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    source = ROOT / "resources" / "icons" / "companion.svg"
    sizes = ",".join(map(str, ICON_SIZES))
    run(str(BIN / "python"), "-c", _DRAWING, str(source), str(FREEZE), sizes, env=surroundings)


_DRAWING = """
import sys
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

application = QGuiApplication([])
renderer, folder = QSvgRenderer(sys.argv[1]), Path(sys.argv[2])
for size in map(int, sys.argv[3].split(",")):
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    names = [f"icons/{size}.png", *(["companion.ico", "companion.icns"] if size == 256 else [])]
    assert all(image.save(str(folder / name)) for name in names)
"""


def freeze() -> None:
    """Run PyInstaller."""
    run(
        str(BIN / "python"), "-m", "PyInstaller", "build.spec", "--noconfirm",
        "--log-level", "WARN", "--distpath", str(DIST), "--workpath", str(FREEZE / "work"),
    )  # fmt: skip


def put_root(root: Path | None) -> None:
    """Lay the root of trust of updates where build.spec takes it in; without one it has none."""
    inside = FREEZE / "updates"
    shutil.rmtree(inside, ignore_errors=True)
    if root is not None:
        inside.mkdir(parents=True)
        shutil.copyfile(root, inside / "root.json")


def make_deb(version: str) -> Path:
    """Build the Debian package from a staged tree, the same bytes for the same input."""
    stage = FREEZE / "deb"
    run("rm", "-rf", str(stage))
    share, library = stage / "usr/share", stage / "usr/lib"
    for folder in (stage / "DEBIAN", library, stage / "usr/bin", share / "applications",
                   share / "metainfo", share / f"doc/{NAME}"):  # fmt: skip
        folder.mkdir(parents=True)
    run("cp", "-a", str(DIST / NAME), str(library / NAME))
    (stage / "usr/bin" / NAME).symlink_to(f"../lib/{NAME}/{NAME}")
    linux = INSTALLERS / "linux"
    for each in linux.glob("*.desktop"):
        fill(each, share / "applications" / each.name, version)
    fill(linux / f"{NAME}.metainfo.xml", share / f"metainfo/{NAME}.metainfo.xml", version)
    for size in ICON_SIZES:
        folder = share / f"icons/hicolor/{size}x{size}/apps"
        folder.mkdir(parents=True)
        (folder / f"{NAME}.png").write_bytes((FREEZE / f"icons/{size}.png").read_bytes())
    for each in ("bill-of-materials.cdx.json", "third-party-notices.txt"):
        papers = f"../../../lib/{NAME}/_internal/companion/_resources/papers"
        (share / f"doc/{NAME}" / each).symlink_to(f"{papers}/{each}")
    for each in (INSTALLERS / "debian").iterdir():
        where = share / f"doc/{NAME}/copyright" if each.name == "copyright" else None
        fill(each, where or stage / "DEBIAN" / each.name, version, stage)
    for script in ("postinst", "postrm"):
        (stage / "DEBIAN" / script).chmod(0o755)
    made = DIST / f"{NAME}_{version}_{architecture()}.deb"
    surroundings = os.environ | {"SOURCE_DATE_EPOCH": last_change()}
    run("dpkg-deb", "--root-owner-group", "-Zxz", "-Sextreme", "--build", str(stage), str(made),
        env=surroundings)  # fmt: skip
    return made


def make_setup(version: str) -> Path:
    """Compile the Windows installer's script over the frozen tree."""
    made = DIST / f"{NAME}-{version}-installer.exe"
    usual = Path(os.environ.get("PROGRAMFILES(X86)", "")) / "NSIS" / "makensis.exe"
    places = {
        "VERSION": version, "TREE": DIST / NAME, "OUT": made, "ICON": FREEZE / "companion.ico",
    }  # fmt: skip
    run(
        shutil.which("makensis") or str(usual), "-V2", "-WX",
        *(f"-D{name}={value}" for name, value in places.items()),
        str(INSTALLERS / "windows" / "companion.nsi"),
    )  # fmt: skip
    return made


def fill(source: Path, to: Path, version: str, stage: Path | None = None) -> None:
    """Copy a text file with its places filled; those of a whole tree only where one is given."""
    places = {"@VERSION@": version, "@ARCHITECTURE@": architecture(),
              "@DATE@": date_of(int(last_change()))}  # fmt: skip
    if stage is not None:
        places |= {"@SIZE@": str(kilobytes(stage)), "@LIBRARIES@": libraries_of(stage)}
    text = source.read_text(encoding="utf-8")
    for place, value in places.items():
        text = text.replace(place, value)
    to.write_text(text, encoding="utf-8")


@cache
def libraries_of(stage: Path) -> str:
    """Return the system's packages that a tree's programs are linked to, as Depends says it."""
    programs = [each for each in sorted(stage.rglob("*")) if is_program(each)]
    own = sorted({str(each.parent) for each in programs})
    described = FREEZE / "described"  # dpkg-shlibdeps wants a source package around it
    (described / "debian").mkdir(parents=True, exist_ok=True)
    stanzas = f"Source: {NAME}\n\nPackage: {NAME}\nArchitecture: any\n"
    (described / "debian" / "control").write_text(stanzas)
    said = run(
        "dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0",
        *(f"-l{each}" for each in own), *(f"-e{each}" for each in programs), cwd=described,
    )  # fmt: skip
    return said.strip().removeprefix("shlibs:Depends=")


def is_program(path: Path) -> bool:
    """Tell whether a file is a program or a library of this system."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def architecture() -> str:
    """Return Debian's name of this machine's architecture."""
    names = {"x86_64": "amd64", "aarch64": "arm64"}
    machine = sysconfig.get_platform().rpartition("-")[2]
    return names.get(machine, machine)


def last_change() -> str:
    """Return the time of the last commit in seconds, so that a build can be repeated."""
    return run("git", "-C", str(ROOT), "log", "-1", "--format=%ct").strip()


def date_of(seconds: int) -> str:
    """Return the day of a time."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def kilobytes(folder: Path) -> int:
    """Return the size of a folder's files."""
    return sum(each.lstat().st_size for each in folder.rglob("*") if not each.is_dir()) // 1024


def size_of(path: Path) -> float:
    """Return the size of a file or folder in MB."""
    return (path.stat().st_size if path.is_file() else kilobytes(path) * 1024) / 1_000_000


def run(*command: str, env: dict[str, str] | None = None, cwd: Path = ROOT) -> str:
    """Run one command; when it fails, show what it said and stop."""
    done = subprocess.run(
        command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode != 0:
        sys.exit(f"{done.stdout}\nThis failed (exit {done.returncode}): {' '.join(command)}")
    return done.stdout


if __name__ == "__main__":
    main()
