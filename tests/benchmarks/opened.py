"""From choosing a prospect to the window painted with their promise, against a bare window.

The bare window reads the same sheet from the same database and shows all its words in one plain
field. Ours reads it off the main thread, lays out every panel and starts the call form.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QMainWindow, QPlainTextEdit

from companion.domain.clock import SystemClock
from companion.services.profiles import Profiles
from companion.services.suite import open_suite
from companion.store.replica import put_base
from companion.system.keychain import FolderKeychain
from companion.ui.furniture import furnished_window
from companion.ui.tasks import Tasks
from companion.ui.theme import Theme, Wish
from tests.benchmarks.rows import Row, alternate, compare, hand_over
from tests.benchmarks.search import people

if TYPE_CHECKING:
    from companion.services.suite import Suite
    from companion.services.views import ProspectSheet
    from companion.ui.window import Window

PEOPLE = 20_000
_WIDTH, _HEIGHT = 1280, 800


def measure(folder: Path) -> Row:
    """Open each prospect with a call today on both sides; the figure is the p95 in milliseconds."""
    application = QApplication(sys.argv[:1])
    theme, clock = Theme(application, Wish.LIGHT), SystemClock()
    profile = Profiles(folder, FolderKeychain(folder), clock).look_around()
    with profile.database.write() as cx:
        put_base(cx, people(PEOPLE))
    suite = open_suite(profile, clock)
    rows = suite.prospects.today(40)
    ids = [row.prospect_id for row in (*rows.due, *rows.new)][:40]
    lanes = (Tasks("desk"), Tasks("line"), Tasks("ear"))
    window = furnished_window(suite, *lanes, theme)
    window.resize(_WIDTH, _HEIGHT)
    window.show()
    _opened(window, ids[0])
    bare, field = _bare_window()
    figures = alternate(
        lambda: _p95([_opened(window, each) for each in ids]),
        lambda: _p95([_shown(bare, field, suite, each) for each in ids]),
    )
    window.close()
    bare.close()
    profile.close()
    return compare(
        0,
        f"prospect opened to painted, p95, {PEOPLE:,} prospects",
        "one plain field with the same words",
        "ms",
        figures,
        6.0,
        unequal="ours lays out paper, cards, history and form, and never blocks while it reads",
    )


def _opened(window: Window, prospect_id: str) -> float:
    began = perf_counter()
    loop = QEventLoop()
    window.sheet_presenter.opened.connect(loop.quit)
    window.open_prospect(prospect_id)
    loop.exec()
    window.sheet_presenter.opened.disconnect(loop.quit)
    window.repaint()
    return (perf_counter() - began) * 1_000


def _bare_window() -> tuple[QMainWindow, QPlainTextEdit]:
    window, field = QMainWindow(), QPlainTextEdit()
    window.setCentralWidget(field)
    window.resize(_WIDTH, _HEIGHT)
    window.show()
    return window, field


def _shown(window: QMainWindow, field: QPlainTextEdit, suite: Suite, prospect_id: str) -> float:
    began = perf_counter()
    field.setPlainText(_words_of(suite.prospects.open(prospect_id)))
    window.repaint()
    return (perf_counter() - began) * 1_000


def _words_of(sheet: ProspectSheet) -> str:
    """Write down what there is to read about somebody."""
    shown = sheet.shown
    words = [sheet.prospect.name, sheet.prospect.company]
    if shown is not None:
        words += [shown.headline, shown.message, shown.offer, *shown.proof_points]
    words += [each.verbatim for each in sheet.heard]
    for past in sheet.history:
        words += [past.call.notes, *(each.verbatim for each in past.objections)]
    return "\n".join(words)


def _p95(taken: list[float]) -> float:
    return quantiles(taken, n=20)[-1]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        hand_over([measure(Path(temporary))])
