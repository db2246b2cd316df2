"""Who may act in which practice."""

from tenants.grants.store import granted_practices, may_enter

__all__ = ["granted_practices", "may_enter"]
