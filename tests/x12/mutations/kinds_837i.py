"""Forty-six kinds of single defects of an 837I."""

from api.x12 import write_institutional_claims
from tests.x12.builders import facts
from tests.x12.claim_837i.builders import rich_batch
from tests.x12.mutations.draft import Draft
from tests.x12.mutations.kinds import Kind, kind, mixed, uncounted

_OUTPATIENT = "CLM*CLM0010"
_OTHER = "SBR*P*18"
_PRINCIPAL = "HI*ABK:J029"  # of the visit
_ADMITTING = "HI*ABJ:R079"
_REASON = "HI*APR:R509"
_CAUSE = "HI*ABN:W010XXA:::::::N"
_PROCEDURE = "HI*BBR:027034Z:D8:20260103"
_OTHER_PROCEDURE = "HI*BBQ:4A023N7:D8:20260105"
_SPAN = "HI*BI:74:RD8:20260103-20260105"
_OCCURRENCE = "HI*BH:11:D8:20260103"
_VALUE = "HI*BE:01:::1200.5"
_CONDITION = "HI*BG:09"


def base_837i() -> bytes:
    """An inpatient stay with every code and another payer, replaced; and a dependent's outpatient visit."""
    return write_institutional_claims([rich_batch()], facts())


def _codes(draft: Draft, qualifier: str, count: int) -> Draft:
    """One HI with so many codes of a kind."""
    return draft.insert(
        "HI*TC:A01", "HI*" + "*".join(f"{qualifier}:{n:02d}" for n in range(30, 30 + count)), after=False
    )


def _no_adjudication(draft: Draft) -> Draft:
    """Another payer that paid, with neither lines nor a date."""
    draft.drop_loop("SVD", "LX*2").drop_loop("SVD", "HL*3")
    return draft.drop("DTP*573")


