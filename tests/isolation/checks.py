"""The checks of the catalog by name: each takes a connection and says what is wrong."""

from collections.abc import Callable

from tests.isolation.catalog import Connection, columns, keys, programs, row_security
from tests.isolation.grants import grants

CHECKS: dict[str, Callable[[Connection], list[str]]] = {
    "row-security": row_security,
    "keys": keys,
    "columns": columns,
    "programs": programs,
    "grants": grants,
}
