"""The main job, end to end: a real window, a real server, the network gone, the laptop dying."""

from __future__ import annotations

import re
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from tests.journeys.windows import WindowProcess

if TYPE_CHECKING:
    from tests.journeys.windows import ServerProcess

FILES = Path(__file__).with_name("files")
REP, MARKETER = "rep@example.com", "marketer@example.com"
WHO = "Ottilie Kranz"
HEADLINE = "Every delivery note on one phone"
PRICE = "So who pays for the phones then?"
STALL = "Sounds good, I will have to think about it."


def test_call_when_laptop_dies_offline_then_reaches_server_page_and_second_laptop_once(
    server: ServerProcess, desktop: dict[str, str], tmp_path: Path
) -> None:
    password = _set_up(server)
    profile = tmp_path / "laptop"

    with WindowProcess(profile, desktop) as window:
        _sign_in(window, server)
        window.until(WHO)
        window.until(HEADLINE)
        server.stop()
        _write_call(window)
        window.kill()

    with WindowProcess(profile, desktop) as window:
        window.until("Offline")
        window.until(PRICE)
        window.until(STALL)
        window.press("Ctrl+S")
        window.until("Saved on this laptop")
        window.kill()

    with WindowProcess(profile, desktop) as window:
        window.until("3 not sent yet")
        _look_up(window)
        assert window.times_in_history(PRICE) == 1
        server.serve()
        window.press("Ctrl+R")
        window.until("All sent")
        window.close()

    with WindowProcess(tmp_path / "second laptop", desktop) as window:
        _sign_in(window, server)
        _look_up(window)
        assert window.times_in_history(PRICE) == 1
        window.close()

    page = _promise_page(server, password)
    assert page.count(PRICE) == 1
    assert page.count(STALL) == 1
    assert HEADLINE in page


def _set_up(server: ServerProcess) -> str:
    """Fill the server as its admin would, and serve. Returns the marketer's password."""
    server.command("init", "--organisation", "Example Ltd", "--admin-email", "admin@example.com")
    server.command("user", "add", "--email", REP, "--name", "Ada Rep")
    made = server.command(
        "user", "add", "--email", MARKETER, "--name", "Mia Marketer", "--role", "marketer"
    )
    campaigns = server.command("import", "campaigns", str(FILES / "campaigns.csv"))
    prospects = server.command("import", "prospects", str(FILES / "leads.csv"), "--owner", REP)
    assert (campaigns["created"], prospects["created"]) == (1, 1)
    server.serve()
    return str(made["password"])


def _sign_in(window: WindowProcess, server: ServerProcess) -> None:
    window.until("Server")
    code = server.command("enroll-code", "--email", REP)["code"]
    window.ask("focus", "Server")
    window.ask("type", server.address)
    window.ask("focus", "I have a code")
    window.press("Space")
    window.ask("focus", "Code")
    window.ask("type", code)
    window.press("Return")
    window.until("All sent")


def _look_up(window: WindowProcess) -> None:
    """Find the prospect by a piece of the name, and wait for the call on the sheet."""
    window.press("Ctrl+K")
    window.ask("type", "kranz")
    window.until_listed(WHO)
    window.press("Return")


def _write_call(window: WindowProcess) -> None:
    """Log a call with the keyboard alone, up to the moment before it is saved."""
    window.press("F6", "Ctrl+1")
    window.ask("type", "c")
    window.press("Ctrl+2")
    window.ask("type", "f")
    window.press("Ctrl+3")
    window.ask("type", "s")
    window.press("Ctrl+O")
    window.ask("type", "pri")
    window.press("Return")
    window.ask("type", PRICE)
    window.press("Ctrl+O")
    window.ask("type", "st")
    window.ask("type", "al")
    window.press("Return")
    window.ask("type", STALL)
    window.press("Ctrl+5")
    window.ask("type", "Call back about the phones.")
    window.until_kept()


def _promise_page(server: ServerProcess, password: str) -> str:
    """Sign in to the page as a marketer with a plain client and read the one promise."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))

    def read(path: str, form: dict[str, str] | None = None) -> str:
        body = urlencode(form).encode() if form else None
        origin = {"Origin": server.address.rstrip("/")}
        with browser.open(Request(server.address.rstrip("/") + path, body, origin)) as answer:
            return str(answer.read().decode())

    token = re.search(r'name="csrf" value="([^"]+)"', read("/sign-in"))
    assert token
    home = read("/sign-in", {"email": MARKETER, "password": password, "csrf": token[1]})
    path = re.search(r'href="(/promises/[0-9a-f-]+)', home)
    assert path
    return read(path[1])
