"""What a practice has agreed with each payer: how long it may file, correct and appeal, and how it corrects."""

from api.contracts.look_up import terms_of
from api.contracts.terms import CorrectionMethod, Terms, terms_on

__all__ = ["CorrectionMethod", "Terms", "terms_of", "terms_on"]
