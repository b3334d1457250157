"""Packages of other versions, made from the one that ``scripts/package`` built."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from companion import __version__
from companion.store.file import HEAD

ROOT = Path(__file__).parents[2]
NAME = "sales-call-companion"
PROGRAM = f"usr/lib/{NAME}"
NEXT = "0.2.0"
NEXT_HEAD = f"{int(HEAD) + 1:04d}"
_SOURCES = ("companion", "resources", "scripts", "build.spec", "LICENSE")
_MIGRATION = f'''"""What the next version keeps besides."""

import sqlalchemy as sa
from alembic import op

revision = "{NEXT_HEAD}"
down_revision = "{HEAD}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("kept_next", sa.Column("id", sa.Text(), primary_key=True))
'''


def built_package() -> Path:
    """Return the package of this version, as it was built."""
    (found,) = (ROOT / "build" / "dist").glob(f"{NAME}_{__version__}_*.deb")
    return found


def unpacked(package: Path, tree: Path) -> Path:
    """Unpack a package, with what belongs to it, into a new folder."""
    subprocess.run(["dpkg-deb", "-R", package, tree], check=True)
    return tree


def packed(tree: Path, version: str) -> Path:
    """Build a package of a tree under a version, quickly; return it."""
    control = tree / "DEBIAN" / "control"
    text = control.read_text(encoding="utf-8")
    control.write_text(re.sub(r"^Version: .*$", f"Version: {version}", text, flags=re.MULTILINE))
    made = tree.parent / f"{NAME}_{version}_amd64.deb"
    build = ["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", tree, made]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    return made


def put_root(tree: Path, root: Path) -> None:
    """Build a root of trust for updates in, where ``scripts/package --root`` does."""
    place = tree / PROGRAM / "_internal/companion/_resources/updates"
    place.mkdir()
    shutil.copy(root, place / "root.json")


def freeze_next(source: Path, root: Path) -> Path:
    """Freeze the program of the version to come, whose database is another; return its folder.

    It is this source with another number and one more migration, frozen as every version is.
    """
    source.mkdir()
    for name in _SOURCES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    _change(source / "companion/__init__.py", f'"{__version__}"', f'"{NEXT}"')
    _change(source / "companion/store/file.py", f'HEAD = "{HEAD}"', f'HEAD = "{NEXT_HEAD}"')
    versions = source / "companion/store/migrations/versions"
    (versions / f"{NEXT_HEAD}_next.py").write_text(_MIGRATION)
    (source / "build" / "freeze").mkdir(parents=True)
    (source / "build/freeze/venv").symlink_to(ROOT / "build/freeze/venv")
    freeze = [sys.executable, source / "scripts/package.py", "--frozen-only", "--root", root]
    subprocess.run(freeze, check=True)
    return source / "build" / "dist" / NAME


def _change(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(before) == 1, f"{path} has changed"
    path.write_text(text.replace(before, after), "utf-8")
