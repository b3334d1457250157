"""Whether all that the window needs of Qt came along: asked by ``--self-check``, without a window.

Nothing imports a plugin, so an installation that lost one would only show it on somebody's screen.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QPluginLoader, QTranslator
from PySide6.QtGui import QImageReader

from companion.resources import resource_path
from companion.services.findings import Finding, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLATFORMS = {"win32": ("qwindows",), "darwin": ("libqcocoa",)}
_LINUX = ("libqxcb", "libqwayland", "libqoffscreen")
_PICTURES = {"png", "jpeg", "svg", "gif", "ico"}
"""What promises and icons are drawn in, and what people paste."""

_ADVICE = "Please install Companion again."


def check_window() -> Iterator[Finding]:
    """Check screens, pictures and languages."""
    yield _found("screens", "Every kind of screen can be drawn on.", _missing_platforms())
    yield _found("pictures", "Every kind of picture can be read.", _missing_pictures())
    yield _found("languages", "Every language can be read.", _missing_languages())


def _found(check: str, fine: str, missing: list[str]) -> Finding:
    if not missing:
        return Finding(check, Verdict.FINE, fine)
    return Finding(check, Verdict.TROUBLE, f"These are missing: {'; '.join(missing)}.", _ADVICE)


def _missing_platforms() -> list[str]:
    missing = []
    for name in _PLATFORMS.get(sys.platform, _LINUX):
        plugin = QPluginLoader(f"platforms/{name}")
        if not plugin.load():
            missing.append(f"{name} ({plugin.errorString()})")
    return missing


def _missing_pictures() -> list[str]:
    readable = {each.toStdString() for each in QImageReader.supportedImageFormats()}
    return sorted(_PICTURES - readable)


def _missing_languages() -> list[str]:
    of_qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    ours = resource_path("translations")
    names = sorted(each.stem.partition("_")[2] for each in ours.glob("companion_*.qm"))
    missing = [] if names else ["companion"]
    for language in names:
        for name, folder in (("qtbase", of_qt), ("companion", str(ours))):
            if not QTranslator().load(QLocale(language), name, "_", folder):
                missing.append(f"{name}_{language}")
    return missing
