"""The 837I (005010X223A2), loop by loop. Source: implementation guide [P]."""

from typing import Final

from api.x12.check.claim_837 import loops as common
from api.x12.check.claim_837.loops import NPI_NAME, PWK_TYPES, address, line_references, references
from api.x12.check.grammar import Loop, Seg, grammar, loop, seg

_CN1: Final = "R=01,02,03,04,05,06,09 S S S S S"
_PRICING: Final = "R=00,01,02,03,04,05,06,07,08,09,10,11,12,13,14 R S S S S S S"
_PRICED: Final = "S=DA,UN S S=T1,T2,T3,T4,T5,T6 S=1,2,3,4,5 S=1,2,3,4,5,6"
_PROCEDURE: Final = "R=ER,HC,HP,IV,WK R S S S S S"
_ON_ADMISSION: Final = "R N N N N N N S=N,U,W,Y"  # HI-2 to HI-9: code, present on admission
_DATED: Final = "R R=D8 R"
_REMARKS: Final = "S=@rarc"
_NUMBERS: Final = "0B,1G,G2,LU"


def _date(code: str, name: str, formats: str, usage: str = "S") -> Seg:
    return seg("DTP", "R" if usage == "R" else "S", 1, f"R={code} R={formats} R", name)


def _codes(qualifiers: str, parts: str, name: str, *, count: int = 12, repeats: int = 1, usage: str = "S") -> Seg:
    """HI: `count` composites at most, each a qualifier and `parts`."""
    code = f"(R={qualifiers} {parts})"
    further = " ".join([f"S{code}"] * (count - 1))
    return seg("HI", "R" if usage == "R" else "S", repeats, f"R{code} {further}", name)


def _person(loop_id: str, code: str, *rest: Seg) -> Loop:
    return loop(loop_id, "S", 1, seg("NM1", "R", 1, f"R={code} R=1 {NPI_NAME}"), *rest)


_CLAIM_REFERENCES: Final = tuple(
    references(5 if code == "LX" else 1, code, name)
    for code, name in (
        ("4N", "Service Authorization Exception Code"),
        ("9F", "Referral Number"),
        ("G1", "Prior Authorization"),
        ("F8", "Payer Claim Control Number"),
        ("9A", "Repriced Claim Number"),
        ("9C", "Adjusted Repriced Claim Number"),
        ("LX", "Investigational Device Exemption Number"),
        ("D9", "Claim Identifier For Transmission Intermediaries"),
        ("LU", "Auto Accident State"),
        ("EA", "Medical Record Number"),
        ("P4", "Demonstration Project Identifier"),
        ("G4", "Peer Review Organization Approval Number"),
    )
)
_HEALTH_CODES: Final = (
    _codes("ABK,BK", _ON_ADMISSION, "Principal Diagnosis", count=1, usage="R"),
    _codes("ABJ,BJ", "R", "Admitting Diagnosis", count=1),
    _codes("APR,PR", "R", "Patient's Reason For Visit", count=3),
    _codes("ABN,BN", _ON_ADMISSION, "External Cause of Injury"),
    _codes("DR", "R", "Diagnosis Related Group", count=1),
    _codes("ABF,BF", _ON_ADMISSION, "Other Diagnosis", repeats=2),
    _codes("BBR,BR,CAH", _DATED, "Principal Procedure", count=1),
    _codes("BBQ,BQ", _DATED, "Other Procedure", repeats=2),
    _codes("BI", "R R=RD8 R", "Occurrence Span", repeats=2),
    _codes("BH", _DATED, "Occurrence", repeats=2),
    _codes("BE", "R N N R", "Value", repeats=2),
    _codes("BG", "R", "Condition", repeats=2),
    _codes("TC", "R", "Treatment Code", repeats=2),
)
_OTHER_PAYER: Final = loop(
    "2320",
    "S",
    10,
    *common.other_subscriber("N"),
    seg("OI", "R", 1, "N N R=N,W,Y N N R=I,Y", "Other Insurance Coverage"),
    seg(
        "MIA",
        "S",
        1,
        f"R N S S {_REMARKS} S S S S S S S S S S S S S S {_REMARKS} {_REMARKS} {_REMARKS} {_REMARKS} S",
        "Inpatient Adjudication",
    ),
    seg("MOA", "S", 1, f"S S {' '.join([_REMARKS] * 5)} S S", "Outpatient Adjudication"),
    common.other_subscriber_name(),
    common.other_payer(),
    common.other_payer_provider("2330C", 1, "71", "1", _NUMBERS, most=4),
    common.other_payer_provider("2330D", 1, "72", "1", _NUMBERS, most=4),
    common.other_payer_provider("2330E", 1, "ZZ", "1", _NUMBERS, most=4),
    common.other_payer_provider("2330F", 1, "77", "2", "0B,G2,LU"),
    common.other_payer_provider("2330G", 1, "82", "1", _NUMBERS, most=4),
    common.other_payer_provider("2330H", 1, "DN", "1", "0B,1G,G2"),
    common.other_payer_provider("2330I", 1, "85", "2", "G2,LU"),
)
_LINE: Final = loop(
    "2400",
    "R",
    999,
    seg("LX", "R", 1, "R", "Service Line Number"),
    seg("SV2", "R", 1, f"R S({_PROCEDURE}) R R=DA,UN R N S", "Institutional Service"),
    seg("PWK", "S", 10, f"R={PWK_TYPES} R=AA,BM,EL,EM,FT,FX N N S=AC S", "Line Supplemental Information"),
    _date("472", "Service Date", "D8,RD8"),
    references(1, "6R", "Line Item Control Number"),
    references(1, "9B", "Repriced Line Item Reference Number"),
    references(1, "9D", "Adjusted Repriced Line Item Reference Number"),
    seg("AMT", "S", 1, "R=GT R", "Service Tax Amount"),
    seg("AMT", "S", 1, "R=N8 R", "Facility Tax Amount"),
    seg("NTE", "S", 1, "R=TPO R", "Third Party Organization Notes"),
    seg("HCP", "S", 1, f"{_PRICING} S=ER,HC,HP,IV,WK S {_PRICED}", "Line Pricing"),
    loop(
        "2410",
        "S",
        1,
        seg("LIN", "R", 1, "N R=N4 R", "Drug Identification"),
        seg("CTP", "R", 1, "N N N R R(R=F2,GR,ME,ML,UN)", "Drug Quantity"),
        references(1, "VY,XZ", "Prescription Number"),
    ),
    _person("2420A", "72", line_references(20, _NUMBERS)),
    _person("2420B", "ZZ", line_references(20, _NUMBERS)),
    _person("2420C", "82", line_references(20, _NUMBERS)),
    _person("2420D", "DN", line_references(20, "0B,1G,G2")),
    loop(
        "2430",
        "S",
        15,
        seg("SVD", "R", 1, f"R R S({_PROCEDURE}) R R S", "Line Adjudication"),
        seg("CAS", "S", 5, common.CAS_CODES, "Line Adjustment"),
        _date("573", "Line Check or Remittance Date", "D8", "R"),
        seg("AMT", "S", 1, "R=EAF R", "Remaining Patient Liability"),
    ),
)


