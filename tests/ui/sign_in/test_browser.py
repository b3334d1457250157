"""Signing in through the browser: window, server, browser and the port in between are all real."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import sync_playwright
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication

from companion.domain.policies import Policy, SignIn
from companion.server.database import Database, make_engine
from companion.server.schema import migrate
from companion.server.settings import read_settings
from companion.services.profiles import Profiles
from companion.sync.transport import HttpTransport
from companion.system.keychain import FolderKeychain
from companion.ui.sign_in.presenter import BrowserWay
from companion.ui.start import StartWindow
from companion.ui.tasks import Tasks
from tests.chromium import open_chromium
from tests.promiseroom import PASSWORD, Browser, PromiseRoom
from tests.salesroom import Salesroom, free_port, open_app, serving
from tests.server.pages.forms import form_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from companion.domain.clock import Clock
    from companion.domain.people import User

PATIENCE = 20_000


class SystemBrowser(QObject):
    """Stands where the system's browser would: takes the addresses it is to open."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))


@pytest.fixture
def system_browser() -> Iterator[SystemBrowser]:
    made = SystemBrowser()
    QDesktopServices.setUrlHandler("http", made, "open")
    yield made
    QDesktopServices.unsetUrlHandler("http")


@pytest.fixture(scope="module")
def promises(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PromiseRoom]:
    settings = read_settings({"--data-dir": str(tmp_path_factory.mktemp("sign-in"))}, {})
    database = Database(make_engine(settings.database_url))
    migrate(database)
    with serving(open_app(settings, database)) as client:
        yield PromiseRoom(Salesroom(database, client))
    database.close()


@pytest.fixture(scope="module")
def rita(promises: PromiseRoom) -> User:
    return promises.add_reader(name="Rita Berg")


@pytest.fixture(scope="module")
def browser(promises: PromiseRoom, rita: User) -> Browser:
    return promises.browser(rita)


@pytest.fixture
def elsewhere() -> Iterator[ThreadPoolExecutor]:
    """Give a thread to be a browser in, while the window goes on."""
    with ThreadPoolExecutor(1) as made:
        yield made


@pytest.fixture
def lane() -> Iterator[Tasks]:
    made = Tasks("desk")
    yield made
    made.shut_down()


@pytest.fixture
def start_with(
    tmp_path: Path, clock: Clock, qtbot: QtBot, lane: Tasks, promises: PromiseRoom
) -> Callable[..., StartWindow]:
    def make(policy: Policy | None = None) -> StartWindow:
        keychain = FolderKeychain(tmp_path)
        profiles = Profiles(tmp_path, keychain, clock, HttpTransport, policy or Policy())
        start = StartWindow(profiles, lane)
        qtbot.addWidget(start)
        start.show()
        if not start.sign_in.server.isReadOnly():
            start.sign_in.server.setText(promises.room.client.address)
        return start

    return make


@pytest.fixture
def start(start_with: Callable[..., StartWindow]) -> StartWindow:
    return start_with()


def begin(start: StartWindow, system_browser: SystemBrowser, qtbot: QtBot) -> str:
    """Press the button and wait for the browser to be opened; return its address."""
    start.sign_in.button.click()
    qtbot.waitUntil(lambda: bool(system_browser.opened), timeout=PATIENCE)
    return system_browser.opened[-1]


def answer(browser: Browser, address: str, act: str = "allow") -> str:
    """Answer as a person who is signed in; return where the browser is sent."""
    form = form_of(browser.get(address.removeprefix(browser.address)), "/authorize")
    return browser.post("/authorize", act=act, **form).headers["Location"]


def land(address: str) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        return session.get(address, timeout=20)


def said_in(start: StartWindow) -> str:
    dialog = start.browser.dialog
    assert dialog is not None
    return f"{dialog._title.text()} {dialog._meaning.text()} {dialog.sentence.text()}"


def test_person_when_they_say_yes_in_the_browser_is_signed_in(
    start, system_browser, browser, rita, qtbot, elsewhere
):
    address = begin(start, system_browser, qtbot)
    assert "Your browser is open at 127.0.0.1" in said_in(start)
    with qtbot.waitSignal(start.opened, timeout=PATIENCE) as opened:
        landed = elsewhere.submit(land, answer(browser, address))
    profile = opened.args[0]
    assert (profile.meta.user_id, profile.meta.user_name) == (rita.id, "Rita Berg")
    assert "go back to Companion" in landed.result(20).text
    profile.close()


def test_person_when_they_use_a_real_browser_signs_in_there_and_never_here(
    start, system_browser, promises, rita, qtbot, elsewhere
):
    address = begin(start, system_browser, qtbot)

    def be_rita() -> str:
        with sync_playwright() as playwright, open_chromium(playwright) as chromium:
            page = chromium.new_page()
            page.goto(address)
            page.get_by_label("Email").fill(rita.email)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in", exact=True).click()
            page.get_by_role("button", name="Yes, sign it in").click()
            page.wait_for_url("http://127.0.0.1:*/signed-in?*")
            return page.inner_text("body")

    with qtbot.waitSignal(start.opened, timeout=60_000) as opened:
        words = elsewhere.submit(be_rita)
    assert "Please go back to Companion" in words.result(20)
    opened.args[0].close()


