"""The sets that can be checked: one line each. Importing them makes their rules known."""

from typing import Final

from api.x12.check.acknowledgement_277ca import SET_277CA
from api.x12.check.acknowledgement_999 import SET_999
from api.x12.check.claim_837 import SET_837I, SET_837P
from api.x12.check.eligibility_270_271 import SET_270, SET_271
from api.x12.check.envelope import ENVELOPE as ENVELOPE_RULES
from api.x12.check.reading import READING as READING_RULES
from api.x12.check.remittance_835 import SET_835
from api.x12.check.status_276_277 import SET_276, SET_277
from api.x12.check.transaction_set import TransactionSet

SETS: Final[tuple[TransactionSet, ...]] = (
    SET_835,
    SET_837P,
    SET_837I,
    SET_999,
    SET_277CA,
    SET_270,
    SET_271,
    SET_276,
    SET_277,
)
__all__ = ["ENVELOPE_RULES", "READING_RULES", "SETS"]
