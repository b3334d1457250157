"""Signing in from an open window: joining a server, or anew after the laptop was signed out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from companion.domain.policies import SignIn
from companion.ui.proxy_login import ask_proxy_login, wants_login
from companion.ui.said import said
from companion.ui.sign_in.offer import SignInOffer
from companion.ui.sign_in.presenter import BrowserWay

if TYPE_CHECKING:
    from collections.abc import Callable

    from companion.domain.enrolment_links import EnrolmentLink
    from companion.domain.errors import CompanionError
    from companion.domain.policies import Policy
    from companion.services.browser_sign_in import BrowserSignIn
    from companion.services.profiles import OpenProfile
    from companion.services.proxies import Proxies
    from companion.ui.tasks import Tasks


class SignInDialog(QDialog):
    """Asks for what it takes to sign in at a server. ``signed_in`` carries the open profile.

    ``sign_in`` is given the server, a code, the laptop's name and how the code came. With
    ``proxies``, a proxy that wants a name and a password gets them.
    """

    signed_in = Signal(object)

    def __init__(
        self,
        offer: SignInOffer,
        sign_in: Callable[[str, str, str, SignIn], OpenProfile],
        browser: BrowserSignIn,
        desk: Tasks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.offer = offer
        self._sign_in, self._desk = sign_in, desk
        self.proxies: Proxies | None = None
        self.browser = BrowserWay(browser, desk, self)
        self.browser.brought.connect(self._on_brought)
        self.browser.failed.connect(self._on_failed)
        self.browser.given_up.connect(lambda: self.setEnabled(True))
        self.offer.chosen.connect(self._on_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addWidget(self.offer)
        self.setMinimumWidth(480)
        self.offer.button.setFocus()

    def take_link(self, link: EnrolmentLink) -> None:
        """Fill in what a link says; the person still decides."""
        self.offer.take_link(link)

    def _on_chosen(self) -> None:
        server, code, device = self.offer.given()
        self.offer.show_problem("")
        if self.offer.way is SignIn.BROWSER:
            self.setEnabled(False)
            self.browser.begin(server, device)
        else:
            self._go_on(server, code, device, self.offer.way)

    def _on_brought(self, code: str) -> None:
        server, _, device = self.offer.given()
        self._go_on(server, code, device, SignIn.BROWSER)

    def _go_on(self, server: str, code: str, device: str, way: SignIn) -> None:
        self.setEnabled(False)
        self._desk.run(
            self,
            lambda: self._sign_in(server, code, device, way),
            self._on_signed_in,
            self._on_failed,
        )

    def _on_signed_in(self, profile: OpenProfile) -> None:
        self.accept()
        self.signed_in.emit(profile)

    def _on_failed(self, error: CompanionError) -> None:
        self.setEnabled(True)
        self.offer.show_problem(said(error.sentence))
        if wants_login(error) and self.proxies is not None:
            server, again = self.offer.given()[0], self._on_chosen
            ask_proxy_login(self.proxies, server, self._desk, self, again, error)


class JoinDialog(SignInDialog):
    """Lets a laptop that worked on its own join a server."""

    def __init__(
        self,
        join: Callable[[str, str, str, SignIn], OpenProfile],
        browser: BrowserSignIn,
        policy: Policy,
        desk: Tasks,
        parent: QWidget | None = None,
    ) -> None:
        offer = SignInOffer(
            self.tr("Join a server"),
            self.tr("Everything on this laptop is sent there and stays here too."),
            self.tr("Join"),
            policy,
        )
        super().__init__(offer, join, browser, desk, parent)
        self.setWindowTitle(self.tr("Join a server"))


class AgainDialog(SignInDialog):
    """Lets a laptop that is signed out sign in again: nothing is lost, and all unsent goes up."""

    def __init__(
        self,
        sign_in: Callable[[str, str, SignIn], OpenProfile],
        browser: BrowserSignIn,
        policy: Policy,
        server: str,
        desk: Tasks,
        parent: QWidget | None = None,
    ) -> None:
        offer = SignInOffer(
            self.tr("Sign in again"),
            self.tr("Everything on this laptop stays, and what is not sent goes up afterwards."),
            self.tr("Sign in"),
            policy,
            server,
        )
        super().__init__(
            offer,
            lambda _, code, device, way: sign_in(code, device, way),
            browser,
            desk,
            parent,
        )
        self.setWindowTitle(self.tr("Sign in again"))
