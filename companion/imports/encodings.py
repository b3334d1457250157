"""From the bytes of a file to its lines, and a clear sentence for what is no text at all.

A file is never held whole: its encoding is decided in one walk, its lines are given one by one.
"""

from __future__ import annotations

import codecs
import io
from typing import TYPE_CHECKING, BinaryIO

from companion.domain.errors import RejectedError

if TYPE_CHECKING:
    from collections.abc import Iterator

_AS_CSV = "Please open it in its own program, save it as CSV or XLSX and import that file."

_MAGIC = (
    (b"PK\x03\x04", f"This is a zip archive or a kind of document that is no list. {_AS_CSV}"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", f"This is an old or a locked Excel workbook. {_AS_CSV}"),
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

SAMPLE = 64 * 1024
"""How much of a file's beginning is looked at closely, in bytes."""

_CHUNK = 256 * 1024
_CONTROLS = {chr(code) for code in (*range(32), 127)} - set("\t\n\r\f\v\x1a")
_MOST_CONTROLS = 0.02
"""Share of control characters above which a file is no text; NUL padding stays below it."""


def decide_encoding(source: BinaryIO) -> tuple[str, int]:
    """Return the encoding of a file and how many bytes its mark takes.

    A mark decides; without one UTF-16 must be evident, then UTF-8 must fit, and what is left is
    read as Windows-1252, which spreadsheets in western Europe still write.

    Raises:
        RejectedError: the file is no text, and what to do instead.
    """
    source.seek(0)
    sample = source.read(SAMPLE)
    for magic, sentence in _MAGIC:
        if sample.startswith(magic):
            raise RejectedError(sentence, "not_csv")
    mark, encoding = _marked(sample) or (b"", _unmarked_utf16(sample) or _one_byte(source))
    text = sample[len(mark) :].decode(encoding, errors="replace")
    if sum(char in _CONTROLS for char in text) > _MOST_CONTROLS * len(text) + 8:
        sentence = "This file holds no readable text. Please export the list as CSV and import it."
        raise RejectedError(sentence, "not_csv")
    return encoding, len(mark)


def lines_of(source: BinaryIO, encoding: str, mark: int) -> Iterator[str]:
    """Yield the lines of a file with their ends; unreadable bytes become U+FFFD."""
    source.seek(mark)
    text = io.TextIOWrapper(source, encoding, errors="replace", newline="")
    last = ""
    try:
        for line in text:
            if last:
                yield last
            last = line
    finally:
        text.detach()  # the file stays open: it is the caller's
    if ended := last.rstrip("\x1a"):  # some old programs end a text with Ctrl-Z
        yield ended


def _marked(sample: bytes) -> tuple[bytes, str] | None:
    return next(((mark, name) for mark, name in _MARKS if sample.startswith(mark)), None)


def _unmarked_utf16(sample: bytes) -> str | None:
    """Separators and line ends are ASCII in every script: their zero byte stands on one side."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < max(2, len(sample) // 50) or min(even, odd) * 10 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _one_byte(source: BinaryIO) -> str:
    """Tell UTF-8, with a few broken bytes too, from Windows-1252, which breaks everywhere."""
    try:
        for _ in _decoded(source, "strict"):
            pass
    except UnicodeDecodeError:
        broken = wide = 0
        for text in _decoded(source, "replace"):
            broken += text.count("\ufffd")
            wide += sum(char > "\x7f" for char in text)
        return "utf-8" if wide - broken > 4 * broken else "cp1252"
    return "utf-8"


def _decoded(source: BinaryIO, errors: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")(errors)
    source.seek(0)
    while chunk := source.read(_CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)
