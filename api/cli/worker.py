def worker() -> None:
    """Run jobs until stopped; any number of workers may run at once."""
    import asyncio

    from api.cli.ready import ready
    from api.kit.garbage import settle
    from api.wiring import run_worker

    settle()
    asyncio.run(run_worker(ready()))
