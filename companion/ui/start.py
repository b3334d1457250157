"""The first start: sign in to a server, work on this laptop only, or look around."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QWidget

from companion.domain.policies import SignIn
from companion.resources import resource_path
from companion.ui.messages import Messages
from companion.ui.notice import Notice
from companion.ui.parts.columns import ScrollingColumn
from companion.ui.parts.sizes import take_size
from companion.ui.parts.words import Words
from companion.ui.proxy_login import ask_proxy_login, wants_login
from companion.ui.said import said
from companion.ui.sign_in.offer import Offer, SignInOffer
from companion.ui.sign_in.presenter import BrowserWay
from companion.ui.tokens import HEADLINE

if TYPE_CHECKING:
    from collections.abc import Callable

    from companion.domain.enrolment_links import EnrolmentLink
    from companion.domain.errors import CompanionError
    from companion.domain.policies import Policy
    from companion.services.profiles import OpenProfile, Profiles
    from companion.services.proxies import Proxies
    from companion.ui.tasks import Tasks

_WIDTH = 520


class StartWindow(QWidget):
    """``opened`` carries the open profile of the way that was chosen; ``keychain_missed`` says
    that this computer has no keychain to keep its key in.
    """

    opened = Signal(object)
    keychain_missed = Signal()

    def __init__(self, profiles: Profiles, desk: Tasks, proxies: Proxies | None = None) -> None:
        super().__init__()
        self.setObjectName("start")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Welcome – Companion"))
        self.setWindowIcon(QIcon(str(resource_path("icons", "companion.svg"))))
        self._profiles = profiles
        self._desk = desk
        self._proxies = proxies
        self._is_opened = False
        self.messages = Messages(self)
        self.browser = BrowserWay(profiles.browser(), desk, self)
        self.browser.brought.connect(self._on_brought)
        self.browser.failed.connect(lambda error: self._on_failed(self.sign_in, error))
        self.browser.given_up.connect(lambda: self.setEnabled(True))
        self._build_offers()
        self._lay_out()
        is_short = self.alone.isHidden() and self.demo.isHidden()
        take_size(self, _WIDTH + 80, 460 if is_short else 800)
        (self.sign_in.server if not self.policy.server else self.sign_in.button).setFocus()

    @property
    def policy(self) -> Policy:
        """What an administrator decided for this computer."""
        return self._profiles.policy

    @property
    def has_opened(self) -> bool:
        """Whether a profile was opened, so that closing this window is not the end."""
        return self._is_opened

    def say_refused(self, error: CompanionError) -> None:
        """Say why a link does nothing."""
        self.sign_in.show_problem(said(error.sentence))

    def ask_link(self, link: EnrolmentLink) -> None:
        """Ask whether to sign in as a link wants it; nothing happens before a yes."""
        if not self.isEnabled():
            return
        self.messages.ask(
            self.tr("Sign this laptop in at {server}?").format(server=link.server),
            self.tr(
                "A link asks for it. Go on only if it came from your company: what you enter in "
                "Companion is sent there."
            ),
            self.tr("Sign in"),
            lambda: self._on_agreed(link),
        )

    def _build_offers(self) -> None:
        self.sign_in = SignInOffer(
            self.tr("Sign in"),
            self.tr("Your company has a Companion server."),
            self.tr("Sign in"),
            self.policy,
        )
        self.alone = Offer(
            self.tr("This laptop only"),
            self.tr("Work without a server. You can join one later; everything comes along."),
            self.tr("Begin here"),
        )
        self.name = self.alone.add_field(self.tr("Your name"), self.tr("As colleagues know you"))
        region = QLocale.territoryToCode(QLocale.system().territory())
        self.region = self.alone.add_field(self.tr("Country"), self.tr("DE, PT, US …"), region)
        self.region.setMaxLength(2)
        self.demo = Offer(
            self.tr("Look around"),
            self.tr("An invented company with prospects, promises and calls. Nothing is sent."),
            self.tr("Look around"),
        )
        self.sign_in.chosen.connect(self._on_sign_in)
        self.alone.chosen.connect(self._on_alone)
        self.demo.chosen.connect(lambda: self._open(self.demo, self._profiles.look_around))

    def _lay_out(self) -> None:
        area = ScrollingColumn((24, 32, 24, 32), spacing=16)
        area.column.addWidget(Notice(said(self.policy.trouble)))
        area.column.addWidget(Words(self.tr("The promise beside the call"), HEADLINE))
        area.column.addWidget(Words(self.tr("How would you like to begin?"), ink="muted"))
        self._offers = (self.sign_in, self.alone, self.demo)
        for offer in self._offers:
            area.column.addWidget(offer)
        self.alone.setVisible(self.policy.allows(SignIn.ALONE))
        self.demo.setVisible(self.policy.allows(SignIn.DEMO))
        area.column.addStretch(1)
        area.setMaximumWidth(_WIDTH + 48)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(area, stretch=100)
        row.addStretch(1)

    def _on_sign_in(self) -> None:
        server, code, device = self.sign_in.given()
        if self.sign_in.way is not SignIn.BROWSER:
            self._sign_in(server, code, device, self.sign_in.way)
        elif self._begins():
            self.browser.begin(server, device)

    def _on_agreed(self, link: EnrolmentLink) -> None:
        self.sign_in.take_link(link)
        self._on_sign_in()

    def _on_brought(self, code: str) -> None:
        self.setEnabled(True)
        server, _, device = self.sign_in.given()
        self._sign_in(server, code, device, SignIn.BROWSER)

    def _sign_in(self, server: str, code: str, device: str, way: SignIn) -> None:
        region = self.region.text().strip().upper()
        self._open(self.sign_in, lambda: self._profiles.sign_in(server, code, device, region, way))

    def _on_alone(self) -> None:
        name, region = self.name.text(), self.region.text().strip().upper()
        self._open(self.alone, lambda: self._profiles.work_alone(name, region))

    def _open(self, offer: Offer, work: Callable[[], OpenProfile]) -> None:
        if self._begins():
            self._desk.run(self, work, self._on_opened, lambda error: self._on_failed(offer, error))

    def _begins(self) -> bool:
        """Tell whether something new may begin, and rest while it does."""
        if not self.isEnabled():
            return False
        for each in self._offers:
            each.show_problem("")
        self.setEnabled(False)
        return True

    def _on_opened(self, profile: OpenProfile) -> None:
        self._is_opened = True
        self.opened.emit(profile)
        self.close()

    def _on_failed(self, offer: Offer, error: CompanionError) -> None:
        self.setEnabled(True)
        offer.show_problem(said(error.sentence))
        if wants_login(error) and self._proxies is not None:
            server, again = self.sign_in.given()[0], self._on_sign_in
            ask_proxy_login(self._proxies, server, self._desk, self, again, error)
        if error.code == "keychain_absent":
            self.keychain_missed.emit()
