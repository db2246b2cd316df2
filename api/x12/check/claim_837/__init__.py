"""The 837 in check mode."""

from api.x12.check.claim_837.professional import GRAMMAR
from api.x12.check.claim_837.rules import ProfessionalRules
from api.x12.check.transaction_set import register

SET_837P = register("005010X222", "837", GRAMMAR, ProfessionalRules)
