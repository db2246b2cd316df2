from difflib import unified_diff
from pathlib import Path
from typing import Annotated

import typer

PUBLISHED = Path(__file__).parents[2] / "openapi" / "openapi.json"
SHOWN_LINES = 40


def contract() -> str:
    """The contract as the service generates it: sorted, so that a change of code order changes nothing."""
    import json

    from api.app import create_app

    return json.dumps(create_app().openapi(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def openapi(
    *,
    check: Annotated[bool, typer.Option("--check", help="Compare, change nothing; exit 1 when they differ.")] = False,
) -> None:
    """Write the published contract, openapi/openapi.json, or compare it with the service."""
    made = contract()
    if not check:
        PUBLISHED.parent.mkdir(exist_ok=True)
        PUBLISHED.write_text(made)
        return
    published = PUBLISHED.read_text() if PUBLISHED.exists() else ""
    changes = list(unified_diff(published.splitlines(), made.splitlines(), "published", "service", lineterm="", n=1))
    if changes:
        typer.echo("\n".join(changes[:SHOWN_LINES]))
        left = len(changes) - SHOWN_LINES
        typer.echo(
            f"{f'... {left} more lines. ' if left > 0 else ''}Run `firstpass openapi` and commit what it writes."
        )
        raise typer.Exit(1)
