"""Files a person asks for: written whole, or the reason said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from companion.domain.errors import UnavailableError
from companion.services.files import written_whole

if TYPE_CHECKING:
    from collections.abc import Callable


def write_file(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a text where the person wants it and return the place.

    Raises:
        UnavailableError: ``not_written``, with what to do.
    """
    try:
        with written_whole(path) as draft:
            draft.write_text(text, encoding, newline="")
    except OSError as error:
        words = QCoreApplication.translate(
            "Files", "{path} cannot be written ({reason}). Please choose another place."
        )
        sentence = words.format(path=path, reason=error.strerror)
        raise UnavailableError(sentence, "not_written") from error
    return path


def choose_new_file(
    window: QWidget, title: str, name: str, kinds: str, chosen: Callable[[str], None]
) -> None:
    """Ask where to write a file called ``name`` at first; ``chosen`` is given its path.

    ``name`` may name a folder, too; its ending is given to a name that is typed without one.
    """
    dialog = QFileDialog(window, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(kinds)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.selectFile(name)
    dialog.fileSelected.connect(chosen)
    dialog.open()
