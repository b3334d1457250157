"""What stands around the call: opened when it is first asked for, so that the start is quick."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from companion.resources import resource_path
from companion.ui.files import write_file
from companion.ui.said import said
from companion.ui.theme import wish_of

if TYPE_CHECKING:
    from pathlib import Path

    from companion.services.about import ProfileFacts
    from companion.services.suite import Suite
    from companion.ui.care.page import CarePage
    from companion.ui.care.presenter import CarePresenter
    from companion.ui.news.presenter import NewsPresenter
    from companion.ui.prospects.presenter import ProspectsPresenter
    from companion.ui.settings.view import SettingsDialog
    from companion.ui.sign_out import SignOutDialog
    from companion.ui.tasks import Tasks
    from companion.ui.tray.beside import BesideTheClock
    from companion.ui.updates.beside import UpdateSide
    from companion.ui.visits.presenter import VisitPresenter
    from companion.ui.window import Window

_FIRST_PICTURE = 400
"""Milliseconds after the start in which nothing is built that is not seen."""


class Annexes(QObject):
    """The pages and dialogs beside the workplace, each built at its first use."""

    def __init__(self, window: Window, suite: Suite, desk: Tasks) -> None:
        super().__init__(window)
        self._window = window
        self._suite = suite
        self._desk = desk
        actions = window.actions_
        window.today.asked_news.connect(self._on_asked_news)
        actions.news.triggered.connect(self._on_asked_latest)
        actions.new_prospect.triggered.connect(lambda: self._on_wanted(""))
        actions.edit_prospect.triggered.connect(self._on_asked_edit)
        actions.settings.triggered.connect(self._on_asked_settings)
        actions.about.triggered.connect(self._on_asked_about)
        actions.care.triggered.connect(self._on_asked_care)
        actions.updates.triggered.connect(self._on_asked_updates)
        self._after_first_picture = QTimer(self)
        self._after_first_picture.setSingleShot(True)
        self._after_first_picture.setInterval(_FIRST_PICTURE)
        self._after_first_picture.timeout.connect(self._on_first_picture)
        window.closed.connect(self._after_first_picture.stop)

    def start(self) -> None:
        """Build what is not asked for, such as the icon, when the first picture is there."""
        self._after_first_picture.start()

    def visit(self, link: str) -> bool:
        """Open whom a link names; tell whether the window is to come forward for it.

        A locked window shows nobody: it comes forward as it is.
        """
        return self._window.guard.is_locked or self.visits.open(link)

    @cached_property
    def visits(self) -> VisitPresenter:
        """Whom other programs ask to open."""
        from companion.ui.visits.presenter import VisitPresenter  # noqa: PLC0415 - at first use

        window = self._window
        presenter = VisitPresenter(
            window,
            self._suite.prospects,
            self._desk,
            window.messages,
            window.conversation.dialling.has_come_back,
        )
        presenter.found.connect(window.open_prospect)
        presenter.wanted.connect(self._on_wanted)
        return presenter

    @cached_property
    def prospects(self) -> ProspectsPresenter:
        """The form of a prospect, to create or to mend one."""
        from companion.ui.prospects.presenter import ProspectsPresenter  # noqa: PLC0415 - at first use

        window = self._window
        presenter = ProspectsPresenter(window, self._suite.entries, self._desk)
        presenter.changed.connect(window.refresh_after)
        presenter.changed.connect(lambda _: window.messages.say(self.tr("Saved on this laptop.")))
        presenter.changed.connect(lambda _: window.line_presenter.sync())
        presenter.created.connect(window.open_prospect)
        presenter.failed.connect(window.messages.say_error)
        return presenter

    @cached_property
    def news(self) -> NewsPresenter:
        """What marketing answered, on a page of its own."""
        from companion.ui.news.presenter import NewsPresenter  # noqa: PLC0415 - at first use
        from companion.ui.news.view import NewsPage  # noqa: PLC0415 - at first use

        window, page = self._window, NewsPage()
        presenter = NewsPresenter(page, self._suite.news, self._desk, self._suite.clock)
        window.pages.addWidget(page)
        presenter.shown.connect(lambda: window.show_page(page, page.back))
        presenter.changed.connect(window.refresh_after)
        presenter.failed.connect(window.messages.say_error)
        page.left.connect(window.show_workplace)
        page.opened.connect(window.open_prospect)
        return presenter

    @cached_property
    def updates(self) -> UpdateSide:
        """Companion's own updates."""
        from companion.ui.updates.beside import UpdateSide  # noqa: PLC0415 - at first use

        return UpdateSide(self._window, self._suite)

    @cached_property
    def care(self) -> CarePresenter:
        """How this laptop is doing, on a page of its own."""
        from companion.ui.care.page import CarePage  # noqa: PLC0415 - at first use
        from companion.ui.care.presenter import CarePresenter  # noqa: PLC0415 - at first use

        window, page = self._window, CarePage()
        presenter = CarePresenter(page, self._suite.care, self._desk, window.messages)
        window.pages.addWidget(page)
        presenter.shown.connect(lambda: self._on_care_shown(page))
        presenter.restored.connect(window.restore_asked)
        window.closed.connect(presenter.stop)
        page.left.connect(window.show_workplace)
        self.updates.show_on(page)
        return presenter

    @cached_property
    def tray(self) -> BesideTheClock:
        """The icon beside the system's clock, and the notices."""
        from companion.ui.tray.beside import BesideTheClock  # noqa: PLC0415 - at first use

        return BesideTheClock(self._window, self._suite, self._desk)

    def _on_first_picture(self) -> None:
        self.tray.setObjectName("tray")
        self.updates.start()

    def _on_asked_care(self) -> None:
        self.care.open()

    def _on_asked_updates(self) -> None:
        self.care.open()
        self.updates.ask()

    def _on_care_shown(self, page: CarePage) -> None:
        self._window.show_page(page, page.back)

    def _on_asked_news(self, decision_id: str) -> None:
        self.news.open(decision_id)

    def _on_asked_latest(self) -> None:
        self.news.open_latest()

    def _on_wanted(self, phone: str) -> None:
        self.prospects.create(phone)

    def _on_asked_edit(self) -> None:
        prospect_id = self._window.sheet_presenter.prospect_id
        if prospect_id is not None:
            self.prospects.mend(prospect_id)

    def _on_asked_settings(self) -> None:
        from companion.ui.settings.view import SettingsDialog  # noqa: PLC0415 - at first use

        window, clock = self._window, self._suite.clock
        dialog = SettingsDialog(window.habits.now, known_languages(), window)
        dialog.chosen.connect(self._on_chosen)
        dialog.asked_sync.connect(window.line_presenter.sync)
        dialog.key.setVisible(not self._suite.is_demo)
        dialog.asked_key.connect(lambda: self._on_asked_key(dialog))
        self._offer_starting(dialog)
        at = window.line_presenter.status.last_sync_at  # an idle line notes it once an hour
        self._desk.run(
            dialog,
            self._suite.about.profile,
            lambda facts: dialog.show_facts(
                replace(facts, last_sync_at=at or facts.last_sync_at), clock.now()
            ),
        )
        dialog.open()

    def sign_out(self) -> None:
        """Ask whether to sign out, with what is not sent in plain sight."""
        from companion.ui.sign_out import SignOutDialog  # noqa: PLC0415 - at first use

        window = self._window
        window.form_presenter.flush()
        dialog = SignOutDialog(self._suite.server_url, window)
        line = window.line_presenter
        line.told.connect(dialog.show_status)
        dialog.finished.connect(lambda _: line.told.disconnect(dialog.show_status))
        dialog.show_status(line.status)
        dialog.asked_send.connect(line.go_on)
        dialog.asked_export.connect(lambda path: self._export(dialog, path))
        dialog.agreed.connect(window.sign_out_asked)
        dialog.open()
        line.look()

    def ask_proxy_login(self) -> None:
        """Ask what opens the company's proxy, and try again with it."""
        from companion.ui.proxy_login import ask_proxy_login  # noqa: PLC0415 - at first use

        window, suite = self._window, self._suite
        go_on = window.line_presenter.go_on
        ask_proxy_login(suite.proxies, suite.server_url, self._desk, window, go_on)

    def _export(self, dialog: SignOutDialog, path: Path) -> None:
        outbox = self._suite.outbox
        self._desk.run(
            dialog,
            lambda: write_file(path, outbox.export_all()),
            dialog.show_exported,
            lambda error: dialog.show_problem(said(error.sentence)),
        )

    def _on_asked_key(self, dialog: SettingsDialog) -> None:
        dialog.accept()
        self._window.messages.ask(
            self.tr("Make a new key?"),
            self.tr(
                "Everything on this laptop is encrypted anew, its backups too. Nothing is lost; "
                "what you are writing is kept."
            ),
            self.tr("New key"),
            self._window.key_change_asked.emit,
        )

    def _offer_starting(self, dialog: SettingsDialog) -> None:
        startup, desk = self._suite.startup, self._desk
        if not startup.is_offered:
            return
        desk.run(dialog, startup.is_on, lambda is_on: dialog.show_starting(is_on=is_on))
        dialog.asked_start.connect(
            lambda is_wanted: desk.run(dialog, lambda: startup.choose(is_wanted=is_wanted))
        )

    def _on_chosen(self, name: str, value: object) -> None:
        window = self._window
        window.habits.change(**{name: value})
        if name == "theme":
            window.actions_.themes[wish_of(str(value))].trigger()

    def _on_asked_about(self) -> None:
        self._desk.run(self, self._suite.about.profile, self._show_about)

    def _show_about(self, facts: ProfileFacts) -> None:
        from companion.ui.about.view import AboutDialog  # noqa: PLC0415 - at first use

        dialog = AboutDialog(facts, self._window)
        self._desk.run(dialog, self._suite.about.foundations, dialog.show_foundations)
        dialog.open()


def known_languages() -> list[str]:
    """Return the languages there are texts in: the one they are written in, and translations."""
    names = resource_path("translations").glob("companion_*.qm")
    return ["en", *sorted(each.stem.partition("_")[2] for each in names)]
