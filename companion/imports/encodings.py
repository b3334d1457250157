"""From the bytes of a file to its text, and a clear sentence for what is no text at all."""

from __future__ import annotations

import codecs

from companion.domain.errors import RejectedError

_AS_CSV = "Please open it in its own program, save it as CSV and import that file."

_MAGIC = (
    (b"PK\x03\x04", f"This is a workbook (.xlsx or .ods) or a zip archive, not a CSV. {_AS_CSV}"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", f"This is an old Excel workbook, not a CSV. {_AS_CSV}"),
    (b"%PDF-", "This is a PDF, not a CSV. Please export the list itself as CSV."),
    (b"\x1f\x8b", "This file is compressed with gzip. Please unpack it and import the CSV inside."),
)

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_SAMPLE = 64 * 1024
_CONTROLS = {chr(code) for code in (*range(32), 127)} - set("\t\n\r\f\v\x1a")
_MOST_CONTROLS = 0.02
"""Share of control characters above which a file is no text; NUL padding stays below it."""


def decode(content: bytes) -> tuple[str, str]:
    """Return the text and the encoding it was read with; unreadable bytes become U+FFFD.

    A mark decides; without one UTF-16 must be evident, then UTF-8 must fit, and what is left is
    read as Windows-1252, which spreadsheets in western Europe still write.

    Raises:
        RejectedError: the file is no text, and what to do instead.
    """
    for magic, sentence in _MAGIC:
        if content.startswith(magic):
            raise RejectedError(sentence, "not_csv")
    mark, encoding = _marked(content) or (b"", _guessed(content))
    text = content[len(mark) :].decode(encoding, errors="replace")
    sample = text[:_SAMPLE]
    if sum(char in _CONTROLS for char in sample) > _MOST_CONTROLS * len(sample) + 8:
        sentence = "This file holds no readable text. Please export the list as CSV and import it."
        raise RejectedError(sentence, "not_csv")
    return text.rstrip("\x1a"), encoding  # some old programs end a text with Ctrl-Z


def _marked(content: bytes) -> tuple[bytes, str] | None:
    return next(((mark, name) for mark, name in _MARKS if content.startswith(mark)), None)


def _guessed(content: bytes) -> str:
    if utf16 := _unmarked_utf16(content[:_SAMPLE]):
        return utf16
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "utf-8" if _is_damaged_utf8(content) else "cp1252"
    return "utf-8"


def _unmarked_utf16(sample: bytes) -> str | None:
    """Separators and line ends are ASCII in every script: their zero byte stands on one side."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < max(2, len(sample) // 50) or min(even, odd) * 10 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_damaged_utf8(content: bytes) -> bool:
    """Tell a UTF-8 file with a few broken bytes from Windows-1252, which breaks everywhere."""
    text = content.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return sum(char > "\x7f" for char in text) - broken > 4 * broken
