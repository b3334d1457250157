"""Takes the pictures of the pages: a demo server and Debian's Chromium, every page five ways.

``scripts/screenshots`` runs it; the pictures go to ``build/screenshots/page``. Words after the
command choose pages by name: ``scripts/screenshots pages overview``.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from playwright.sync_api import sync_playwright

from companion.showcase import serve_demo
from tests.chromium import open_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from companion.showcase import Showcase

TO = Path(__file__).resolve().parents[2] / "build" / "screenshots" / "page"


@dataclass(frozen=True)
class Way:
    """One way to look at a page."""

    name: str
    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"
    media: Literal["screen", "print"] = "screen"


WAYS = (
    Way("wide", 1280, 900),
    Way("dark", 1280, 900, "dark"),
    Way("narrow", 360, 740),
    Way("4k", 3840, 2160),
    Way("print", 794, 1123, media="print"),
)


@dataclass(frozen=True)
class Sight:
    """A page to look at: its name, its address, and the links to follow from there, in turn."""

    name: str
    path: str
    links: tuple[str, ...] = ()
    is_admins: bool = False


SIGHTS = (
    Sight("overview", "/overview"),
    Sight("promises", "/promises"),
    Sight("promise", "/promises", ("main tbody th a",)),
    Sight("numbers", "/numbers"),
    Sight("nothing", "/overview?campaign=none"),
    Sight("nowhere", "/nowhere"),
    Sight("inbox", "/inbox"),
    Sight("inbox-group", "/inbox", (".group h3 a",)),
    Sight("decisions", "/decisions"),
    Sight("decision", "/decisions", ("table th a",)),
    Sight("proposals", "/proposals"),
    Sight("answers", "/answers"),
    Sight("answer", "/answers", ("table th a",)),
    Sight("answer-new", "/answers/new"),
    Sight("campaigns", "/campaigns"),
    Sight("campaign", "/campaigns", ("table th a",)),
    Sight("campaign-new", "/campaigns/new"),
    Sight("draft", "/promises", ("main tbody th a", "a[href$='/draft']")),
    Sight("me", "/me"),
    Sight("admin", "/admin", is_admins=True),
    Sight("admin-people", "/admin/people", is_admins=True),
    Sight("admin-person", "/admin/people", ("table th a",), is_admins=True),
    Sight("admin-laptops", "/admin/laptops", is_admins=True),
    Sight("admin-kinds", "/admin/kinds", is_admins=True),
    Sight("admin-rules", "/admin/campaigns", is_admins=True),
    Sight("admin-rule", "/admin/campaigns", ("table th a",), is_admins=True),
    Sight("admin-unmatched", "/admin/unmatched", is_admins=True),
    Sight("admin-rerun", "/admin/rerun", is_admins=True),
    Sight("admin-imports", "/admin/imports", is_admins=True),
    Sight("admin-barred", "/admin/barred", is_admins=True),
    Sight("admin-duplicates", "/admin/duplicates", is_admins=True),
    Sight("admin-exports", "/admin/exports", is_admins=True),
    Sight("admin-hooks", "/admin/hooks", is_admins=True),
    Sight("admin-hook-events", "/admin/hooks/events", is_admins=True),
    Sight("admin-integrations", "/admin/integrations", is_admins=True),
    Sight("docs", "/docs"),
    Sight("admin-rights", "/admin/rights", is_admins=True),
    Sight("admin-rights-person", "/admin/rights?who=mar", ("main table th a",), is_admins=True),
    Sight("admin-retention", "/admin/retention", is_admins=True),
    Sight("admin-bases", "/admin/bases", is_admins=True),
    Sight("admin-log", "/admin/log", is_admins=True),
    Sight("admin-settings", "/admin/settings", is_admins=True),
    Sight("sign-in", "/sign-in"),
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


def take(browser: Browser, demo: Showcase, way: Way, names: list[str]) -> None:
    """Take every page one way."""
    for is_admins, person in ((False, demo.marketer), (True, demo.admin)):
        sights = [each for each in SIGHTS if each.is_admins == is_admins]
        context = browser.new_context(
            viewport={"width": way.width, "height": way.height}, color_scheme=way.scheme
        )
        page = sign_in(context, demo.address, person)
        page.emulate_media(media=way.media, color_scheme=way.scheme)
        for sight in sights:
            if not names or sight.name in names:
                go_to(page, demo.address, sight)
                page.screenshot(path=TO / f"{sight.name}-{way.name}.png", full_page=True)
        context.close()


def go_to(page: Page, address: str, sight: Sight) -> None:
    """Open a page: by its address, then by the first link of each kind."""
    page.goto(address + sight.path)
    for link in sight.links:
        page.goto(address + (page.locator(link).first.get_attribute("href") or ""))


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
            take(browser, demo, way, sys.argv[1:])


if __name__ == "__main__":
    main()
