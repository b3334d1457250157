from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor

from companion.domain.objections import Tint
from companion.ui.theme import Theme, Wish, style_sheet
from companion.ui.tokens import (
    DARK,
    LIGHT,
    STRONG_DARK,
    STRONG_LIGHT,
    THEMES,
    Tokens,
    tint_colours,
    tokens_now,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

NAMES = ("light", "dark", "strong light", "strong dark")
EACH_THEME = pytest.mark.parametrize("tokens", THEMES, ids=NAMES)


def luminance(name: str) -> float:
    parts = [part / 255 for part in QColor(name).getRgb()[:3]]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@EACH_THEME
def test_words_when_painted_on_any_ground_have_contrast(tokens: Tokens) -> None:
    grounds = (tokens.background, tokens.surface, tokens.paper, tokens.accent_tint)
    pairs = [(ink, ground) for ink in (tokens.text, tokens.muted) for ground in grounds]
    pairs += [(tokens.on_accent, tokens.accent), (tokens.text, tokens.mark)]
    pairs += [tint_colours(tokens, tint) for tint in (*Tint, "good", "warning", "accent", "bad")]
    weak = {pair: round(contrast(*pair), 2) for pair in pairs if contrast(*pair) < 4.5}
    assert not weak


@pytest.mark.parametrize("tokens", [STRONG_LIGHT, STRONG_DARK], ids=["light", "dark"])
def test_words_when_high_contrast_is_wished_stand_out_seven_to_one(tokens: Tokens) -> None:
    pairs = [(tokens.text, tokens.surface), (tokens.muted, tokens.paper)]
    pairs += [tint_colours(tokens, tint) for tint in (*Tint, "good", "warning", "accent", "bad")]
    assert [pair for pair in pairs if contrast(*pair) < 7] == []
    assert contrast(tokens.line, tokens.surface) >= 3


@EACH_THEME
def test_focus_line_when_painted_stands_out(tokens: Tokens) -> None:
    for ground in (tokens.background, tokens.surface):
        assert contrast(tokens.focus, ground) >= 3


@EACH_THEME
def test_style_sheet_when_filled_has_no_place_left(tokens: Tokens) -> None:
    filled = style_sheet(tokens)
    assert "${" not in filled
    assert not re.findall(r"\$[a-z]", filled.replace("$surface are filled", ""))
    colours = set(re.findall(r"#[0-9A-Fa-f]{6}", filled))
    assert colours <= set(asdict(tokens).values())


def test_theme_when_dark_is_wished_is_dark_until_the_wish_changes(
    theme: Theme, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.choose(Wish.DARK)
    assert tokens_now() is DARK
    theme.choose(Wish.STRONG)
    assert tokens_now() in {STRONG_LIGHT, STRONG_DARK}
    theme.choose(Wish.LIGHT)
    assert tokens_now() is LIGHT
