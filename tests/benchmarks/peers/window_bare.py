"""The least window there is: PySide6, one empty main window, painted once."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication, QMainWindow

from tests.benchmarks.peers.painted import FirstPaint


def main() -> None:
    application = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.resize(1280, 800)
    paint = FirstPaint(window, lambda: True)
    paint.painted.connect(application.quit)
    window.show()
    application.exec()


if __name__ == "__main__":
    main()
