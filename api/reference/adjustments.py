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


_BY_CODE = (
    {("OA", carc): AdjustmentClass.PENDED for carc in PENDED}
    | {("OA", "23"): AdjustmentClass.PRIOR_PAYER, ("CO", "246"): AdjustmentClass.INFORMATIONAL}
    | {("PR", carc): AdjustmentClass.PATIENT_SHARE for carc in PATIENT_SHARE}
    | {("PR", "45"): AdjustmentClass.OUT_OF_NETWORK, ("PI", "45"): AdjustmentClass.CONTRACTUAL}
    | {("CO", carc): AdjustmentClass.CONTRACTUAL for carc in CONTRACTUAL}
)
_OF_ANY_GROUP = {"100": AdjustmentClass.PAID_TO_PATIENT, "18": AdjustmentClass.DUPLICATE}
_FIRST = frozenset({AdjustmentClass.PENDED, AdjustmentClass.PRIOR_PAYER})
"""What holds also on a line without a charge."""


def classify(
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
    found = _OF_ANY_GROUP.get(carc) or _BY_CODE.get((group, carc))
    if line_charge_cents == 0 and carc not in _OF_ANY_GROUP and found not in _FIRST:
        return AdjustmentClass.INFORMATIONAL
    if found is not None:
        return found
    if group == "CO" and carc == "24" and is_capitated:
        return AdjustmentClass.CAPITATED
    if group == "CO" and carc in PACKAGING and is_institutional:
        return AdjustmentClass.PACKAGING
    return AdjustmentClass.DENIAL
