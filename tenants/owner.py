"""Whose rows a transaction may touch."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from uuid import UUID


class Level(StrEnum):
    """The two levels of isolation; the value is the setting's name and the first half of the key column's."""

    TENANT = "tenant"
    ORGANIZATION = "organization"


@dataclass(frozen=True, slots=True)
class Owner:
    """A practice or an organization."""

    level: Level
    id: UUID

    @classmethod
    def practice(cls, practice_id: UUID) -> Self:
        """The owner of practice data."""
        return cls(Level.TENANT, practice_id)

    @classmethod
    def organization(cls, organization_id: UUID) -> Self:
        """The owner of organization data."""
        return cls(Level.ORGANIZATION, organization_id)

    @property
    def column(self) -> str:
        """The column that leads every key of this owner's tables."""
        return f"{self.level}_id"

    def __str__(self) -> str:
        return f"{self.level}:{self.id}"
