"""Writes the records into ``docs/protocol.md`` from the domain itself: ``python -m`` this file.

A table that is copied by hand is wrong after the next field.
"""

from __future__ import annotations

import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from companion.domain.people import Role
from companion.server.permissions import MAY_PUSH
from companion.wire.records import ENTITIES

DOCUMENT = Path(__file__).parents[2] / "docs" / "protocol.md"
BEGINS = "<!-- From here on written by tests/documents/protocol.py -->"

_PLAIN = {str: "text", int: "whole number", bool: "true or false", datetime: "time", date: "date"}


def records_section() -> str:
    """Return the tables of all entities as Markdown."""
    return "\n".join([*_overview(), *(line for name in ENTITIES for line in _entity(name))])


def write_document() -> None:
    """Put the records of today into the document."""
    head = DOCUMENT.read_text(encoding="utf-8").partition(BEGINS)[0].rstrip()
    DOCUMENT.write_text(f"{head}\n\n{BEGINS}\n\n{records_section()}\n", encoding="utf-8")


def _overview() -> list[str]:
    lines = ["| entity | who gets it | a rep may push |", "|---|---|---|"]
    for name, entity in ENTITIES.items():
        seen = "everybody" if entity.prospect_field is None else "who may see its prospect"
        allowed = sorted(MAY_PUSH[Role.REP].get(name, ()))
        lines.append(f"| `{name}` | {seen} | {', '.join(allowed) or 'nothing'} |")
    return lines


def _entity(name: str) -> list[str]:
    entity = ENTITIES[name]
    record: Any = entity.record_type
    hints = get_type_hints(record)
    lines = ["", f"### {name}", "", "| field | value | default |", "|---|---|---|"]
    for field in fields(record):
        if field.name == "id":
            continue
        value = _in_words(hints[field.name])
        if field.name in entity.references:
            value = value.replace("text", f"id of a {entity.references[field.name]}")
        lines.append(f"| `{field.name}` | {value} | {_default(field)} |")
    return lines


def _in_words(hint: Any) -> str:
    if get_origin(hint) in {types.UnionType, Union}:
        parts = [each for each in get_args(hint) if each is not type(None)]
        return f"{' or '.join(map(_in_words, parts))}, or null"
    if get_origin(hint) is tuple:
        return f"list of {_in_words(get_args(hint)[0])}"
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return "one of " + " ".join(f"`{each.value}`" for each in hint)
    if is_dataclass(hint):
        inner = get_type_hints(hint)
        parts = [f"`{each.name}` {_in_words(inner[each.name])}" for each in fields(hint)]
        return f"object with {'; '.join(parts)}"
    return _PLAIN[hint]


def _default(field: Any) -> str:
    if field.default is MISSING:
        return "must be there"
    if field.default is None:
        return "null"
    if is_dataclass(field.default):
        return "each empty"
    if isinstance(field.default, bool):
        return str(field.default).lower()
    return "empty" if field.default in {"", ()} else f"`{field.default}`"


if __name__ == "__main__":
    write_document()
