"""The one QApplication: how it is made, the languages it speaks, and what ends it from outside."""

from __future__ import annotations

import os
import signal
import socket
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QSocketNotifier, QTranslator
from PySide6.QtWidgets import QApplication

from companion import __version__
from companion.domain.preferences import SCALES, Preferences
from companion.resources import resource_path
from companion.ui.crash import CrashHook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SCALE = "QT_SCALE_FACTOR"


def make_application(
    arguments: Sequence[str], name: str, preferences: Preferences | None = None
) -> QApplication:
    """Make the one QApplication: size, names, translations, and the crash hook.

    ``name`` is the program's to the system: of its folders and of its desktop entry.
    """
    wanted = preferences or Preferences()
    if wanted.language:
        QLocale.setDefault(QLocale(wanted.language))
    with _scaled(wanted.scale):
        application = QApplication(list(arguments))
    application.setApplicationName(name)
    application.setApplicationDisplayName("Companion")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName(name)
    install_translations(application)
    CrashHook().install()
    return application


def install_translations(application: QApplication) -> None:
    """Let the window speak the person's language: our own texts, and those of Qt's dialogs."""
    of_qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in (("qtbase", of_qt), ("companion", str(resource_path("translations")))):
        translator = QTranslator(application)
        if translator.load(QLocale(), name, "_", folder):
            application.installTranslator(translator)


@contextmanager
def _scaled(percent: int) -> Iterator[None]:
    """Tell Qt the size while it starts, and no phone program that is started later."""
    if percent == SCALES[0] or _SCALE in os.environ:
        yield
        return
    os.environ[_SCALE] = str(percent / 100)
    try:
        yield
    finally:
        del os.environ[_SCALE]


@contextmanager
def ending_on_signals(application: QApplication) -> Iterator[None]:
    """Let Ctrl-C and a polite kill close the window as a person does.

    Python runs its signal handlers between byte codes, and Qt's loop runs none: a socket that
    Python writes each signal to wakes it.
    """
    reading, writing = socket.socketpair()
    with closing(reading), closing(writing):
        writing.setblocking(False)  # noqa: FBT003 - the standard library takes it so
        notifier = QSocketNotifier(reading.fileno(), QSocketNotifier.Type.Read)
        notifier.activated.connect(application.quit)
        earlier = {each: signal.signal(each, _ignore) for each in (signal.SIGINT, signal.SIGTERM)}
        signal.set_wakeup_fd(writing.fileno())
        try:
            yield
        finally:
            notifier.setEnabled(False)
            signal.set_wakeup_fd(-1)
            for number, handler in earlier.items():
                signal.signal(number, handler)


def _ignore(_number: int, _frame: object) -> None:
    """Leave it to the wake-up socket."""
