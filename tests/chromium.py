"""Debian's Chromium for the tests and pictures of the pages: quiet, and on this machine alone."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Playwright

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def open_chromium(playwright: Playwright) -> Iterator[Browser]:
    """Open a browser, and close it at the end."""
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(QUIET))
    yield browser
    browser.close()
