"""The published class table of adjustments, written down once more."""

from tests.second_opinion.x12 import Adjustment, ClaimPayment

SHARE = {"1", "2", "3", "66", "122", "187", "241", "247", "248"}
CONTRACTUAL = {"45", "59", "94", "104", "105", "131", "132", "144", "161", "223", "237", "245", "253", "P12"}


def class_of(adjustment: Adjustment, row: ClaimPayment, *, capitated: bool) -> str:  # noqa: PLR0911 - one return a row of the table
    """share, to_patient, contractual, capitated, nothing, pended or denial; professional claims."""
    group, carc = adjustment.group, adjustment.carc
    charges = {service.line: service.charge for service in row.services}
    if carc == "100":
        return "to_patient"
    if group == "PR" and carc in SHARE | {"45"}:
        return "share"
    if (group == "CO" and carc in CONTRACTUAL) or (group, carc) == ("PI", "45"):
        return "contractual"
    if (group, carc) == ("CO", "246") or (adjustment.line and charges.get(adjustment.line) == 0):
        return "nothing"
    if (group, carc) == ("CO", "24") and capitated:
        return "capitated"
    if (group, carc) in {("OA", "133"), ("OA", "257")}:
        return "pended"
    if (group, carc) == ("OA", "23") or carc == "18":
        return "nothing"
    return "denial"


def nets(rows: list[ClaimPayment], *, capitated: bool) -> dict[tuple[str, str, str, str], int]:
    """Net cents by class, line, group and CARC."""
    found: dict[tuple[str, str, str, str], int] = {}
    for row in rows:
        for each in row.adjustments:
            key = (class_of(each, row, capitated=capitated), each.line, each.group, each.carc)
            found[key] = found.get(key, 0) + each.cents
    return found


def cents_of(rows: list[ClaimPayment], *classes: str, capitated: bool = False, line: str | None = None) -> int:
    return sum(
        cents
        for (kind, of_line, _, _), cents in nets(rows, capitated=capitated).items()
        if kind in classes and line in {None, of_line}
    )


def denied(rows: list[ClaimPayment], *, capitated: bool) -> dict[str, int]:
    """Positive nets of class denial, by line."""
    found: dict[str, int] = {}
    for (kind, line, _, _), cents in nets(rows, capitated=capitated).items():
        if kind == "denial" and cents > 0:
            found[line] = found.get(line, 0) + cents
    return found
