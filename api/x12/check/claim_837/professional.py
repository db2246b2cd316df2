"""The 837P (005010X222A1), loop by loop. Source: implementation guide [P]."""

from typing import Final

from api.x12.check.claim_837 import loops as common
from api.x12.check.claim_837.loops import NPI_NAME, PWK_TYPES, address, line_references, references
from api.x12.check.grammar import Loop, Seg, grammar, loop, seg

_POINTER: Final = "=1,2,3,4,5,6,7,8,9,10,11,12"
_AMBULANCE: Final = "01,04,05,06,07,08,09,12"
_CR1: Final = "S=LB S N R=A,B,C,D,E R=DH R N N S S"
_CN1: Final = "R=01,02,03,04,05,06,09 S S S S S"
_PS_CONTACT: Final = seg("PER", "S", 1, "R=IC S R=TE R S=EX S", "Property and Casualty Contact")


def _crc(repeats: int, category: str, answers: str, conditions: str, name: str, count: int = 5) -> Seg:
    optional = " ".join([f"S={conditions}"] * (count - 1))
    return seg("CRC", "S", repeats, f"R={category} R={answers} R={conditions} {optional}", name)


def _hi(repeats: int, usage: str, first: str, rest: str, name: str, count: int = 12) -> Seg:
    later = " ".join([f"S(R={rest} R)"] * (count - 1))
    return seg("HI", "R" if usage == "R" else "S", repeats, f"R(R={first} R) {later}", name)


def _date(code: str, name: str, formats: str = "D8", repeats: int = 1, usage: str = "S") -> Seg:
    return seg("DTP", "R" if usage == "R" else "S", repeats, f"R={code} R={formats} R", name)


def _provider(loop_id: str, repeats: int, codes: str, types: str, *rest: Seg, name: str = NPI_NAME) -> Loop:
    return loop(loop_id, "S", repeats, seg("NM1", "R", 1, f"R={codes} R={types} {name}"), *rest)


def _pick_up_and_drop_off(first: str, second: str) -> tuple[Loop, Loop]:
    return (
        loop(first, "S", 1, seg("NM1", "R", 1, "R=PW R=2", "Ambulance Pick-up Location"), *address()),
        loop(second, "S", 1, seg("NM1", "R", 1, "R=45 R=2 S", "Ambulance Drop-off Location"), *address()),
    )


