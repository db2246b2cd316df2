"""Rules of the check and of the provider adjustments: BPR, N1*PE, PLB."""

from typing import Final

from api.x12.check.rule import rule

SETS: Final = ("835",)
_GUIDE: Final = "005010X221A1"
NEGATIVE: Final = rule(
    "payment.negative", "BPR02 is negative: a payment is never below zero", f"{_GUIDE}, BPR02 [G]", sets=SETS
)
NON_PAYMENT: Final = rule(
    "payment.non",
    "BPR04 NON goes with BPR01 H and BPR02 0, and BPR01 H with BPR02 0",
    f"{_GUIDE}, BPR01, BPR02, BPR04 [P][G]",
    sets=SETS,
)
NON_DATE: Final = rule(
    "payment.non_date",
    "without a payment BPR16 is the date of the remittance, DTM*405",
    f"{_GUIDE}, BPR16",
    sets=SETS,
    is_general_knowledge=True,
)
BANKING: Final = rule(
    "payment.banking",
    "an electronic payment needs the banks and accounts (BPR06 to BPR09, BPR10, BPR12 to BPR15)",
    f"{_GUIDE}, BPR06-15",
    sets=SETS,
    is_general_knowledge=True,
    element_code="2",
)
PLB_ZERO: Final = rule("plb.zero", "a provider adjustment of zero", f"{_GUIDE}, PLB04 [G]", sets=SETS)
PLB_REFERENCE: Final = rule(
    "plb.reference",
    "a balance carried forward (FB) needs its reference in PLB03-2",
    f"{_GUIDE}, PLB03-2; RFI 1604",
    sets=SETS,
    element_code="2",
)
PLB_SIGN: Final = rule(
    "plb.sign",
    "a code that always raises the payment stands with a positive amount: L6 interest, 72 refund, B2 excess returned",
    f"{_GUIDE}, PLB03-1 [G]",
    sets=SETS,
)
PLB_SIGN_USUAL: Final = rule(
    "plb.sign_usual",
    "a code that always lowers the payment stands with a negative amount: 50, 51, IR, LE",
    f"{_GUIDE}, PLB03-1",
    sets=SETS,
    is_general_knowledge=True,
)
INTEREST: Final = rule(
    "plb.interest",
    "interest on a claim (AMT*I) is paid by a PLB L6",
    f"{_GUIDE}, AMT*I, PLB L6 [G]",
    sets=SETS,
    segment_code="I6",
)
INTEREST_UNBACKED: Final = rule(
    "plb.interest_unbacked",
    "a PLB L6 is backed by interest on the claims (AMT*I) of the same amount",
    f"{_GUIDE}, AMT*I, PLB L6",
    sets=SETS,
    is_general_knowledge=True,
)
RAISES: Final = frozenset({"L6", "72", "B2"})
LOWERS: Final = frozenset({"50", "51", "IR", "LE"})
CARRIED: Final = frozenset({"FB"})
ELECTRONIC: Final = frozenset({"ACH", "BOP", "FWT"})
BANK_ELEMENTS: Final = (6, 7, 8, 9, 10, 12, 13, 14, 15)
