NICE = 10
"""A long posting gives way to answers where both have the same cores."""


def worker() -> None:
    """Run jobs until stopped; any number of workers may run at once."""
    import asyncio
    import os

    from api.cli.ready import ready
    from api.kit.garbage import settle
    from api.wiring import run_worker

    settle()
    os.nice(NICE)
    asyncio.run(run_worker(ready()))
