"""Transactions that carry their owner. The one place where a tenant is set.

Each role has a small pool of its own; nobody changes role. `begin` and `set local` travel in one round trip, and the
setting ends with the transaction, so a pooled connection never remembers a tenant.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection, AsyncPipeline
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import SQLModel

from tenants.arrays import adapters_with_arrays
from tenants.columns import EncryptedBytes, Sealed
from tenants.owner import Owner

Row = dict[str, Any]
Connection = AsyncConnection[DictRow]


QUEUE_VISIBLE = "set local search_path = public, jobs"
"""The job queue's functions are not schema-qualified; set with the tenant, so that it costs no round trip of its
own.
"""


UNHURRIED = "set local synchronous_commit = off"
FLUSH = "select pg_logical_emit_message(true, 'firstpass', '')"
"""The smallest commit that waits for the disk: whatever was committed before it is on the disk then too."""


GATHER_SECONDS = 0.002
"""Between two of them at least: under load each covers several transactions, and a lone one does not wait."""


class NoOwnerError(RuntimeError):
    """Owned data was asked for in a transaction that carries no owner."""


class PlainValueError(TypeError):
    """A bare str or bytes was about to be written to an encrypted column."""


class Transaction:
    """One open transaction of one role, for one owner (None for `identity`, `org_reader`, `partner_reader`)."""

    __slots__ = ("_committed", "_pipeline", "connection", "owner")

    def __init__(self, connection: Connection, owner: Owner | None) -> None:
        self.connection = connection
        self.owner = owner
        self._committed: list[Callable[[], None]] = []
        self._pipeline: AsyncPipeline | None = None

    @property
    def owned_by(self) -> Owner:
        """The owner. Raises NoOwnerError in a transaction of no owner."""
        if self.owner is None:
            raise NoOwnerError("this transaction carries no practice and no organization")
        return self.owner

    async def rows(self, sql: str, params: Mapping[str, Any] | None = None) -> list[Row]:
        """All rows of a statement."""
        cursor = await self.connection.execute(sql, params)
        return list(await cursor.fetchall())

    async def row(self, sql: str, params: Mapping[str, Any] | None = None) -> Row | None:
        """The first row, or None."""
        cursor = await self.connection.execute(sql, params)
        found: Row | None = await cursor.fetchone()
        return found

    async def execute(self, sql: str, params: Mapping[str, Any] | None = None) -> None:
        """Run a statement."""
        await self.connection.execute(sql, params)

    async def count(self, sql: str, params: Mapping[str, Any] | None = None) -> int:
        """Run a statement; the number of rows it touched."""
        cursor = await self.connection.execute(sql, params)
        if self._pipeline is not None:
            await self._pipeline.sync()
        return int(cursor.rowcount)

    async def insert(self, *rows: SQLModel) -> None:
        """Insert rows of any tables, in the order given, one statement per run of the same table.

        Raises PlainValueError when a value for an encrypted column was not sealed.
        """
        for batch in _runs(rows):
            names, statement = _insert_statement(type(batch[0]))
            values = [_values(row, names) for row in batch]
            if len(values) == 1:
                await self.connection.execute(statement, values[0])
            else:
                async with self.connection.cursor() as cursor:
                    await cursor.executemany(statement, values)

    def after_commit(self, remember: Callable[[], None]) -> None:
        """Call `remember` once the transaction has committed; never, if it is rolled back."""
        self._committed.append(remember)

    def committed(self) -> None:
        """What `after_commit` asked for."""
        for remember in self._committed:
            remember()

    @asynccontextmanager
    async def together(self) -> AsyncIterator[None]:
        """A block whose statements are sent without waiting for the one before: the server works while the next is
        made. Reading waits for all that was sent; so does the block's end.

        What a statement raises comes at the next reading or at the end.
        """
        outer = self._pipeline
        async with self.connection.pipeline() as pipeline:
            self._pipeline = pipeline
            try:
                yield
            finally:
                self._pipeline = outer

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A nested block: an exception undoes what was written inside, and nothing else."""
        async with self.connection.transaction():
            yield


