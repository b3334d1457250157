"""Fault rows stand on the same fixtures as the tests of sync."""

from tests.sync.conftest import connect, station, transport

__all__ = ["connect", "station", "transport"]
