"""The circle closes: said on a call, heard by marketing, answered, and back in the rep's window."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect, sync_playwright

from tests.chromium import open_chromium
from tests.journeys.test_call import HEADLINE, MARKETER, PRICE, WHO, _set_up, _sign_in
from tests.journeys.windows import WindowProcess

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journeys.windows import ServerProcess

SECONDS = 5.0
"""From the rep's words to marketing's page, and from publishing to the rep's window."""

REPLY = "Your drivers' own phones do."
MESSAGE = "Your drivers photograph the note with their own phones."


def test_objection_when_answered_and_the_promise_changed_then_the_rep_who_heard_it_sees_both(
    server: ServerProcess, desktop: dict[str, str], tmp_path: Path
) -> None:
    password = _set_up(server)
    with (
        WindowProcess(tmp_path / "laptop", desktop) as window,
        sync_playwright() as playwright,
        open_chromium(playwright) as browser,
    ):
        _sign_in(window, server)
        window.until(WHO)
        page = browser.new_page()
        _open_page(page, server, password)
        window.until(HEADLINE)
        _object_to_selected_words(window)
        window.press("Ctrl+S")
        window.until("Saved")
        heard = _wait_for(page, "/inbox", PRICE)
        assert heard < SECONDS
        page.get_by_role("link", name="Price / value").first.click()
        expect(page.get_by_text("against")).to_be_visible()
        _answer(page)
        _publish_version_2(page)

        published = time.monotonic()
        window.until("version 2 since today")
        window.until(REPLY)
        assert time.monotonic() - published < SECONDS
        window.press("Ctrl+J")
        window.until("Marketing answered you")
        window.until("Asked every day.")
        window.kill()


def _open_page(page: Page, server: ServerProcess, password: str) -> None:
    page.goto(server.address)
    page.get_by_label("Email").fill(MARKETER)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()


def _object_to_selected_words(window: WindowProcess) -> None:
    """Log a call with an objection tied to words of the promise, by keyboard alone."""
    window.press("F6", "Ctrl+1")
    window.ask("type", "c")
    window.press("Ctrl+2")
    window.ask("type", "f")
    window.press("Ctrl+P", "Ctrl+Shift+Right", "Ctrl+Shift+Right", "Ctrl+O")
    window.ask("type", "pri")
    window.press("Return")
    window.ask("type", PRICE)
    window.until_kept()


def _wait_for(page: Page, path: str, words: str) -> float:
    """Look at a page until words stand on it; return how long that took."""
    began = time.monotonic()
    origin = "/".join(page.url.split("/")[:3])
    while True:
        page.goto(origin + path)
        if words in page.content():
            return time.monotonic() - began
        assert time.monotonic() - began < 4 * SECONDS, f"{words!r} never came"


def _answer(page: Page) -> None:
    page.get_by_role("button", name="Write a new answer").click()
    expect(page.get_by_label("As the prospect says it")).to_have_value(PRICE)
    page.get_by_label("Reply").fill(REPLY)
    page.get_by_label("Why", exact=True).fill("Asked every day.")
    page.get_by_role("button", name="Look at it").click()
    expect(page.locator(".preview")).to_contain_text(REPLY)
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url("**/decisions/*")
    expect(page.get_by_role("heading", name="Told")).to_be_visible()


def _publish_version_2(page: Page) -> None:
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Promises").click()
    page.get_by_role("link", name=HEADLINE).first.click()
    page.get_by_role("link", name="New version").click()
    page.get_by_label("Message, word for word").fill(MESSAGE)
    page.get_by_label("Why it changes").fill("Who pays for the phones was unclear.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published.")).to_be_visible()
