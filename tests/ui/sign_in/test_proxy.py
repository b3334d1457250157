"""A proxy that wants a password, before a real server over TLS that only it knows the name of."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import serialization
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from companion.domain.policies import SignIn
from companion.services.profiles import Profiles
from companion.services.proxies import Proxies
from companion.services.suite import open_suite
from companion.services.views import SyncState
from companion.sync.transport import HttpTransport
from companion.system.keychain import FolderKeychain
from companion.ui.furniture import furnished_window
from companion.ui.proxy_login import ProxyDialog
from companion.ui.start import StartWindow
from companion.ui.tasks import Tasks
from tests.authorities import Authority
from tests.keychains import Box
from tests.proxies import CompanyProxy, company_proxy
from tests.salesroom import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from companion.services.profiles import OpenProfile
    from companion.ui.theme import Theme
    from tests.offices import Office
    from tests.ui.conftest import HandClock

PATIENCE = 20_000
ADDRESS = "https://companion.example"
NAME, PASSWORD = "FJORD\\rita", "Grüße, 東京: 100 %@home"


class Company:
    """A laptop of a company: its proxy, its keychain, its server."""

    def __init__(self, folder: Path, proxy: CompanyProxy, clock: HandClock) -> None:
        self.proxy = proxy
        self.keychain = FolderKeychain(folder)
        self.proxies = Proxies(lambda _: proxy.url, self.keychain)
        self.profiles = Profiles(folder, self.keychain, clock, self._connect)

    def _connect(
        self, base_url: str, token: object = None, server_id: str | None = None
    ) -> HttpTransport:
        return HttpTransport(base_url, token, server_id, find_proxy=self.proxies.find)  # type: ignore[arg-type] # a token as it is given

    def kept(self) -> str | None:
        return self.keychain.read(f"proxy/{self.proxy.url.removeprefix('http://')}")


@pytest.fixture
def company(
    office: Office, tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Company]:
    authority, folder = Authority(), tmp_path / "laptop"
    folder.mkdir()
    own = tmp_path / "ca.pem"
    own.write_bytes(authority.own().public_bytes(serialization.Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(own))
    shown = base64.b64encode(f"{NAME}:{PASSWORD}".encode()).decode()
    certificate = authority.issue(tmp_path, "companion.example")
    with serving(office.app, certificate=certificate) as client:
        port = int(client.address.rsplit(":", 1)[1])
        with company_proxy(port, f"Basic {shown}") as proxy:
            yield Company(folder, proxy, clock)


def asked(window: QWidget, qtbot: QtBot) -> ProxyDialog:
    """Wait for the question, and return it."""

    def find() -> ProxyDialog | None:
        dialogs = window.findChildren(ProxyDialog)
        return next((each for each in dialogs if each.isVisible() and each.isEnabled()), None)

    qtbot.waitUntil(lambda: find() is not None, timeout=PATIENCE)
    found = find()
    assert found is not None
    return found


def answer(dialog: ProxyDialog, name: str, password: str) -> None:
    """Type as a person does: name, Tab, password, Enter."""
    dialog.name.clear()
    QTest.keyClicks(dialog.name, name)
    QTest.keyClick(dialog.name, Qt.Key.Key_Tab)
    dialog.password.setText(password)  # no keyboard has all of its letters
    QTest.keyClick(dialog.password, Qt.Key.Key_Return)


def sign_in(start: StartWindow, code: str) -> None:
    start.sign_in.take_way(SignIn.CODE)
    start.sign_in.server.setText("companion.example")
    start.sign_in.code.setText(code)
    start.sign_in.chosen.emit()


@pytest.mark.qt_log_ignore("not accepted")  # it is at work when the key comes up again
def test_sign_in_when_the_proxy_wants_a_password_then_it_is_asked_until_right_and_kept(
    company: Company, office: Office, qtbot: QtBot
) -> None:
    desk = Tasks("desk")
    start = StartWindow(company.profiles, desk, company.proxies)
    qtbot.addWidget(start)
    start.show()
    sign_in(start, office.code_for(office.rep))
    first = asked(start, qtbot)
    assert (first.sentence, first.name.hasFocus()) == ("", True)
    answer(first, "", "no name")
    qtbot.waitUntil(lambda: "type the name" in first.sentence, timeout=PATIENCE)
    answer(first, "rita", "wrong")
    second = asked(start, qtbot)
    assert "did not take" in second.sentence
    with qtbot.waitSignal(start.opened, timeout=PATIENCE) as opened:
        answer(second, NAME, PASSWORD)
    profile: OpenProfile = opened.args[0]
    assert profile.meta.user_id == office.rep.id
    assert company.kept()
    profile.close()
    desk.shut_down()


@pytest.mark.qt_log_ignore("not accepted")  # it is at work when the key comes up again
def test_window_when_the_proxy_wants_a_new_password_then_the_sync_page_takes_it(
    company: Company, office: Office, clock: HandClock, theme: Theme, qtbot: QtBot
) -> None:
    company.proxies.keep(ADDRESS, NAME, PASSWORD)
    profile = company.profiles.sign_in(ADDRESS, office.code_for(office.rep), "laptop")
    company.proxies.keep(ADDRESS, NAME, "of last month")
    before = len(company.proxy.asked)
    lanes = [Tasks(name) for name in ("desk", "line", "ear")]
    window = furnished_window(open_suite(profile, clock, company.proxies), *lanes, theme)
    window.closed.connect(profile.close)
    window.show()
    window.start()
    line = window.line_presenter
    qtbot.waitUntil(lambda: line.status.state is SyncState.PROXY_SIGN_IN, timeout=PATIENCE)
    qtbot.waitUntil(lambda: len(company.proxy.asked) - before >= 2, timeout=PATIENCE)
    for _ in range(5):
        line.go_on()
        qtbot.waitUntil(lambda: not line._is_running, timeout=PATIENCE)
    assert len(company.proxy.asked) - before == 2, "line and ear showed it more than once"
    assert window.footer.state.words.startswith("The proxy wants a name and a password")
    window.show_sync_page()
    QTest.keyClick(window.page.proxy, Qt.Key.Key_Space)
    answer(asked(window, qtbot), NAME, PASSWORD)
    qtbot.waitUntil(lambda: line.status.state is SyncState.IN_STEP, timeout=PATIENCE)
    assert not window.page.proxy.isVisible()
    window.close()
    window.deleteLater()


def test_proxy_when_it_is_another_then_it_is_not_shown_the_password(
    company: Company, tmp_path: Path
) -> None:
    company.proxies.keep(ADDRESS, NAME, PASSWORD)
    other = Proxies(lambda _: "http://127.0.0.1:9", company.keychain)
    assert "@" in company.proxies.find(ADDRESS)
    assert other.find(ADDRESS) == "http://127.0.0.1:9"
    assert other.place(ADDRESS) == "127.0.0.1:9"


def test_proxy_when_the_keychain_is_out_of_reach_then_it_is_used_without_a_password() -> None:
    locked = Proxies(lambda _: "http://127.0.0.1:9", Box(failing={"read proxy"}))
    assert locked.find(ADDRESS) == "http://127.0.0.1:9"
