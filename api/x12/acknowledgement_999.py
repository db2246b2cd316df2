"""The 999 (005010X231A1): syntax accepted or rejected, never a word on the claims themselves."""

import msgspec

from api.x12.findings import Finding
from api.x12.parts import RawSegment


class ElementError(msgspec.Struct, frozen=True, kw_only=True):
    """2110 IK4: element position, component and repetition (IK401), data element (IK402), code (IK403), value."""

    position: int
    component: int | None = None
    repetition: int | None = None
    data_element: str = ""
    code: str  # IK403
    value: str = ""  # IK404: the bad value as it stood; may be PHI
    contexts: tuple[RawSegment, ...] = ()  # CTX


class SegmentError(msgspec.Struct, frozen=True, kw_only=True):
    """2100 IK3: which segment, where from ST = 1, in which loop, what."""

    segment: str  # IK301
    position: int  # IK302
    loop: str = ""  # IK303
    code: str = ""  # IK304
    contexts: tuple[RawSegment, ...] = ()  # CTX
    elements: tuple[ElementError, ...] = ()


class TransactionResponse(msgspec.Struct, frozen=True, kw_only=True):
    """2000 AK2 to IK5: the answer to one ST."""

    set_id: str  # AK201
    control_number: str  # AK202
    version: str = ""  # AK203
    status: str  # IK501: A E M R W X
    codes: tuple[str, ...] = ()  # IK502-06
    errors: tuple[SegmentError, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """A or E: the set goes on to the payer's next step."""
        return self.status in {"A", "E"}


class ImplementationAcknowledgement(msgspec.Struct, kw_only=True):
    """One ST of a 999: the answer to one GS."""

    control_number: str  # ST02
    functional_id: str  # AK101
    group_control: str  # AK102
    version: str = ""  # AK103
    responses: list[TransactionResponse] = []
    status: str  # AK901: A E M P R W X
    included: int  # AK902
    received: int  # AK903
    accepted: int  # AK904
    codes: tuple[str, ...] = ()  # AK905-09
    findings: list[Finding] = []
