"""Create machine clients and partners, rotate secrets. Everything here is organization data."""

from datetime import timedelta
from uuid import UUID

from api.kit.clock import now
from api.kit.ids import new_id
from api.kit.problems import NotFound, Unprocessable, field_error
from tenants.context import Work
from tenants.oauth import store
from tenants.oauth.models import Client, ClientSecret, PartnerClient, PracticeClient
from tenants.oauth.schemas import ClientCreate, ClientCreated, PartnerCreate, PartnerOut, SecretCreated
from tenants.oauth.server import hash_secret, new_secret
from tenants.people.models import AccessGrant, Partner, PartnerPractice, Principal
from tenants.scopes import ALLOWED

OVERLAP = timedelta(hours=24)
"""How long an older secret stays valid beside a new one."""


class ClientInvalid(Unprocessable):
    """A client that asks for what its kind can't have."""

    slug, title = "client-invalid", "The client can't be created as described"


async def create_client(work: Work, order: ClientCreate) -> ClientCreated:
    """A client and its first secret. Raises ClientInvalid (scopes, binding, an id that is not the organization's)."""
    await _check(work, order)
    client_id, secret, organization_id = new_id(), new_secret(), work.owner_id
    client = Client(
        organization_id=organization_id,
        id=client_id,
        name=order.name,
        kind=order.kind,
        scopes=sorted(set(order.scopes)),
    )
    await work.tx.insert(
        Principal(organization_id=organization_id, id=client_id, kind="client"),
        client,
        _secret(organization_id, client_id, secret),
    )
    if order.practice_id is not None:
        await work.tx.insert(
            PracticeClient(organization_id=organization_id, client_id=client_id, practice_id=order.practice_id)
        )
    if order.partner_id is not None:
        await work.tx.insert(
            PartnerClient(organization_id=organization_id, client_id=client_id, partner_id=order.partner_id)
        )
    await grant(work, client_id, order.granted_practice_ids)
    await work.audit("client.create", "client", client_id, kind=order.kind, scopes=client.scopes)
    return ClientCreated(
        id=client_id,
        name=order.name,
        kind=order.kind,
        scopes=client.scopes,
        auth_method=client.auth_method,
        practice_id=order.practice_id,
        partner_id=order.partner_id,
        created_at=client.created_at,
        ended_at=None,
        client_secret=secret,
    )


async def grant(work: Work, principal_id: UUID, practice_ids: list[UUID], role: str = "biller") -> None:
    """Let a principal act in practices of the organization, from now on."""
    grants = [
        AccessGrant(
            organization_id=work.owner_id, id=new_id(), principal_id=principal_id, practice_id=practice_id, role=role
        )
        for practice_id in dict.fromkeys(practice_ids)
    ]
    if not grants:
        return
    await work.tx.insert(*grants)
    named = [str(each.practice_id) for each in grants]
    await work.audit("grant.create", "principal", principal_id, count=len(grants), role=role, practices=named)


async def rotate_secret(work: Work, client_id: UUID) -> SecretCreated:
    """A second valid secret; the older ones end in a day. Raises NotFound."""
    ends_at = now() + OVERLAP
    if not await store.end_secrets(work.tx, work.owner_id, client_id, ends_at):
        raise NotFound
    secret = new_secret()
    await work.tx.insert(_secret(work.owner_id, client_id, secret))
    await work.audit("client.rotate_secret", "client", client_id)
    return SecretCreated(client_secret=secret, older_end_at=ends_at)


async def create_partner(work: Work, order: PartnerCreate) -> PartnerOut:
    """A partner and the practices whose aggregates may be released to it. Raises ClientInvalid."""
    if missing := await _unknown_practices(work, order.practice_ids):
        raise ClientInvalid(errors=_unknown("practice_ids", missing))
    partner = Partner(organization_id=work.owner_id, id=new_id(), name=order.name)
    chosen = list(dict.fromkeys(order.practice_ids))
    await work.tx.insert(
        partner,
        *(
            PartnerPractice(organization_id=work.owner_id, partner_id=partner.id, practice_id=practice_id)
            for practice_id in chosen
        ),
    )
    await work.audit("partner.create", "partner", partner.id, practices=len(chosen))
    return PartnerOut(id=partner.id, name=partner.name, practice_ids=chosen, created_at=partner.created_at)


def _secret(organization_id: UUID, client_id: UUID, secret: str) -> ClientSecret:
    return ClientSecret(
        organization_id=organization_id, id=new_id(), client_id=client_id, secret_hash=hash_secret(secret)
    )


async def _check(work: Work, order: ClientCreate) -> None:
    errors = [
        field_error(
            f"/body/scopes/{index}",
            "scope_not_allowed",
            f"A client of kind {order.kind} can't hold this scope",
        )
        for index, scope in enumerate(order.scopes)
        if scope not in ALLOWED[order.kind]
    ]
    if (order.practice_id is not None) != (order.kind == "practice"):
        errors.append(field_error("/body/practice_id", "binding", "Send it for kind practice, and only then"))
    if (order.partner_id is not None) != (order.kind == "partner"):
        errors.append(field_error("/body/partner_id", "binding", "Send it for kind partner, and only then"))
    if order.granted_practice_ids and order.kind != "organization":
        errors.append(field_error("/body/granted_practice_ids", "binding", "Send it for kind organization only"))
    if not errors:
        named = [*order.granted_practice_ids, *([order.practice_id] if order.practice_id else [])]
        if missing := await _unknown_practices(work, named):
            errors += _unknown("practice_id" if order.practice_id else "granted_practice_ids", missing)
        if order.partner_id and not await store.partner_exists(work.tx, work.owner_id, order.partner_id):
            errors += _unknown("partner_id", 1)
    if errors:
        raise ClientInvalid(errors=errors)


async def _unknown_practices(work: Work, practice_ids: list[UUID]) -> int:
    wanted = set(practice_ids)
    return len(wanted) - await store.count_practices(work.tx, work.owner_id, list(wanted)) if wanted else 0


def _unknown(name: str, count: int) -> list[dict[str, object]]:
    return [field_error(f"/body/{name}", "unknown_id", f"{count} not found in this organization")]
