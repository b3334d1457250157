"""The metadata and the kinds of columns of the server's tables, alike on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    MetaData,
    String,
    Text,
)
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy import Dialect


class Moment(TypeDecorator[datetime]):
    """A time, aware and in UTC on both ways; SQLite keeps it without the zone it cannot hold."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Write a time; a naive one is a bug and raises ValueError."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(
        self,
        value: Any,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> datetime | None:
        """Read a time back as UTC."""
        if value is None:
            return None
        read: datetime = value
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ID = String(36)
_WORD = String(60)
_JSON = JSON(none_as_null=True)


def org() -> Column[str]:
    """Make the column that says which organisation a row belongs to."""
    return Column("org", _ID, ForeignKey("organisation.id"), nullable=False)


def identifier(name: str = "id", *, nullable: bool = False) -> Column[str]:
    """Make a column for a UUID."""
    return Column(name, _ID, nullable=nullable)


def word(name: str, *, nullable: bool = False) -> Column[str]:
    """Make a column for a code or one word of an enumeration."""
    return Column(name, _WORD, nullable=nullable)


def text(name: str) -> Column[str]:
    """Make a column for words of a person; empty, never NULL."""
    return Column(name, Text, nullable=False)


def number(name: str, *, nullable: bool = False) -> Column[int]:
    """Make a column for a whole number."""
    return Column(name, BigInteger, nullable=nullable)


def flag(name: str) -> Column[bool]:
    """Make a column for yes or no."""
    return Column(name, Boolean, nullable=False)


def moment(name: str, *, nullable: bool = True) -> Column[Any]:
    """Make a column for a time, aware and in UTC."""
    return Column(name, Moment, nullable=nullable)


def json(name: str, *, nullable: bool = False) -> Column[Any]:
    """Make a column for a nested value, in the form the wire has."""
    return Column(name, _JSON, nullable=nullable)


def primary_identifier() -> Column[str]:
    """Make the column for a UUID that is the row's key by itself."""
    return Column("id", _ID, primary_key=True)
