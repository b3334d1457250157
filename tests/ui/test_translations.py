"""Every visible text goes through Qt's translation."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UI = ROOT / "companion" / "ui"
SPEAKING = {
    "setText",
    "setPlaceholderText",
    "setAccessibleName",
    "setAccessibleDescription",
    "setToolTip",
    "setWindowTitle",
    "setInformativeText",
    "show_words",
    "show_tag",
    "say",
    "Words",
    "Tag",
    "Button",
    "Link",
    "Chip",
    "GrowingText",
    "Notes",
    "titled_card",
    "addAction",
    "addItem",
}


def literals(path: Path) -> list[str]:
    """Return the texts with letters that are shown without being translated."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = ast.unparse(node.func).removeprefix("self.").removeprefix("super().")
        name = name if name == "QFont.Tag" else name.rpartition(".")[2]
        first = node.args[0]
        is_text = isinstance(first, ast.Constant) and isinstance(first.value, str)
        if name in SPEAKING and is_text and any(map(str.isalpha, str(first.value))):
            found.append(f"{path.relative_to(ROOT)}:{node.lineno} {first.value!r}")
    return found


def test_text_when_shown_is_translated() -> None:
    assert [each for path in sorted(UI.rglob("*.py")) for each in literals(path)] == []


def test_lupdate_when_run_finds_the_texts(tmp_path: Path) -> None:
    lupdate = shutil.which("pyside6-lupdate", path=str(Path(sys.executable).parent))
    if lupdate is None:
        pytest.fail("pyside6-lupdate comes with PySide6 and is missing")
    target = tmp_path / "companion_de.ts"
    sources = [str(path) for path in sorted(UI.rglob("*.py"))]
    done = subprocess.run(
        [lupdate, *sources, "-ts", str(target)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    texts = {each.text for each in ET.parse(target).iter("source")}  # noqa: S314 - our own file
    wanted = {"Connected", "Save and next", "Never promised", "Draft kept {time}", "{age} ago"}
    assert wanted <= texts
    assert len(texts) > 150
