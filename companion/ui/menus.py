"""Connects the actions of the menus and keys that concern the whole window to those who do them.

What concerns one call is connected by ``conversation``, what opens a window of its own by
``annexes``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.domain.import_reports import ImportKind
from companion.ui.keys.view import KeysDialog

if TYPE_CHECKING:
    from companion.services.suite import Suite
    from companion.ui.theme import Theme, Wish
    from companion.ui.window import Window

_STEP = 32


class Menus:
    """The actions of one window; those that cannot be done with its profile are hidden."""

    def __init__(self, window: Window, suite: Suite, theme: Theme | None) -> None:
        self._window = window
        self._theme = theme
        self._connect()
        self._hide(suite)
        self._connect_themes()

    def _connect(self) -> None:
        window, actions = self._window, self._window.actions_
        slots = {
            actions.import_prospects: lambda: self._on_import(ImportKind.PROSPECTS),
            actions.import_campaigns: lambda: self._on_import(ImportKind.CAMPAIGNS),
            actions.undo_import: lambda: window.import_presenter.ask_undo(window.messages),
            actions.join: window.join_asked.emit,
            actions.profiles: window.profiles_asked.emit,
            actions.sign_out: self._on_asked_sign_out,
            actions.search: window.workplace.open_list,
            actions.filter: self._on_asked_filter,
            actions.sync_page: window.show_sync_page,
            actions.sync: window.line_presenter.go_on,
            actions.wider: lambda: window.workplace.widen_form(_STEP),
            actions.narrower: lambda: window.workplace.widen_form(-_STEP),
            actions.keys: self._on_asked_keys,
        }
        for action, slot in slots.items():
            action.triggered.connect(lambda _=False, slot=slot: slot())
        actions.compact.triggered.connect(window.set_compact)
        window.footer.asked_keys.connect(self._on_asked_keys)
        window.footer.asked_compact.connect(actions.compact.trigger)

    def _hide(self, suite: Suite) -> None:
        actions = self._window.actions_
        actions.import_campaigns.setVisible(not suite.server_url)
        actions.sign_out.setVisible(bool(suite.server_url))
        actions.join.setVisible(not suite.server_url and not suite.is_demo)

    def _connect_themes(self) -> None:
        for wish, action in self._window.actions_.themes.items():
            action.setVisible(self._theme is not None)
            action.setChecked(self._theme is not None and self._theme.wish is wish)
            action.triggered.connect(lambda _=False, wish=wish: self._on_wished(wish))

    def _on_import(self, kind: ImportKind) -> None:
        self._window.import_presenter.choose_file(kind)

    def _on_asked_filter(self) -> None:
        self._window.show_workplace()
        self._window.workplace.open_list()
        self._window.today_presenter.open_filters()

    def _on_asked_sign_out(self) -> None:
        self._window.annexes.sign_out()

    def _on_asked_keys(self) -> None:
        KeysDialog(self._window.actions_.groups(), self._window).open()

    def _on_wished(self, wish: Wish) -> None:
        if self._theme is not None:
            self._theme.choose(wish)
            self._window.habits.change(theme=wish.value)
