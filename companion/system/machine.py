"""Which installer fits this machine: the names that releases and laptops agree on."""

from __future__ import annotations

import platform
import sys

_SYSTEMS = {"linux": "linux", "win32": "windows", "darwin": "macos"}
_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


def system_name() -> str:
    """Return this machine's system and processor, such as "linux-amd64"."""
    machine = platform.machine().lower()
    system = _SYSTEMS.get(sys.platform, sys.platform)
    return f"{system}-{_MACHINES.get(machine, machine)}"
