"""Money: integer cents, US dollars. Rates: basis points. Nothing here or elsewhere is a float."""

from typing import Annotated

from pydantic import Field, StrictInt

MAX_CENTS = 99_999_999_99
"""The largest amount taken from a caller: an X12 R element of 10 digits with two decimals is more than any charge."""

Cents = Annotated[StrictInt, Field(ge=-MAX_CENTS, le=MAX_CENTS, description="US cents")]
ChargeCents = Annotated[StrictInt, Field(ge=0, le=MAX_CENTS, description="US cents, not negative")]


def rate_bps(numerator: int, denominator: int) -> int | None:
    """Numerator / denominator in basis points, rounded half away from zero; None when there is nothing to divide by."""
    if denominator == 0:
        return None
    scaled = abs(numerator) * 10_000
    rounded = (2 * scaled + abs(denominator)) // (2 * abs(denominator))
    return rounded if (numerator < 0) == (denominator < 0) else -rounded
