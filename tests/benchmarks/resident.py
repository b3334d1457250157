"""How much memory a process holds, and the most it held since somebody asked: Linux alone."""

from __future__ import annotations

from pathlib import Path


def held(pid: int) -> float:
    """Return the MB that a process holds now."""
    return _told(pid, "VmRSS")


def most_held(pid: int) -> float:
    """Return the most MB that a process held since it began, or since ``forget_most``."""
    return _told(pid, "VmHWM")


def forget_most(pid: int) -> None:
    """Let the most that a process held begin anew."""
    Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")


def _told(pid: int, name: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    found = next(line for line in lines if line.startswith(f"{name}:"))
    return int(found.split()[1]) / 1024
