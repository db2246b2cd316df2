"""The scenarios as data: what each does at the front end and in the 835.

A caller chooses by member id, `SBX` + two digits + letter (`SBX01A000123`), or by a claim note NTE*ADD
`SBX 01A`, which wins. Nothing given, or a scenario that is not in the table: 01A.
"""

import re
from typing import Final, Literal

import msgspec

from api.x12 import ClaimContext, StatusCode

_MEMBER_ID: Final = re.compile(r"SBX([0-9]{2}[A-Z])")
_NOTE: Final = re.compile(r"SBX ([0-9]{2}[A-Z])\b")
DEFAULT: Final = "01A"


class Fraction(msgspec.Struct, frozen=True):
    """A share of a charge, kept exact until it is rounded to cents."""

    numerator: int
    denominator: int

    def of(self, cents: int) -> int:
        """The share in cents, rounded half away from zero."""
        rounded = (2 * abs(cents) * self.numerator + self.denominator) // (2 * self.denominator)
        return rounded if cents >= 0 else -rounded


class Denial(msgspec.Struct, frozen=True):
    """The whole charge of each line under one group and CARC, with the RARCs the CARC asks for."""

    group: str
    carc: str
    remarks: tuple[str, ...] = ()


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """One row. Without `rejection`, `gate` or `denial` the claim is accepted and priced."""

    gate: Literal["open", "999", "ta1"] = "open"  # where the file itself is refused
    rejection: StatusCode | None = None  # 277CA claim level, action U
    is_silent: bool = False  # received (A1), never adjudicated
    denial: Denial | None = None
    contractual: Fraction = Fraction(3, 10)  # CO-45
    copay_cents: int = 2_500  # PR-3, once a claim
    is_all_deductible: bool = False  # PR-1 takes what CO-45 leaves
    is_alone: bool = False  # in a check of its own
    trace_number: str = ""  # TRN02, when it is not derived


SCENARIOS: Final[dict[str, Scenario]] = {
    "01A": Scenario(),
    "01B": Scenario(contractual=Fraction(13, 30)),
    "02A": Scenario(is_all_deductible=True, is_alone=True),
    "02B": Scenario(is_all_deductible=True, is_alone=True, trace_number="000000000"),
    "04A": Scenario(rejection=StatusCode("A7", "562", "85")),
    "04B": Scenario(rejection=StatusCode("A7", "164", "IL")),
    "04C": Scenario(gate="999"),
    "04D": Scenario(gate="ta1"),
    "04E": Scenario(is_silent=True),
    "05A": Scenario(denial=Denial("CO", "16", ("N290",))),
    "06B": Scenario(denial=Denial("CO", "27")),
    "07A": Scenario(denial=Denial("CO", "197")),
}
# A claim whose lines do not add up to CLM02 cannot be priced: submitted charges (178) invalid.
UNBALANCED: Final = Scenario(rejection=StatusCode("A7", "178"))


def choose(context: ClaimContext) -> Scenario:
    """The row a claim asks for."""
    claim = context.claim
    charges = [line.charge_cents for line in claim.lines]
    if sum(charges) != claim.charge_cents or min(charges, default=0) < 0:
        return UNBALANCED
    notes = (_NOTE.match(note.text) for note in claim.notes if note.code == "ADD")
    match = next((found for found in notes if found), None) or _MEMBER_ID.match(context.subscriber.party.id)
    return SCENARIOS.get(match.group(1) if match else DEFAULT, SCENARIOS[DEFAULT])
