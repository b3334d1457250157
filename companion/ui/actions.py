"""What can be done in the window, each with its key, in the menus and on F1 alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from companion.ui.theme import Wish

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow


class Actions(QObject):
    """The actions, grouped as the menus are. The window connects them."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        add = self._add
        self.new_prospect = add(self.tr("&New prospect …"), "Ctrl+N")
        self.edit_prospect = add(self.tr("&Edit this prospect …"), "Ctrl+E")
        self.import_prospects = add(self.tr("Import &prospects …"), "Ctrl+I")
        self.import_campaigns = add(self.tr("Import &campaigns …"))
        self.undo_import = add(self.tr("&Undo the last import …"))
        self.join = add(self.tr("&Join a server …"))
        self.profiles = add(self.tr("P&rofiles …"))
        self.sign_out = add(self.tr("Sign &out …"))
        self.quit = add(self.tr("&Quit"), "Ctrl+Q")
        self.call = add(self.tr("&Call"), "F5")
        self.clock = add(self.tr("&Start the clock or hang up"), "F6")
        self.objection = add(self.tr("&Objection to the selected words"), "Ctrl+O")
        self.objection_up = add(self.tr("Move the objection &up"), "Alt+Up")
        self.objection_down = add(self.tr("Move the objection do&wn"), "Alt+Down")
        self.objection_removed = add(self.tr("&Remove the objection"), "Alt+Del")
        self.proposal = add(self.tr("Say the selected words &better"), "Ctrl+B")
        self.save = add(self.tr("Sa&ve"), "Ctrl+S")
        self.save_and_next = add(self.tr("Save and &next"), "Ctrl+Return")
        self.undo = add(self.tr("&Take the last save or removal back"), "Ctrl+Z")
        self.search = add(self.tr("&List and search"), "Ctrl+K")
        self.filter = add(self.tr("&Filters and saved searches"), "Ctrl+F")
        self.line = add(self.tr("Go to &Line"), "Ctrl+1")
        self.result = add(self.tr("Go to &Result"), "Ctrl+2")
        self.use = add(self.tr("Go to The pro&mise was"), "Ctrl+3")
        self.step = add(self.tr("Go to Ne&xt step"), "Ctrl+4")
        self.notes = add(self.tr("Go to N&otes"), "Ctrl+5")
        self.promise = add(self.tr("Go to the &promise"), "Ctrl+P")
        self.news = add(self.tr("What marketing &answered you"), "Ctrl+J")
        self.compare = add(self.tr("What the newer version says &differently"), "Ctrl+D")
        self.compact = add(self.tr("&Compact form, always on top"), "Ctrl+M")
        self.compact.setCheckable(True)
        self.wider = add(self.tr("&Wider form"), "Ctrl+Alt+Left")
        self.narrower = add(self.tr("Na&rrower form"), "Ctrl+Alt+Right")
        self.sync_page = add(self.tr("&What is not on the server yet"), "Ctrl+U")
        self.sync = add(self.tr("S&ync now"), "Ctrl+R")
        self.keys = add(self.tr("&Keys"), "F1")
        self.settings = add(self.tr("Se&ttings …"), "Ctrl+,")
        self.care = add(self.tr("How this laptop is &doing"), "Ctrl+H")
        self.updates = add(self.tr("&Look for an update"))
        self.about = add(self.tr("&About Companion"))
        self.themes = self._build_themes()

    def groups(self) -> dict[str, list[QAction]]:
        """Return the actions by menu."""
        return {
            self.tr("&File"): [
                self.new_prospect,
                self.edit_prospect,
                self.import_prospects,
                self.import_campaigns,
                self.undo_import,
                self.join,
                self.settings,
                self.profiles,
                self.sign_out,
                self.quit,
            ],
            self.tr("&Call"): [
                self.call,
                self.clock,
                self.objection,
                self.objection_up,
                self.objection_down,
                self.objection_removed,
                self.proposal,
                self.save,
                self.save_and_next,
                self.undo,
            ],
            self.tr("&Go"): [
                self.search,
                self.filter,
                self.promise,
                self.compare,
                self.line,
                self.result,
                self.use,
                self.step,
                self.notes,
                self.news,
            ],
            self.tr("&View"): [
                self.compact,
                self.wider,
                self.narrower,
                self.sync_page,
                self.sync,
                *self.themes.values(),
            ],
            self.tr("&Help"): [self.keys, self.care, self.updates, self.about],
        }

    def fill_menus(self) -> None:
        """Put every action into its menu."""
        bar = self._window.menuBar()
        for title, actions in self.groups().items():
            menu = bar.addMenu(title)
            for action in actions:
                if action is self.quit or action is self.themes[Wish.SYSTEM]:
                    menu.addSeparator()
                menu.addAction(action)

    def _add(self, text: str, keys: str = "") -> QAction:
        action = QAction(text, self._window)
        if keys:
            action.setShortcut(QKeySequence(keys))
        # Also the window's own, so that keys work while the menu bar is hidden.
        self._window.addAction(action)
        return action

    def _build_themes(self) -> dict[Wish, QAction]:
        words = {
            Wish.SYSTEM: self.tr("Colours as the &system has them"),
            Wish.LIGHT: self.tr("L&ight colours"),
            Wish.DARK: self.tr("&Dark colours"),
            Wish.STRONG: self.tr("High &contrast"),
        }
        group = QActionGroup(self)
        actions = {}
        for wish, text in words.items():
            action = self._add(text)
            action.setCheckable(True)
            action.setChecked(wish is Wish.SYSTEM)
            group.addAction(action)
            actions[wish] = action
        return actions
