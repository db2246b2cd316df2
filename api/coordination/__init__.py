"""Coordination of benefits: the secondary claim made from what the primary decided, and crossovers that do not come."""

from api.coordination.bill_next_payer import bill_next_payer
from api.coordination.follow import claims_adjudicated, claims_corrected, insurance_finished
from api.coordination.watch import watch_crossovers

__all__ = ["bill_next_payer", "claims_adjudicated", "claims_corrected", "insurance_finished", "watch_crossovers"]
