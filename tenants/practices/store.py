"""SQL of practices as their organization and they themselves know them."""

from uuid import UUID

from tenants.session import Row, Transaction


async def practices_page(tx: Transaction, organization_id: UUID, after: UUID | None, limit: int) -> list[Row]:
    """Practices of an organization, oldest first."""
    return await tx.rows(
        "select practice_id as id, name, time_zone, mode, state, created_at from practice"
        " where organization_id = %(organization_id)s and (%(after)s::uuid is null or practice_id > %(after)s)"
        " order by practice_id limit %(limit)s",
        {"organization_id": organization_id, "after": after, "limit": limit},
    )


async def practice(tx: Transaction, organization_id: UUID, practice_id: UUID) -> Row | None:
    """One practice of an organization."""
    return await tx.row(
        "select practice_id as id, name, time_zone, mode, state, created_at from practice"
        " where organization_id = %(organization_id)s and practice_id = %(practice_id)s",
        {"organization_id": organization_id, "practice_id": practice_id},
    )


async def activate(tx: Transaction, organization_id: UUID, practice_id: UUID) -> None:
    """The practice is set up: its clients may work."""
    await tx.execute(
        "update practice set state = 'active', version = version + 1"
        " where organization_id = %(organization_id)s and practice_id = %(practice_id)s and state = 'setting_up'",
        {"organization_id": organization_id, "practice_id": practice_id},
    )


async def left_practices(tx: Transaction, organization_id: UUID) -> set[UUID]:
    """Practices of an organization that have left: nothing of theirs can be read or written any more."""
    rows = await tx.rows(
        "select practice_id from practice where organization_id = %(organization_id)s and offboarding = 'shredded'",
        {"organization_id": organization_id},
    )
    return {row["practice_id"] for row in rows}


async def profile(tx: Transaction, tenant_id: UUID) -> Row | None:
    """What a practice's own transactions know of it."""
    return await tx.row(
        "select organization_id, name, time_zone, mode, offboarding from practice_profile"
        " where tenant_id = %(tenant_id)s",
        {"tenant_id": tenant_id},
    )


async def all_owners(tx: Transaction) -> list[Row]:
    """Every practice with its organization (role `identity`): what a job over all of them walks."""
    return await tx.rows("select organization_id, practice_id, state, offboarding from practice order by practice_id")


async def all_organizations(tx: Transaction) -> list[Row]:
    """Every organization (role `identity`)."""
    return await tx.rows("select organization_id from organization order by organization_id")
