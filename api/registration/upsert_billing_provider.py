"""Create a billing provider, or change the one its external id names; what an 835 calls it then routes here."""

import msgspec

from api.events import NewEvent, record
from api.files import IdentifierTaken, register_payee_identifiers
from api.kit.clock import now
from api.kit.ids import new_id
from api.kit.problems import field_error
from api.registration import store
from api.registration.models import BillingProvider
from api.registration.problems import PayeeIdentifierTaken, RegistrationInvalid
from api.registration.records import (
    BillingProviderRecord,
    billing_provider_columns,
    open_billing_provider,
)
from api.registration.rules import is_po_box
from api.registration.schemas import BillingProviderUpsert
from tenants.context import Work


async def upsert_billing_provider(work: Work, order: BillingProviderUpsert) -> tuple[BillingProviderRecord, bool]:
    """The billing provider, and whether it is new. The same content again changes nothing.

    Raises RegistrationInvalid (a post office box as billing street), PayeeIdentifierTaken (another's).
    """
    for line in ("line1", "line2"):
        if is_po_box(getattr(order.address, line) or ""):
            error = field_error(f"/body/address/{line}", "po_box", "2010AA takes a street; put a box in pay_to_address")
            raise RegistrationInvalid(errors=[error])
    # One at a time in a practice: two that share a TIN must not both try to register it.
    await store.take_turn(work.tx, work.owner_id, "billing_provider", b"")
    row = await store.billing_provider_by_external_id(work.tx, work.owner_id, order.external_id)
    if row is None:
        return await _create(work, order), True
    known = open_billing_provider(row)
    wanted = msgspec.structs.replace(known, provider=order.provider(), era_payee_ids=tuple(order.era_payee_ids))
    if wanted == known:
        return known, False
    registered = await _register(work, wanted)
    columns = billing_provider_columns(wanted)
    changed = await store.update_billing_provider(work.tx, work.owner_id, known.id, columns, registered)
    await work.audit("billing_provider.update", "billing_provider", known.id)
    await record(work, [NewEvent("billing_provider.updated", "billing_provider", known.id)])
    return msgspec.structs.replace(wanted, **changed), False


async def _create(work: Work, order: BillingProviderUpsert) -> BillingProviderRecord:
    at = now()
    wanted = BillingProviderRecord(
        id=new_id(),
        external_id=order.external_id,
        provider=order.provider(),
        era_payee_ids=tuple(order.era_payee_ids),
        version=1,
        created_at=at,
        updated_at=at,
    )
    registered = await _register(work, wanted)
    row = BillingProvider(
        tenant_id=work.owner_id,
        id=wanted.id,
        registered_identifiers=registered,
        created_at=at,
        updated_at=at,
        **billing_provider_columns(wanted),
    )
    await work.tx.insert(row)
    await work.audit("billing_provider.create", "billing_provider", wanted.id)
    await record(work, [NewEvent("billing_provider.created", "billing_provider", wanted.id)])
    return wanted


async def _register(work: Work, provider: BillingProviderRecord) -> list[str]:
    """Register what the practice has not yet; returns it as `kind:value`. Raises PayeeIdentifierTaken.

    The practice can't read what it registered (organization data), so each provider's row remembers its own.
    """
    wanted = [("npi", provider.provider.npi), ("tin", provider.provider.tin)]
    wanted += [("era_payee_id", value) for value in dict.fromkeys(provider.era_payee_ids)]
    known = await store.registered_identifiers(work.tx, work.owner_id)
    new = [(kind, value) for kind, value in wanted if f"{kind}:{value}" not in known]
    try:
        await register_payee_identifiers(work, new)
    except IdentifierTaken as refused:
        pointers = {"npi": "/body/npi"}
        raise PayeeIdentifierTaken.at(
            [
                pointers.get(kind) or f"/body/era_payee_ids/{provider.era_payee_ids.index(value)}"
                for kind, value in refused.taken
            ]
        ) from None
    return [f"{kind}:{value}" for kind, value in new]
