"""A replayed write changes nothing and answers the same. Key: (owner, client, Idempotency-Key), kept a day."""

from tenants.idempotency.answers import REPLAYED, KeyedRequest, store_answer, stored_answer

__all__ = ["REPLAYED", "KeyedRequest", "store_answer", "stored_answer"]
