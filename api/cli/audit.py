from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="The audit: verify its chains.")


@app.command()
def verify(
    *,
    owner: Annotated[
        str | None, typer.Option(help="A practice's or an organization's id, or `platform`; all of them if left out.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Recompute the chains of audit and events from their rows and compare them with the exported heads.

    Finds an edit, a deletion, an insertion, an exchange and a cut tail; exit code 1 then. It can't see rows that were
    taken away in the seconds before they were sealed, nor a tail cut to the last exported head.
    """
    import asyncio

    from api.audit.verify import OwnerUnknown, Verdict
    from api.audit.verify import verify as verify_chains
    from api.cli.ready import ready
    from tenants.services import open_services

    settings = ready()

    async def run() -> Verdict:
        async with open_services(settings) as services:
            return await verify_chains(services, owner)

    try:
        verdict = asyncio.run(run())
    except OwnerUnknown:
        typer.echo(f"no practice and no organization has the id {owner}", err=True)
        raise typer.Exit(2) from None
    typer.echo(verdict.as_json() if as_json else verdict.as_text(), nl=False)
    raise typer.Exit(0 if verdict.holds else 1)


@app.command()
def key() -> None:
    """Print the public key that exported heads are signed with, as PEM."""
    import asyncio

    from api.cli.ready import ready
    from tenants.services import open_services

    settings = ready()

    async def run() -> str:
        async with open_services(settings) as services:
            return services.heads.public_key

    typer.echo(asyncio.run(run()), nl=False)
