"""SQL of signing keys. Read as `identity`, before an owner is known."""

from datetime import datetime

from tenants.session import Transaction
from tenants.tokens.models import SigningKey


async def signing_keys(tx: Transaction, at: datetime) -> list[SigningKey]:
    """The keys published at a moment."""
    rows = await tx.rows(
        "select kid, public_jwk, private_wrapped, created_at, activates_at, retires_at from signing_key"
        " where retires_at > %(at)s order by activates_at",
        {"at": at},
    )
    return [SigningKey(**row) for row in rows]
