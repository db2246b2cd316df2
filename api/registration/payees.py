"""Who of the practice an 835 may pay."""

from api.registration import store
from tenants.context import Work


async def payee_identifiers(work: Work) -> frozenset[str]:
    """NPIs, TINs and ERA payee ids of the practice's billing providers (N104 of loop 1000B, REF*TJ)."""
    return frozenset(await store.payee_identifiers(work.tx, work.owner_id))
