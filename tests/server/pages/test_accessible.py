"""Everybody can read every page: axe-core finds nothing, light and dark, wide and narrow."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from companion.domain.calls import Outcome, PromiseUse
from companion.domain.ids import new_id
from companion.domain.objections import Objection, PromiseFit
from companion.domain.people import Role
from companion.domain.promises import PromisePart, Span
from companion.domain.touches import Touch
from companion.server.permissions import MAY_ENTER, Key
from tests.chromium import open_chromium
from tests.contracts.test_authorize import Asking
from tests.promiseroom import PASSWORD, PromiseRoom
from tests.salesroom import NOW
from tests.server.pages.admin.test_imports import LEADS, brought, done

if TYPE_CHECKING:
    from collections.abc import Iterator

AXE = Path(__file__).resolve().parents[3] / ".venv" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NOT_HTML = {"/numbers.csv"}
TOO_WIDE = """[...document.querySelectorAll("main *")]
  .filter((each) => each.getBoundingClientRect().right > window.innerWidth + 1)
  .filter((each) => !each.closest(".unseen"))
  .map((each) => each.outerHTML.slice(0, 120))"""
WAYS = [(1280, "light"), (360, "dark")]
"""Every width and every scheme once: what axe asks of one does not depend on the other."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright, open_chromium(playwright) as browser:
        yield browser


def furnish(promises: PromiseRoom) -> None:
    """Let every part of the pages have something to show."""
    message = promises.second.message
    for number in range(25):
        call = promises.call(
            promises.second if number % 2 else promises.first,
            started_at=NOW - timedelta(days=number),
            promise_use=[*PromiseUse][number % 3],
            outcome=[Outcome.WON, Outcome.LOST, Outcome.NOT_NOW][number % 3],
        )
        span = Span(PromisePart.MESSAGE, number % 5, 13 + number % 3, message[:13])
        fit = [*PromiseFit][number % 5]
        kind = ["price_value", "stall", "need", "trust_proof"][number % 4]
        said = Objection(
            new_id(),
            call.id,
            call.prospect_id,
            kind,
            "Twice <b>what</b> we pay",
            span=span,
            promise_fit=fit,
            behind_it="The drivers",
        )
        promises.room.put(said)
    touched = NOW - timedelta(days=60)
    touch = Touch(new_id(), promises.ada.id, touched, campaign_id=promises.promise.campaign_id)
    promises.room.put(touch)


def open_page(
    browser: Browser, promises: PromiseRoom, width: int, scheme: str, role: Role = Role.ADMIN
) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(promises.room.client.address + "/sign-in")
    page.get_by_label("Email").fill(promises.add_reader(role).email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/overview")
    return page


def violations(page: Page) -> list[str]:
    """Ask axe about the page as it is, and say what it found and where."""
    page.evaluate(AXE.read_text("utf-8"))
    options = {"runOnly": {"type": "tag", "values": TAGS}}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{each['id']}: {node['html'][:120]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def paths(promises: PromiseRoom) -> list[str]:
    """Return every page that can be opened without knowing more than a promise."""
    plain = [
        address.removeprefix("GET ")
        for address, entry in MAY_ENTER.items()
        if address.startswith("GET /") and "{" not in address and entry.key is Key.SESSION
    ]
    promise = f"/promises/{promises.promise.id}"
    more = [
        promise,
        f"{promise}?version=1&period=8w",
        f"{promise}?part=message&start=0&end=13",
        f"{promise}?q=nobody+said+that",
        f"/overview?campaign={new_id()}",
        Asking(device_name="Rita's laptop").path(),
        f"/admin/hooks/{promises.add_hook()}",
        promises.add_pair(),
        promises.add_numbers(),
        "/docs",
        "/nowhere",
    ]
    return [*(path for path in plain if path not in {"/", *NOT_HTML}), *more]


def lists(promises: PromiseRoom) -> list[str]:
    """Return the pages of lists on every part of their way that lasts."""
    admin = promises.browser(promises.add_reader(Role.ADMIN))
    waiting, tried, taken, undone = (brought(admin, LEADS) for _ in range(4))
    for place, acts in ((tried, ["check"]), (taken, ["take"]), (undone, ["take", "undo"])):
        for each in acts:
            done(admin, place, each)
    return [waiting, tried, f"{taken}?show=all", f"{undone}?show=all"]


@pytest.mark.parametrize(("width", "scheme"), WAYS)
def test_every_page_when_asked_about_by_axe_has_no_violation(
    chromium: Browser, promises: PromiseRoom, width: int, scheme: str
) -> None:
    furnish(promises)
    page = open_page(chromium, promises, width, scheme)
    found = {}
    for path in (*paths(promises), *lists(promises)):
        page.goto(promises.room.client.address + path)
        if wrong := violations(page):
            found[path] = wrong
        assert page.evaluate(TOO_WIDE) == [], path
    page.context.close()
    assert found == {}


def test_words_when_clicked_without_a_script_lead_to_what_was_said(
    chromium: Browser, promises: PromiseRoom
) -> None:
    furnish(promises)
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{promises.room.client.address}/promises/{promises.promise.id}")
    page.get_by_label("Email").fill(promises.add_reader().email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator("a.hot").first.click()
    page.wait_for_url("**part=message**")
    assert page.get_by_text("against").first.is_visible()
    assert page.locator("blockquote").count() > 0
    page.get_by_role("searchbox").fill("drivers")
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url("**q=drivers**")
    assert page.locator("blockquote").count() > 0
    context.close()


def test_period_when_chosen_counts_at_once(chromium: Browser, promises: PromiseRoom) -> None:
    furnish(promises)
    page = open_page(chromium, promises, 1280, "light")
    assert not page.get_by_role("button", name="Show").is_visible()
    page.get_by_label("Period").select_option("4w")
    page.wait_for_url("**period=4w**")
    page.keyboard.press("Tab")
    page.goto(f"{promises.room.client.address}/promises/{promises.promise.id}")
    page.locator("body").press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.context.close()


def test_paper_when_printed_keeps_its_words_and_drops_the_rest(
    chromium: Browser, promises: PromiseRoom
) -> None:
    furnish(promises)
    page = open_page(chromium, promises, 1280, "light")
    page.goto(f"{promises.room.client.address}/promises/{promises.promise.id}")
    page.emulate_media(media="print")
    assert not page.locator("header.top").is_visible()
    assert not page.get_by_role("button", name="Find").is_visible()
    assert page.locator(".paper .message").first.is_visible()
    page.context.close()
