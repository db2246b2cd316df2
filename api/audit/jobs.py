"""Jobs of the audit."""

from api.audit.export_heads import export_heads
from api.kit.jobs import job
from tenants.context import Services


@job("audit.export_heads", cron="*/5 * * * * 30")
async def export(services: Services) -> None:
    """Every five minutes: what is cut from a chain is missed if it was there for that long."""
    await export_heads(services)
