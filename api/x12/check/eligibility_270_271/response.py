"""The 271 (005010X279A1) in check mode.

Source: the guide as linuxforhealth-x12 models it [L]; what else is known of it warns.
"""

from typing import Final

from api.x12.check.eligibility_270_271 import loops
from api.x12.check.eligibility_270_271.response_rules import EligibilityResponseRules
from api.x12.check.grammar import Loop, Seg, grammar, loop, seg
from api.x12.check.transaction_set import register
from api.x12.eligibility_270_271.codes import COVERAGE_LEVELS, INFORMATION, PERIODS, QUANTITIES

_INFORMATION: Final = ",".join(INFORMATION)
_LEVELS: Final = ",".join(COVERAGE_LEVELS)
_PERIODS: Final = ",".join(PERIODS)
_QUANTITIES: Final = ",".join(QUANTITIES)
_INSURANCE: Final = (
    "12,13,14,15,16,41,42,43,47,AP,C1,CO,CP,D,DB,EP,FF,GP,HM,HN,HS,IN,IP,LC,LD,LI,LT,MA,MB,MC,MH,MI,MP,OT,PE,PL,POS,PP,PR,"
    "PS,QM,RP,SP,TF,WC,WU"
)
_SYSTEM: Final = "04,41,42,79"
_PROVIDER: Final = "15,41,43,44,45,46,47,48,50,51,79,97,T4"
_PERSON: Final = (
    # 2100C and 2100D
    "15,35,41,42,43,44,45,46,47,48,49,50,51,52,56,57,58,60,61,62,63,64,65,66,67,68,71,72,73,74,75,76,77,78,79,97,T4"
)
_BENEFIT: Final = "15,33,52,53,54,55,56,57,60,61,62,63,69,70,98,AA,AE,AF,AG,AO,CI,E8,IA,MA"
_PERSON_DATES: Final = "096,102,152,291,307,318,340,341,342,343,346,347,356,357,382,435,442,458,472,539,540,636,771"
_BENEFIT_DATES: Final = "096,193,194,198,290,291,292,295,304,307,318,346,348,349,356,357,435,472,636,771"
_BENEFIT_REFERENCES: Final = "18,1L,1W,49,6P,9F,ALS,CLI,F6,FO,G1,IG,IL,M7,N6,NQ"
_ENTITIES: Final = "11,13,1I,1P,2B,36,73,FA,GP,GW,I3,IL,LR,OC,P3,P4,P5,PR,PRP,SEP,TTP,VER,VN,VY,X3,Y2"
_ENTITY_IDS: Final = "24,34,46,FA,FI,II,MI,NI,PI,PP,SV,XV,XX"
_CONTACT: Final = "R=IC S S=ED,EM,FX,TE,UR,WP S S=ED,EM,EX,FX,TE,UR,WP S S=ED,EM,EX,FX,TE,UR,WP S"
_TRACE: Final = seg("TRN", "S", 3, "R=1,2 R R S", "Trace Number")
_ROLES: Final = "AD,AT,BI,CO,CV,H,HH,LA,OT,P1,P2,PC,PE,R,RF,SB,SK,SU"


def _rejected(reasons: str, follow_ups: str, repeats: int = 9) -> Seg:
    return seg("AAA", "S", repeats, f"R=N,Y N R={reasons} R={follow_ups}", "Request Validation")


