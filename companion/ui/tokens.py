"""Every colour and text size of the window, once. The look and its reasons: issue design/look."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette

from companion.domain.objections import Tint


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme, as ``#RRGGBB``. The first teal says "act" or "chosen" only."""

    background: str
    surface: str
    paper: str
    paper_line: str
    text: str
    muted: str
    line: str
    accent: str
    on_accent: str
    accent_tint: str
    focus: str
    mark: str
    bad: str
    bad_tint: str
    stall: str
    stall_tint: str
    warning: str
    warning_tint: str
    good: str
    good_tint: str


LIGHT = Tokens(
    background="#F4F4F1",
    surface="#FFFFFF",
    paper="#FFFBF0",
    paper_line="#E9DDBB",
    text="#1C2126",
    muted="#5C6670",
    line="#DEE1E4",
    accent="#0B6E63",
    on_accent="#FFFFFF",
    accent_tint="#E3F2EF",
    focus="#1363DF",
    mark="#FFE08A",
    bad="#B0392B",
    bad_tint="#FBE9E6",
    stall="#5B3FA0",
    stall_tint="#EEE9FA",
    warning="#9A5B00",
    warning_tint="#FFF1D6",
    good="#2E7D3A",
    good_tint="#E7F4E9",
)

DARK = Tokens(
    background="#16191C",
    surface="#1F2428",
    paper="#2A261B",
    paper_line="#4B4229",
    text="#E8EAEC",
    muted="#A2ABB4",
    line="#343B41",
    accent="#5CC7B9",
    on_accent="#10211F",
    accent_tint="#1B3733",
    focus="#6AA5FF",
    mark="#6B5712",
    bad="#F08A7C",
    bad_tint="#40221E",
    stall="#B7A3EE",
    stall_tint="#2E2646",
    warning="#F0B45A",
    warning_tint="#3A2E17",
    good="#86CF92",
    good_tint="#1E3523",
)

STRONG_LIGHT = Tokens(
    background="#FFFFFE",
    surface="#FFFFFF",
    paper="#FFFDF5",
    paper_line="#6B5712",
    text="#000000",
    muted="#2B3238",
    line="#5C6670",
    accent="#00473F",
    on_accent="#FFFFFF",
    accent_tint="#DDF3EF",
    focus="#0036A8",
    mark="#FFD24D",
    bad="#7A1409",
    bad_tint="#FFF0EE",
    stall="#38196F",
    stall_tint="#F3EFFF",
    warning="#5C3600",
    warning_tint="#FFF6E5",
    good="#0F4A19",
    good_tint="#EDFBEF",
)

STRONG_DARK = Tokens(
    background="#000000",
    surface="#050607",
    paper="#161203",
    paper_line="#D9BE6A",
    text="#FFFFFF",
    muted="#DCE2E8",
    line="#A2ABB4",
    accent="#7FF0E0",
    on_accent="#000000",
    accent_tint="#06312B",
    focus="#9CC7FF",
    mark="#5A4700",
    bad="#FFB4A8",
    bad_tint="#300C07",
    stall="#D9CBFF",
    stall_tint="#1E1338",
    warning="#FFD08A",
    warning_tint="#2B1B02",
    good="#B4F2BD",
    good_tint="#08240D",
)

THEMES = (LIGHT, DARK, STRONG_LIGHT, STRONG_DARK)
_DARKER_THAN = 128


def tokens_now() -> Tokens:
    """Return the theme now in use, read from the application's palette as Theme set it."""
    window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    found = next((each for each in THEMES if QColor(each.background) == window), None)
    return found or (DARK if window.lightness() < _DARKER_THAN else LIGHT)


def is_dark(tokens: Tokens) -> bool:
    """Tell whether a theme is light on dark."""
    return QColor(tokens.background).lightness() < _DARKER_THAN


def colour(name: str) -> QColor:
    """Return a token's colour for painting."""
    return QColor(name)


def tint_colours(tokens: Tokens, tint: str) -> tuple[str, str]:
    """Return the ink and the ground of a tag: a kind of objection, or good, warning, accent."""
    return {
        Tint.PRICE: (tokens.bad, tokens.bad_tint),
        Tint.STALL: (tokens.stall, tokens.stall_tint),
        Tint.EFFORT: (tokens.warning, tokens.warning_tint),
        "bad": (tokens.bad, tokens.bad_tint),
        "good": (tokens.good, tokens.good_tint),
        "warning": (tokens.warning, tokens.warning_tint),
        "accent": (tokens.accent, tokens.accent_tint),
    }.get(tint, (tokens.muted, tokens.background))


_CHANNELS = ("#2E7DD1", "#C2571A", "#7A4CC2", "#2E8B57", "#B83C7A", "#5F6F12")
_KNOWN_CHANNELS = {"search": 0, "email": 1, "webinar": 2, "referral": 3, "social": 4, "event": 5}


def channel_colour(channel: str) -> QColor:
    """Return the dot of a channel: the same word has the same colour on every laptop."""
    folded = channel.casefold()
    for word, place in _KNOWN_CHANNELS.items():
        if word in folded:
            return QColor(_CHANNELS[place])
    return QColor(_CHANNELS[sum(folded.encode()) % len(_CHANNELS)])


@dataclass(frozen=True, slots=True)
class TextStyle:
    """A size of text and the height of its lines, in device-independent pixels."""

    size: int
    line: int
    weight: QFont.Weight = QFont.Weight.Normal


HEADLINE = TextStyle(26, 32, QFont.Weight.Bold)
NAME = TextStyle(22, 28, QFont.Weight.Bold)
MESSAGE = TextStyle(16, 25)
BODY = TextStyle(14, 20)
STRONG = TextStyle(14, 20, QFont.Weight.DemiBold)
SMALL = TextStyle(12, 16)
HEADING = TextStyle(12, 16, QFont.Weight.DemiBold)
CHOICE = TextStyle(13, 18)
CHOSEN = TextStyle(13, 18, QFont.Weight.DemiBold)
KEY = TextStyle(11, 16)

FAMILIES = ("Inter", "Segoe UI", "SF Pro Text", ".AppleSystemUIFont", "Noto Sans")


def font_of(style: TextStyle) -> QFont:
    """Make the font of a text style: the system's interface fonts, figures all one width."""
    font = QFont(list(FAMILIES))
    font.setPixelSize(style.size)
    font.setWeight(style.weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
