"""Twenty-six kinds of single defects of a 271."""

from api.x12 import write_271s
from tests.x12.builders import facts
from tests.x12.eligibility.builders import covered, dependent, response
from tests.x12.mutations.draft import Draft
from tests.x12.mutations.kinds import Kind, kind, mixed, uncounted


def base_271() -> bytes:
    """A subscriber with benefits of every kind, and a dependent whose plan has ended."""
    return write_271s([response([covered(), covered(benefits=[], dependents=[dependent()])])], facts())


def _no_children(draft: Draft) -> Draft:
    return draft.drop_loop("HL*4", "SE").put("HL*3", 4, "1")


KINDS_271: tuple[Kind, ...] = (
    uncounted("SE01 count wrong", ("envelope.se01", lambda d: d.put("SE", 1, "3"))),
    uncounted("SE02 differs from ST02", ("envelope.se02", lambda d: d.put("SE", 2, "0002"))),
    kind("ST03 missing or differs from GS08", "segment.st03", lambda d: d.put("ST", 3, "")),
    mixed("a 271 in another group", ("envelope.functional_id", lambda d: d.put("GS", 1, "HS"))),
    kind(
        "BHT01 or BHT02 not in the list",
        "element.code",
        lambda d: d.put("BHT", 1, "0010"),
        lambda d: d.put("BHT", 2, "13"),
    ),
    kind("HL01 not sequential", "hl.sequence", lambda d: d.put("HL*4", 1, "5")),
    kind("HL02 no valid parent", "hl.parent", lambda d: d.put("HL*5", 2, "3"), lambda d: d.put("HL*3", 2, "1")),
    kind(
        "HL04=0 with children", "hl.children_denied", lambda d: d.put("HL*4", 4, "0"), lambda d: d.put("HL*2", 4, "0")
    ),
    kind("HL04=1 without children", "hl.children_missing", _no_children, lambda d: d.put("HL*3", 4, "1")),
    kind("provider's NPI fails Luhn", "npi.checksum", lambda d: d.put("NM1*1P", 9, "1234567890")),
    mixed(
        "subscriber or dependent without NM1",
        ("loop.missing", lambda d: d.drop_loop("NM1*IL", "HL*4")),
        ("loop.missing", lambda d: d.drop_loop("NM1*03", "SE")),
    ),
    kind("EB01 unknown", "element.code", lambda d: d.put("EB*1", 1, "9"), lambda d: d.put("EB*B", 1, "Z")),
    kind(
        "service type unknown", "element.code", lambda d: d.put("EB*A", 3, "1^33^QQ"), lambda d: d.put("EB*B", 3, "31")
    ),
    mixed(
        "coverage level, insurance type, period or network not in the list",
        ("element.code", lambda d: d.put("EB*C", 2, "ALL")),
        ("element.code", lambda d: d.put("EB*1", 4, "QQ")),
        ("element.code", lambda d: d.put("EB*B", 6, "99")),
        ("element.code", lambda d: d.put("EB*B", 12, "X")),
    ),
    mixed(
        "benefit amount unreadable or negative",
        ("element.number", lambda d: d.put("EB*B", 7, "25O")),
        ("benefit.negative", lambda d: d.put("EB*B", 7, "-25")),
    ),
    kind(
        "percentage that is no share",
        "benefit.percent",
        lambda d: d.put("EB*A", 8, "20"),
        lambda d: d.put("EB*A", 8, "-.2"),
    ),
    kind(
        "coinsurance, copay or deductible without its value",
        "benefit.value",
        lambda d: d.put("EB*A", 8, ""),
        lambda d: d.put("EB*B", 7, ""),
    ),
    kind("more remains than the total", "benefit.remaining", lambda d: d.put("EB*C", 7, "1500.01", 2)),
    kind(
        "quantity without its qualifier",
        "element.conditional",
        lambda d: d.put("EB*F", 9, ""),
        lambda d: d.put("HSD", 1, ""),
    ),
    mixed(
        "entities not between LS and LE",
        ("benefit.entity_bounds", lambda d: d.drop("LS")),
        ("benefit.entity_bounds", lambda d: d.drop("LE")),
        ("element.code", lambda d: d.put("LS", 1, "2100")),
    ),
    mixed(
        "rejection reason or follow-up not in the list of its level",
        ("element.code", lambda d: d.insert("PER", "AAA*N**75*C")),
        ("element.code", lambda d: d.insert("NM1*1P", "AAA*N**72*C")),
        ("element.code", lambda d: d.insert("NM1*IL", "AAA*N**04*C")),
        ("element.code", lambda d: d.insert("EB*6", "AAA*N**75*C")),
        ("element.code", lambda d: d.insert("HL*1", "AAA*N**42*W")),
        ("element.missing", lambda d: d.insert("HL*1", "AAA*N**42")),
    ),
    kind("a patient without benefit and without rejection", "answer.nothing", lambda d: d.drop("EB*6")),
    kind(
        "a person rejected, and yet with benefits",
        "answer.rejected_with_benefits",
        lambda d: d.insert("NM1*03", "AAA*N**71*C"),
    ),
    kind("no trace number echoed", "trace.not_echoed", lambda d: d.put("TRN", 1, "1"), lambda d: d.drop("TRN*2", 3)),
    mixed(
        "birth date or benefit date unreadable",
        ("element.date", lambda d: d.put("DMG", 2, "19800231")),
        ("element.date", lambda d: d.put("DTP*348", 3, "20261301")),
        ("element.code", lambda d: d.put("DTP*348", 1, "999")),
    ),
    mixed(
        "trailing empty elements; unknown segment; segment out of order",
        ("element.trailing", lambda d: d.segments[d.at("REF*6P")].append("")),
        ("segment.unknown", lambda d: d.insert("REF*6P", "QQQ*1")),
        ("segment.not_in_set", lambda d: d.insert("REF*6P", "CLM*1*1")),
        ("segment.order", lambda d: d.swap("DMG", "DTP*346")),
        ("element.long", lambda d: d.put("MSG", 1, "A" * 265)),
    ),
)
