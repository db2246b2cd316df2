from typing import Annotated

import typer


def migrate(
    to: Annotated[str, typer.Option(help="`head`, `base` or a revision; forward or back.")] = "head",
) -> None:
    """Make roles and database where they are missing and bring the schema to a revision."""
    from api.kit.database import prepare
    from api.kit.settings import Settings

    prepare(Settings(), to)
