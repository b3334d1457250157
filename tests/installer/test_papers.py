"""What the installers are described with is valid by the tools of each system; they are not run."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from companion import __version__

ROOT = Path(__file__).parents[2]
INSTALLERS = ROOT / "resources" / "installers"


def said(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("entry", sorted((INSTALLERS / "linux").glob("*.desktop")), ids=str)
def test_desktop_entry_when_validated_then_nothing_is_wrong(entry: Path) -> None:
    assert said("desktop-file-validate", entry) == ""


def test_metainfo_when_validated_then_nothing_is_wrong(tmp_path: Path) -> None:
    text = (INSTALLERS / "linux" / "sales-call-companion.metainfo.xml").read_text("utf-8")
    filled = tmp_path / "sales-call-companion.metainfo.xml"
    filled.write_text(text.replace("@VERSION@", __version__).replace("@DATE@", "2026-11-25"))
    said("appstreamcli", "validate", "--no-net", filled)


def test_maintainer_scripts_when_checked_then_they_are_plain_shell() -> None:
    scripts = [INSTALLERS / "debian" / name for name in ("postinst", "postrm")]
    said("shellcheck", "--exclude=SC1091", *scripts)


def test_debconf_question_when_nobody_answers_then_the_profiles_stay() -> None:
    template = (INSTALLERS / "debian" / "templates").read_text("utf-8")
    assert re.search(r"^Type: boolean\nDefault: false$", template, re.MULTILINE)


def test_windows_installer_when_compiled_over_a_tree_then_it_is_whole(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "_internal").mkdir(parents=True)
    (tree / "sales-call-companion.exe").write_bytes(b"MZ" + bytes(100))
    (tree / "_internal" / "library").write_bytes(bytes(1000))
    icon = tmp_path / "companion.ico"
    icon.write_bytes(_ICON)
    made = tmp_path / f"sales-call-companion-{__version__}-installer.exe"
    places = (f"-DVERSION={__version__}", f"-DTREE={tree}", f"-DICON={icon}", f"-DOUT={made}")
    said("makensis", "-V2", "-WX", *places, INSTALLERS / "windows" / "companion.nsi")
    assert made.read_bytes().startswith(b"MZ")


_ICON = (
    b"\0\0\1\0\1\0\1\1\0\0\1\0\x20\0\x30\0\0\0\x16\0\0\0"
    b"\x28\0\0\0\1\0\0\0\2\0\0\0\1\0\x20\0" + bytes(24) + b"\xff\xff\xff\xff\0\0\0\0"
)
"""The smallest icon there is: one white pixel."""
