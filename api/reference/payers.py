"""Payers: created by the organization, copied to each practice as an enrollment."""

from uuid import UUID

from psycopg.errors import UniqueViolation

from api.kit.ids import new_id
from api.kit.jobs import defer
from api.kit.problems import Conflict
from api.reference import store
from api.reference.models import Payer, PayerEnrollment
from api.reference.schemas import PayerCreate, PayerOut
from tenants.context import Work
from tenants.practices import practices_page
from tenants.session import Row, Transaction

ALL = 10_000


class PayerExists(Conflict):
    """The organization has a payer with this identifier."""

    slug, title = "payer-exists", "A payer with this identifier exists"


async def create_payer(work: Work, order: PayerCreate) -> PayerOut:
    """A payer of the organization; a job enrolls each practice with it. Raises PayerExists."""
    row = Payer(organization_id=work.owner_id, id=new_id(), **order.model_dump())
    try:
        await work.tx.insert(row)
    except UniqueViolation:
        raise PayerExists from None
    for known in await practices_page(work.tx, work.owner_id, None, ALL):
        await defer(
            work.tx.connection,
            "onboarding.set_up",
            lock=f"onboarding|{known['id']}",
            organization_id=work.owner_id,
            practice_id=known["id"],
        )
    await work.audit("payer.create", "payer", row.id)
    return PayerOut(
        id=row.id,
        identifier=row.identifier,
        name=row.name,
        filing_indicator=row.filing_indicator,
        channel=row.channel,
        created_at=row.created_at,
    )


async def organization_payers(tx: Transaction) -> list[Row]:
    """All payers of the transaction's organization."""
    return await store.payers_page(tx, tx.owned_by.id, None, ALL)


async def enroll_payers(tx: Transaction, payers: list[Row]) -> None:
    """Copy payers that the practice does not have yet."""
    known: set[UUID] = {row["payer_id"] for row in await store.enrollments(tx, tx.owned_by.id)}
    await tx.insert(
        *(
            PayerEnrollment(
                tenant_id=tx.owned_by.id,
                payer_id=payer["id"],
                identifier=payer["identifier"],
                name=payer["name"],
                filing_indicator=payer["filing_indicator"],
                channel=payer["channel"],
            )
            for payer in payers
            if payer["id"] not in known
        )
    )
