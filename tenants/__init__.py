"""Who may see what: organizations, practices, clients, grants, tokens, row security, keys, audit, idempotency.

Knows no stage of the claim cycle. A stage asks for a transaction that carries one owner and gets rows of that owner.
"""
