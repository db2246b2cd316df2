"""The keys that sign access tokens, renewed by the clock."""

from api.kit.jobs import job
from tenants.context import Services


@job("oauth.rotate_keys", cron="* * * * * 30")
async def rotate(services: Services) -> None:
    """Every minute, so that the next key is there five minutes before the last one ends."""
    await services.tokens.rotate()
