"""How a person likes their window: kept on the laptop, in plain sight, never sent anywhere."""

from __future__ import annotations

import re
from dataclasses import dataclass

SCALES = (100, 125, 150, 175, 200, 250, 300)
"""The sizes a person may choose, in per cent of the system's own."""

DIAL = "tel:{phone}"
"""What is handed to the system to dial, unless the person named another phone program."""

_DIAL = re.compile(
    r"([a-z][a-z0-9+-]{1,30}):[a-z0-9/?=&_.@-]{0,60}\{phone\}[a-z0-9/?=&_.@-]{0,60}", re.IGNORECASE
)
_NO_PHONES = frozenset({"file", "http", "https", "ftp", "javascript", "data", "companion"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a window stands, in device-independent pixels, and whether it fills the screen."""

    x: int
    y: int
    width: int
    height: int
    is_maximized: bool = False


@dataclass(frozen=True, slots=True)
class Preferences:
    """Everything a person chose, or did to the window, that shall be so again next time.

    ``language`` is an ISO 639 code, empty for the system's; ``scale`` is in per cent; ``dial`` is
    an address with ``{phone}`` in it; widths are in device-independent pixels, None until chosen.
    """

    theme: str = "system"
    language: str = ""
    scale: int = 100
    tells_due: bool = True
    tells_news: bool = True
    is_in_tray: bool = True
    dial: str = DIAL
    whole: Place | None = None
    compact: Place | None = None
    is_compact: bool = False
    list_width: int | None = None
    form_width: int | None = None


def is_dial(text: str) -> bool:
    """Tell whether an address can be handed to the system to dial.

    It has a scheme of phone programs and one ``{phone}``. A scheme that opens files or pages is
    none: a number must never become a place.
    """
    found = _DIAL.fullmatch(text)
    return found is not None and found[1].lower() not in _NO_PHONES
