"""Our own themes over Fusion, made from the tokens; they follow the system or a wish."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from string import Template
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QStyleFactory

from companion.resources import resource_path, resource_text
from companion.ui.tokens import (
    BODY,
    DARK,
    LIGHT,
    STRONG_DARK,
    STRONG_LIGHT,
    Tokens,
    font_of,
    is_dark,
)

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


class Wish(StrEnum):
    """What the person asked for; the system's own choice unless they said otherwise.

    ``STRONG`` is high contrast, light or dark as the system is.
    """

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    STRONG = "strong"


def wish_of(word: str) -> Wish:
    """Return the wish a word of the preferences stands for; a strange one follows the system."""
    return Wish(word) if word in set(Wish) else Wish.SYSTEM


class Theme(QObject):
    """Dresses the application and says so when it changed. One per application."""

    changed = Signal()

    def __init__(self, application: QApplication, wish: Wish = Wish.SYSTEM) -> None:
        super().__init__(application)
        self._application = application
        self._wish = wish
        self._style_hints = application.styleHints()
        application.setStyle(QStyleFactory.create("Fusion"))
        application.setFont(font_of(BODY))
        self._style_hints.colorSchemeChanged.connect(self._on_scheme_changed)
        hints = self._style_hints.accessibility()
        hints.contrastPreferenceChanged.connect(self._on_scheme_changed)
        self._dress()

    @property
    def wish(self) -> Wish:
        """What the person asked for."""
        return self._wish

    @property
    def tokens(self) -> Tokens:
        """The colours now in use."""
        if self._wish in {Wish.LIGHT, Wish.DARK}:
            return DARK if self._wish is Wish.DARK else LIGHT
        is_dark_system = self._style_hints.colorScheme() == Qt.ColorScheme.Dark
        if self._wish is Wish.STRONG or self._is_contrast_asked():
            return STRONG_DARK if is_dark_system else STRONG_LIGHT
        return DARK if is_dark_system else LIGHT

    def choose(self, wish: Wish) -> None:
        """Follow the system, or keep to light or dark."""
        self._wish = wish
        self._dress()
        self.changed.emit()

    def _is_contrast_asked(self) -> bool:
        """Tell whether the person asked the whole system for high contrast."""
        asked = self._style_hints.accessibility().contrastPreference()
        return asked == Qt.ContrastPreference.HighContrast

    def _on_scheme_changed(self) -> None:
        if self._wish in {Wish.SYSTEM, Wish.STRONG}:
            self._dress()
            self.changed.emit()

    def _dress(self) -> None:
        self._application.setPalette(palette_of(self.tokens))
        self._application.setStyleSheet(style_sheet(self.tokens))


def palette_of(tokens: Tokens) -> QPalette:
    """Make the palette Fusion paints with, for everything our style sheet leaves alone."""
    palette = QPalette()
    for role, name in _roles(tokens).items():
        palette.setColor(role, QColor(name))
    for role in (
        QPalette.ColorRole.Text,
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.muted))
    return palette


def _roles(tokens: Tokens) -> dict[QPalette.ColorRole, str]:
    role = QPalette.ColorRole
    return {
        role.Window: tokens.background,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.background,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.muted,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.text,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Link: tokens.accent,
        role.Mid: tokens.line,
        role.Dark: tokens.line,
        role.Shadow: tokens.line,
        role.Accent: tokens.accent,
    }


def style_sheet(tokens: Tokens) -> str:
    """Fill the style sheet's places with the tokens and the folder of our icons."""
    icons = resource_path("icons").as_posix()
    scheme = "dark" if is_dark(tokens) else "light"
    template = Template(resource_text("styles", "window.qss"))
    return template.substitute(asdict(tokens), icons=icons, scheme=scheme)
