"""The 39 kinds of single defects of an 837P."""

from tests.x12.mutations.draft import Draft
from tests.x12.mutations.kinds import Kind, kind, mixed, uncounted

_SELF = "HL*2"
_SECOND_CLAIM = "CLM*CLM0002"
_COB = "CLM*CLM0003"


def _patient_below_self(draft: Draft) -> Draft:
    """SBR02 18 on the subscriber whose dependent is billed."""
    return draft.put("SBR", 2, "18", 4)


def _thirteenth(draft: Draft) -> Draft:
    segment = draft.segments[draft.at("HI")]
    codes = ("I10", "M545", "R05", "N390", "K219", "F419", "G43909", "H6690", "L309", "Z0000", "E785")
    segment += [f"ABF:{code}" for code in codes]
    return draft


def _lines(draft: Draft, count: int) -> Draft:
    """Lines of nothing, so that the total stays."""
    text = "~".join(f"LX*{n}~SV1*HC:99213*0*UN*1***1~DTP*472*D8*20260105" for n in range(3, count + 1))
    return draft.insert("CLM*CLM0002", text, after=False)


def _no_npi(draft: Draft) -> Draft:
    return draft.put("NM1*85", 8, "").put("NM1*85", 9, "")


def _icd9(draft: Draft) -> Draft:
    return draft.put("HI", 2, "BF:4019")


def _no_other_payer(draft: Draft) -> Draft:
    return draft.drop("NM1*PR", 3)


def _without_line_data(draft: Draft) -> Draft:
    """Another payer that paid, with neither lines nor a date."""
    for start in ("SVD", "SVD", "CAS*CO", "CAS*PR", "DTP*573", "DTP*573"):
        draft.drop(start)
    return draft


