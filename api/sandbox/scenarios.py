"""The scenarios as data: what each does at the front end, in the first check, and in those that follow.

Amounts are shares of the charge, so every row works for every claim; `api.sandbox.pricing` says how.
"""

from fractions import Fraction
from typing import Final, Literal

import msgspec

from api.x12 import StatusCode

DEFAULT: Final = "01A"
CROSSOVER_DAYS: Final = 14
SECOND_CHECK_DAYS: Final = 30
THIRD_CHECK_DAYS: Final = 60
INTEREST_CENTS: Final = 150
UNKNOWN_ICN: Final = "PREGOLIVE0001"


class Denial(msgspec.Struct, frozen=True, kw_only=True):
    """The whole charge under one group and CARC, with the RARCs that the CARC asks for.

    `remarks` stand at the line (LQ*HE), `medicare_remarks` replace them when Medicare is asked, `claim_remarks` stand
    at the claim (MOA).
    """

    group: str
    carc: str
    remarks: tuple[str, ...] = ()
    medicare_remarks: tuple[str, ...] | None = None
    claim_remarks: tuple[str, ...] = ()

    def remarks_of(self, *, is_medicare: bool) -> tuple[str, ...]:
        """The RARCs of a line."""
        if is_medicare and self.medicare_remarks is not None:
            return self.medicare_remarks
        return self.remarks


class LineRule(msgspec.Struct, frozen=True, kw_only=True):
    """What is refused of one line: `denied` of its charge under the denial's CARC, `contractual` of it under CO-45."""

    denial: Denial
    denied: Fraction = Fraction(1)
    contractual: Fraction = Fraction(0)


class Takeback(msgspec.Struct, frozen=True, kw_only=True):
    """What the payer wants back of a claim it has paid, and how it gets it (posting: routes of WO, and FB)."""

    route: Literal["netted", "deferred", "letter", "forward"]
    names_unknown_claim: bool = False
    more_contractual: Fraction = Fraction(4, 15)
    """Of the charge, on top of what the first check wrote off."""


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """One row. Without `rejection`, `gate` or `denial` the claim is accepted and priced."""

    ends: str
    """The claim's state when all that answers it has come."""
    gate: Literal["open", "999", "ta1"] = "open"  # where the file itself is refused
    rejection: StatusCode | None = None  # 277CA claim level, action U
    is_silent: bool = False  # received (A1), never adjudicated
    denial: Denial | None = None
    is_duplicate: bool = False  # refused as a whole, whatever payers before have decided
    status: str = ""  # CLP02, when it does not follow from the payer's place
    line_rules: tuple[LineRule | None, ...] = ()  # by line; None: priced as any
    more_contractual: Fraction = Fraction(0)  # of the charge, on top of the contract's share
    is_paid_in_full: bool = False
    is_all_deductible: bool = False  # PR-1 takes what CO-45 leaves
    is_medicare: bool = False  # priced as Medicare whoever is asked
    crossover: Literal["", "pays", "lost"] = ""  # CLP02 19 and NM1*TT; whether the next payer answers
    is_alone: bool = False  # in a check of its own
    trace_number: str = ""  # TRN02, when it is not derived
    takeback: Takeback | None = None


SCENARIOS: Final[dict[str, Scenario]] = {
    "01A": Scenario(ends="paid"),
    "01B": Scenario(ends="paid", more_contractual=Fraction(2, 15)),
    "01C": Scenario(ends="paid", is_paid_in_full=True),
    "02A": Scenario(ends="patient_responsibility", is_all_deductible=True, is_alone=True),
    "02B": Scenario(ends="patient_responsibility", is_all_deductible=True, is_alone=True, trace_number="000000000"),
    "03A": Scenario(ends="paid", is_medicare=True, crossover="pays"),
    "03B": Scenario(ends="crossover_expected", is_medicare=True, crossover="lost"),
    "04A": Scenario(ends="rejected", rejection=StatusCode("A7", "562", "85")),
    "04B": Scenario(ends="rejected", rejection=StatusCode("A7", "164", "IL")),
    "04C": Scenario(ends="rejected", gate="999"),
    "04D": Scenario(ends="rejected", gate="ta1"),
    "04E": Scenario(ends="submitted", is_silent=True),
    "04F": Scenario(ends="rejected", rejection=StatusCode("A7", "535")),
    "05A": Scenario(ends="denied", denial=Denial(group="CO", carc="16", remarks=("N290",))),
    "05B": Scenario(ends="denied", denial=Denial(group="CO", carc="16", remarks=("N290",), claim_remarks=("MA130",))),
    "06A": Scenario(ends="denied", status="4", denial=Denial(group="PR", carc="31", remarks=("N382",))),
    "06B": Scenario(ends="denied", denial=Denial(group="CO", carc="27")),
    "06C": Scenario(ends="denied", denial=Denial(group="CO", carc="22", remarks=("N598",), medicare_remarks=("MA04",))),
    "06D": Scenario(ends="denied", denial=Denial(group="CO", carc="24")),
    "06E": Scenario(ends="denied", denial=Denial(group="CO", carc="109", remarks=("N418",))),
    "07A": Scenario(ends="denied", denial=Denial(group="CO", carc="197")),
    "07B": Scenario(ends="denied", denial=Denial(group="CO", carc="29", medicare_remarks=("N211",))),
    "08A": Scenario(
        ends="partially_denied",
        line_rules=(
            None,
            LineRule(denial=Denial(group="CO", carc="97", remarks=("M15",))),
            LineRule(denial=Denial(group="CO", carc="50", remarks=("N115",))),
            LineRule(
                denial=Denial(group="CO", carc="151", remarks=("N362",)),
                denied=Fraction(3, 8),
                contractual=Fraction(1, 4),
            ),
            LineRule(denial=Denial(group="CO", carc="246", remarks=("N620",))),
        ),
    ),
    "10A": Scenario(ends="paid", takeback=Takeback(route="netted")),
    "10B": Scenario(ends="paid", takeback=Takeback(route="deferred")),
    "10C": Scenario(ends="paid", takeback=Takeback(route="letter")),
    "10D": Scenario(ends="paid", takeback=Takeback(route="forward")),
    "10E": Scenario(ends="paid", takeback=Takeback(route="letter", names_unknown_claim=True)),
}

# What nobody asks for by name: it follows from the claim and from what the payer remembers.
DUPLICATE: Final = Scenario(ends="denied", is_duplicate=True, denial=Denial(group="OA", carc="18"))
CROSSED_OVER: Final = Scenario(
    ends="denied", is_duplicate=True, denial=Denial(group="OA", carc="18", remarks=("N522",))
)
OTHER_PAYER_FIRST: Final = SCENARIOS["06C"]
REPLACEMENT_REFUSED: Final = SCENARIOS["04F"]
# The original that REF*F8 names is not on file (464: payer assigned claim control number).
ORIGINAL_UNKNOWN: Final = Scenario(ends="rejected", rejection=StatusCode("A7", "464"))
# A claim whose lines do not add up to CLM02 cannot be priced: submitted charges (178) invalid.
UNBALANCED: Final = Scenario(ends="rejected", rejection=StatusCode("A7", "178"))
