from typing import Annotated

import typer


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on, instead of HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on, instead of PORT.")] = None,
) -> None:
    """Serve the API; an embedded server is started when none answers."""
    import uvicorn

    from api.kit.database import start
    from api.kit.settings import Settings

    settings = Settings()
    start(settings)
    uvicorn.run(
        "api.app:create_app",
        factory=True,
        host=settings.host if host is None else host,
        port=settings.port if port is None else port,
        log_config=None,  # its own would write an exception's text; the service's says class and place
        access_log=False,  # the service writes its own line a request, free of what a path may hold
        server_header=False,
    )
