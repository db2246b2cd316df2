"""The check digit of a National Provider Identifier: Luhn over the prefix 80840 and the ten digits [N] (45 CFR 162)."""

from functools import lru_cache
from typing import Final

_LENGTH: Final = 10
_PREFIX_SUM: Final = 24  # what the digits 80840 add
_NINE: Final = 9


@lru_cache(maxsize=65_536)
def is_npi(value: str) -> bool:
    """Whether a value has ten digits and the right check digit."""
    if len(value) != _LENGTH or not (value.isascii() and value.isdigit()):
        return False
    total = _PREFIX_SUM
    for at, digit in enumerate(map(int, value)):
        doubled = digit * 2 if at % 2 == 0 else digit
        total += doubled - _NINE if doubled > _NINE else doubled
    return total % 10 == 0
