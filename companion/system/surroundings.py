"""What the programs that ours opens inherit: the surroundings that ours was started in itself.

A frozen program is started with its own libraries first in line and its own Qt's plugins named. A
browser, a phone program or an installer that it opens would load those instead of its own.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import MutableMapping

_LIBRARIES = "LD_LIBRARY_PATH"
_BEFORE = "LD_LIBRARY_PATH_ORIG"
"""Where PyInstaller's starter keeps what the person had set."""

_PLUGINS = ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH")


def hand_back_surroundings(given: MutableMapping[str, str] | None = None) -> None:
    """Take out of the surroundings what only a frozen program's own start needs.

    It has been used by now: the loader reads it as a program starts, and Qt's bindings know where
    their plugins are.
    """
    surroundings = os.environ if given is None else given
    if given is None and not getattr(sys, "frozen", False):
        return
    for name in (_LIBRARIES, *_PLUGINS):
        surroundings.pop(name, None)
    before = surroundings.pop(_BEFORE, None)
    if before is not None:
        surroundings[_LIBRARIES] = before