def _claim(usage: str) -> Loop:
    return loop(
        "2300",
        "R" if usage == "R" else "S",
        100,
        seg(
            "CLM",
            "R",
            1,
            "R R N N R(R R=A R) N R=A,B,C R=N,W,Y R=I,Y N N N N N N N N N N S=1,2,3,4,5,6,7,8,9,10,11,15",
            "Claim Information",
        ),
        _date("096", "Discharge Hour", "TM"),
        _date("434", "Statement Dates", "RD8", "R"),
        _date("435", "Admission Date and Hour", "D8,DT"),
        _date("050", "Repricer Received", "D8"),
        seg("CL1", "R", 1, "R S R", "Institutional Claim Code"),
        seg("PWK", "S", 10, f"R={PWK_TYPES} R=AA,BM,EL,EM,FT,FX N N S=AC S", "Claim Supplemental Information"),
        seg("CN1", "S", 1, _CN1, "Contract Information"),
        seg("AMT", "S", 1, "R=F3 R", "Patient Estimated Amount Due"),
        *_CLAIM_REFERENCES,
        seg("K3", "S", 10, "R", "File Information"),
        seg("NTE", "S", 10, "R=ALG,DCP,DGN,DME,MED,NTR,ODT,RHB,RLH,RNH,SET,SFM,SPT,UPI R", "Claim Note"),
        seg("NTE", "S", 1, "R=ADD R", "Billing Note"),
        seg("CRC", "S", 1, "R=ZZ R=N,Y R=AV,NU,S2,ST S=AV,NU,S2,ST S=AV,NU,S2,ST", "EPSDT Referral"),
        *_HEALTH_CODES,
        seg("HCP", "S", 1, f"{_PRICING} N N {_PRICED}", "Claim Pricing"),
        _person(
            "2310A",
            "71",
            seg("PRV", "S", 1, "R=AT R=PXC R", "Attending Provider Specialty"),
            references(4, _NUMBERS),
        ),
        _person("2310B", "72", references(4, _NUMBERS)),
        _person("2310C", "ZZ", references(4, _NUMBERS)),
        _person("2310D", "82", references(4, _NUMBERS)),
        loop(
            "2310E",
            "S",
            1,
            seg("NM1", "R", 1, "R=77 R=2 R N N N N S=XX S", "Service Facility Location"),
            *address(),
            references(3, "0B,G2,LU"),
        ),
        _person("2310F", "DN", references(3, "0B,1G,G2")),
        _OTHER_PAYER,
        _LINE,
    )


GRAMMAR: Final = grammar(
    "837I",
    "005010X223A2",
    *common.header(),
    loop(
        "2000A",
        "R",
        0,
        seg("HL", "R", 1, "R N R=20 R=1", "Billing Provider Level"),
        seg("PRV", "S", 1, "R=BI R=PXC R", "Billing Provider Specialty"),
        seg("CUR", "S", 1, "R=85 R=@currency", "Foreign Currency"),
        *common.billing_provider("2"),
        loop(
            "2000B",
            "R",
            0,
            seg("HL", "R", 1, "R R R=22 R=0,1", "Subscriber Level"),
            seg(
                "SBR",
                "R",
                1,
                f"R={common.SEQUENCES} S=18 S S N N N N S={common.FILING}",
                "Subscriber Information",
            ),
            common.subscriber(),
            common.payer(),
            _claim("S"),
            loop(
                "2000C",
                "S",
                0,
                seg("HL", "R", 1, "R R R=23 R=0", "Patient Level"),
                seg("PAT", "R", 1, "R=01,19,20,21,39,40,53,G8", "Patient Information"),
                common.patient(),
                _claim("R"),
            ),
        ),
    ),
)
