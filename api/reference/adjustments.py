"""What an adjustment means: one versioned table from (group, CARC) to class. Drives posting and first-pass alike.

Sources: X12 claim adjustment reason codes (external code list 139) for what each number says; the classes are this
product's reading of them (first-pass rate fprr/1, step 4). Whatever is not listed is a denial: unknown money is never
written off by itself.
"""

from enum import StrEnum

CLASS_VERSION = "classes/1"


class AdjustmentClass(StrEnum):
    """What an adjustment does to the ledger and to the first-pass rate."""

    PATIENT_SHARE = "patient_share"
    OUT_OF_NETWORK = "out_of_network"
    PAID_TO_PATIENT = "paid_to_patient"
    CONTRACTUAL = "contractual"
    PACKAGING = "packaging"
    INFORMATIONAL = "informational"
    PENDED = "pended"
    DUPLICATE = "duplicate"
    PRIOR_PAYER = "prior_payer"
    CAPITATED = "capitated"
    DENIAL = "denial"


PATIENT_SHARE = frozenset({"1", "2", "3", "66", "122", "187", "241", "247", "248"})
CONTRACTUAL = frozenset({"45", "59", "94", "104", "105", "131", "132", "144", "161", "223", "237", "245", "253", "P12"})
PACKAGING = frozenset({"97", "234"})
PENDED = frozenset({"133", "257"})
PATIENT = frozenset({AdjustmentClass.PATIENT_SHARE, AdjustmentClass.OUT_OF_NETWORK})
SETTLED = PATIENT | {
    AdjustmentClass.CONTRACTUAL,
    AdjustmentClass.PACKAGING,
    AdjustmentClass.INFORMATIONAL,
    AdjustmentClass.PAID_TO_PATIENT,
    AdjustmentClass.CAPITATED,
}
"""Classes that leave nothing for the payer to pay."""


def classify(  # noqa: PLR0911 - one return a row of the table
    group: str,
    carc: str,
    *,
    line_charge_cents: int | None,
    is_institutional: bool = False,
    is_capitated: bool = False,
) -> AdjustmentClass:
    """The class of one adjustment. `line_charge_cents` is SVC02; None for a claim-level adjustment.

    `is_capitated`: the practice has a capitation contract with the payer on the date of service; only then is CO-24
    its way to say so, else it denies.
    """
    if carc == "100":
        return AdjustmentClass.PAID_TO_PATIENT
    if carc == "18":
        return AdjustmentClass.DUPLICATE
    if group == "OA" and carc in PENDED:
        return AdjustmentClass.PENDED
    if group == "OA" and carc == "23":
        return AdjustmentClass.PRIOR_PAYER
    if (group == "CO" and carc == "246") or line_charge_cents == 0:
        return AdjustmentClass.INFORMATIONAL
    if group == "PR" and carc in PATIENT_SHARE:
        return AdjustmentClass.PATIENT_SHARE
    if group == "PR" and carc == "45":
        return AdjustmentClass.OUT_OF_NETWORK
    if (group == "CO" and carc in CONTRACTUAL) or (group == "PI" and carc == "45"):
        return AdjustmentClass.CONTRACTUAL
    if group == "CO" and carc == "24" and is_capitated:
        return AdjustmentClass.CAPITATED
    if group == "CO" and carc in PACKAGING and is_institutional:
        return AdjustmentClass.PACKAGING
    return AdjustmentClass.DENIAL
