import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Annotated

import typer


def serve(
    *,
    host: Annotated[str | None, typer.Option(help="Address to listen on, instead of HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on, instead of PORT.")] = None,
    prepare: Annotated[
        bool, typer.Option("--prepare", help="First migrate, and load the diagnosis codes if there are none.")
    ] = False,
) -> None:
    """Serve the API. An embedded server is started when none answers, and stopped again at the end.

    Jobs are run by `firstpass worker`, beside it: without one, nothing is set up, sent or posted.
    """
    import uvicorn

    from api.cli.ready import (
        load_missing_codes,
        require_migrated,
        require_port,
        settings_from_environment,
        stopping_what_starts,
    )
    from api.kit.database import prepare as prepare_database
    from api.kit.garbage import settle

    settings = settings_from_environment()
    require_port(port)
    with _interrupted_by_sigterm(), stopping_what_starts(settings):
        if prepare:
            prepare_database(settings)
            load_missing_codes()
        require_migrated(settings)
        import api.app  # noqa: F401 - what uvicorn would import next

        settle()
        uvicorn.run(
            "api.app:create_app",
            factory=True,
            host=settings.host if host is None else host,
            port=settings.port if port is None else port,
            log_config=None,  # its own would write an exception's text; the service's says class and place
            access_log=False,  # the service writes its own line a request, free of what a path may hold
            server_header=False,
        )


@contextmanager
def _interrupted_by_sigterm() -> Iterator[None]:
    """The web server ends in order and raises the signal again: so that there is time to stop the server."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
