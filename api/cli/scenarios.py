from typing import Annotated

import typer


def scenarios(
    *, switches: Annotated[bool, typer.Option("--switches", help="the words that a note may add, instead")] = False
) -> None:
    """Print what the sandbox payer answers on request: the tables in README and of the page about the sandbox."""
    from api.sandbox.table import scenario_table, switch_table

    typer.echo(switch_table() if switches else scenario_table(), nl=False)
