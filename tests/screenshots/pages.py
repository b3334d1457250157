"""Takes the pictures of the pages: a demo server and Debian's Chromium, every page five ways.

``scripts/screenshots`` runs it; the pictures go to ``build/screenshots/page``. Words after the
command choose pages by name: ``scripts/screenshots pages overview``.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from companion.showcase import serve_demo
from tests.chromium import open_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

TO = Path(__file__).resolve().parents[2] / "build" / "screenshots" / "page"


@dataclass(frozen=True)
class Way:
    """One way to look at a page."""

    name: str
    width: int
    height: int
    scheme: str = "light"
    media: str = "screen"


WAYS = (
    Way("wide", 1280, 900),
    Way("dark", 1280, 900, "dark"),
    Way("narrow", 360, 740),
    Way("4k", 3840, 2160),
    Way("print", 794, 1123, media="print"),
)


@dataclass(frozen=True)
class Sight:
    """A page to look at: its name, its address, and the words of a link to follow from there."""

    name: str
    path: str
    link: str = ""


SIGHTS = (
    Sight("overview", "/overview"),
    Sight("promises", "/promises"),
    Sight("promise", "/promises", "main tbody th a"),
    Sight("numbers", "/numbers"),
    Sight("nothing", "/overview?campaign=none"),
    Sight("nowhere", "/nowhere"),
)


def sign_in(context: BrowserContext, address: str, person: dict[str, str]) -> Page:
    """Sign somebody in as they would, with the form."""
    page = context.new_page()
    page.goto(address)
    page.get_by_label("Email").fill(person["email"])
    page.get_by_label("Password").fill(person["password"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()
    return page


def take(
    browser: Browser, address: str, person: dict[str, str], way: Way, names: list[str]
) -> None:
    """Take every page one way."""
    context = browser.new_context(
        viewport={"width": way.width, "height": way.height}, color_scheme=way.scheme
    )
    page = sign_in(context, address, person)
    page.emulate_media(media=way.media, color_scheme=way.scheme)
    for sight in SIGHTS:
        if names and sight.name not in names:
            continue
        page.goto(address + sight.path)
        if sight.link:
            page.goto(address + (page.locator(sight.link).first.get_attribute("href") or ""))
        page.screenshot(path=TO / f"{sight.name}-{way.name}.png", full_page=True)
    context.close()


def main() -> None:
    """Serve the demo and take every picture."""
    TO.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        serve_demo(Path(folder)) as demo,
        sync_playwright() as playwright,
        open_chromium(playwright) as browser,
    ):
        for way in WAYS:
            take(browser, demo.address, demo.marketer, way, sys.argv[1:])


if __name__ == "__main__":
    main()