def _benefit(letter: str) -> Loop:
    return loop(
        f"2110{letter}",
        "S",
        0,
        seg(
            "EB",
            "R",
            1,
            f"R={_INFORMATION} S={_LEVELS} S^={loops.SERVICE_TYPE_CODES},C2 S={_INSURANCE} S S={_PERIODS} S S"
            f" S={_QUANTITIES} S S=N,U,Y S=N,U,W,Y S({loops.PROCEDURE}) S(R S S S)",
            "Eligibility or Benefit Information",
        ),
        seg(
            "HSD",
            "S",
            9,
            f"S=DY,FL,HS,MN,VS S S=DA,MO,VS,WK,YR S S={_PERIODS} S S S",
            "Health Care Services Delivery",
        ),
        seg("REF", "S", 9, f"R={_BENEFIT_REFERENCES} R S", "Additional Identification"),
        seg("DTP", "S", 20, f"R={_BENEFIT_DATES} R=D8,RD8 R", "Eligibility or Benefit Date"),
        _rejected(_BENEFIT, "C,N,R,W,X,Y"),
        seg("MSG", "S", 10, "R", "Message Text"),
        loop(f"2115{letter}", "S", 10, seg("III", "R", 1, loops.PLACES, "Additional Information")),
        seg("LS", "S", 1, "R=2120", "Loop Header"),
        loop(
            f"2120{letter}",
            "S",
            23,
            seg("NM1", "R", 1, f"R={_ENTITIES} R=1,2 S S S N S S={_ENTITY_IDS} S S", "Benefit Related Entity Name"),
            *loops.address(),
            seg("PER", "S", 3, _CONTACT, "Benefit Related Entity Contact"),
            seg("PRV", "S", 1, f"R={_ROLES} S=PXC S", "Benefit Related Provider"),
        ),
        seg("LE", "S", 1, "R=2120", "Loop Trailer"),
    )


def _person(letter: str, name: Seg, relationship: Seg) -> Loop:
    return loop(
        f"2100{letter}",
        "R",
        1,
        name,
        loops.person_references(),
        *loops.address(),
        _rejected(_PERSON, "C,N,R,S,W,X,Y"),
        loops.person_role(),
        seg("DMG", "S", 1, "S=D8 S S=F,M,U", "Demographic Information"),
        relationship,
        loops.diagnoses(),
        seg("DTP", "S", 9, f"R={_PERSON_DATES} R=D8,RD8 R", "Date"),
        seg("MPI", "S", 1, "R R R S S S=D8,RD8 S", "Military Personnel Information"),
        _benefit(letter),
    )


GRAMMAR: Final = grammar(
    "271",
    "005010X279A1",
    seg("BHT", "R", 1, "R=0022 R=06,11 S R R S=RT", "Beginning of Hierarchical Transaction"),
    loop(
        "2000A",
        "R",
        0,
        seg("HL", "R", 1, "R N R=20 R=0,1", "Information Source Level"),
        _rejected(_SYSTEM, "C,N,P,R,S,Y"),
        loop(
            "2100A",
            "R",
            1,
            loops.source_name(),
            seg("PER", "S", 3, _CONTACT, "Information Source Contact"),
            _rejected(f"{_SYSTEM},80,T4", "C,N,P,R,S,W,X,Y"),
        ),
        loop(
            "2000B",
            "S",
            0,
            seg("HL", "R", 1, "R R R=21 R=0,1", "Information Receiver Level"),
            loop(
                "2100B",
                "R",
                1,
                loops.receiver_name(),
                loops.receiver_references(),
                *loops.address(),
                _rejected(_PROVIDER, "C,N,R,S,W,X,Y", repeats=0),
                loops.receiver_role(),
            ),
            loop(
                "2000C",
                "S",
                0,
                seg("HL", "R", 1, "R R R=22 R=0,1", "Subscriber Level"),
                _TRACE,
                _person(
                    "C",
                    seg("NM1", "R", 1, "R=IL R=1,2 S S S N S S=II,MI S", "Subscriber Name"),
                    loops.insured("Y", "18"),
                ),
                loop(
                    "2000D",
                    "S",
                    0,
                    seg("HL", "R", 1, "R R R=23 R=0", "Dependent Level"),
                    _TRACE,
                    _person(
                        "D",
                        seg("NM1", "R", 1, "R=03 R=1,2 S S S N S S=II,MI S", "Dependent Name"),
                        loops.insured("N", "01,19,20,21,34,39,40,53,G8"),
                    ),
                ),
            ),
        ),
    ),
    has_map=False,
)

SET_271: Final = register("005010X279", "271", GRAMMAR, EligibilityResponseRules)
