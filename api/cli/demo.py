from pathlib import Path
from typing import Annotated

import typer


def demo(
    *,
    once: Annotated[bool, typer.Option("--once", help="On throw-away data and a free port; end when done.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document alone on standard output.")] = False,
    port: Annotated[int | None, typer.Option(help="Port to serve on, instead of PORT; 0: one that is free.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Where data is kept, instead of DATA_DIR.")] = None,
) -> None:
    """Drive claims of two practices from encounter to posted payment, through HTTP; then keep serving."""
    from api.cli.ready import WRONG_USE, require_port, settings_from_environment
    from api.demo.run import run

    require_port(port)
    settings_from_environment()
    if once and data_dir is not None:
        typer.echo("--once runs on throw-away data: leave out --once or --data-dir", err=True)
        raise typer.Exit(WRONG_USE)
    raise typer.Exit(run(once=once, as_json=as_json, port=port, data_dir=data_dir))