_SPECIALTY: Final = seg("PRV", "S", 1, "R=PE R=PXC R", "Rendering Provider Specialty")
_PLACE_NAME: Final = "R N N N N S=XX S"
_CLAIM_DATES: Final = (
    _date("431", "Onset of Current Illness"),
    _date("454", "Initial Treatment"),
    _date("304", "Last Seen"),
    _date("453", "Acute Manifestation"),
    _date("439", "Accident"),
    _date("484", "Last Menstrual Period"),
    _date("455", "Last X-ray"),
    _date("471", "Hearing and Vision Prescription"),
    _date("314,360,361", "Disability", "D8,RD8"),
    _date("297", "Last Worked"),
    _date("296", "Authorized Return to Work"),
    _date("435", "Admission"),
    _date("096", "Discharge"),
    _date("090,091", "Assumed and Relinquished Care", repeats=2),
    _date("444", "Property and Casualty First Contact"),
    _date("050", "Repricer Received"),
)
_CLAIM_REFERENCES: Final = tuple(
    references(1, code, name)
    for code, name in (
        ("4N", "Service Authorization Exception Code"),
        ("F5", "Mandatory Medicare Crossover Indicator"),
        ("EW", "Mammography Certification Number"),
        ("9F", "Referral Number"),
        ("G1", "Prior Authorization"),
        ("F8", "Payer Claim Control Number"),
        ("X4", "CLIA Number"),
        ("9A", "Repriced Claim Number"),
        ("9C", "Adjusted Repriced Claim Number"),
        ("LX", "Investigational Device Exemption Number"),
        ("D9", "Claim Identifier For Transmission Intermediaries"),
        ("EA", "Medical Record Number"),
        ("P4", "Demonstration Project Identifier"),
        ("1J", "Care Plan Oversight"),
    )
)
_OTHER_PAYER: Final = loop(
    "2320",
    "S",
    10,
    *common.other_subscriber(),
    seg("OI", "R", 1, "N N R=N,W,Y S=P N R=I,Y", "Other Insurance Coverage"),
    seg("MOA", "S", 1, "S S S S S S S S S", "Outpatient Adjudication"),
    common.other_subscriber_name(),
    common.other_payer(),
    common.other_payer_provider("2330C", 2, "DN,P3", "1", "0B,1G,G2"),
    common.other_payer_provider("2330D", 1, "82", "1,2", "0B,1G,G2,LU"),
    common.other_payer_provider("2330E", 1, "77", "2", "0B,G2,LU"),
    common.other_payer_provider("2330F", 1, "DQ", "1", "0B,1G,G2,LU"),
    common.other_payer_provider("2330G", 1, "85", "1,2", "G2,LU"),
)
_LINE: Final = loop(
    "2400",
    "R",
    50,
    seg("LX", "R", 1, "R", "Service Line Number"),
    seg(
        "SV1",
        "R",
        1,
        f"R(R=ER,HC,IV,WK R S S S S S) R R=MJ,UN R S=@pos N R(R{_POINTER} S{_POINTER} S{_POINTER} S{_POINTER}) N "
        "S=Y N S=Y S=Y N N S=0",
        "Professional Service",
    ),
    seg("SV5", "S", 1, "R(R=HC R) R=DA R R R R=1,4,6", "Durable Medical Equipment Service"),
    # Ten attachments, and one certificate of medical necessity (CT with AB, AD, AF, AG, NS).
    seg(
        "PWK", "S", 11, f"R={PWK_TYPES} R=AA,AB,AD,AF,AG,BM,EL,EM,FT,FX,NS N N S=AC S", "Line Supplemental Information"
    ),
    seg("CR1", "S", 1, _CR1, "Ambulance Transport"),
    seg("CR3", "S", 1, "R=I,R,S R=MO R", "Durable Medical Equipment Certification"),
    _crc(3, "07", "N,Y", _AMBULANCE, "Ambulance Certification"),
    _crc(1, "70", "N,Y", "65", "Hospice Employee Indicator", 1),
    _crc(1, "09", "N,Y", "38,ZV", "Condition Indicator", 2),
    _date("472", "Service Date", "D8,RD8", usage="R"),
    _date("471", "Prescription Date"),
    _date("607", "Certification Revision Date"),
    _date("463", "Begin Therapy Date"),
    _date("461", "Last Certification Date"),
    _date("304", "Last Seen Date"),
    _date("738,739", "Test Date", repeats=2),
    _date("011", "Shipped Date"),
    _date("455", "Last X-ray Date"),
    _date("454", "Initial Treatment Date"),
    seg("QTY", "S", 1, "R=PT R", "Ambulance Patient Count"),
    seg("QTY", "S", 1, "R=FL R", "Obstetric Anesthesia Additional Units"),
    seg("MEA", "S", 5, "R=OG,TR R=HT,R1,R2,R3,R4 R", "Test Result"),
    seg("CN1", "S", 1, _CN1, "Contract Information"),
    references(1, "9B", "Repriced Line Item Reference Number"),
    references(1, "9D", "Adjusted Repriced Line Item Reference Number"),
    line_references(5, "G1", "Prior Authorization"),
    references(1, "6R", "Line Item Control Number"),
    references(1, "EW", "Mammography Certification Number"),
    references(1, "X4", "CLIA Number"),
    references(1, "F4", "Referring CLIA Facility"),
    references(1, "BT", "Immunization Batch Number"),
    line_references(5, "9F", "Referral Number"),
    seg("AMT", "S", 1, "R=T R", "Sales Tax Amount"),
    seg("AMT", "S", 1, "R=F4 R", "Postage Claimed Amount"),
    seg("K3", "S", 10, "R", "File Information"),
    seg("NTE", "S", 1, "R=ADD,DCP R", "Line Note"),
    seg("NTE", "S", 1, "R=TPO R", "Third Party Organization Notes"),
    seg("PS1", "S", 1, "R R", "Purchased Service"),
    seg(
        "HCP",
        "S",
        1,
        "R=00,01,02,03,04,05,06,07,08,09,10,11,12,13,14 R S S S S S N S=ER,HC,IV,WK S S=MJ,UN S S=T1,T2,T3,T4,T5,T6 "
        "S=1,2,3,4,5 S=1,2,3,4,5,6",
        "Line Pricing",
    ),
    loop(
        "2410",
        "S",
        1,
        seg("LIN", "R", 1, "N R=EN,EO,HI,N4,ON,UK,UP R", "Drug Identification"),
        seg("CTP", "R", 1, "N N N R R(R=F2,GR,ME,ML,UN)", "Drug Quantity"),
        references(1, "VY,XZ", "Prescription Number"),
    ),
    _provider("2420A", 1, "82", "1,2", _SPECIALTY, line_references(20, "0B,1G,G2,LU")),
    _provider("2420B", 1, "QB", "1,2", line_references(20, "0B,1G,G2"), name="N N N N N S=XX S"),
    _provider("2420C", 1, "77", "2", *address(), line_references(3, "G2,LU"), name=_PLACE_NAME),
    _provider("2420D", 1, "DQ", "1", line_references(20, "0B,1G,G2,LU")),
    _provider(
        "2420E",
        1,
        "DK",
        "1",
        *address("S"),
        line_references(20, "0B,1G,G2"),
        seg("PER", "S", 1, "R=IC S R=EM,FX,TE R S=EM,EX,FX,TE S S=EM,EX,FX,TE S", "Ordering Provider Contact"),
    ),
    _provider("2420F", 2, "DN,P3", "1", line_references(20, "0B,1G,G2")),
    *_pick_up_and_drop_off("2420G", "2420H"),
    loop(
        "2430",
        "S",
        15,
        seg("SVD", "R", 1, "R R R(R=ER,HC,IV,WK R S S S S S) N R S", "Line Adjudication"),
        seg("CAS", "S", 5, common.CAS_CODES, "Line Adjustment"),
        _date("573", "Line Check or Remittance Date", usage="R"),
        seg("AMT", "S", 1, "R=EAF R", "Remaining Patient Liability"),
    ),
    loop(
        "2440",
        "S",
        0,
        seg("LQ", "R", 1, "R=AS,UT R", "Form Identification"),
        seg("FRM", "R", 99, "R S=N,W,Y S S S", "Supporting Documentation"),
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
            "R R N N R(R=@pos R=B R=1,6,7,8) R=N,Y R=A,B,C R=N,W,Y R=I,Y S=P "
            "S(R=AA,EM,OA S=AA,EM,OA N S=@state S=@country) S=02,03,05,09 N N N N N N N S=1,2,3,4,5,6,7,8,9,10,11,15",
            "Claim Information",
        ),
        *_CLAIM_DATES,
        seg("PWK", "S", 10, f"R={PWK_TYPES} R=AA,BM,EL,EM,FT,FX N N S=AC S", "Claim Supplemental Information"),
        seg("CN1", "S", 1, _CN1, "Contract Information"),
        seg("AMT", "S", 1, "R=F5 R", "Patient Amount Paid"),
        *_CLAIM_REFERENCES,
        seg("K3", "S", 10, "R", "File Information"),
        seg("NTE", "S", 1, "R=ADD,CER,DCP,DGN,TPO R", "Claim Note"),
        seg("CR1", "S", 1, _CR1, "Ambulance Transport"),
        seg("CR2", "S", 1, "N N N N N N N R=A,C,D,E,F,G,M N S S", "Spinal Manipulation Service"),
        _crc(3, "07", "N,Y", _AMBULANCE, "Ambulance Certification"),
        _crc(3, "E1,E2,E3", "N,Y", "L1,L2,L3,L4,L5", "Patient Condition: Vision"),
        _crc(1, "75", "Y", "IH", "Homebound Indicator", 1),
        _crc(1, "ZZ", "N,Y", "AV,NU,S2,ST", "EPSDT Referral", 3),
        _hi(1, "R", "ABK,BK", "ABF,BF", "Diagnosis"),
        _hi(1, "S", "BP", "BO", "Anesthesia Related Procedure", 2),
        _hi(2, "S", "BG", "BG", "Condition Information"),
        seg(
            "HCP",
            "S",
            1,
            "R=00,01,02,03,04,05,07,08,09,10,11,12,13,14 R S S S S S N N N N N S=T1,T2,T3,T4,T5,T6 S=1,2,3,4,5"
            " S=1,2,3,4,5,6",
            "Claim Pricing",
        ),
        _provider("2310A", 2, "DN,P3", "1", references(3, "0B,1G,G2")),
        _provider("2310B", 1, "82", "1,2", _SPECIALTY, references(4, "0B,1G,G2,LU")),
        _provider(
            "2310C",
            1,
            "77",
            "2",
            *address(),
            references(3, "0B,G2,LU"),
            seg("PER", "S", 1, "R=IC S R=TE R S=EX S", "Service Facility Contact"),
            name=_PLACE_NAME,
        ),
        _provider("2310D", 1, "DQ", "1", references(4, "0B,1G,G2,LU")),
        *_pick_up_and_drop_off("2310E", "2310F"),
        _OTHER_PAYER,
        _LINE,
    )


