def worker() -> None:
    """Run jobs until stopped; any number of workers may run at once."""
    import asyncio

    from api.cli.ready import ready
    from api.wiring import run_worker

    asyncio.run(run_worker(ready()))
