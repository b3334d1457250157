"""Writes the server's settings into ``docs/running.md`` from the settings themselves.

``python -m`` this file does it. An operator looks a setting up there, and believes what it says.
"""

from __future__ import annotations

from pathlib import Path

from companion.server.settings import SETTINGS

DOCUMENT = Path(__file__).parents[2] / "docs" / "running.md"
BEGINS = "<!-- From here on written by tests/documents/settings.py -->"


def settings_section() -> str:
    """Return the table of all settings as Markdown, in the order that ``--help`` gives them."""
    head = ["| variable | what it is | when not given |", "|---|---|---|"]
    rows = [f"| `{s.variable}` | {s.purpose} | {s.default or '–'} |" for s in SETTINGS]
    return "\n".join([*head, *rows])


def write_document() -> None:
    """Put the settings of today into the document."""
    head = DOCUMENT.read_text(encoding="utf-8").partition(BEGINS)[0].rstrip()
    DOCUMENT.write_text(f"{head}\n\n{BEGINS}\n\n{settings_section()}\n", encoding="utf-8")


if __name__ == "__main__":
    write_document()
