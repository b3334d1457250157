"""Asking for many values at once in one statement, the same for any number of them.

A place for each value would make another statement for each number of values: written out anew
every time, and never one that the database has prepared. Here they are one value: a list for
PostgreSQL, a JSON text that SQLite takes apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, String, Text, any_, bindparam, func, select
from sqlalchemy.types import TypeDecorator

from companion.wire.records import write_json

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Dialect
    from sqlalchemy.types import TypeEngine


class _Many(TypeDecorator[Any]):
    """Texts as one value of a statement."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose how they travel."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(String()))

    def process_bind_param(self, value: Collection[str] | None, dialect: Dialect) -> Any:
        """Write them."""
        many = list(value or ())
        return write_json(many).decode() if dialect.name == "sqlite" else many


def is_among(dialect: str, column: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """Return the condition that a column has one of the texts bound as ``name``."""
    many: Any = bindparam(name, type_=_Many())
    if dialect == "sqlite":
        return column.in_(select(func.json_each(many).table_valued("value").c.value))
    return column == any_(many)
