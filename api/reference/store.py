"""SQL of payers and code sets."""

from uuid import UUID

from tenants.session import Row, Transaction


async def payers_page(tx: Transaction, organization_id: UUID, after: UUID | None, limit: int) -> list[Row]:
    """The organization's payers, oldest first."""
    return await tx.rows(
        "select id, identifier, name, filing_indicator, channel, created_at from payer"
        " where organization_id = %(organization_id)s and (%(after)s::uuid is null or id > %(after)s)"
        " order by id limit %(limit)s",
        {"organization_id": organization_id, "after": after, "limit": limit},
    )


async def payer_by_identifier(tx: Transaction, organization_id: UUID, identifier: str) -> Row | None:
    """The payer with this identifier."""
    return await tx.row(
        "select id from payer where organization_id = %(organization_id)s and identifier = %(identifier)s",
        {"organization_id": organization_id, "identifier": identifier},
    )


async def enrolled(tx: Transaction, tenant_id: UUID, payer_id: UUID) -> Row | None:
    """A payer as the practice is enrolled with it."""
    return await tx.row(
        "select payer_id, identifier, name, filing_indicator, channel from payer_enrollment"
        " where tenant_id = %(tenant_id)s and payer_id = %(payer_id)s",
        {"tenant_id": tenant_id, "payer_id": payer_id},
    )


async def enrollments(tx: Transaction, tenant_id: UUID) -> list[Row]:
    """All payers the practice is enrolled with."""
    return await tx.rows(
        "select payer_id, identifier, name, filing_indicator, channel from payer_enrollment"
        " where tenant_id = %(tenant_id)s order by name, payer_id",
        {"tenant_id": tenant_id},
    )
