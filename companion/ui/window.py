"""The window: its frame with the day's list, and what passes between the panels put into it.

The frame is the first picture of a start, and all that is loaded for it; ``furniture`` puts the
panels in afterwards (docs/decisions/041-the-first-picture.md).
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from companion.domain.errors import RejectedError
from companion.resources import resource_path
from companion.ui.actions import Actions
from companion.ui.early import EarlyWishes
from companion.ui.habits import Habits
from companion.ui.messages import Messages
from companion.ui.placement import Placement
from companion.ui.today.model import today_entries
from companion.ui.today.view import TodayView
from companion.ui.watch import Watch
from companion.ui.workplace import WIDE, Workplace

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QKeyEvent

    from companion.domain.changes import Changes
    from companion.domain.clock import Clock
    from companion.domain.enrolment_links import EnrolmentLink
    from companion.domain.errors import CompanionError
    from companion.services.rows import TodayList
    from companion.services.suite import Suite
    from companion.services.views import ProspectSheet, SyncStatus
    from companion.ui.annexes import Annexes
    from companion.ui.call_form.presenter import FormPresenter
    from companion.ui.call_form.view import FormView
    from companion.ui.conversation import Conversation
    from companion.ui.imports.presenter import ImportPresenter
    from companion.ui.line.footer import Footer
    from companion.ui.line.guard import Guard
    from companion.ui.line.page import LinePage
    from companion.ui.line.page_presenter import PagePresenter
    from companion.ui.line.presenter import LinePresenter
    from companion.ui.promise.presenter import SheetPresenter
    from companion.ui.promise.view import PromiseView
    from companion.ui.tasks import Tasks
    from companion.ui.theme import Theme
    from companion.ui.today.presenter import TodayPresenter
    from companion.ui.updates.strip import UpdateStrip

_STANDS = 10_000
"""Milliseconds after which a window stands: its first round is over, or everything it takes for
one is loaded."""

_LEAST_WIDTH, _LEAST_HEIGHT = 340, 320


class Window(QMainWindow):
    """The rep's window over one profile: a frame with the list, then with everything else.

    ``closed`` comes when the drafts are kept and the lanes have ended, so that the database can
    be closed. ``join_asked`` asks the program to let this laptop join a server,
    ``sign_in_asked`` to sign in anew, ``invited`` to join as a link says,
    ``key_change_asked`` to encrypt everything anew, ``restore_asked`` to put a backup back,
    ``sign_out_asked`` to sign out and whether the files stay, ``profiles_asked`` to choose another
    profile; ``wiped`` says that nothing is left to show.
    """

    closed = Signal()
    join_asked = Signal()
    sign_in_asked = Signal()
    invited = Signal(object)
    key_change_asked = Signal()
    sign_out_asked = Signal(bool)
    restore_asked = Signal(object)
    profiles_asked = Signal()
    wiped = Signal()

    # What ``furniture`` puts in; nothing of it is there in the first picture.
    suite: Suite
    promise: PromiseView
    form: FormView
    page: LinePage
    footer: Footer
    strip: UpdateStrip
    today_presenter: TodayPresenter
    sheet_presenter: SheetPresenter
    form_presenter: FormPresenter
    line_presenter: LinePresenter
    page_presenter: PagePresenter
    import_presenter: ImportPresenter
    guard: Guard
    conversation: Conversation
    annexes: Annexes

    def __init__(
        self, clock: Clock, theme: Theme | None = None, habits: Habits | None = None
    ) -> None:
        super().__init__()
        self.clock = clock
        self.theme = theme
        self.habits = habits or Habits(parent=self)
        self.placement = Placement(self, self.habits)
        self.actions_ = Actions(self)
        self.messages = Messages(self)
        self.today = TodayView()
        self.workplace = Workplace(self.today)
        self.actions_.quit.triggered.connect(self.close)
        self.early = EarlyWishes(self)
        self.is_furnished = False
        self._lanes: tuple[Tasks, ...] = ()
        self._is_closed = False
        self._is_first_sync = False
        self.watch = Watch(clock.now, self)
        self._name = ""
        self._lay_out()
        self.show_title()
        self.placement.restore()

    @property
    def is_closed(self) -> bool:
        """Whether the person closed it."""
        return self._is_closed

    @property
    def has_room_for_list(self) -> bool:
        """Whether the list stands beside the call, and not behind a key."""
        return not self.habits.now.is_compact and self.width() >= WIDE

    def show_day(self, today: TodayList) -> None:
        """Show the day's list before anything else is there."""
        self.today.show_entries(today_entries(today, self.clock.now()), "")
        self.today.list.setFocus()

    def belong_to(self, suite: Suite, lanes: tuple[Tasks, ...]) -> None:
        """Work for a profile that is open now."""
        self.suite = suite
        self._lanes = lanes
        for lane in lanes:
            lane.left_over.connect(self.messages.say_error)

    def connect_panels(self) -> None:
        """Listen to the panels, before anybody else does who builds upon what the window does."""
        self.promise.show_nobody(self.tr("Choose somebody from the list, or search with Ctrl+K."))
        self.today_presenter.opened.connect(self.open_prospect)
        self.today_presenter.filled.connect(self._on_list_filled)
        self.sheet_presenter.opened.connect(self._on_sheet_opened)
        self.form_presenter.kept.connect(self.footer.show_kept)
        self.line_presenter.told.connect(self._on_told)
        self.line_presenter.changed.connect(self.refresh_after)
        self.page_presenter.changed.connect(self.refresh_after)
        self.import_presenter.changed.connect(self.refresh_after)
        self.page.left.connect(self.show_workplace)
        self.page.asked_sync.connect(self.line_presenter.go_on)
        self.page.asked_pause.connect(self.line_presenter.pause)
        self.page.asked_sign_in.connect(self.sign_in_asked)
        self.page.asked_proxy.connect(self._on_asked_proxy)
        self.guard.wiped.connect(self.wiped)
        self.footer.pressed.connect(self.show_sync_page)
        self.messages.changed.connect(self.footer.show_message)
        self.watch.passed.connect(self._on_passed)
        self.watch.woke.connect(self.line_presenter.wake_up)
        self.watch.turned.connect(self._on_turned)

    def settle(self) -> None:
        """Be whole: everything is put in and connected."""
        self.is_furnished = True
        self.show_title()
        self._show_compact(is_compact=self.habits.now.is_compact)

    def start(self) -> None:
        """Fill the window and begin to sync."""
        if not self.today.search.hasFocus():  # somebody began to type before all was there
            self.today.list.setFocus()  # else Qt gives the keyboard to whatever it finds first
        self.today_presenter.refresh()
        self.line_presenter.start()
        self.watch.start()
        self.annexes.start()
        self.early.fulfil()
        # A full collection walks every object there is, and typing stands still meanwhile: 130 ms
        # for modules and widgets, which stay to the end anyway (decisions/026-the-collector.md).
        gc.freeze()
        QTimer.singleShot(_STANDS, self, gc.freeze)

    def open_prospect(self, prospect_id: str) -> None:
        """Open somebody; what was being written for the one before is kept."""
        self.form_presenter.flush()
        self.messages.changed.emit("")
        self.pages.setCurrentWidget(self.workplace)
        self.sheet_presenter.open(prospect_id)
        self.today_presenter.mark_open(prospect_id)

    def come_forward(self) -> None:
        """Stand before the other windows, wherever this one was, with the keyboard in it."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def take_invitation(self, link: EnrolmentLink) -> None:
        """Ask about a link to sign in; a laptop that has its server keeps it.

        Raises:
            RejectedError: ``already_joined``.
        """
        if self.guard.is_locked:
            return
        self.come_forward()
        if self.suite.server_url:
            sentence = self.tr(
                "This laptop is signed in at {server} already, so the link to {other} does nothing."
            )
            named = sentence.format(server=self.suite.server_url, other=link.server)
            raise RejectedError(named, "already_joined")
        if self.suite.is_demo:
            raise RejectedError(self.tr("The demo cannot sign in anywhere."), "already_joined")
        self.invited.emit(link)

    def say_refused(self, error: CompanionError) -> None:
        """Say why a link does nothing."""
        self.messages.say_error(error)

    def show_sync_page(self) -> None:
        """Show what is not on the server yet."""
        self.page_presenter.refresh()
        self.show_page(self.page, self.page.back)

    def show_page(self, page: QWidget, first: QWidget) -> None:
        """Show a page in place of the call, with the keyboard on its ``first`` control."""
        self.pages.setCurrentWidget(page)
        first.setFocus()

    def show_workplace(self) -> None:
        """Go back to the call."""
        self.pages.setCurrentWidget(self.workplace)

    def show_title(self) -> None:
        """Write the name of whoever is open into the title, or nobody's while it is locked."""
        is_told = self.is_furnished and not self.guard.is_locked
        name = self._name if is_told else ""
        parts = (" ".join(name.split()), "Companion")
        self.setWindowTitle(" – ".join(part for part in parts if part))

    def refresh_after(self, changes: Changes, *, is_sheet_left: bool = False) -> None:
        """Show what changed wherever it is shown; the sheet too, unless it is being left."""
        self.today_presenter.refresh_after(changes)
        if not is_sheet_left:
            self.sheet_presenter.refresh_after(changes)
        self.line_presenter.look()

    def set_compact(self, is_compact: bool) -> None:
        """Become the narrow form that stays on top, or the whole window again."""
        self.placement.set_compact(is_compact=is_compact)
        self._show_compact(is_compact=is_compact)
        at = self.focusWidget()
        if at is None or not at.isVisibleTo(self):  # the list or the promise had the keyboard
            self.form.clock.button.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the draft, end the timers and the lanes, in this order."""
        if not self._is_closed:
            self._is_closed = True
            self._close_down()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves a page and puts the list's drawer away."""
        if event.key() == Qt.Key.Key_Escape:
            self.show_workplace()
            self.workplace.close_drawer()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self.setWindowIcon(QIcon(str(resource_path("icons", "companion.svg"))))
        self.setMinimumSize(_LEAST_WIDTH, _LEAST_HEIGHT)
        self.actions_.fill_menus()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.workplace)
        self.covers = QStackedWidget()
        self.covers.addWidget(self.pages)
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self.covers, stretch=1)
        self.setCentralWidget(inside)
        widths = self.habits.now
        self.workplace.set_widths(widths.list_width, widths.form_width)
        self.workplace.sized.connect(self._on_sized)

    def _on_list_filled(self) -> None:
        # While all is fetched for the first time, who comes first is not who is due first.
        if self.sheet_presenter.prospect_id is None and not self._is_first_sync:
            first = self.today_presenter.first()
            if first is not None:
                self.open_prospect(first)

    def _on_sheet_opened(self, sheet: ProspectSheet) -> None:
        self.form_presenter.show_sheet(sheet)
        self._name = sheet.prospect.name or sheet.prospect.company
        self.show_title()

    def _on_told(self, status: SyncStatus) -> None:
        now = self.clock.now()
        self.footer.show_status(status, now)
        self.page.show_status(status, now)
        self.guard.take_in(status)
        was_first, self._is_first_sync = self._is_first_sync, status.is_first
        if was_first and not status.is_first:
            self.today_presenter.refresh()
        self.actions_.sync.setEnabled(not status.is_alone)
        if self.pages.currentWidget() is self.page:
            self.page_presenter.refresh()

    def _on_asked_proxy(self) -> None:
        self.annexes.ask_proxy_login()

    def _on_sized(self, list_width: int, form_width: int) -> None:
        self.habits.change(list_width=list_width, form_width=form_width)

    def _on_passed(self) -> None:
        self.footer.show_time(self.clock.now())
        self.today_presenter.show_time()
        self.sheet_presenter.show_time()
        self.guard.look()

    def _on_turned(self) -> None:
        """It is another day, or the same one elsewhere: everything with a date says so."""
        self.today_presenter.refresh()
        self.sheet_presenter.refresh()
        self.form.next_step.show_day()
        self._on_told(self.line_presenter.status)

    def _show_compact(self, *, is_compact: bool) -> None:
        self.menuBar().setHidden(is_compact)
        self.actions_.compact.setChecked(is_compact)
        self.footer.show_compact(is_compact=is_compact)

    def _close_down(self) -> None:
        self.watch.stop()
        self.placement.note()
        self.habits.flush()
        self.messages.stop_timer()
        if self.is_furnished:
            self._end_panels()
        self.closed.emit()

    def _end_panels(self) -> None:
        self.today_presenter.stop_timer()
        self.form_presenter.stop_timers()
        self.line_presenter.stop()
        desk, line, ear = self._lanes
        ear.give_up()
        line.give_up()
        desk.shut_down()
