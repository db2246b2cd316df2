"""Money is integer cents and quantities are decimals: no float ever holds an amount.

X12 data type R: an optional leading minus, digits, at most one point; `.08` is legal. More than two decimals
in an amount is unreadable money, not something to round.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

_AMOUNT: Final = re.compile(r"(-?)([0-9]{0,16})(?:\.([0-9]{0,2}))?", re.ASCII)
_USUAL_DIGITS: Final = 16
_MAX_KNOWN: Final = 16_384
_NUMBER: Final = re.compile(r"-?(?:[0-9]{1,15}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})", re.ASCII)


class _KnownAmounts(dict[str, int | None]):
    """The first amounts that were read: those of a fee schedule repeat within a file and from file to file.

    A plain dictionary that is full at some time, since a least-recently-used cache pays for its order on every hit, and
    to make room for amounts that never come again costs more than to read them.
    """

    def __missing__(self, text: str) -> int | None:
        if text[-3:-2] == ".":  # the usual form, 12.34, without a look at its parts
            digits = text[:-3] + text[-2:]
            if digits.isdecimal() and digits.isascii() and len(digits) <= _USUAL_DIGITS:
                cents: int | None = int(digits)
                if len(self) < _MAX_KNOWN:
                    self[text] = cents
                return cents
        cents = _read_cents(text)
        if len(self) < _MAX_KNOWN and len(text) <= _USUAL_DIGITS:
            self[text] = cents
        return cents


_known_amounts: Final = _KnownAmounts()


def parse_cents(text: str) -> int | None:
    """Read an amount as cents; None when it is unreadable."""
    return _known_amounts[text]


# For a loop that reads hundreds of thousands of amounts: the same without the call.
find_cents: Final = _known_amounts.__getitem__


def _read_cents(text: str) -> int | None:
    match = _AMOUNT.fullmatch(text)
    if match is None:
        return None
    sign, whole, fraction = match.group(1, 2, 3)
    if not whole and not fraction:
        return None
    cents = int(whole or "0") * 100 + int((fraction or "").ljust(2, "0"))
    return -cents if sign else cents


@lru_cache(maxsize=65_536)
def format_cents(cents: int) -> str:
    """Write cents as X12 wants them: no leading zeros, no trailing zeros, no bare point (8 cents is
    `.08`).
    """
    whole, fraction = divmod(abs(cents), 100)
    text = f"{whole}.{fraction:02d}".rstrip("0").rstrip(".") if whole or fraction else "0"
    text = text.removeprefix("0") if fraction and not whole else text
    return "-" + text if cents < 0 else text


@lru_cache(maxsize=4_096)
def parse_quantity(text: str) -> Decimal | None:
    """Read a quantity (units, days, a weight); None when it is no plain decimal number."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def format_quantity(value: Decimal) -> str:
    """Write a quantity without exponent and without trailing zeros."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text or "0"