KINDS_837P: tuple[Kind, ...] = (
    uncounted(
        "SE01 count wrong",
        ("envelope.se01", lambda d: d.put("SE", 1, "25")),
        ("envelope.se01", lambda d: d.put("SE", 1, "")),
    ),
    kind(
        "ST03 missing or differs from GS08",
        "segment.st03",
        lambda d: d.put("ST", 3, ""),
        lambda d: d.put("ST", 3, "005010X222"),
        lambda d: d.put("ST", 3, "005010X223A2"),
    ),
    mixed(
        "BHT02 not in the list",
        ("element.code", lambda d: d.put("BHT", 2, "01")),
        ("element.missing", lambda d: d.put("BHT", 2, "")),
    ),
    mixed(
        "1000A or its PER missing",
        ("loop.missing", lambda d: d.drop("NM1*41").drop("PER")),
        ("segment.missing", lambda d: d.drop("PER*IC")),
    ),
    kind(
        "HL01 not sequential",
        "hl.sequence",
        lambda d: d.put("HL*3", 1, "4"),
        lambda d: d.put("HL*1", 1, "2"),
        lambda d: d.put("HL*2", 1, "1"),
    ),
    kind(
        "HL02 no valid parent",
        "hl.parent",
        lambda d: d.put("HL*3", 2, "2"),
        lambda d: d.put("HL*5", 2, "1"),
        lambda d: d.put("HL*2", 2, "9"),
        lambda d: d.put("HL*2", 2, ""),
    ),
    mixed(
        "HL04=0 with children",
        ("hl.children_denied", lambda d: d.put("HL*4", 4, "0")),
        ("hl.children_denied", lambda d: d.put("HL*1", 4, "0")),
    ),
    kind(
        "HL04=1 without children",
        "hl.children_missing",
        lambda d: d.put("HL*2", 4, "1"),
        lambda d: d.put("HL*3", 4, "1"),
    ),
    kind("billing NPI missing (unless atypical)", "provider.npi", _no_npi),
    kind(
        "an NPI fails Luhn (billing, rendering)",
        "npi.checksum",
        lambda d: d.put("NM1*85", 9, "1234567890"),
        lambda d: d.put("NM1*82", 9, "1234567894"),
        lambda d: d.put("NM1*77", 9, "1234567803"),
        lambda d: d.put("NM1*85", 9, "12345678"),
    ),
    kind(
        "billing ZIP not 9 digits",
        "address.zip",
        lambda d: d.put("N4", 3, "12207"),
        lambda d: d.put("N4", 3, "12207-0001"),
    ),
    kind(
        "billing address a PO box",
        "address.po_box",
        lambda d: d.put("N3", 1, "PO BOX 123"),
        lambda d: d.put("N3", 1, "P.O. BOX 123"),
        lambda d: d.put("N3", 2, "POST OFFICE BOX 9"),
        lambda d: d.put("N3", 1, "P O Box 7"),
    ),
    mixed(
        "service facility ZIP not 9 digits or a PO box",
        ("address.zip", lambda d: d.put("N4", 3, "12207", 3)),
        ("address.po_box", lambda d: d.put("N3*20 EAST STREET", 1, "PO BOX 20")),
        ("address.zip", lambda d: d.put("N4", 3, "12207", 4)),
        ("address.po_box", lambda d: d.put("N3*30 WEST STREET", 1, "PO BOX 30")),
    ),
    kind("REF*EI missing", "segment.missing", lambda d: d.drop("REF*EI")),
    kind(
        "SBR01 or SBR09 not in the list",
        "element.code",
        lambda d: d.put("SBR", 1, "X"),
        lambda d: d.put("SBR", 9, "09"),
        lambda d: d.put("SBR", 9, "XX", 3),
    ),
    kind("SBR02 other than 18", "element.code", lambda d: d.put("SBR", 2, "01"), lambda d: d.put("SBR", 2, "19")),
    kind("SBR02=18 with a 2000C", "subscriber.self_with_patient", _patient_below_self),
    kind("SBR02=18 without DMG", "subscriber.demographics", lambda d: d.drop("DMG"), lambda d: d.drop("DMG", 2)),
    kind(
        "SBR02=18 without address",
        "subscriber.address",
        lambda d: d.drop("N3", 2).drop("N4", 2),
        lambda d: d.drop("N4", 2),
    ),
    kind(
        "birth date after the service",
        "patient.born_after_service",
        lambda d: d.put("DMG", 2, "20260106"),
        lambda d: d.put("DMG", 2, "20270517", 4),
    ),
    kind(
        "member id or payer id missing",
        "element.missing",
        lambda d: d.put("NM1*IL", 9, ""),
        lambda d: d.put("NM1*PR", 9, ""),
        lambda d: d.put("NM1*IL", 9, "").put("NM1*IL", 8, ""),
    ),
    mixed("2000C without 2010CA", ("loop.missing", lambda d: d.drop_loop("NM1*QC", "CLM"))),
    mixed(
        "CLM01 missing or over 38",
        ("element.missing", lambda d: d.put("CLM", 1, "")),
        ("element.long", lambda d: d.put("CLM", 1, "C" * 39)),
    ),
    kind(
        "CLM02 differs from sum SV102",
        "totals.charge",
        lambda d: d.add_to("CLM", 2, 1),
        lambda d: d.add_to("SV1", 2, -1, 2),
        lambda d: d.add_to(_SECOND_CLAIM, 2, 10_000),
    ),
    kind(
        "place of service unknown; CLM05-2 wrong",
        "element.code",
        lambda d: d.put("CLM", 5, "98:B:1"),
        lambda d: d.put("CLM", 5, "11:A:1"),
        lambda d: d.put("SV1", 5, "88"),
    ),
    kind(
        "CLM05-3 not in the list",
        "element.code",
        lambda d: d.put("CLM", 5, "11:B:9"),
        lambda d: d.put("CLM", 5, "11:B:X"),
    ),
    kind(
        "7 or 8 without REF*F8",
        "claim.original_reference",
        lambda d: d.drop("REF*F8"),
        lambda d: d.put("CLM", 5, "11:B:8"),
        lambda d: d.put("CLM", 5, "11:B:7"),
    ),
    mixed(
        "HI missing, first not ABK, or a 13th diagnosis",
        ("segment.missing", lambda d: d.drop("HI")),
        ("segment.qualifier", lambda d: d.put("HI", 1, "ABF:J029")),
        ("element.too_many", _thirteenth),
    ),
    mixed(
        "diagnosis with a dot; ICD-9 beside ICD-10",
        ("diagnosis.dot", lambda d: d.put("HI", 1, "ABK:J02.9")),
        ("diagnosis.mixed", _icd9),
        ("diagnosis.icd9", lambda d: d.put("HI", 1, "BK:4019").put("HI", 2, "BF:25000")),
    ),
    kind(
        "diagnosis unknown",
        "diagnosis.unknown",
        lambda d: d.put("HI", 1, "ABK:A00ZZ"),
        lambda d: d.put("HI", 2, "ABF:Z9999X9"),
        lambda d: d.put("HI", 1, "ABK:99213"),
        lambda d: d.put("HI", 1, "ABK:T9900XA"),
    ),
    mixed(
        "SV107 missing or 0",
        ("element.missing", lambda d: d.put("SV1", 7, "")),
        ("element.code", lambda d: d.put("SV1", 7, "0")),
        ("element.code", lambda d: d.put("SV1", 7, "13")),
    ),
    kind(
        "SV107 beyond the diagnoses",
        "pointer.range",
        lambda d: d.put("SV1", 7, "3"),
        lambda d: d.put("SV1", 7, "1:2:3"),
        lambda d: d.put("SV1", 7, "2", 3),
    ),
    mixed(
        "LX gap; SV1 or DTP*472 missing; 51st line",
        ("line.number", lambda d: d.put("LX*2", 1, "3")),
        ("line.number", lambda d: d.put("LX*1", 1, "2")),
        ("segment.missing", lambda d: d.drop("SV1")),
        ("segment.missing", lambda d: d.drop("DTP*472")),
        ("loop.repeats", lambda d: _lines(d, 51)),
    ),
    kind("REF*6R twice in a claim", "line.control_repeated", lambda d: d.put("REF*6R", 2, "LINE1", 2)),
    mixed(
        "charge negative; units 0",
        ("claim.negative", lambda d: d.put(_SECOND_CLAIM, 2, "-150").put("SV1", 2, "-150", 3)),
        ("line.units", lambda d: d.put(_SECOND_CLAIM, 2, "-150").put("SV1", 2, "-150", 3)),
        ("line.units", lambda d: d.put("SV1", 4, "0")),
    ),
    mixed(
        "COB: AMT*D missing or off",
        ("cob.paid", lambda d: d.drop("AMT*D")),
        ("cob.total", lambda d: d.put("AMT*D", 2, "180.01")),
        ("cob.total", lambda d: d.put("AMT*D", 2, "0")),
        ("cob.total", lambda d: d.insert("SBR*P*18", "CAS*CO*45*10", 2)),
    ),
    kind(
        "COB: a line does not balance",
        "cob.line",
        lambda d: d.put("SVD", 2, "80.01"),
        lambda d: d.put("CAS*CO*45", 3, "69"),
        lambda d: d.drop("CAS*PR*3"),
    ),
    mixed(
        "COB: SVD01 names no 2330B payer; sequence used twice",
        ("cob.payer", lambda d: d.put("SVD", 1, "99999")),
        ("cob.sequence", lambda d: d.put("SBR*P*18", 1, "S", 2)),
        ("cob.sequence", lambda d: d.put("SBR*S", 1, "P")),
    ),
    mixed(
        "COB: 2330B, OI or DTP*573 missing",
        ("loop.missing", _no_other_payer),
        ("segment.missing", lambda d: d.drop("OI")),
        ("segment.missing", lambda d: d.drop("DTP*573")),
        ("cob.date", _without_line_data),
    ),
)
