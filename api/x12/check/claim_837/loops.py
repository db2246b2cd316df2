"""Loops that every 837 has: submitter and receiver, billing provider, subscriber, payer, patient, other payers.

Source: implementation guides 005010X222A1 and 005010X223A2 [P].
"""

from typing import Final

from api.x12.check.grammar import Loop, Seg, Usage, loop, seg

FILING: Final = "11,12,13,14,15,16,17,AM,BL,CH,CI,DS,FI,HM,LM,MA,MB,MC,OF,TV,VA,WC,ZZ"
SEQUENCES: Final = "A,B,C,D,E,F,G,H,P,S,T,U"
PWK_TYPES: Final = (
    "03,04,05,06,07,08,09,10,11,13,15,21,A3,A4,AM,AS,B2,B3,B4,BR,BS,BT,CB,CK,CT,D2,DA,DB,DG,DJ,DS,EB,HC,HR,I5,IR,LA,"
    "M1,MT,NN,OB,OC,OD,OE,OX,OZ,P4,P5,PE,PN,PO,PQ,PY,PZ,RB,RR,RT,RX,SG,V5,XP"
)
CAS_CODES: Final = "R=CO,CR,OA,PI,PR R R S S S S S S S S S S S S S S S S"
N3: Final = "R S"
N4: Final = "R S=@state S S=@country N N S"
NPI_NAME: Final = "R S S N S S=XX S"


def address(usage: str = "R") -> tuple[Seg, Seg]:
    """N3 and N4."""
    which: Usage = "R" if usage == "R" else "S"
    return seg("N3", which, 1, N3), seg("N4", which, 1, N4)


def references(repeats: int, codes: str, name: str = "Secondary Identification", usage: str = "S") -> Seg:
    """REF without its rare elements."""
    return seg("REF", "R" if usage == "R" else "S", repeats, f"R={codes} R", name)


def line_references(repeats: int, codes: str, name: str = "Secondary Identification") -> Seg:
    """REF of a line, whose REF04 may name the payer it is for."""
    return seg("REF", "S", repeats, f"R={codes} R N S(R=2U R)", name)


def header(bht_types: str = "CH,RP") -> tuple[Seg | Loop, ...]:
    """BHT and the loops 1000A and 1000B."""
    return (
        seg("BHT", "R", 1, f"R=0019 R=00,18 R R R R={bht_types}", "Beginning of Hierarchical Transaction"),
        loop(
            "1000A",
            "R",
            1,
            seg("NM1", "R", 1, "R=41 R=1,2 R S S N N R=46 R", "Submitter Name"),
            seg("PER", "R", 2, "R=IC S R=EM,FX,TE R S=EM,EX,FX,TE S S=EM,EX,FX,TE S", "Submitter Contact"),
        ),
        loop("1000B", "R", 1, seg("NM1", "R", 1, "R=40 R=2 R N N N N R=46 R", "Receiver Name")),
    )


def billing_provider(entity_types: str, *secondary: Seg) -> tuple[Loop, Loop, Loop]:
    """2010AA, 2010AB and 2010AC."""
    name = f"R=85 R={entity_types} {NPI_NAME}" if "1" in entity_types else f"R=85 R={entity_types} R N N N N S=XX S"
    return (
        loop(
            "2010AA",
            "R",
            1,
            seg("NM1", "R", 1, name, "Billing Provider Name"),
            *address(),
            references(1, "EI,SY" if "1" in entity_types else "EI", "Billing Provider Tax Identification", "R"),
            *secondary,
            seg("PER", "S", 2, "R=IC S R=EM,FX,TE R S=EM,EX,FX,TE S S=EM,EX,FX,TE S", "Billing Provider Contact"),
        ),
        loop("2010AB", "S", 1, seg("NM1", "R", 1, f"R=87 R={entity_types}", "Pay-to Address Name"), *address()),
        loop(
            "2010AC",
            "S",
            1,
            seg("NM1", "R", 1, "R=PE R=2 R N N N N R=PI,XV R", "Pay-To Plan Name"),
            *address(),
            references(1, "2U,FY,NF", "Pay-to Plan Secondary Identification"),
            references(1, "EI", "Pay-To Plan Tax Identification", "R"),
        ),
    )


