"""The rules of an 837 beyond its grammar. What a rule needs to know is named in its source."""

from typing import Final

from api.x12.check.rule import rule

SETS: Final = ("837P", "837I")
_GUIDE: Final = "005010X222A1 and 005010X223A2"

# Providers and addresses
BILLING_NPI: Final = rule(
    "provider.npi",
    "the billing provider has no NPI and no atypical provider's number (REF*G2)",
    f"{_GUIDE}, 2010AA NM109; 45 CFR 162.410 [N]",
    sets=SETS,
    element_code="2",
)
ZIP: Final = rule("address.zip", "a ZIP code of 9 digits is required here", f"{_GUIDE}, N403 [N]", sets=SETS)
PO_BOX: Final = rule(
    "address.po_box", "a street address is required here, not a post office box", f"{_GUIDE}, N301 [N]", sets=SETS
)
# Subscriber and patient
SELF_WITH_PATIENT: Final = rule(
    "subscriber.self_with_patient",
    "SBR02 18 says the subscriber is the patient, and yet a patient level stands below",
    f"{_GUIDE}, SBR02 and 2000C [P]",
    sets=SETS,
    segment_code="I9",
    trigger="SBR02",
)
NO_PATIENT: Final = rule(
    "subscriber.no_patient",
    "SBR02 is empty, so the patient is a dependent and his level (2000C) is required",
    f"{_GUIDE}, SBR02 and 2000C [P]",
    sets=SETS,
    segment_code="I6",
    trigger="SBR02",
)
SELF_DEMOGRAPHICS: Final = rule(
    "subscriber.demographics",
    "a subscriber who is the patient has DMG",
    f"{_GUIDE}, 2010BA DMG",
    sets=SETS,
    segment_code="I6",
    trigger="SBR02",
)
SELF_ADDRESS: Final = rule(
    "subscriber.address",
    "a subscriber who is the patient has an address (N3 and N4)",
    f"{_GUIDE}, 2010BA N3 and N4",
    sets=SETS,
    segment_code="I6",
    trigger="SBR02",
)
BORN_LATER: Final = rule(
    "patient.born_after_service",
    "the birth date lies after the service",
    f"{_GUIDE}, DMG02",
    sets=SETS,
    element_code="8",
)
# Claim
CLAIM_TOTAL: Final = rule("totals.charge", "CLM02 is the sum of its lines", f"{_GUIDE}, CLM02", sets=SETS)
ORIGINAL: Final = rule(
    "claim.original_reference",
    "a replacement or void (CLM05-3 7 or 8) names the payer's claim number in REF*F8",
    f"{_GUIDE}, 2300 REF*F8",
    sets=SETS,
    segment_code="I6",
    trigger="CLM05",
)
CLAIM_REPEATED: Final = rule(
    "claim.id_repeated",
    "CLM01 is used twice: its acknowledgement and payment cannot be told apart",
    f"{_GUIDE}, CLM01",
    sets=SETS,
    is_general_knowledge=True,
)
CLAIM_ID_LONG: Final = rule(
    "claim.id_long",
    "CLM01 is longer than the 20 characters a receiver need return",
    "RFI 525",
    sets=SETS,
    severity="warning",
)
CLAIM_COUNT: Final = rule(
    "claim.count",
    "more than 5,000 claims in a transaction",
    f"{_GUIDE}, section 1.4",
    sets=SETS,
    is_general_knowledge=True,
)
NEGATIVE: Final = rule(
    "claim.negative", "a charge is negative", f"{_GUIDE}, CLM02", sets=SETS, is_general_knowledge=True
)
# Diagnoses and lines
DIAGNOSIS_MIXED: Final = rule(
    "diagnosis.mixed", "ICD-9 and ICD-10 codes stand on one claim", f"{_GUIDE}, HI", sets=SETS
)
DIAGNOSIS_ICD9: Final = rule("diagnosis.icd9", "ICD-9 codes ended on 2015-10-01", "45 CFR 162.1002 [N]", sets=SETS)
DIAGNOSIS_DOT: Final = rule("diagnosis.dot", "a diagnosis is sent without its dot", f"{_GUIDE}, HI", sets=SETS)
DIAGNOSIS: Final = rule(
    "diagnosis.unknown",
    "a diagnosis that is not in the code set, or cannot be in it by its form",
    "ICD-10-CM (CMS, NCHS) [N]",
    sets=SETS,
)
POINTER: Final = rule(
    "pointer.range", "a line points at a diagnosis the claim does not have", f"{_GUIDE}, SV107", sets=SETS
)
LINE_NUMBER: Final = rule("line.number", "LX01 counts the lines of a claim from 1", f"{_GUIDE}, LX01", sets=SETS)
LINE_CONTROL: Final = rule(
    "line.control_repeated", "REF*6R is unique in its claim", f"{_GUIDE}, 2400 REF*6R", sets=SETS
)
UNITS: Final = rule(
    "line.units", "a line has a negative charge or no units", f"{_GUIDE}, SV104", sets=SETS, is_general_knowledge=True
)
# Coordination of benefits
COB_PAID: Final = rule(
    "cob.paid",
    "a payer that has adjudicated is given with what it paid (AMT*D)",
    f"{_GUIDE}, 2320 AMT*D; RFI 1294, 524, 1860",
    sets=SETS,
    segment_code="I6",
)
COB_TOTAL: Final = rule(
    "cob.total",
    "per payer AMT*D is the lines' payments less the claim's adjustments, and CLM02 is AMT*D and all adjustments",
    f"{_GUIDE} section 1.4.3; RFI 1294, 524",
    sets=SETS,
)
COB_LINE: Final = rule(
    "cob.line",
    "per payer and line the charge less the adjustments of all its 2430 loops is the sum of SVD02",
    f"{_GUIDE} section 1.4.3; RFI 1551",
    sets=SETS,
)
COB_PAYER: Final = rule("cob.payer", "SVD01 names no payer of 2330B", f"{_GUIDE}, SVD01", sets=SETS)
COB_SEQUENCE: Final = rule(
    "cob.sequence", "a payer sequence (SBR01) is used twice on a claim", f"{_GUIDE}, SBR01", sets=SETS
)
COB_DATE: Final = rule(
    "cob.date",
    "a payer that has adjudicated is given with the date it did (DTP*573), for the claim or for each line",
    f"{_GUIDE}, 2330B and 2430 DTP*573",
    sets=SETS,
    segment_code="I6",
)
