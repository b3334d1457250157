"""Companion's own updates in the window."""
