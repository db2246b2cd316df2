from typing import Annotated

import typer

LONGEST_NAME = 200

app = typer.Typer(no_args_is_help=True, help="Organizations (billing companies).")


@app.callback()
def organization() -> None:
    """A group, so that its one command keeps its name."""


@app.command()
def create(name: Annotated[str, typer.Argument(help="The billing company's name.")]) -> None:
    """Make an organization and its first client, which holds every scope; the secret is shown this once."""
    given = " ".join(name.split())
    if not 0 < len(given) <= LONGEST_NAME or not given.isprintable():
        typer.echo(f"An organization has a name of 1 to {LONGEST_NAME} printable characters", err=True)
        raise typer.Exit(2)
    import asyncio

    import orjson

    from api.cli.ready import ready
    from api.onboarding.bootstrap import create_organization
    from tenants.services import open_services

    settings = ready()

    async def run() -> None:
        async with open_services(settings) as services:
            organization_id, client = await create_organization(services, given)
        made = {
            "organization_id": organization_id,
            "client_id": client.id,
            "client_secret": client.client_secret,
            "scopes": client.scopes,
        }
        typer.echo(orjson.dumps(made, option=orjson.OPT_INDENT_2))

    asyncio.run(run())
