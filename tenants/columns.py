"""Column types and the words every table uses for them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKeyConstraint, LargeBinary
from sqlalchemy.types import TypeDecorator, UserDefinedType
from sqlmodel import Field

from api.kit.clock import now


class Xid8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction id (`pg_current_xact_id()`)."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """The type's name in DDL."""
        return "xid8"


class Sealed(bytes):
    """Ciphertext that `tenants.keys` made for one owner, table, column and row."""

    __slots__ = ()


class EncryptedBytes(TypeDecorator[bytes]):
    """A column that takes `Sealed` alone; plain bytes are a programming error and are refused."""

    impl = LargeBinary
    cache_ok = True


class EncryptedText(EncryptedBytes):
    """The same for text: sealed as UTF-8."""

    cache_ok = True


def instant(*, nullable: bool = False) -> Any:
    """A timestamp with time zone."""
    if nullable:
        return Field(default=None, nullable=True, sa_type=DateTime(timezone=True))
    return Field(default_factory=now, nullable=False, sa_type=DateTime(timezone=True))


def tenant_key() -> Any:
    """`tenant_id`: the practice a row belongs to; leads every key of practice data."""
    return Field(primary_key=True)


def links(columns: list[str], table: str, target: list[str] | None = None) -> ForeignKeyConstraint:
    """A composite foreign key led by the owner; same column names in `table` unless `target` says otherwise."""
    names = target or columns
    return ForeignKeyConstraint(columns, [f"{table}.{name}" for name in names])


__all__ = [
    "UUID",
    "EncryptedBytes",
    "EncryptedText",
    "Sealed",
    "Xid8",
    "datetime",
    "instant",
    "links",
    "tenant_key",
]
