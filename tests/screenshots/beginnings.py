"""The pictures of beginning and ending: signing in, policies, profiles, keychains, signing out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.domain.policies import CLOSED, Policy, SignIn
from companion.domain.preferences import Preferences
from companion.services.about import ProfileFacts
from companion.services.profiles import Profiles
from companion.services.rosters import Roster
from companion.services.views import SyncState, SyncStatus
from companion.system.keychain import FolderKeychain
from companion.ui.profiles.chooser import Chooser
from companion.ui.proxy_login import ProxyDialog
from companion.ui.settings.view import SettingsDialog
from companion.ui.sign_in.waiting import WaitingDialog
from companion.ui.sign_out import SignOutDialog
from companion.ui.start import StartWindow
from companion.ui.trouble import TroubleWindow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from companion.domain.clock import Clock
    from companion.ui.tasks import Tasks

SERVER = "https://companion.fjordline.example"
PRESET = Policy(
    server=SERVER,
    sign_in=frozenset({SignIn.BROWSER, SignIn.CODE}),
    updates=False,
    lock_after_days=7,
)
_BROKEN = (
    "The policy file /etc/companion/policy.toml cannot be followed: “sever” is not known. Until it "
    "is mended, signing in anew and updates stay off. Please tell your administrator."
)
_LOCKED = "Your keychain is locked. Please unlock it, then try again; nothing is lost."
_WRONG = (
    "The keychain holds another key than the one that /home/rita/companion.db was locked with; "
    "most likely an older copy of the keychain was put back. Please bring the newer one back. The "
    "file is kept as it is."
)


def beginnings(
    folder: Path, clock: Clock, desk: Tasks, settle: Callable[[], None]
) -> Iterator[tuple[str, QWidget]]:
    """Yield each screen by name."""
    for name, screen in _screens(folder, clock, desk):
        screen.show()
        settle()
        yield name, screen
        screen.close()
        screen.deleteLater()


def _screens(folder: Path, clock: Clock, desk: Tasks) -> Iterator[tuple[str, QWidget]]:
    def start_with(policy: Policy) -> StartWindow:
        keychain = FolderKeychain(folder)
        return StartWindow(Profiles(folder, keychain, clock, policy=policy), desk)

    with_code = start_with(Policy())
    with_code.sign_in.take_way(SignIn.CODE)
    yield "first-start-code", with_code
    yield "first-start-preset", start_with(PRESET)
    closed = Policy(sign_in=CLOSED.sign_in, updates=False, trouble=_BROKEN)
    yield "first-start-policy-broken", start_with(closed)
    yield "sign-in-waiting", WaitingDialog(SERVER.removeprefix("https://"), SERVER)
    over = WaitingDialog(SERVER.removeprefix("https://"), SERVER)
    over.show_over("You said no in the browser, so nobody was signed in.")
    yield "sign-in-refused", over
    yield "proxy-password", ProxyDialog("proxy.fjordline.example:3128")
    yield "keychain-locked", TroubleWindow(_LOCKED, "keychain_locked")
    yield "keychain-wrong", TroubleWindow(_WRONG, "key_wrong")
    leaving = SignOutDialog(SERVER)
    leaving.show_status(SyncStatus(SyncState.OFFLINE, unsent=3))
    yield "sign-out-unsent", leaving
    yield "profiles", _several(folder)
    yield "settings-preset", _settings(clock)


def _several(folder: Path) -> Chooser:
    roster = Roster(folder / "several")
    roster.first.mkdir()
    roster.rename(roster.first, "Fjordline Logistics")
    (roster.first / "data").mkdir()
    second = roster.add("Norddeutsche Gesellschaft für Kühllogistik und Transport mbH")
    (second / "data").mkdir()
    roster.add("Trade fair")
    return Chooser(roster, roster.first)


def _settings(clock: Clock) -> SettingsDialog:
    dialog = SettingsDialog(Preferences(), ["en", "de"])
    facts = ProfileFacts("Rita Berg", "Fjordline Logistics", SERVER, "", 7, clock.now(), PRESET)
    dialog.show_facts(facts, clock.now())
    dialog.resize(560, 900)
    return dialog
