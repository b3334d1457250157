"""``python -m companion`` opens the window."""

from companion.cli import run_window

run_window()
