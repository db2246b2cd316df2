"""Encounters and the edits: what was done and why, checked before it becomes a claim."""

from api.coding.code_encounter import code_encounter
from api.coding.content import CodedEncounter, Content, Line, Named, Parties, RenderingProvider
from api.coding.judge import judge
from api.coding.problems import EditsFailed, EncounterDiffers
from api.coding.read import find_encounter
from api.coding.rules import Finding, Severity
from api.coding.schemas import (
    Code,
    EncounterIn,
    EncounterLineIn,
    FindingOut,
    RenderingProviderIn,
    Validation,
    clean_diagnoses,
)

__all__ = [
    "Code",
    "CodedEncounter",
    "Content",
    "EditsFailed",
    "EncounterDiffers",
    "EncounterIn",
    "EncounterLineIn",
    "Finding",
    "FindingOut",
    "Line",
    "Named",
    "Parties",
    "RenderingProvider",
    "RenderingProviderIn",
    "Severity",
    "Validation",
    "clean_diagnoses",
    "code_encounter",
    "find_encounter",
    "judge",
]
