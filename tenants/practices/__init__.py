"""Practices: the tenants."""

from tenants.practices.profile import Profile, profile_of
from tenants.practices.store import activate, all_organizations, all_owners, practice, practices_page

__all__ = [
    "Profile",
    "activate",
    "all_organizations",
    "all_owners",
    "practice",
    "practices_page",
    "profile_of",
]
