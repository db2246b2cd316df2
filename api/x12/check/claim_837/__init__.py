"""The 837 in check mode."""

from api.x12.check.claim_837 import institutional, professional
from api.x12.check.claim_837.institutional_rules import InstitutionalRules
from api.x12.check.claim_837.rules import ProfessionalRules
from api.x12.check.transaction_set import register

SET_837P = register("005010X222", "837", professional.GRAMMAR, ProfessionalRules)
SET_837I = register("005010X223", "837", institutional.GRAMMAR, InstitutionalRules)
