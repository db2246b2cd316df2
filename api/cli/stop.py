import typer


def stop() -> None:
    """Stop the embedded server of DATA_DIR; nothing to stop is no error."""
    from api.cli.ready import settings_from_environment

    server = settings_from_environment().embedded_server
    if server is None:
        typer.echo("DATABASE_URL names a server of your own: stop that one yourself", err=True)
        raise typer.Exit(1)
    server.stop()
