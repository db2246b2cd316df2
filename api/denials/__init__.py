"""Denials: what a payer has adjudicated and refused, why, what puts it right and by when; appeals and write-offs."""

from api.denials.correct import follow_corrections
from api.denials.follow import follow_adjudications
from api.denials.read import Told, denials_of_claim, told_of
from api.denials.rules import Advice, advise_unprocessable, advise_wrong_claim, deadline
from api.denials.scenarios import DenialScenario, scenario_of
from api.denials.take_back import take_write_offs_back

__all__ = [
    "Advice",
    "DenialScenario",
    "Told",
    "advise_unprocessable",
    "advise_wrong_claim",
    "deadline",
    "denials_of_claim",
    "follow_adjudications",
    "follow_corrections",
    "scenario_of",
    "take_write_offs_back",
    "told_of",
]
