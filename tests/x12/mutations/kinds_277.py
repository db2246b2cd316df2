"""Twenty-four kinds of single defects of a 277."""

from api.x12 import write_277s
from tests.x12.builders import facts
from tests.x12.mutations.kinds import Kind, kind, mixed, uncounted
from tests.x12.status.builders import response

_PAID = "STC*F1:65*20260120**150"


def base_277() -> bytes:
    """A paid claim with its line, a pending one of a dependent, and a provider the payer does not know."""
    return write_277s([response()], facts())


KINDS_277: tuple[Kind, ...] = (
    uncounted("SE01 count wrong", ("envelope.se01", lambda d: d.put("SE", 1, "3"))),
    uncounted("SE02 differs from ST02", ("envelope.se02", lambda d: d.put("SE", 2, "0002"))),
    kind("ST03 missing or differs from GS08", "segment.st03", lambda d: d.put("ST", 3, "005010X214")),
    mixed("a 277 in another group", ("envelope.functional_id", lambda d: d.put("GS", 1, "HR"))),
    kind(
        "BHT01, BHT02 or BHT06 not in the list",
        "element.code",
        lambda d: d.put("BHT", 1, "0085"),
        lambda d: d.put("BHT", 2, "13"),
        lambda d: d.put("BHT", 6, "TH"),
    ),
    kind("HL01 not sequential", "hl.sequence", lambda d: d.put("HL*4", 1, "5")),
    kind("HL02 no valid parent", "hl.parent", lambda d: d.put("HL*4", 2, "2"), lambda d: d.put("HL*7", 2, "3")),
    kind(
        "HL04=0 with children", "hl.children_denied", lambda d: d.put("HL*5", 4, "0"), lambda d: d.put("HL*3", 4, "0")
    ),
    kind(
        "HL04=1 without children",
        "hl.children_missing",
        lambda d: d.put("HL*4", 4, "1"),
        lambda d: d.put("HL*7", 4, "1"),
    ),
    mixed(
        "payer missing, or its id",
        ("loop.missing", lambda d: d.drop("NM1*PR").drop("PER")),
        ("element.missing", lambda d: d.put("NM1*PR", 9, "")),
    ),
    kind("provider's NPI fails Luhn", "npi.checksum", lambda d: d.put("NM1*1P", 9, "1234567890", 2)),
    kind(
        "member id or dependent's name missing",
        "element.missing",
        lambda d: d.put("NM1*IL", 9, ""),
        lambda d: d.put("NM1*QC", 3, ""),
    ),
    mixed(
        "TRN of a question, or without a number",
        ("segment.place", lambda d: d.put("TRN", 1, "1")),
        ("element.missing", lambda d: d.put("TRN", 2, "")),
    ),
    kind(
        "a patient without a claim",
        "claim_status.no_claim",
        lambda d: d.drop_loop("TRN", "HL*5"),
        lambda d: d.drop_loop("TRN", "HL*7", 2),
    ),
    kind(
        "STC of a claim or line missing",
        "segment.missing",
        lambda d: d.drop(_PAID),
        lambda d: d.drop("STC*F1:65*20260120", 2),
    ),
    kind(
        "status category not in the list",
        "element.code",
        lambda d: d.put(_PAID, 1, "F9:65"),
        lambda d: d.put("STC*F1:65*20260120", 10, "ZZ:104:PR", 2),
        lambda d: d.put("STC*E0:24:85", 1, "E9:24:85"),
    ),
    kind(
        "status code not in the list",
        "element.code",
        lambda d: d.put(_PAID, 1, "F1:9999"),
        lambda d: d.put("STC*P1:20", 1, "P1:020"),
    ),
    kind("status entity not in the list", "element.code", lambda d: d.put("STC*E0:24:85", 1, "E0:24:XX")),
    mixed(
        "STC02, STC04 or STC06 unreadable or missing",
        ("element.missing", lambda d: d.put(_PAID, 2, "")),
        ("element.date", lambda d: d.put(_PAID, 2, "20261301")),
        ("element.number", lambda d: d.put(_PAID, 4, "1O0")),
        ("element.date", lambda d: d.put(_PAID, 6, "20260230")),
    ),
    mixed(
        "more paid than charged; a denied claim paid; final and pending at once",
        ("claim_status.paid_over_charge", lambda d: d.put(_PAID, 5, "150.01")),
        ("claim_status.denied_paid", lambda d: d.put(_PAID, 1, "F2:65")),
        ("claim_status.mixed", lambda d: d.put(_PAID, 10, "P1:20")),
    ),
    mixed(
        "line without payment, units or date; charge unreadable",
        ("money.missing", lambda d: d.put("SVC", 3, "")),
        ("element.missing", lambda d: d.put("SVC", 7, "")),
        ("segment.missing", lambda d: d.drop("DTP*472", 2)),
        ("money.unreadable", lambda d: d.put("SVC", 2, "150.005")),
    ),
    mixed(
        "action or text, which the guide does not use",
        ("element.not_used", lambda d: d.put(_PAID, 3, "WQ")),
        ("element.not_used", lambda d: d.put(_PAID, 12, "PAID")),
    ),
    mixed(
        "reference twice, or of an unknown kind",
        ("segment.repeats", lambda d: d.insert("REF*EJ", "REF*EJ*CLM0002")),
        ("segment.qualifier", lambda d: d.put("REF*EJ", 1, "ZZ")),
    ),
    mixed(
        "trailing empty elements; unknown segment; segment out of order",
        ("element.trailing", lambda d: d.segments[d.at("REF*1K")].append("")),
        ("segment.unknown", lambda d: d.insert("REF*1K", "QQQ*1")),
        ("segment.not_in_set", lambda d: d.insert("REF*1K", "CLM*1*1")),
        ("segment.order", lambda d: d.swap(_PAID, "REF*1K")),
    ),
)
