"""Files a person asks for: written whole, or the reason said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from companion.domain.errors import UnavailableError

if TYPE_CHECKING:
    from pathlib import Path


def write_file(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a text where the person wants it and return the place.

    Raises:
        UnavailableError: ``not_written``, with what to do.
    """
    try:
        path.write_text(text, encoding, newline="")
    except OSError as error:
        words = QCoreApplication.translate(
            "Files", "{path} cannot be written ({reason}). Please choose another place."
        )
        sentence = words.format(path=path, reason=error.strerror)
        raise UnavailableError(sentence, "not_written") from error
    return path
