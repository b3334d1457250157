"""Conditions on many ids as one value: SQLAlchemy writes a list of 500 anew for each statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from companion.wire.records import write_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement


def among(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Ask that a column be one of ``listed(ids)``, which the statement is given as ``ids``."""
    each = func.json_each(bindparam("ids")).table_valued("value")
    return column.in_(select(each.c.value))


def listed(ids: Iterable[str]) -> str:
    """Write ids as that one value."""
    return write_json(list(ids)).decode()
