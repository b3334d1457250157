"""The only door to shipped files: from a clone, a wheel or a frozen program alike."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_resources"
_ROOT = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent / "resources"


def resource_path(*parts: str) -> Path:
    """Return the path of a shipped file or folder, such as ``resource_path("demo", "x.json")``."""
    return _ROOT.joinpath(*parts)


def resource_text(*parts: str) -> str:
    """Return a shipped text file's content, read as UTF-8."""
    return resource_path(*parts).read_text(encoding="utf-8")
