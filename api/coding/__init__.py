"""Encounters and the edits: what was done and why, checked before it becomes a claim."""

from api.coding.code_encounter import code_encounter
from api.coding.content import CodedEncounter, RenderingProvider
from api.coding.problems import EditsFailed, EncounterDiffers
from api.coding.read import find_encounter
from api.coding.rules import Finding
from api.coding.schemas import EncounterIn, FindingOut, Validation

__all__ = [
    "CodedEncounter",
    "EditsFailed",
    "EncounterDiffers",
    "EncounterIn",
    "Finding",
    "FindingOut",
    "RenderingProvider",
    "Validation",
    "code_encounter",
    "find_encounter",
]
