"""Twenty-two kinds of single defects of a 276."""

from api.x12 import write_276s
from tests.x12.builders import facts
from tests.x12.mutations.draft import Draft
from tests.x12.mutations.kinds import Kind, kind, mixed, uncounted
from tests.x12.status.builders import request


def base_276() -> bytes:
    """A claim of a subscriber with a line, and one of a dependent."""
    return write_276s([request()], facts())


def _nowhere(draft: Draft) -> Draft:
    """A claim looked for by its charge alone."""
    return draft.drop("REF*1K", 2).drop("REF*EJ", 2).drop("DTP*472", 3)


KINDS_276: tuple[Kind, ...] = (
    uncounted("SE01 count wrong", ("envelope.se01", lambda d: d.put("SE", 1, "3"))),
    uncounted("SE02 differs from ST02", ("envelope.se02", lambda d: d.put("SE", 2, "0002"))),
    kind("ST03 missing or differs from GS08", "segment.st03", lambda d: d.put("ST", 3, "005010X214")),
    mixed("a 276 in another group", ("envelope.functional_id", lambda d: d.put("GS", 1, "HN"))),
    kind(
        "BHT01 or BHT02 not in the list",
        "element.code",
        lambda d: d.put("BHT", 1, "0022"),
        lambda d: d.put("BHT", 2, "08"),
    ),
    kind("HL01 not sequential", "hl.sequence", lambda d: d.put("HL*4", 1, "5")),
    kind("HL02 no valid parent", "hl.parent", lambda d: d.put("HL*4", 2, "2"), lambda d: d.put("HL*6", 2, "4")),
    kind(
        "HL04=0 with children", "hl.children_denied", lambda d: d.put("HL*5", 4, "0"), lambda d: d.put("HL*3", 4, "0")
    ),
    kind("HL04=1 without children", "hl.children_missing", lambda d: d.put("HL*4", 4, "1")),
    mixed(
        "payer missing, or its id",
        ("loop.missing", lambda d: d.drop("NM1*PR")),
        ("element.missing", lambda d: d.put("NM1*PR", 9, "")),
    ),
    kind("provider's NPI fails Luhn", "npi.checksum", lambda d: d.put("NM1*1P", 9, "1234567890")),
    mixed(
        "member id missing, or the dependent's name",
        ("element.missing", lambda d: d.put("NM1*IL", 9, "")),
        ("element.missing", lambda d: d.put("NM1*QC", 3, "")),
        ("loop.missing", lambda d: d.drop("NM1*QC")),
    ),
    mixed(
        "DMG of the patient missing",
        ("claim_status.demographics", lambda d: d.drop("DMG")),
        ("segment.missing", lambda d: d.drop("DMG", 2)),
    ),
    mixed(
        "birth date unreadable, or after the service",
        ("element.date", lambda d: d.put("DMG", 2, "19800231")),
        ("inquiry.born_later", lambda d: d.put("DMG", 2, "20260106")),
    ),
    mixed(
        "TRN of an answer, or without a number",
        ("element.code", lambda d: d.put("TRN", 1, "2")),
        ("element.missing", lambda d: d.put("TRN", 2, "")),
    ),
    kind("a trace number twice", "trace.repeated", lambda d: d.put("TRN", 2, "20260106000002", 2)),
    kind(
        "a patient without a claim",
        "claim_status.no_claim",
        lambda d: d.drop_loop("TRN", "HL*5"),
        lambda d: d.drop_loop("TRN", "SE", 2),
    ),
    kind("a claim looked for by nothing of it", "claim_status.search", _nowhere),
    mixed(
        "charge missing or unreadable",
        ("element.number", lambda d: d.put("AMT*T3", 2, "1O0")),
        ("money.unreadable", lambda d: d.put("SVC", 2, "150.005")),
        ("money.missing", lambda d: d.put("SVC", 2, "")),
    ),
    mixed(
        "line without units or date, with an unknown procedure kind or a payment",
        ("element.missing", lambda d: d.put("SVC", 7, "")),
        ("segment.missing", lambda d: d.drop("DTP*472", 2)),
        ("element.code", lambda d: d.put("SVC", 1, "QQ:99213")),
        ("element.unexpected", lambda d: d.put("SVC", 3, "80")),
    ),
    mixed(
        "reference twice, or of an unknown kind; service date unreadable",
        ("segment.repeats", lambda d: d.insert("REF*EJ", "REF*EJ*CLM0002")),
        ("segment.qualifier", lambda d: d.put("REF*BLT", 1, "ZZ")),
        ("element.date", lambda d: d.put("DTP*472", 3, "20260108-20260105")),
    ),
    mixed(
        "trailing empty elements; unknown segment; segment out of order",
        ("element.trailing", lambda d: d.segments[d.at("REF*1K")].append("")),
        ("segment.unknown", lambda d: d.insert("REF*1K", "QQQ*1")),
        ("segment.not_in_set", lambda d: d.insert("REF*1K", "STC*F1:65*20260105")),
        ("segment.order", lambda d: d.swap("AMT*T3", "DTP*472")),
    ),
)
