"""Numbers a payer would draw from its own sequences, derived from the file instead: same bytes, same
numbers.
"""

import hashlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from api.sandbox.inbox import ReceivedClaim

_DIGITS: Final = 9


def digits(*parts: str, length: int = _DIGITS) -> str:
    """Decimal digits that depend on the parts alone; the first is never a zero."""
    seed = int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest(), "big")
    lowest = 10 ** (length - 1)
    return str(lowest + seed % (9 * lowest))


def icn(received: "ReceivedClaim", part: int = 1) -> str:
    """The payer's claim number: day received (YYDDD) and nine digits, one for each part of each claim of each file."""
    further = () if part == 1 else (str(part),)
    return f"{received.received_on:%y%j}" + digits("icn", *received.key, *further)


def payer_tax_id(payer_id: str) -> str:
    """TRN03: 1 and nine digits that stand for the payer; a short number keeps its digits."""
    if payer_id.isascii() and payer_id.isdecimal() and len(payer_id) <= _DIGITS:
        return "1" + payer_id.zfill(_DIGITS)
    return "1" + digits("payer", payer_id)
