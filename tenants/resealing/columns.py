"""Every sealed column there is, read from the models: a new one is sealed anew without being named here."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Integer, String, Table, Uuid
from sqlmodel import SQLModel

from tenants.columns import EncryptedBytes, EncryptedText
from tenants.owner import Level
from tenants.session import Row

ARRAYS: dict[type[Any], str] = {Uuid: "uuid[]", Integer: "int[]", String: "text[]"}


@dataclass(frozen=True, slots=True)
class SealedTable:
    """A table with sealed columns. `key` is its primary key without the owner."""

    name: str
    owner: str
    key: tuple[str, ...]
    key_arrays: tuple[str, ...]
    """The PostgreSQL array type of each key column."""
    columns: tuple[str, ...]
    is_bulky: bool
    """It holds bytes rather than text, 256 KiB at most a value."""

    def row_id(self, row: Row) -> str:
        """The row as its associated data names it: the key's parts, with a slash between them."""
        return "/".join(str(row[name]) for name in self.key)


def sealed_tables(level: Level) -> list[SealedTable]:
    """The tables of one level that hold sealed values, in order of name."""
    found = (_sealed(table, f"{level}_id") for table in SQLModel.metadata.tables.values())
    return sorted((each for each in found if each is not None), key=lambda each: each.name)


def _sealed(table: Table, owner: str) -> SealedTable | None:
    sealed = [column for column in table.columns if isinstance(column.type, EncryptedBytes)]
    first, *rest = table.primary_key.columns
    if not sealed or first.name != owner:
        return None
    return SealedTable(
        name=str(table.name),
        owner=owner,
        key=tuple(column.name for column in rest),
        key_arrays=tuple(_array(column) for column in rest),
        columns=tuple(column.name for column in sealed),
        is_bulky=not all(isinstance(column.type, EncryptedText) for column in sealed),
    )


def _array(column: Column[Any]) -> str:
    return next(array for kind, array in ARRAYS.items() if isinstance(column.type, kind))
