"""The claim and the line of an 837P (005010X222A1); the loops around them are those of every 837."""

import msgspec

from api.x12.claim_837 import records as every_837
from api.x12.claim_837.records import ClaimLoop, LineLoop
from api.x12.parts import Diagnosis, Procedure, Quantity, RawSegment


class ServiceLine(LineLoop, kw_only=True):
    """2400: one LX with its SV1. `extra` keeps CR1, CR3, CRC, MEA, PS1, HCP, SV5, CN1, K3; `forms` keeps
    2440.
    """

    procedure: Procedure  # SV101
    place_of_service: str = ""  # SV105, when it differs from the claim's
    pointers: tuple[int, ...] = ()  # SV107, 1 to 12
    emergency: str = ""  # SV109
    epsdt: str = ""  # SV111
    family_planning: str = ""  # SV112
    copay_status: str = ""  # SV115
    quantities: list[Quantity] = msgspec.field(default_factory=list)  # QTY
    forms: list[RawSegment] = msgspec.field(default_factory=list)  # 2440 LQ, FRM


class Claim(ClaimLoop[ServiceLine], kw_only=True):
    """2300: one CLM. `dates`: 431 onset, 439 accident, 435 admission; `amounts`: F5 patient paid; `providers`:
    2310A-F by NM101 (DN P3 82 77 DQ PW 45). `extra` keeps CN1, K3, CR1, CR2, CRC, HCP and the HI of anesthesia (BP)
    and conditions (BG).
    """

    place_of_service: str  # CLM05-1
    facility_qualifier: str = "B"  # CLM05-2
    provider_signature: str = "Y"  # CLM06
    diagnoses: list[Diagnosis] = msgspec.field(default_factory=list)  # HI: ABK first


Patient = every_837.Patient[Claim]
Subscriber = every_837.Subscriber[Claim]
BillingProvider = every_837.BillingProvider[Claim]
ClaimBatch = every_837.ClaimBatch[Claim]
ClaimContext = every_837.ClaimContext[Claim]
