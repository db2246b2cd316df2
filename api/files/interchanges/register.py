"""How a practice makes itself known to the mailbox: by its claim numbers and by what payers call it; what is known so.

A practice's transaction may add these rows and read none, so a plain insert it is, without RETURNING.
"""

from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from psycopg.errors import UniqueViolation

from api.files.interchanges import store
from api.files.models import ClaimNumber, PayeeIdentifier
from tenants.context import Work
from tenants.practices import profile_of


class IdentifierTaken(Exception):
    """An NPI or ERA payee id routes to another practice of the organization. `taken` are kind and value of each."""

    def __init__(self, taken: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.taken = taken


async def register_claim_numbers(work: Work, numbers: Sequence[tuple[str, UUID]]) -> None:
    """Make an acknowledgement or remittance that names one of these (CLM01, claim id) find its way here."""
    profile = await profile_of(work.tx)
    await work.tx.insert(
        *(
            ClaimNumber(
                organization_id=profile.organization_id,
                number=number,
                practice_id=profile.tenant_id,
                claim_id=claim_id,
            )
            for number, claim_id in numbers
        )
    )


async def register_payee_identifiers(work: Work, identifiers: Sequence[tuple[str, str]]) -> None:
    """Make an 835 to one of these payees (kind npi, tin or era_payee_id; value) find its way here.

    Raises IdentifierTaken, and writes none then. The caller leaves out what the practice has registered.
    """
    profile = await profile_of(work.tx)
    rows = [
        PayeeIdentifier(organization_id=profile.organization_id, kind=kind, value=value, practice_id=profile.tenant_id)
        for kind, value in identifiers
    ]
    try:
        async with work.tx.savepoint():
            await work.tx.insert(*rows)
    except UniqueViolation:
        refused = [row for row in rows if await _is_taken(work, row)]
        raise IdentifierTaken([(row.kind, row.value) for row in refused]) from None


class _TakenBack(Exception):
    """Ends a savepoint whose insert was to be tried alone."""


async def _is_taken(work: Work, row: PayeeIdentifier) -> bool:
    """Try it and take it back: the practice may not look, and PostgreSQL names no key to who may not."""
    with suppress(_TakenBack):
        try:
            async with work.tx.savepoint():
                await _insert_in_vain(work, row)
        except UniqueViolation:
            return True
    return False


async def _insert_in_vain(work: Work, row: PayeeIdentifier) -> None:
    await work.tx.insert(row)
    raise _TakenBack


async def count_interchanges(work: Work, practice_id: UUID) -> int:
    """How many of the organization's interchanges hold a transaction of one of its practices."""
    return await store.count_of_practice(work.tx, work.owner_id, practice_id)