class LogFlush:
    """One wait for the disk, shared by all transactions of this process that have committed without waiting for it.

    A wait that begins after their commits covers them all, since the log is one line. So a read's audit row is on the
    disk before its answer leaves, and reads beside each other do not wait one by one, each with a connection in hand.
    """

    def __init__(self, pool: AsyncConnectionPool[Connection]) -> None:
        self._pool = pool
        self._connection: Connection | None = None
        self._waiting: list[asyncio.Future[None]] = []
        self._flushing: asyncio.Task[None] | None = None
        self._last = 0.0

    async def flushed(self) -> None:
        """Until everything committed so far is on the disk. Raises what the database raises."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._run())
        await waiter

    async def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            await self._pool.putconn(self._connection)

    async def _run(self) -> None:
        while self._waiting:
            if (early := self._last + GATHER_SECONDS - time.monotonic()) > 0:
                await asyncio.sleep(early)
            self._last = time.monotonic()
            waiting, self._waiting = self._waiting, []
            failure: Exception | None = None
            try:
                await self._flush()
            except Exception as error:  # noqa: BLE001 - it is raised where somebody waits for it
                failure = error
            for waiter in waiting:
                if waiter.done():
                    continue  # whoever waited has gone
                if failure is None:
                    waiter.set_result(None)
                else:
                    waiter.set_exception(failure)

    async def _flush(self) -> None:
        if self._connection is None:
            self._connection = await self._pool.getconn()
        try:
            await self._connection.execute(FLUSH)
        except BaseException:
            broken, self._connection = self._connection, None
            await self._pool.putconn(broken)
            raise


class Database:
    """Pools by role. `urls` maps a role to its connection string; a role without one can't be used.

    `pooled`: a pooler in transaction mode is between, which would hand a prepared statement to whoever comes next.
    """

    def __init__(self, urls: Mapping[str, str], pool_size: int, *, pooled: bool = False) -> None:
        self._urls = dict(urls)
        self._pool_size = pool_size
        self._options: dict[str, Any] = {
            "autocommit": True,
            "row_factory": dict_row,
            "context": adapters_with_arrays(),
        }
        if pooled:
            self._options["prepare_threshold"] = None
        self._pools: dict[str, AsyncConnectionPool[Connection]] = {}
        self._log: LogFlush | None = None

    async def open(self) -> None:
        """Open the pools and refuse to run as anyone who could see past row security.

        Raises RoleRefusedError for a superuser, BYPASSRLS, or the owner of the schema.
        """
        for role in self._urls:
            pool = await self._open(role, role, self._pool_size)
            async with pool.connection() as connection:
                await _refuse_powerful(connection, role)
        if "app" in self._urls:
            self._log = LogFlush(await self._open("flush", "app", 1))

    async def _open(self, name: str, role: str, size: int) -> AsyncConnectionPool[Connection]:
        pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            self._urls[role],
            connection_class=AsyncConnection[DictRow],
            min_size=1,
            max_size=size,
            kwargs=self._options,
            open=False,
            name=name,
        )
        await pool.open()
        self._pools[name] = pool
        return pool

    async def close(self) -> None:
        """Close the pools."""
        if self._log is not None:
            await self._log.close()
        for pool in self._pools.values():
            await pool.close()

    @asynccontextmanager
    async def owned(self, owner: Owner) -> AsyncIterator[Transaction]:
        """A transaction of role `app` for one practice or one organization; commits at the end, rolls back on error."""
        setting = f"set local app.{owner.level} = '{owner.id}'; {QUEUE_VISIBLE}"
        async with self._begin("app", setting, owner) as transaction:
            yield transaction

    @asynccontextmanager
    async def snapshot(self, owner: Owner) -> AsyncIterator[Transaction]:
        """A transaction of role `app` that reads one owner's rows as they are at this moment, and writes nothing."""
        setting = (
            f"set transaction isolation level repeatable read, read only; set local app.{owner.level} = '{owner.id}'"
        )
        async with self._begin("app", setting, owner) as transaction:
            yield transaction

    @asynccontextmanager
    async def reading(self, owner: Owner) -> AsyncIterator[Transaction]:
        """The same for a request that writes nothing but its audit row: it ends when the row is on the disk, and waits
        for that together with others, without a connection in hand.
        """
        assert self._log is not None  # noqa: S101 - opened with the role's pool
        setting = f"set local app.{owner.level} = '{owner.id}'; {QUEUE_VISIBLE}; {UNHURRIED}"
        async with self._begin("app", setting, owner) as transaction:
            yield transaction
        await self._log.flushed()

    @asynccontextmanager
    async def identity(self) -> AsyncIterator[Transaction]:
        """Reads clients and grants before an owner is known."""
        async with self._begin("identity", "", None) as transaction:
            yield transaction

    @asynccontextmanager
    async def platform(self) -> AsyncIterator[Transaction]:
        """Role `app` without an owner: it sees no owner's row and may only add to the platform's own tables."""
        async with self._begin("app", "", None) as transaction:
            yield transaction

    @asynccontextmanager
    async def across(self, practice_ids: Iterable[UUID]) -> AsyncIterator[Transaction]:
        """Reads the practices that `identity` granted to this request; no practice, no rows."""
        listed = ",".join(str(practice_id) for practice_id in practice_ids)
        async with self._begin("org_reader", f"set local app.tenants = '{listed}'", None) as transaction:
            yield transaction

    @asynccontextmanager
    async def partner(self, partner_id: UUID) -> AsyncIterator[Transaction]:
        """Reads what was released to one partner."""
        async with self._begin("partner_reader", f"set local app.partner = '{partner_id}'", None) as transaction:
            yield transaction

    @asynccontextmanager
    async def expiring(self, owner: Owner) -> AsyncIterator[Transaction]:
        """A transaction of role `retention`, which may delete what has expired, for one owner."""
        async with self._begin("retention", f"set local app.{owner.level} = '{owner.id}'", owner) as transaction:
            yield transaction

    @asynccontextmanager
    async def _begin(self, role: str, setting: str, owner: Owner | None) -> AsyncIterator[Transaction]:
        async with self._pools[role].connection() as connection:
            await connection.execute(f"begin; {setting}", prepare=False)
            transaction = Transaction(connection, owner)
            try:
                yield transaction
            except BaseException:
                await connection.rollback()
                raise
            await connection.commit()
            transaction.committed()


