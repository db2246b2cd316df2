"""The TA1: one interchange accepted (A), accepted with errors (E) or rejected (R). No GS, no ST."""

import msgspec


class InterchangeAcknowledgement(msgspec.Struct, frozen=True, kw_only=True):
    """TA1 inside an ISA/IEA of its own; date and time echo the ISA that is answered."""

    control_number: str  # TA101 = ISA13 answered
    date: str  # TA102 = ISA09
    time: str  # TA103 = ISA10
    status: str  # TA104: A E R
    code: str = "000"  # TA105: 000 to 031
