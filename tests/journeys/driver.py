"""A real window in a process of its own, driven by lines on standard input.

Started by ``windows.py``. Each line is a JSON list, a verb and its arguments; each answer is one
JSON line. Keys go to the widget that has the focus, as a person's would.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSocketNotifier, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from companion.app.running import hearing_the_door, usual_keychain
from companion.app.session import Session
from companion.system.folders import NAME, profile_folder
from companion.system.instances import only_instance
from companion.ui.application import make_application
from companion.ui.history.view import HistoryView
from companion.ui.pictures import grab
from companion.ui.today.model import Line

if TYPE_CHECKING:
    from collections.abc import Callable

    from companion.ui.window import Window


class Driver(QObject):
    """Does what the lines say, one after another, on the window's own thread."""

    def __init__(self, application: QApplication, session: Session) -> None:
        super().__init__(application)
        self._window: Window | None = None
        session.opened.connect(self._on_opened)
        self._verbs: dict[str, Callable[..., Any]] = {
            "type": self._type,
            "press": self._press,
            "focus": self._focus,
            "words": self._words,
            "history": self._history,
            "listed": self._listed,
            "is_kept": self._is_kept,
            "picture": self._picture,
            "quit": application.closeAllWindows,
        }
        self._lines = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._lines.activated.connect(self._on_line)

    def _on_line(self) -> None:
        line = sys.stdin.readline()
        if not line:
            self._lines.setEnabled(False)
            return
        verb, *given = json.loads(line)
        try:
            answer = {"done": self._verbs[verb](*given)}
        except LookupError as error:
            answer = {"failed": str(error)}
        print(json.dumps(answer), flush=True)

    def _type(self, text: str) -> None:
        for letter in text:
            QTest.keyClicks(_focused(), letter)

    def _press(self, keys: str) -> None:
        chord = QKeySequence(keys)[0]
        QTest.keyClick(_focused(), chord.key(), chord.keyboardModifiers())

    def _focus(self, name: str) -> None:
        _named(name).setFocus(Qt.FocusReason.TabFocusReason)

    def _words(self) -> list[str]:
        return sorted({text for widget in _visible() for text in _texts(widget)} - {""})

    def _history(self) -> list[str]:
        views = [each for each in _visible() if isinstance(each, HistoryView)]
        labels = [label for view in views for label in view.findChildren(QLabel)]
        return [label.text() for label in labels if label.isVisible()]

    def _listed(self) -> list[str]:
        entries = self._window.today.model.entries if self._window else []
        return [each.name for each in entries if isinstance(each, Line)]

    def _is_kept(self) -> bool:
        """Tell whether the database holds the draft that is in the form."""
        draft = self._window.form_presenter.draft if self._window else None
        if self._window is None or draft is None:
            return False
        kept = self._window.suite.prospects.open(draft.prospect_id).draft
        return replace(kept, kept_at=None) == replace(draft, kept_at=None)

    def _on_opened(self, window: Window) -> None:
        self._window = window

    def _picture(self, path: str) -> None:
        grab(_focused().window(), Path(path))


def _texts(widget: QWidget) -> list[str]:
    texts = [widget.accessibleName()]
    if isinstance(widget, QLabel | QLineEdit):
        texts.append(widget.text())
    if isinstance(widget, QPlainTextEdit | QTextEdit):
        texts.append(widget.toPlainText())
    return texts


def _focused() -> QWidget:
    focused = QApplication.focusWidget() or QApplication.activeWindow()
    if focused is None:  # without a window manager nobody makes the one under a dialog active
        focused = next((each for each in QApplication.topLevelWidgets() if each.isVisible()), None)
    if focused is None:
        raise LookupError("no widget has the focus")
    return focused


def _named(name: str) -> QWidget:
    for widget in _visible():
        if widget.accessibleName() == name:
            return widget
    names = sorted({each.accessibleName() for each in _visible()} - {""})
    raise LookupError(f"no visible widget is called {name!r}; there are {names}")


def _visible() -> list[QWidget]:
    return [each for each in QApplication.allWidgets() if each.isVisible()]


def main() -> int:
    """Open the profile named on the command line and follow the lines."""
    application = make_application(sys.argv[:1], NAME)
    folder = profile_folder(Path(sys.argv[1]))
    session = Session(application, folder, usual_keychain(folder))
    with only_instance(folder), hearing_the_door(folder, session):
        session.start()
        session.visit(sys.argv[2] if len(sys.argv) > 2 else "")
        Driver(application, session)
        code = application.exec()
        session.end()
    return code


if __name__ == "__main__":
    sys.exit(main())
