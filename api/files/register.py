"""How a practice makes itself known to the mailbox: by its claim numbers and by what payers call it; what is known so.

A practice's transaction may add these rows and read none, so a plain insert it is, without RETURNING.
"""

from collections.abc import Sequence
from uuid import UUID

from psycopg.errors import UniqueViolation

from api.files import store
from api.files.models import ClaimNumber, PayeeIdentifier
from tenants.context import Work
from tenants.practices import profile_of


class IdentifierTaken(Exception):
    """An NPI or ERA payee id routes to another practice of the organization."""


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
        raise IdentifierTaken from None


async def count_interchanges(work: Work, practice_id: UUID) -> int:
    """How many of the organization's interchanges hold a transaction of one of its practices."""
    return await store.count_of_practice(work.tx, work.owner_id, practice_id)