GRAMMAR: Final = grammar(
    "837P",
    "005010X222A1",
    *common.header(),
    loop(
        "2000A",
        "R",
        0,
        seg("HL", "R", 1, "R N R=20 R=1", "Billing Provider Level"),
        seg("PRV", "S", 1, "R=BI R=PXC R", "Billing Provider Specialty"),
        seg("CUR", "S", 1, "R=85 R=@currency", "Foreign Currency"),
        *common.billing_provider("1,2", references(2, "0B,1G", "Billing Provider UPIN or License")),
        loop(
            "2000B",
            "R",
            0,
            seg("HL", "R", 1, "R R R=22 R=0,1", "Subscriber Level"),
            seg(
                "SBR",
                "R",
                1,
                f"R={common.SEQUENCES} S=18 S S S=12,13,14,15,16,41,42,43,47 N N N S={common.FILING}",
                "Subscriber Information",
            ),
            seg("PAT", "S", 1, "N N N N S=D8 S S=01 S S=Y", "Patient Information"),
            common.subscriber((_PS_CONTACT,)),
            common.payer(),
            _claim("S"),
            loop(
                "2000C",
                "S",
                0,
                seg("HL", "R", 1, "R R R=23 R=0", "Patient Level"),
                seg("PAT", "R", 1, "R=01,19,20,21,39,40,53,G8 N N N S=D8 S S=01 S S=Y", "Patient Information"),
                common.patient((_PS_CONTACT,)),
                _claim("R"),
            ),
        ),
    ),
)
