"""Starting with the day: an entry of the person's own, which they or their system can take away.

Linux reads a desktop entry, macOS a launch agent, Windows a value of the registry that the
installer knows, too.
"""

from __future__ import annotations

import os
import plistlib
import sys
from pathlib import Path

from companion.domain.errors import UnavailableError
from companion.system.folders import NAME

_RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
_LABEL = "io.github.sales_call_companion"

if sys.platform == "win32":
    import winreg

    def is_starting() -> bool:
        """Tell whether Companion starts when the person signs in to the computer."""
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
                winreg.QueryValueEx(key, NAME)
        except OSError:
            return False
        return True

    def _change(program: str, *, is_wanted: bool) -> None:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN, 0, winreg.KEY_SET_VALUE) as key:
            if is_wanted:
                winreg.SetValueEx(key, NAME, 0, winreg.REG_SZ, f'"{program}"')
            else:
                winreg.DeleteValue(key, NAME)
else:

    def is_starting() -> bool:
        """Tell whether Companion starts when the person signs in to the computer."""
        return _entry().is_file()

    def _change(program: str, *, is_wanted: bool) -> None:
        path = _entry()
        if not is_wanted:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_agent(program) if sys.platform == "darwin" else _desktop(program))


def set_starting(program: str, *, is_wanted: bool) -> None:
    """Let Companion start with the day, or not any more. ``program`` is the path of ours.

    Raises:
        UnavailableError: ``no_autostart``.
    """
    try:
        _change(program, is_wanted=is_wanted)
    except OSError as error:
        sentence = f"Starting with the computer cannot be changed ({error.strerror})."
        raise UnavailableError(sentence, "no_autostart") from error


def _entry() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "LaunchAgents" / f"{_LABEL}.plist"
    configuration = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(configuration) / "autostart" / f"{NAME}.desktop"


def _desktop(program: str) -> bytes:
    quoted = program.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        "Name=Companion",
        f"Icon={NAME}",
        f'Exec="{quoted}"',
        "Terminal=false",
        "",
    )
    return "\n".join(lines).encode()


def _agent(program: str) -> bytes:
    return plistlib.dumps(
        {"Label": _LABEL, "ProgramArguments": [program], "RunAtLoad": True, "KeepAlive": False}
    )
