"""Cells that no spreadsheet takes for a formula, and back: a file of ours is read as it was.

A cell that begins with one of the signs spreadsheets calculate from gets an apostrophe in front
(OWASP's advice). A phone number does not: ``+`` and digits calculate nothing, and with an
apostrophe no other program would know it for a number.
"""

from __future__ import annotations

import re

_SIGNS = "=+-@\t\r"
_CALCULATES = re.compile(f"'*[{re.escape(_SIGNS)}]")
_PHONE = re.compile(r"\+[0-9]{6,15}")

CALL_ID = "Companion call id"
"""The header by which a list of calls that we exported is known."""

PERSON_HEADERS = ("Contact name", "Company name", "Phone number", "Email")
"""The columns of such a list that are about the person; an import reads no other of them."""


def inert(text: str) -> str:
    """Return a cell that nothing calculates from. What begins like an inert one is marked, too."""
    if _PHONE.fullmatch(text) or not _CALCULATES.match(text):
        return text
    return f"'{text}"


def as_meant(cell: str) -> str:
    """Return what a cell said before it was made inert."""
    return cell[1:] if cell[:1] == "'" and _CALCULATES.match(cell, 1) else cell
