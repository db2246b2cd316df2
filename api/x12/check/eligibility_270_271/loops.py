"""Loops and code lists that the 270 and the 271 share. Source: 005010X279A1 as linuxforhealth-x12 models it [L]."""

from typing import Final

from api.x12.check.grammar import Seg, seg
from api.x12.eligibility_270_271.service_types import SERVICE_TYPES

SERVICE_TYPE_CODES: Final = ",".join(SERVICE_TYPES)
COVERAGE_LEVELS: Final = "CHD,DEP,ECH,EMP,ESP,FAM,IND,SPC,SPO"
PROCEDURE: Final = "R=AD,CJ,HC,ID,IV,N4,ND,ZZ R S S S S S S"
PLACES: Final = "S=GR,NI,ZZ S S=44 S"
PERSON_REFERENCES: Final = "18,1L,1W,3H,49,6P,CT,EA,EJ,F6,GH,HJ,IG,N6,NQ,SY,Y4"
# HL03 -> HL03 above.
PARENTS: Final = {"20": "", "21": "20", "22": "21", "23": "22"}
_ROLES: Final = "AD,AT,BI,CO,CV,H,HH,LA,OT,P1,P2,PC,PE,R,RF,SB,SK,SU"
_SOURCE_IDS: Final = "24,46,FI,NI,PI,XV,XX"
_RECEIVER_IDS: Final = "24,34,FI,PI,PP,SV,XV,XX"


def source_name() -> Seg:
    """2100A NM1."""
    return seg("NM1", "R", 1, f"R=2B,36,GP,P5,PR R=1,2 S S S N S R={_SOURCE_IDS} R", "Information Source Name")


def receiver_name() -> Seg:
    """2100B NM1."""
    return seg(
        "NM1", "R", 1, f"R=1P,2B,36,80,FA,GP,P5,PR R=1,2 S S S N S R={_RECEIVER_IDS} R", "Information Receiver Name"
    )


def receiver_references() -> Seg:
    """2100B REF."""
    codes = "0B,1C,1D,1J,4A,CT,EL,EO,HPI,JD,N5,N7,Q4,SY,TJ"
    return seg("REF", "S", 0, f"R={codes} R S", "Information Receiver Additional Identification")


def address() -> tuple[Seg, Seg]:
    """N3 and N4."""
    return seg("N3", "S", 1, "R S"), seg("N4", "S", 1, "R S=@state S S=@country N N S")


def receiver_role() -> Seg:
    """2100B PRV."""
    return seg("PRV", "S", 1, f"R={_ROLES} S=PXC S", "Information Receiver Provider")


def person_role() -> Seg:
    """2100C and 2100D PRV."""
    return seg("PRV", "S", 1, f"R={_ROLES} S=9K,D3,EI,HPI,PXC,SY,TJ S", "Provider Information")


def person_references() -> Seg:
    """2100C and 2100D REF."""
    return seg("REF", "S", 9, f"R={PERSON_REFERENCES} R S", "Additional Identification")


def insured(indicator: str, relationships: str) -> Seg:
    """2100C and 2100D INS; INS17 is the place in a multiple birth."""
    return seg("INS", "S", 1, f"R={indicator} R={relationships} S=001 S=25 N N N N N N N N N N N N S", "Relationship")


def diagnoses() -> Seg:
    """2100C and 2100D HI."""
    return seg("HI", "S", 1, "R(R=ABK,BK R) " + " ".join(["S(R=ABF,BF R)"] * 7), "Diagnosis Codes")
