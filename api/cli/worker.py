def worker() -> None:
    """Run jobs until stopped; any number of workers may run at once."""
    import asyncio

    from api.kit.database import start
    from api.kit.settings import Settings
    from api.wiring import run_worker

    settings = Settings()
    start(settings)
    asyncio.run(run_worker(settings))
