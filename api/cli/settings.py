def settings() -> None:
    """Print every setting with its default: the table in the README."""
    import typer

    from api.kit.settings import settings_table

    typer.echo(settings_table(), nl=False)
