"""What every command begins with: settings that can be used, and a database that is ready for them."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from api.kit.settings import Settings

LARGEST_PORT = 65_535
FAILED = 1
WRONG_USE = 2


def settings_from_environment() -> "Settings":
    """The settings. Ends the command with a line for each that can't be used; its value is not shown."""
    from pydantic import ValidationError

    from api.kit.settings import Settings

    try:
        return Settings()
    except ValidationError as refused:
        for error in refused.errors(include_input=False, include_url=False):
            name = "_".join(str(part) for part in error["loc"]).upper()
            typer.echo(f"{name}: {error['msg']}" if name else error["msg"], err=True)
        raise typer.Exit(WRONG_USE) from None


def require_port(port: int | None) -> None:
    """Ends the command with one line when `--port` is given and is none."""
    if port is not None and not 0 <= port <= LARGEST_PORT:
        typer.echo(f"--port: a port is a number from 0 to {LARGEST_PORT}", err=True)
        raise typer.Exit(WRONG_USE)


def ready() -> "Settings":
    """The settings of a migrated installation whose server answers; an embedded one is started.

    Ends the command with one line otherwise, where it would try again and again; a server started for it is stopped.
    """
    settings = settings_from_environment()
    with stopping_what_starts(settings) as keep:
        require_migrated(settings)
        keep()
    return settings


def require_migrated(settings: "Settings") -> None:
    """Ends the command with one line unless the service can log in and finds its tables."""
    import psycopg

    from api.kit.postgres.migrate import is_migrated

    try:
        if is_migrated(settings.role_url("app")):
            return
        why = "its tables are missing"
    except psycopg.OperationalError as refused:
        said = [line for line in str(refused).splitlines() if line.strip()]
        why = said[-1].strip() if said else "nobody answers"
    typer.echo(
        f"The database can't be used: {why}. Run `firstpass migrate` on it with the same DATABASE_ROLE_SECRET.",
        err=True,
    )
    raise typer.Exit(FAILED)


@contextmanager
def stopping_what_starts(settings: "Settings") -> Iterator[Callable[[], None]]:
    """Have a server that answers; an embedded one that was not running is stopped at the end.

    What is yielded keeps it running. One that runs already is another command's to stop.
    """
    from api.kit.database import start

    server = settings.embedded_server
    with ExitStack() as stack:
        if server is not None and not server.is_alive():
            stack.callback(server.stop)
        start(settings)

        def keep() -> None:
            stack.pop_all()

        yield keep


def load_missing_codes() -> None:
    """Load the diagnosis codes when there are none, by a process of its own: the list takes memory that stays taken."""
    import subprocess

    subprocess.run([sys.executable, "-m", "api.cli", "codes", "load", "--if-missing"], check=True)
