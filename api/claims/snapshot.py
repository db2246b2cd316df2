"""What the 837P says of a claim, as it stood when the claim was made, whatever changes later."""

import datetime as dt
import hashlib

import msgspec

from api.claims.numbers import line_control_number
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
    control_number: str = ""
    service_date: dt.date
    procedure: str
    modifiers: tuple[str, ...] = ()
    units: int
    charge_cents: int
    pointers: tuple[int, ...]


class Adjustment(msgspec.Struct, frozen=True, kw_only=True):
    """One triplet of a CAS, as another payer's 835 had it. `quantity` is its text, empty when there is none."""

    group: str
    carc: str
    cents: int
    quantity: str = ""


class LineAdjudication(msgspec.Struct, frozen=True, kw_only=True):
    """2430: what another payer decided on a line. A line that came back in several SVCs has several."""

    line_no: int
    paid_cents: int
    """SVD02."""
    procedure: str
    """SVD03: as adjudicated."""
    modifiers: tuple[str, ...] = ()
    units: str = "1"
    """SVD05."""
    adjustments: tuple[Adjustment, ...] = ()


class OtherPayer(msgspec.Struct, frozen=True, kw_only=True):
    """2320 and 2330: a payer that decided before this one, and what it decided.

    `relationship`, `member_id`, `group_number` and `subscriber` are of the patient's coverage with it.
    `paid_cents` is AMT*D, `adjudicated_on` DTP*573.
    """

    sequence: str
    payer: Payer
    relationship: str
    member_id: str
    group_number: str = ""
    subscriber: Person
    paid_cents: int
    adjudicated_on: dt.date
    control_number: str = ""
    """REF*F8 of 2330B: its own number of the claim."""
    adjustments: tuple[Adjustment, ...] = ()
    lines: tuple[LineAdjudication, ...] = ()


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """One claim.

    `relationship` is as it is billed: 18 when the member id is the patient's own, and then `subscriber` is
    `patient` (2000B); else the claim stands under 2000C.
    """

    number: str = ""
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
    authorization_number: str = ""
    """REF*G1."""
    original_control_number: str = ""
    """REF*F8: the payer's number of the claim that a frequency 7 or 8 is about."""
    delay_reason: str = ""
    """CLM20: why it is late."""
    other_payers: tuple[OtherPayer, ...] = ()
    """2320: payers that have decided, first to last."""
    lines: tuple[Line, ...]

    @property
    def charge_cents(self) -> int:
        """CLM02."""
        return sum(line.charge_cents for line in self.lines)

    @property
    def service_from(self) -> dt.date:
        """The first day of its lines."""
        return min(line.service_date for line in self.lines)

    @property
    def service_to(self) -> dt.date:
        """The last day of its lines."""
        return max(line.service_date for line in self.lines)

    def encode(self) -> bytes:
        """JSON, the same bytes for the same content."""
        return msgspec.json.encode(self)

    def numbered(self, number: str) -> "Snapshot":
        """The same content under a claim number of its own (CLM01) and the line numbers that go with it (REF*6R)."""
        lines = tuple(
            msgspec.structs.replace(line, control_number=line_control_number(number, line.line_no))
            for line in self.lines
        )
        return msgspec.structs.replace(self, number=number, lines=lines)

    def content_hash(self) -> bytes:
        """SHA-256 of what is billed, without the numbers we made up: was the same billed before."""
        lines = tuple(msgspec.structs.replace(line, control_number="") for line in self.lines)
        return hashlib.sha256(msgspec.structs.replace(self, number="", lines=lines).encode()).digest()


_DECODER = msgspec.json.Decoder(Snapshot)


def decode(content: bytes) -> Snapshot:
    """The snapshot that `encode` wrote. Raises msgspec.DecodeError for anything else."""
    return _DECODER.decode(content)
