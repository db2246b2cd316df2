"""Keys of practices and organizations: rotations are queued for the workers, `status` reads."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

if TYPE_CHECKING:
    from tenants.context import Services
    from tenants.owner import Owner

app = typer.Typer(no_args_is_help=True, help="Keys of practices and organizations.")
PracticeOption = Annotated[UUID | None, typer.Option("--practice", help="One practice, by its id.")]
OrganizationOption = Annotated[UUID | None, typer.Option("--organization", help="One organization, by its id.")]
AllOption = Annotated[bool, typer.Option("--all", help="Every practice and organization.")]


@app.command()
def rotate(
    *, practice: PracticeOption = None, organization: OrganizationOption = None, all_: AllOption = False
) -> None:
    """A new data key; everything is sealed anew under it, beside the running service."""
    _queue("keys.rotate_data_key", practice, organization, all_=all_)


@app.command()
def rotate_master(
    *, practice: PracticeOption = None, organization: OrganizationOption = None, all_: AllOption = False
) -> None:
    """A new secret in the key service; data keys are wrapped by it, nothing is sealed anew."""
    _queue("keys.rotate_master", practice, organization, all_=all_)


@app.command()
def status(
    *, practice: PracticeOption = None, organization: OrganizationOption = None, all_: AllOption = False
) -> None:
    """How many values are sealed under which version of the key, by table."""
    import orjson

    from tenants.resealing import sealed_tables, versions

    async def show(services: "Services", owner: "Owner") -> None:
        tables = {}
        async with services.database.expiring(owner) as tx:
            for table in sealed_tables(owner.level):
                found = await versions(tx, table)
                tables[table.name] = {str(version): found[version] for version in sorted(found)}
        typer.echo(orjson.dumps({"owner": str(owner), "sealed": tables}, option=orjson.OPT_INDENT_2))

    _each(practice, organization, all_=all_, act=show)


@app.command()
def verify_certificate(file: Annotated[Path, typer.Argument(help="A certificate of destruction, as JSON.")]) -> None:
    """Whether this installation has issued the certificate, word for word; exit 1 when not."""
    import orjson

    from api.cli.ready import ready
    from api.offboarding import is_genuine
    from tenants.keys import Vault, key_service

    settings = ready()
    genuine = is_genuine(Vault(key_service(settings)), orjson.loads(file.read_bytes()))
    typer.echo("genuine" if genuine else "not issued by this installation, or changed since")
    if not genuine:
        raise typer.Exit(1)


def _queue(job: str, practice: UUID | None, organization: UUID | None, *, all_: bool) -> None:
    from tenants.resealing import queue_rotation

    async def enqueue(services: "Services", owner: "Owner") -> None:
        async with services.database.owned(owner) as tx:
            await queue_rotation(tx, job)
        typer.echo(f"queued {job} for {owner}")

    _each(practice, organization, all_=all_, act=enqueue)


def _each(
    practice: UUID | None,
    organization: UUID | None,
    *,
    all_: bool,
    act: Callable[["Services", "Owner"], Awaitable[None]],
) -> None:
    import asyncio

    from api import wiring
    from api.cli.ready import ready
    from tenants.owner import Owner
    from tenants.practices import all_organizations, all_owners
    from tenants.services import open_services

    if not (practice or organization or all_):
        raise typer.BadParameter("name a practice, an organization, or --all")
    assert wiring.JOB_MODULES  # noqa: S101 - imported for the tables of every stage
    settings = ready()

    async def run() -> None:
        async with open_services(settings) as services:
            owners = [Owner.practice(practice)] if practice else []
            owners += [Owner.organization(organization)] if organization else []
            if all_:
                async with services.database.identity() as tx:
                    found = [row for row in await all_owners(tx) if row["offboarding"] != "shredded"]
                    owners += [Owner.practice(row["practice_id"]) for row in found]
                    owners += [Owner.organization(row["organization_id"]) for row in await all_organizations(tx)]
            for owner in owners:
                await act(services, owner)

    asyncio.run(run())
