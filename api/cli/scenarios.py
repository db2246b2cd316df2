def scenarios() -> None:
    """Print what the sandbox payer answers on request: the table in the README."""
    import typer

    from api.sandbox.table import scenario_table

    typer.echo(scenario_table(), nl=False)
