"""The 835 in check mode."""

from api.x12.check.remittance_835.grammar import GRAMMAR
from api.x12.check.remittance_835.rules import RemittanceRules
from api.x12.check.transaction_set import register

SET_835 = register("005010X221", "835", GRAMMAR, RemittanceRules)
