"""Access tokens: issued for clients, verified without a query, under keys that rotate."""

from tenants.tokens.access import Tokens, refused

__all__ = ["Tokens", "refused"]