def test_person_when_they_say_no_is_told_so_and_can_begin_again(
    start, system_browser, browser, qtbot, elsewhere
):
    address = begin(start, system_browser, qtbot)
    landed = elsewhere.submit(land, answer(browser, address, "deny"))
    qtbot.waitUntil(lambda: "said no" in said_in(start), timeout=PATIENCE)
    assert "Nobody was signed in" in landed.result(20).text
    start.browser.dialog.cancel.click()
    assert start.isEnabled()
    assert begin(start, system_browser, qtbot)


def test_port_when_strangers_knock_waits_on_for_the_answer(
    start, system_browser, browser, qtbot, elsewhere
):
    address = begin(start, system_browser, qtbot)
    sent_to = answer(browser, address)
    port = urlsplit(sent_to).port

    def knock() -> list[int]:
        base = f"http://127.0.0.1:{port}"
        paths = ["/", "/signed-in", "/signed-in?code=x&state=forged", "/favicon.ico"]
        found = [land(base + path).status_code for path in paths]
        for raw in (b"\xff" * 9_000, b"POST /signed-in HTTP/1.1\r\n\r\n", b"GET " + b"x" * 9_000):
            with socket.create_connection(("127.0.0.1", port), 20) as plug:
                plug.sendall(raw)
                plug.shutdown(socket.SHUT_WR)
        return found

    knocked = elsewhere.submit(knock)
    qtbot.waitUntil(knocked.done, timeout=PATIENCE)
    assert knocked.result() == [404, 404, 404, 404]
    with qtbot.waitSignal(start.opened, timeout=PATIENCE) as opened:
        elsewhere.submit(land, sent_to)
    opened.args[0].close()


def test_port_when_the_answer_came_or_the_person_gave_up_is_closed(start, system_browser, qtbot):
    begin(start, system_browser, qtbot)
    port = start.browser._port
    start.browser.dialog.cancel.click()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 5)
    assert start.isEnabled()


def test_dialog_when_asked_opens_again_and_copies_the_address(start, system_browser, qtbot):
    address = begin(start, system_browser, qtbot)
    start.browser.dialog.open_again.click()
    start.browser.dialog.copy.click()
    assert system_browser.opened == [address, address]
    assert QGuiApplication.clipboard().text() == address
    start.browser.dialog.cancel.click()


@pytest.mark.qt_log_ignore("does not support")  # this platform has no browser to open
def test_dialog_when_no_browser_opens_says_what_to_do(start, qtbot):
    start.sign_in.button.click()
    qtbot.waitUntil(lambda: start.browser.dialog is not None, timeout=PATIENCE)
    assert "No browser opened. Please copy the address" in said_in(start)
    start.browser.dialog.cancel.click()


def test_dialog_when_nobody_answers_says_so_after_its_time(
    start, system_browser, promises, qtbot, lane
):
    way = BrowserWay(start._profiles.browser(), lane, start, seconds=0.1)
    way.begin(promises.room.client.address, "laptop")
    qtbot.waitUntil(
        lambda: way.dialog is not None and "in time" in way.dialog._meaning.text(),
        timeout=PATIENCE,
    )
    way.dialog.cancel.click()


def test_browser_when_the_address_is_nobodys_is_not_opened(start, system_browser, qtbot):
    start.sign_in.server.setText(f"http://127.0.0.1:{free_port()}")
    start.sign_in.button.click()
    qtbot.waitUntil(lambda: bool(start.sign_in.sentence), timeout=PATIENCE)
    assert "cannot be reached" in start.sign_in.sentence
    assert system_browser.opened == []
    assert start.isEnabled()


def test_start_when_the_server_is_preset_says_so_and_does_not_let_it_be_changed(
    start_with, promises
):
    ways = frozenset({SignIn.BROWSER})
    start = start_with(Policy(server=promises.room.client.address, sign_in=ways))
    card = start.sign_in
    assert card.server.isReadOnly()
    assert card.server.text() == promises.room.client.address
    texts = {each.text() for each in card.findChildren(type(card.meaning))}
    assert "Preset by your administrator" in texts
    assert card.other.isHidden()
    assert start.alone.isHidden()
    assert start.demo.isHidden()


def test_start_when_the_policy_is_broken_offers_nothing_and_says_why(start_with):
    trouble = "The policy file /etc/companion/policy.toml cannot be followed: it is odd."
    start = start_with(Policy(sign_in=frozenset(), trouble=trouble))
    shown = {each.text() for each in start.findChildren(type(start.sign_in.meaning))}
    assert trouble in shown
    assert start.sign_in.button.isHidden()
    assert start.alone.isHidden()