KINDS_837I: tuple[Kind, ...] = (
    uncounted("SE01 count wrong", ("envelope.se01", lambda d: d.put("SE", 1, "25"))),
    kind(
        "ST03 missing or differs from GS08",
        "segment.st03",
        lambda d: d.put("ST", 3, ""),
        lambda d: d.put("ST", 3, "005010X222A1"),
    ),
    kind(
        "BHT02 or BHT06 not in the list",
        "element.code",
        lambda d: d.put("BHT", 2, "01"),
        lambda d: d.put("BHT", 6, "XX"),
    ),
    mixed(
        "1000A or its PER missing",
        ("loop.missing", lambda d: d.drop("NM1*41").drop("PER")),
        ("segment.missing", lambda d: d.drop("PER*IC")),
    ),
    kind("HL01 not sequential", "hl.sequence", lambda d: d.put("HL*3", 1, "4"), lambda d: d.put("HL*1", 1, "2")),
    kind("HL02 no valid parent", "hl.parent", lambda d: d.put("HL*3", 2, "2"), lambda d: d.put("HL*4", 2, "1")),
    kind(
        "HL04=0 with children", "hl.children_denied", lambda d: d.put("HL*3", 4, "0"), lambda d: d.put("HL*1", 4, "0")
    ),
    kind("HL04=1 without children", "hl.children_missing", lambda d: d.put("HL*2", 4, "1")),
    mixed(
        "billing NPI missing, or a person bills",
        ("provider.npi", lambda d: d.put("NM1*85", 8, "").put("NM1*85", 9, "")),
        ("element.code", lambda d: d.put("NM1*85", 2, "1")),
    ),
    kind(
        "an NPI fails Luhn (billing, attending, operating, facility, line)",
        "npi.checksum",
        lambda d: d.put("NM1*85", 9, "1234567890"),
        lambda d: d.put("NM1*71", 9, "1234567894"),
        lambda d: d.put("NM1*72", 9, "1234567894"),
        lambda d: d.put("NM1*77", 9, "1234567803"),
        lambda d: d.put("NM1*82", 9, "12345678", 2),
    ),
    kind("billing ZIP not 9 digits", "address.zip", lambda d: d.put("N4", 3, "12207")),
    kind("billing address a PO box", "address.po_box", lambda d: d.put("N3", 1, "PO BOX 123")),
    mixed(
        "service facility ZIP not 9 digits or a PO box",
        ("address.zip", lambda d: d.put("N4", 3, "12207", 3)),
        ("address.po_box", lambda d: d.put("N3", 1, "P.O. BOX 20", 3)),
    ),
    kind("REF*EI missing", "segment.missing", lambda d: d.drop("REF*EI")),
    kind(
        "SBR01 or SBR09 not in the list",
        "element.code",
        lambda d: d.put("SBR", 1, "X"),
        lambda d: d.put("SBR", 9, "09"),
    ),
    mixed(
        "SBR02 other than 18, or 18 with a 2000C",
        ("element.code", lambda d: d.put("SBR*S", 2, "01")),
        ("subscriber.self_with_patient", lambda d: d.put("SBR*P", 2, "18", 2)),
    ),
    kind("SBR02=18 without DMG", "subscriber.demographics", lambda d: d.drop("DMG")),
    kind("SBR02=18 without address", "subscriber.address", lambda d: d.drop("N4", 2)),
    kind(
        "birth date after the service",
        "patient.born_after_service",
        lambda d: d.put("DMG", 2, "20260104"),
        lambda d: d.put("DMG", 2, "20270505", 3),
    ),
    kind(
        "member id or payer id missing",
        "element.missing",
        lambda d: d.put("NM1*IL", 9, ""),
        lambda d: d.put("NM1*PR", 9, ""),
    ),
    mixed("2000C without 2010CA", ("loop.missing", lambda d: d.drop_loop("NM1*QC", "CLM"))),
    mixed(
        "CLM01 missing or over 38",
        ("element.missing", lambda d: d.put("CLM", 1, "")),
        ("element.long", lambda d: d.put("CLM", 1, "C" * 39)),
    ),
    kind(
        "CLM02 differs from sum SV203",
        "totals.charge",
        lambda d: d.add_to("CLM", 2, 1),
        lambda d: d.add_to("SV2", 3, -1, 3),
    ),
    mixed(
        "CLM05-2 other than A; CLM05-3 or type of bill unknown",
        ("element.code", lambda d: d.put("CLM", 5, "11:B:7")),
        ("element.missing", lambda d: d.put("CLM", 5, "11:A")),
        ("bill.type", lambda d: d.put("CLM", 5, "99:A:1")),
        ("bill.type", lambda d: d.put(_OUTPATIENT, 5, "13:A:L")),
    ),
    kind(
        "7 or 8 without REF*F8",
        "claim.original_reference",
        lambda d: d.drop("REF*F8"),
        lambda d: d.put(_OUTPATIENT, 5, "13:A:8"),
    ),
    mixed(
        "statement dates missing, one day alone, or backwards",
        ("segment.missing", lambda d: d.drop("DTP*434")),
        ("element.code", lambda d: d.put("DTP*434", 2, "D8")),
        ("element.date", lambda d: d.put("DTP*434", 3, "20260105-20260103")),
    ),
    mixed(
        "admission or discharge hour missing or unreadable on an inpatient bill",
        ("stay.admission", lambda d: d.drop("DTP*435")),
        ("stay.discharge", lambda d: d.drop("DTP*096")),
        ("stay.discharge", lambda d: d.put("CL1", 3, "30")),
        ("element.date", lambda d: d.put("DTP*435", 3, "202601032515")),
        ("element.time", lambda d: d.put("DTP*096", 3, "2530")),
    ),
    mixed(
        "CL1 missing, or without type or patient status; status unknown",
        ("segment.missing", lambda d: d.drop("CL1")),
        ("element.missing", lambda d: d.put("CL1", 1, "")),
        ("element.missing", lambda d: d.put("CL1", 3, "")),
        ("bill.patient_status", lambda d: d.put("CL1", 3, "99")),
    ),
    mixed(
        "HI missing, or the principal diagnosis not first",
        ("segment.missing", lambda d: d.drop(_PRINCIPAL)),
        ("segment.qualifier", lambda d: d.put(_PRINCIPAL, 1, "ABX:J029")),
        ("segment.missing", lambda d: d.put(_PRINCIPAL, 1, "ABF:J029")),
    ),
    kind("admitting diagnosis missing on an inpatient bill", "stay.admission", lambda d: d.drop(_ADMITTING)),
    mixed(
        "diagnosis with a dot; ICD-9 beside ICD-10",
        ("diagnosis.dot", lambda d: d.put(_ADMITTING, 1, "ABJ:R07.9")),
        ("diagnosis.mixed", lambda d: d.put(_ADMITTING, 1, "BJ:7865")),
    ),
    kind(
        "diagnosis unknown",
        "diagnosis.unknown",
        lambda d: d.put(_PRINCIPAL, 1, "ABK:A00ZZ"),
        lambda d: d.put(_REASON, 1, "APR:99213"),
    ),
    mixed(
        "present on admission not in the list, or where it does not belong",
        ("element.code", lambda d: d.put(_CAUSE, 1, "ABN:W010XXA:::::::X")),
        ("element.not_used", lambda d: d.put(_ADMITTING, 1, "ABJ:R079:::::::Y")),
    ),
    mixed(
        "a 13th code in an HI, a 25th of its kind, a 4th reason for the visit",
        ("element.too_many", lambda d: _codes(d, "BG", 13)),
        ("segment.repeats", lambda d: _codes(_codes(d, "BG", 12), "BG", 12)),
        ("element.not_used", lambda d: d.put(_REASON, 4, "APR:R05")),
    ),
    mixed(
        "procedure of the wrong form, without or with an unreadable date, after the stay",
        ("procedure.form", lambda d: d.put(_PROCEDURE, 1, "BBR:02703:D8:20260103")),
        ("element.missing", lambda d: d.put(_PROCEDURE, 1, "BBR:027034Z")),
        ("element.date", lambda d: d.put(_OTHER_PROCEDURE, 1, "BBQ:4A023N7:D8:20260230")),
        ("procedure.outside_stay", lambda d: d.put(_OTHER_PROCEDURE, 1, "BBQ:4A023N7:D8:20260106")),
    ),
    mixed(
        "occurrence, span or value without its date or amount, or a code twice",
        ("element.missing", lambda d: d.put(_OCCURRENCE, 1, "BH:11")),
        ("element.date", lambda d: d.put(_SPAN, 1, "BI:74:RD8:20260105-20260103")),
        ("element.missing", lambda d: d.put(_VALUE, 1, "BE:01")),
        ("health_code.repeated", lambda d: d.put(_VALUE, 2, "BE:01:::3")),
        ("health_code.repeated", lambda d: d.put(_CONDITION, 2, "BG:09")),
    ),
    mixed(
        "attending provider missing, or an organization",
        ("provider.attending", lambda d: d.drop_loop("NM1*71", "NM1*72")),
        ("element.code", lambda d: d.put("NM1*71", 2, "2")),
    ),
    mixed(
        "LX gap; SV2 missing",
        ("line.number", lambda d: d.put("LX*2", 1, "3")),
        ("segment.missing", lambda d: d.drop("SV2", 3)),
    ),
    mixed(
        "revenue code missing, of the wrong form, or the total line",
        ("element.missing", lambda d: d.put("SV2", 1, "")),
        ("line.revenue_code", lambda d: d.put("SV2", 1, "450")),
        ("line.revenue_code", lambda d: d.put("SV2", 1, "0001", 2)),
    ),
    mixed(
        "line unit unknown; units missing or 0; more not covered than charged",
        ("element.code", lambda d: d.put("SV2", 4, "MJ")),
        ("element.missing", lambda d: d.put("SV2", 5, "")),
        ("line.units", lambda d: d.put("SV2", 5, "0")),
        ("line.noncovered", lambda d: d.put("SV2", 7, "150.01")),
    ),
    mixed(
        "line outside the statement; REF*6R twice in a claim",
        ("line.outside_statement", lambda d: d.put("DTP*472", 3, "20260106")),
        ("line.control_repeated", lambda d: d.put("REF*6R", 2, "LINE1", 2)),
    ),
    mixed(
        "COB: AMT*D missing or off",
        ("cob.paid", lambda d: d.drop("AMT*D")),
        ("cob.total", lambda d: d.put("AMT*D", 2, "84.01")),
        ("cob.total", lambda d: d.put("CAS*CO*253", 3, "2")),
    ),
    kind(
        "COB: a line does not balance",
        "cob.line",
        lambda d: d.put("SVD", 2, "80.01"),
        lambda d: d.put("CAS*CO*45", 3, "29"),
        lambda d: d.drop("CAS*PR*1"),
    ),
    mixed(
        "COB: SVD01 names no 2330B payer; sequence used twice",
        ("cob.payer", lambda d: d.put("SVD", 1, "99999")),
        ("cob.sequence", lambda d: d.put(_OTHER, 1, "S")),
    ),
    mixed(
        "COB: 2330B, OI, SVD04 or DTP*573 missing",
        ("loop.missing", lambda d: d.drop_loop("NM1*PR*2*MEDICARE", "NM1*71*1")),
        ("segment.missing", lambda d: d.drop("OI")),
        ("element.missing", lambda d: d.put("SVD", 4, "")),
        ("segment.missing", lambda d: d.drop("DTP*573", 2)),
        ("cob.date", _no_adjudication),
    ),
    mixed(
        "trailing empty elements; unknown segment; segment out of order",
        ("element.trailing", lambda d: d.segments[d.at("REF*G1")].append("")),
        ("segment.unknown", lambda d: d.insert("REF*G1", "QQQ*1")),
        ("segment.not_in_set", lambda d: d.insert("REF*G1", "SV1*HC:99213*1*UN*1***1")),
        ("segment.order", lambda d: d.swap("CL1", "AMT*F3")),
    ),
)
