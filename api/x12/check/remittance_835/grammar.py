"""The 835 (005010X221A1), loop by loop. Source: implementation guide [P]."""

from typing import Final

from api.x12.check.grammar import grammar, loop, seg

_FILING = "12,13,14,15,16,17,AM,CH,DS,HM,LM,MA,MB,MC,OF,TV,VA,WC,ZZ"
_CAS = "R=CO,OA,PI,PR R R S S S S S S S S S S S S S S S S"
_PLB_CODES = (
    "50,51,72,90,AH,AM,AP,B2,B3,BD,BN,C5,CR,CS,CT,CV,CW,DM,E3,FB,FC,GO,HM,IP,IR,IS,J1,L3,L6,LE,LS,OA,OB,PI,PL,"
    "RA,RE,SL,TL,WO,WU"
)
_PLB_PAIR = f"S(R={_PLB_CODES} S) S"
_N4 = "R S=@state S S=@country N N S"

GRAMMAR: Final = grammar(
    "835",
    "005010X221A1",
    seg(
        "BPR",
        "R",
        1,
        "R=C,D,H,I,P,U,X R R=C,D R=ACH,BOP,CHK,FWT,NON S=CCP,CTX S=01,04 S S=DA S S S S=01,04 S S=DA,SG S R",
        "Financial Information",
    ),
    seg("TRN", "R", 1, "R=1 R R S", "Reassociation Trace Number"),
    seg("CUR", "S", 1, "R=PR R=@currency", "Foreign Currency Information"),
    seg("REF", "S", 1, "R=EV R", "Receiver Identification"),
    seg("REF", "S", 1, "R=F2 R", "Version Identification"),
    seg("DTM", "S", 1, "R=405 R", "Production Date"),
    loop(
        "1000A",
        "R",
        1,
        seg("N1", "R", 1, "R=PR R S=XV S", "Payer Identification"),
        seg("N3", "R", 1, "R S", "Payer Address"),
        seg("N4", "R", 1, _N4, "Payer City, State, ZIP Code"),
        seg("REF", "S", 4, "R=2U,EO,HI,NF R", "Additional Payer Identification"),
        seg("PER", "S", 1, "R=CX S S=EM,FX,TE S S=EM,EX,FX,TE S S=EX S", "Payer Business Contact"),
        seg("PER", "R", 0, "R=BL S S=EM,TE,UR S S=EM,EX,FX,TE,UR S S=EM,EX,FX,UR S", "Payer Technical Contact"),
        seg("PER", "S", 1, "R=IC N R=UR R", "Payer Web Site"),
    ),
    loop(
        "1000B",
        "R",
        1,
        seg("N1", "R", 1, "R=PE R R=FI,XV,XX R", "Payee Identification"),
        seg("N3", "S", 1, "R S", "Payee Address"),
        seg("N4", "S", 1, _N4, "Payee City, State, ZIP Code"),
        seg("REF", "S", 0, "R=0B,D3,PQ,TJ R", "Payee Additional Identification"),
        seg("RDM", "S", 1, "R=BM,EM,FT,OL S S", "Remittance Delivery Method"),
    ),
    loop(
        "2000",
        "S",
        0,
        seg("LX", "R", 1, "R", "Header Number"),
        seg("TS3", "S", 1, "R R R R R N N N N N N N S N S N S S N S S S S S", "Provider Summary"),
        seg("TS2", "S", 1, "S S S S S S S S S S S S S S S S S S S", "Provider Supplemental Summary"),
        loop(
            "2100",
            "R",
            0,
            seg(
                "CLP",
                "R",
                1,
                f"R R=1,2,3,4,19,20,21,22,23,25 R R S R={_FILING} R S S N S S S N",
                "Claim Payment Information",
            ),
            seg("CAS", "S", 99, _CAS, "Claim Adjustment"),
            seg("NM1", "R", 1, "R=QC R=1 S S S N S S=34,HN,II,MI,MR S", "Patient Name"),
            seg("NM1", "S", 1, "R=IL R=1,2 S S S N S R=FI,II,MI R", "Insured Name"),
            seg("NM1", "S", 1, "R=74 R=1,2 S S S N S S=C S", "Corrected Patient or Insured Name"),
            seg("NM1", "S", 1, "R=82 R=1,2 S S S N S R=BD,BS,FI,MC,PC,SL,UP,XX R", "Service Provider Name"),
            seg("NM1", "S", 1, "R=TT R=2 R N N N N R=AD,FI,NI,PI,PP,XV R", "Crossover Carrier Name"),
            seg("NM1", "S", 1, "R=PR R=2 R N N N N R=AD,FI,NI,PI,PP,XV R", "Corrected Priority Payer Name"),
            seg("NM1", "S", 1, "R=GB R=1,2 S S S N S S=FI,II,MI S", "Other Subscriber Name"),
            seg("MIA", "S", 1, "R S S S S S S S S S S S S S S S S S S S S S S S", "Inpatient Adjudication"),
            seg("MOA", "S", 1, "S S S S S S S S S", "Outpatient Adjudication"),
            seg("REF", "S", 5, "R=1L,1W,28,6P,9A,9C,BB,CE,EA,F8,G1,G3,IG,SY R", "Other Claim Related Identification"),
            seg("REF", "S", 10, "R=0B,1A,1B,1C,1D,1G,1H,1J,D3,G2,LU R", "Rendering Provider Identification"),
            seg("DTM", "S", 2, "R=232,233 R", "Statement From or To Date"),
            seg("DTM", "S", 1, "R=036 R", "Coverage Expiration Date"),
            seg("DTM", "S", 1, "R=050 R", "Claim Received Date"),
            seg("PER", "S", 2, "R=CX S R=EM,FX,TE R S=EM,EX,FX,TE S S=EX S", "Claim Contact Information"),
            seg("AMT", "S", 13, "R=AU,D8,DY,F5,I,NL,T,T2,ZK,ZL,ZM,ZN,ZO R", "Claim Supplemental Information"),
            seg("QTY", "S", 14, "R=CA,CD,LA,LE,NE,NR,OU,PS,VS,ZK,ZL,ZM,ZN,ZO R", "Claim Supplemental Quantity"),
            loop(
                "2110",
                "S",
                999,
                seg(
                    "SVC",
                    "R",
                    1,
                    "R(R=AD,ER,HC,HP,IV,N4,N6,NU,UI,WK R S S S S) R R S S S(R=AD,ER,HC,HP,IV,N4,NU,WK R S S S S S) S",
                    "Service Payment Information",
                ),
                seg("DTM", "S", 2, "R=150,151,472 R", "Service Date"),
                seg("CAS", "S", 99, _CAS, "Service Adjustment"),
                seg("REF", "S", 8, "R=1S,APC,BB,E9,G1,G3,LU,RB R", "Service Identification"),
                seg("REF", "S", 1, "R=6R R", "Line Item Control Number"),
                seg("REF", "S", 10, "R=0B,1A,1B,1C,1D,1G,1H,1J,D3,G2,HPI,SY,TJ R", "Rendering Provider Information"),
                seg("REF", "S", 5, "R=0K R", "Healthcare Policy Identification"),
                seg("AMT", "S", 9, "R=B6,KH,T,T2,ZK,ZL,ZM,ZN,ZO R", "Service Supplemental Amount"),
                seg("QTY", "S", 6, "R=ZK,ZL,ZM,ZN,ZO R", "Service Supplemental Quantity"),
                seg("LQ", "S", 99, "R=HE,RX R", "Health Care Remark Codes"),
            ),
        ),
    ),
    seg("PLB", "S", 0, f"R R R(R={_PLB_CODES} S) R {' '.join([_PLB_PAIR] * 5)}", "Provider Adjustment"),
)
