"""The pages in Debian's Chromium, with the keyboard, wide and narrow, light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.chromium import open_chromium
from tests.promiseroom import PASSWORD, PromiseRoom

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = "So who pays for the phones then?"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright, open_chromium(playwright) as browser:
        yield browser


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_marketer_when_reading_with_the_keyboard_finds_the_words(
    chromium: Browser, promises: PromiseRoom, width: int, scheme: str
) -> None:
    promises.call(promises.first, WORDS)
    reader = promises.add_reader(name="Maximiliane-Charlotte von Hohenlohe-Waldenburg")
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    said, hosts = [], set()
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(promises.room.client.address)
    page.get_by_label("Email").press_sequentially(reader.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/overview")
    page.get_by_role("link", name="Every delivery note on one phone 2").press("Enter")
    page.wait_for_url("**/promises/*")
    assert page.get_by_text(WORDS).is_visible()
    overflow = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    context.close()
    assert not overflow
    assert said == []
    assert hosts == {promises.room.client.address.removeprefix("http://")}
