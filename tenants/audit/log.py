"""Writing the audit: beside a change in its transaction, and refusals in one of their own."""

from collections.abc import Sequence
from dataclasses import replace

from tenants.audit.append import PLATFORM_AUDIT, WRITE_AUDIT, AuditEntry
from tenants.keys import Keyring, Vault
from tenants.owner import Owner
from tenants.session import Database, Transaction


class AuditLog:
    """The audit of every owner."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault
        self._opened: set[tuple[Owner, int]] = set()

    async def keyring(self, tx: Transaction, entry: AuditEntry) -> Keyring:
        """The keys of the transaction's owner. `entry` is written with it when this process had to have one unwrapped.

        Raises KeysMissingError, KeyServiceError, KeyDestroyedError.
        """
        owner = tx.owned_by
        keyring = await self._vault.keyring(tx)
        opened = {(owner, version) for version in keyring.versions} - self._opened
        if opened:
            await self.write(tx, replace(entry, detail={"versions": sorted(version for _, version in opened)}))
            tx.after_commit(lambda: self._opened.update(opened))
        return keyring

    async def write(self, tx: Transaction, entry: AuditEntry) -> None:
        """One row that commits with the change it tells of."""
        owner = tx.owned_by
        params = entry.params(owner, self._vault.audit_key(owner))
        await tx.execute(WRITE_AUDIT[owner.level], params | {owner.column: owner.id})

    async def write_all(self, tx: Transaction, entries: Sequence[AuditEntry]) -> None:
        """A row for each, sent together."""
        owner = tx.owned_by
        key = self._vault.audit_key(owner)
        params = [entry.params(owner, key) | {owner.column: owner.id} for entry in entries]
        if params:
            async with tx.connection.cursor() as cursor:
                await cursor.executemany(WRITE_AUDIT[owner.level], params)

    async def refuse(self, owner: Owner | None, entry: AuditEntry) -> None:
        """One row of its own transaction: it must outlive the refused request. No owner: the platform's chain."""
        if owner is not None:
            async with self._database.owned(owner) as tx:
                await self.write(tx, entry)
            return
        async with self._database.platform() as tx:
            await tx.execute(PLATFORM_AUDIT, entry.params(None, self._vault.audit_key(None)))
