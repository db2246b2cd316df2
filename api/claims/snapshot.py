"""What the 837P says of a claim, as it stood when the claim was made, whatever changes later."""

import datetime as dt
import hashlib

import msgspec

from api.coding import RenderingProvider
from api.registration import BillingProvider, Person


class Payer(msgspec.Struct, frozen=True, kw_only=True):
    """2010BB, and SBR09."""

    identifier: str
    name: str
    filing_indicator: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """2400. `line_no` is LX01, `control_number` REF*6R, `pointers` count the claim's diagnoses from 1."""

    line_no: int
    control_number: str
    service_date: dt.date
    procedure: str
    modifiers: tuple[str, ...] = ()
    units: int
    charge_cents: int
    pointers: tuple[int, ...]


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """One claim.

    `relationship` is as it is billed: 18 when the member id is the patient's own, and then `subscriber` is
    `patient` (2000B); else the claim stands under 2000C.
    """

    number: str
    frequency: str = "1"
    payer_sequence: str
    relationship: str
    member_id: str
    group_number: str = ""
    billing_provider: BillingProvider
    payer: Payer
    subscriber: Person
    patient: Person
    place_of_service: str
    diagnoses: tuple[str, ...]
    """ICD-10-CM without dots, the principal one first."""
    note: str = ""
    """NTE*ADD."""
    rendering_provider: RenderingProvider | None = None
    lines: tuple[Line, ...]

    @property
    def charge_cents(self) -> int:
        """CLM02."""
        return sum(line.charge_cents for line in self.lines)

    def encode(self) -> bytes:
        """JSON, the same bytes for the same content."""
        return msgspec.json.encode(self)

    def content_hash(self) -> bytes:
        """SHA-256 of what is billed, without the numbers we made up: was the same billed before."""
        lines = tuple(msgspec.structs.replace(line, control_number="") for line in self.lines)
        return hashlib.sha256(msgspec.structs.replace(self, number="", lines=lines).encode()).digest()


_DECODER = msgspec.json.Decoder(Snapshot)


def decode(content: bytes) -> Snapshot:
    """The snapshot that `encode` wrote. Raises msgspec.DecodeError for anything else."""
    return _DECODER.decode(content)
