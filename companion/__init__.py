"""Companion: the promise beside the call, and the call back to the promise."""

__version__ = "0.1.0"