class RoleRefusedError(RuntimeError):
    """The service was given a login that row security does not bind."""


async def _refuse_powerful(connection: Connection, role: str) -> None:
    cursor = await connection.execute(
        "select current_user as name, rolsuper or rolbypassrls as powerful,"
        " exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        "   where n.nspname = 'public' and c.relkind = 'r' and c.relowner = r.oid) as owns"
        " from pg_roles r where rolname = current_user"
    )
    found = await cursor.fetchone()
    if found is None or found["powerful"] or found["owns"] or found["name"] != role:
        raise RoleRefusedError(f"the pool of role {role} must log in as {role}, not as an owner or superuser")


def _runs(rows: Sequence[SQLModel]) -> Iterable[list[SQLModel]]:
    run: list[SQLModel] = []
    for row in rows:
        if run and type(row) is not type(run[0]):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


@cache
def _insert_statement(model: type[SQLModel]) -> tuple[tuple[tuple[str, bool, bool], ...], str]:
    table = model.__table__  # type: ignore[attr-defined]
    names = tuple(
        (column.name, isinstance(column.type, JSONB), isinstance(column.type, EncryptedBytes))
        for column in table.columns
        if column.server_default is None
    )
    columns = ", ".join(f'"{name}"' for name, _, _ in names)
    values = ", ".join(f"%({name})s" for name, _, _ in names)
    return names, f"insert into {table.name} ({columns}) values ({values})"


def _values(row: SQLModel, names: tuple[tuple[str, bool, bool], ...]) -> Row:
    values: Row = {}
    for name, is_json, is_sealed in names:
        value = getattr(row, name)
        if is_sealed and value is not None and not isinstance(value, Sealed):
            raise PlainValueError(f"{type(row).__name__}.{name} takes a sealed value")
        values[name] = Jsonb(value) if is_json and value is not None else value
    return values
