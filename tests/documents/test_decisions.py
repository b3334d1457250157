"""Each decision has a number of its own, and whoever names a number finds the decision."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
NUMBERS = Counter(path.name[:3] for path in DECISIONS)
PLACES = [ROOT / "pyproject.toml", *ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
PLACES += [path for room in ("companion", "tests") for path in (ROOT / room).rglob("*.py")]
NAMED = re.compile(r"decisions?[/ ](\d{3})(-[\w-]+\.md)?")
MOST_LINES = 40


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_decision_when_read_then_its_number_is_its_own_and_it_stays_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert NUMBERS[path.name[:3]] == 1
    assert text.startswith(f"# {path.name[:3]}")
    assert len(text.splitlines()) <= MOST_LINES


def test_decisions_when_named_elsewhere_then_they_are_there() -> None:
    names = {path.name for path in DECISIONS}
    missing = [
        f"{place.relative_to(ROOT)}: {number}{name}"
        for place in PLACES
        for number, name in NAMED.findall(place.read_text(encoding="utf-8"))
        if (number + name not in names if name else number not in NUMBERS)
    ]
    assert not missing
