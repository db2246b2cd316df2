"""The 276 and the 277 in check mode."""

from typing import Final

from api.x12.check.status_276_277.grammars import GRAMMAR_276, GRAMMAR_277
from api.x12.check.status_276_277.rules import StatusRequestRules, StatusResponseRules
from api.x12.check.transaction_set import TransactionSet, register

SET_276: Final[TransactionSet] = register("005010X212", "276", GRAMMAR_276, StatusRequestRules)
SET_277: Final[TransactionSet] = register("005010X212", "277", GRAMMAR_277, StatusResponseRules)
