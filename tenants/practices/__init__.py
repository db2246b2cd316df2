"""Practices: the tenants."""

from tenants.practices.profile import PracticeLeaving, Profile, profile_of
from tenants.practices.store import (
    activate,
    all_organizations,
    all_owners,
    left_practices,
    practice,
    practices_page,
)

__all__ = [
    "PracticeLeaving",
    "Profile",
    "activate",
    "all_organizations",
    "all_owners",
    "left_practices",
    "practice",
    "practices_page",
    "profile_of",
]
