"""Puts the panels into a window's frame, one after the other, so that it answers in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from companion.ui.menus import Menus
from companion.ui.notice import Notice
from companion.ui.promise.presenter import SheetPresenter
from companion.ui.promise.view import PromiseView
from companion.ui.said import said
from companion.ui.today.presenter import TodayPresenter
from companion.ui.updates.strip import UpdateStrip
from companion.ui.window import Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from companion.services.suite import Suite
    from companion.ui.habits import Habits
    from companion.ui.tasks import Tasks
    from companion.ui.theme import Theme


def furnished_window(
    suite: Suite,
    desk: Tasks,
    line: Tasks,
    ear: Tasks,
    theme: Theme | None = None,
    habits: Habits | None = None,
) -> Window:
    """Make a window with everything in it at once, where nobody looks at it yet."""
    window = Window(suite.clock, theme, habits)
    for _ in furnish(window, suite, desk, line, ear):
        pass
    return window


def furnish(window: Window, suite: Suite, desk: Tasks, line: Tasks, ear: Tasks) -> Iterator[None]:
    """Put everything into a frame; each step is short enough not to be felt by who types.

    When it is over, ``window.start()`` fills it.
    """
    window.belong_to(suite, (desk, line, ear))
    window.habits.use_lane(desk)
    window.promise = PromiseView()
    yield
    window.form = FormView(suite.clock.now)
    yield
    window.page = LinePage()
    window.pages.addWidget(window.page)
    yield
    _build_presenters(window, suite, desk)
    window.line_presenter = LinePresenter(suite.line, desk, line, ear, window)
    yield
    window.guard = Guard(window, window.covers, suite.server_url, suite.clock)
    window.footer, window.strip = Footer(), UpdateStrip()
    window.connect_panels()
    yield
    Menus(window, suite, window.theme)
    window.conversation = Conversation(window, suite, desk)
    window.annexes = Annexes(window, suite, desk)
    yield
    window.workplace.take_in(window.promise, window.form)
    window.column.insertWidget(0, Notice(said(suite.notice), window.covers))
    window.column.insertWidget(1, window.strip)
    window.column.addWidget(window.footer)
    window.settle()


def _build_presenters(window: Window, suite: Suite, desk: Tasks) -> None:
    clock = suite.clock
    window.today_presenter = TodayPresenter(
        window.today, suite.prospects, suite.searches, desk, clock
    )
    window.sheet_presenter = SheetPresenter(window.promise, suite.prospects, desk, clock)
    window.form_presenter = FormPresenter(window.form, suite.calls, suite.answers, desk, clock)
    window.page_presenter = PagePresenter(window.page, suite.outbox, desk, window.messages)
    window.import_presenter = ImportPresenter(window, suite.imports, desk)
