"""The 276 and the 277 (005010X212), loop by loop.

Sources: pyx12's map of the 277 [P]; linuxforhealth-x12's model of the 276 [L].
"""

from typing import Final

from api.x12.check.grammar import Loop, Seg, grammar, loop, seg

_GUIDE: Final = "005010X212"
_ENTITIES: Final = (
    "03,13,17,1E,1G,1H,1I,1O,1P,1Q,1R,1S,1T,1U,1V,1W,1X,1Y,1Z,28,2A,2B,2D,2E,2I,2K,2P,2Q,2S,2Z,30,36,3A,3C,3D,3E,3F,3G,"
    "3H,3I,3J,3K,3L,3M,3N,3O,3P,3Q,3R,3S,3T,3U,3V,3W,3X,3Y,3Z,40,41,43,44,4A,4B,4C,4D,4E,4F,4G,4H,4I,4J,4L,4M,4N,4O,4P,"
    "4Q,4R,4S,4U,4V,4W,4X,4Y,4Z,5A,5B,5C,5D,5E,5F,5G,5H,5I,5J,5K,5L,5M,5N,5O,5P,5Q,5R,5S,5T,5U,5V,5W,5X,5Y,5Z,61,6A,6B,"
    "6C,6D,6E,6F,6G,6H,6I,6J,6K,6L,6M,6N,6O,6P,6Q,6R,6S,6U,6V,6W,6X,6Y,71,72,73,74,77,7C,80,82,84,85,87,95,AY,CK,CZ,D2,"
    "DD,DJ,DK,DN,DO,DQ,E1,E2,E7,E9,FA,FD,FE,G0,G3,GB,GD,GI,GJ,GK,GM,GY,HF,HH,I3,IJ,IL,IN,LI,LR,MR,MSC,OB,OD,OX,P0,P2,P3,"
    "P4,P6,P7,PR,PRP,PT,PV,PW,QA,QB,QC,QD,QE,QH,QK,QL,QN,QO,QS,QV,QY,RC,RW,S4,SEP,SJ,SU,T4,TL,TQ,TT,TTP,TU,UH,X3,X4,X5,"
    "ZZ"
)
_CODE: Final = f"(R=@status_category R=@status S={_ENTITIES} S=RX)"
_SERVICE: Final = "R(R=AD,ER,HC,HP,IV,N4,NU,WK R S S S S) R"
_PAYER_CONTACT: Final = seg(
    "PER", "S", 1, "R=IC S R=ED,EM,FX,TE R S=ED,EM,EX,FX,TE S S=ED,EM,EX,FX,TE S", "Payer Contact"
)
_SERVICE_DATE: Final = "R=472 R=D8,RD8 R"


def _payer(*contacts: Seg) -> Loop:
    return loop("2100A", "R", 1, seg("NM1", "R", 1, "R=PR R=2 R N N N N R=PI,XV R", "Payer Name"), *contacts)


def _receiver() -> Loop:
    return loop("2100B", "R", 1, seg("NM1", "R", 1, "R=41 R=1,2 S S S N N R=46 R", "Information Receiver Name"))


def _provider() -> Loop:
    return loop("2100C", "R", 2, seg("NM1", "R", 1, "R=1P R=1,2 S S S N S R=FI,SV,XX R", "Provider Name"))


def _subscriber() -> Loop:
    return loop("2100D", "R", 1, seg("NM1", "R", 1, "R=IL R=1,2 R S S N S R=24,II,MI R", "Subscriber Name"))


def _dependent() -> Loop:
    return loop("2100E", "R", 1, seg("NM1", "R", 1, "R=QC R=1 R S S N S", "Dependent Name"))


def _references(*codes: str) -> tuple[Seg, ...]:
    return tuple(seg("REF", "S", 1, f"R={code} R", "Claim Reference") for code in codes)


def _demographics(usage: str) -> Seg:
    return seg("DMG", "R" if usage == "R" else "S", 1, "R=D8 R S=F,M", "Demographic Information")


