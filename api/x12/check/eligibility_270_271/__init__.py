"""The 270 and the 271 in check mode."""

from api.x12.check.eligibility_270_271.inquiry import SET_270
from api.x12.check.eligibility_270_271.response import SET_271

__all__ = ["SET_270", "SET_271"]