def subscriber(contact: tuple[Seg, ...] = ()) -> Loop:
    """2010BA."""
    return loop(
        "2010BA",
        "R",
        1,
        seg("NM1", "R", 1, "R=IL R=1,2 R S S N S R=II,MI R", "Subscriber Name"),
        *address("S"),
        seg("DMG", "S", 1, "R=D8 R R=F,M,U", "Subscriber Demographic Information"),
        references(1, "SY", "Subscriber Secondary Identification"),
        references(1, "Y4", "Property and Casualty Claim Number"),
        *contact,
    )


def payer() -> Loop:
    """2010BB."""
    return loop(
        "2010BB",
        "R",
        1,
        seg("NM1", "R", 1, "R=PR R=2 R N N N N R=PI,XV R", "Payer Name"),
        *address("S"),
        references(3, "2U,EI,FY,NF", "Payer Secondary Identification"),
        references(2, "G2,LU", "Billing Provider Secondary Identification"),
    )


def patient(contact: tuple[Seg, ...] = ()) -> Loop:
    """2010CA."""
    return loop(
        "2010CA",
        "R",
        1,
        seg("NM1", "R", 1, "R=QC R=1 R S S N S", "Patient Name"),
        *address(),
        seg("DMG", "R", 1, "R=D8 R R=F,M,U", "Patient Demographic Information"),
        references(1, "Y4", "Property and Casualty Claim Number"),
        references(1, "1W,SY", "Property and Casualty Patient Identifier"),
        *contact,
    )


def other_subscriber(insurance_types: str = "S=12,13,14,15,16,41,42,43,47") -> tuple[Seg, ...]:
    """SBR, CAS and AMT of 2320; only an 837P has SBR05."""
    return (
        seg(
            "SBR",
            "R",
            1,
            f"R={SEQUENCES} R=01,18,19,20,21,39,40,53,G8 S S {insurance_types} N N N S={FILING}",
            "Other Subscriber Information",
        ),
        seg("CAS", "S", 5, CAS_CODES, "Claim Level Adjustments"),
        seg("AMT", "S", 1, "R=D R", "Payer Paid Amount"),
        seg("AMT", "S", 1, "R=A8 R", "Total Non-Covered Amount"),
        seg("AMT", "S", 1, "R=EAF R", "Remaining Patient Liability"),
    )


def other_subscriber_name() -> Loop:
    """2330A."""
    return loop(
        "2330A",
        "R",
        1,
        seg("NM1", "R", 1, "R=IL R=1,2 R S S N S R=II,MI R", "Other Subscriber Name"),
        *address("S"),
        references(1, "SY", "Other Subscriber Secondary Identification"),
    )


def other_payer() -> Loop:
    """2330B."""
    return loop(
        "2330B",
        "R",
        1,
        seg("NM1", "R", 1, "R=PR R=2 R N N N N R=PI,XV R", "Other Payer Name"),
        *address("S"),
        seg("DTP", "S", 1, "R=573 R=D8 R", "Claim Check or Remittance Date"),
        references(2, "2U,EI,FY,NF", "Other Payer Secondary Identifier"),
        references(1, "G1", "Other Payer Prior Authorization Number"),
        references(1, "9F", "Other Payer Referral Number"),
        references(1, "T4", "Other Payer Claim Adjustment Indicator"),
        references(1, "F8", "Other Payer Claim Control Number"),
    )


def other_payer_provider(
    loop_id: str, repeats: int, codes: str, entity_types: str, references_codes: str, *, most: int = 3
) -> Loop:
    """2330C and on: a provider as another payer knows him."""
    limit = 2 if codes == "85" else most
    return loop(
        loop_id,
        "S",
        repeats,
        seg("NM1", "R", 1, f"R={codes} R={entity_types}", "Other Payer Provider"),
        references(limit, references_codes, usage="R"),
    )