def _question(letter: str) -> Loop:
    return loop(
        f"2200{letter}",
        "S",
        0,
        seg("TRN", "R", 1, "R=1 R", "Claim Status Tracking Number"),
        *_references("1K", "BLT", "LU", "6P", "EJ", "XZ", "D9"),
        seg("AMT", "S", 1, "R=T3 R", "Claim Submitted Charges"),
        seg("DTP", "S", 1, _SERVICE_DATE, "Claim Service Date"),
        loop(
            f"2210{letter}",
            "S",
            0,
            seg("SVC", "R", 1, f"{_SERVICE} N S N N R", "Service Line"),
            seg("REF", "S", 1, "R=FJ R", "Service Line Item Identification"),
            seg("DTP", "R", 1, _SERVICE_DATE, "Service Line Date"),
        ),
    )


def _level_answer(loop_id: str, kind: str) -> Loop:
    return loop(
        loop_id,
        "S",
        1,
        seg("TRN", "R", 1, f"R={kind} R", "Trace Identifier"),
        seg("STC", "R", 0, f"R{_CODE} R N N N N N N N S{_CODE} S{_CODE}", "Status Information"),
    )


def _answer(letter: str) -> Loop:
    return loop(
        f"2200{letter}",
        "S",
        0,
        seg("TRN", "R", 1, "R=2 R", "Claim Status Tracking Number"),
        seg("STC", "R", 0, f"R{_CODE} R N S S S N S S S{_CODE} S{_CODE}", "Claim Level Status"),
        *_references("1K", "BLT", "EJ", "XZ", "VV", "D9"),
        seg("DTP", "S", 1, _SERVICE_DATE, "Claim Service Date"),
        loop(
            f"2220{letter}",
            "S",
            0,
            seg("SVC", "R", 1, f"{_SERVICE} R S N N R", "Service Line"),
            seg("STC", "R", 0, f"R{_CODE} R N N N N N N N S{_CODE} S{_CODE}", "Service Line Status"),
            seg("REF", "S", 1, "R=FJ R", "Service Line Item Identification"),
            seg("DTP", "R", 1, _SERVICE_DATE, "Service Line Date"),
        ),
    )


GRAMMAR_276: Final = grammar(
    "276",
    _GUIDE,
    seg("BHT", "R", 1, "R=0010 R=13 R R R", "Beginning of Hierarchical Transaction"),
    loop(
        "2000A",
        "R",
        0,
        seg("HL", "R", 1, "R N R=20 R=1", "Information Source Level"),
        _payer(),
        loop(
            "2000B",
            "R",
            0,
            seg("HL", "R", 1, "R R R=21 R=1", "Information Receiver Level"),
            _receiver(),
            loop(
                "2000C",
                "R",
                0,
                seg("HL", "R", 1, "R R R=19 R=1", "Service Provider Level"),
                _provider(),
                loop(
                    "2000D",
                    "R",
                    0,
                    seg("HL", "R", 1, "R R R=22 R=0,1", "Subscriber Level"),
                    _demographics("S"),
                    _subscriber(),
                    _question("D"),
                    loop(
                        "2000E",
                        "S",
                        0,
                        seg("HL", "R", 1, "R R R=23", "Dependent Level"),
                        _demographics("R"),
                        _dependent(),
                        _question("E"),
                    ),
                ),
            ),
        ),
    ),
    has_map=False,
)
GRAMMAR_277: Final = grammar(
    "277",
    _GUIDE,
    seg("BHT", "R", 1, "R=0010 R=08 R R R R=DG", "Beginning of Hierarchical Transaction"),
    loop(
        "2000A",
        "R",
        0,
        seg("HL", "R", 1, "R N R=20 R=1", "Information Source Level"),
        _payer(_PAYER_CONTACT),
        loop(
            "2000B",
            "R",
            0,
            seg("HL", "R", 1, "R R R=21 R=0,1", "Information Receiver Level"),
            _receiver(),
            _level_answer("2200B", "2"),
            loop(
                "2000C",
                "S",
                0,
                seg("HL", "R", 1, "R R R=19 R=0,1", "Service Provider Level"),
                _provider(),
                _level_answer("2200C", "1"),
                loop(
                    "2000D",
                    "S",
                    0,
                    seg("HL", "R", 1, "R R R=22 R=0,1", "Subscriber Level"),
                    _subscriber(),
                    _answer("D"),
                    loop(
                        "2000E",
                        "S",
                        0,
                        seg("HL", "R", 1, "R R R=23", "Dependent Level"),
                        _dependent(),
                        _answer("E"),
                    ),
                ),
            ),
        ),
    ),
)
