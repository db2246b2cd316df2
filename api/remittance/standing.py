"""What stands of a claim while its answers are posted: pure values, read once a batch and kept up as it is planned.

A book is one receivable: the claim whose lines hold it, the claims billed on those lines (a secondary payer's has a
number of its own), and every claim payment that was matched to any of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from api.claims import Candidate, ClaimState
from api.ledger import Entry
from api.reference import PATIENT, AdjustmentClass

REVERSAL, FORWARDED = "22", "23"
CROSSED_OVER = frozenset({"19", "20", "21"})
"""CLP02: processed, and forwarded to the next payer."""
CROSSOVER_REMARKS = frozenset({"MA18", "N89"})
UNPROCESSABLE = "MA130"
SEQUENCES = "PST"


@dataclass(frozen=True, slots=True)
class Classified:
    """One CAS triplet with its class. `service_position` is -1 for a claim-level one."""

    service_position: int
    line_no: int
    group: str
    carc: str
    cents: int
    kind: AdjustmentClass
    quantity: str = ""


@dataclass
class Kept:
    """A matched claim payment, as far as later ones need it. `entries` are those that stand."""

    id: UUID
    claim_id: UUID
    """The claim whose number it came under."""
    payer_id: UUID
    sequence: str
    status: str
    control_number: str
    payer_identifier: str
    charge_cents: int
    paid_cents: int
    adjustments: list[Classified]
    charged_lines: frozenset[int]
    remarks: frozenset[str]
    entries: list[Entry] = field(default_factory=list)
    is_reversed: bool = False

    @cached_property
    def is_duplicate(self) -> bool:
        """CARC 18 on everything, and nothing paid: it decides nothing."""
        return (
            self.paid_cents == 0
            and bool(self.adjustments)
            and all(each.kind is AdjustmentClass.DUPLICATE for each in self.adjustments)
        )

    @cached_property
    def is_pended(self) -> bool:
        """OA-133 or OA-257 is left."""
        return any(each.kind is AdjustmentClass.PENDED for each in self.adjustments)

    @property
    def is_of_unapplied_cash(self) -> bool:
        """It waited there before it was matched."""
        return any("unapplied_cash" in (entry.debit, entry.credit) for entry in self.entries)

    @property
    def settles_nothing(self) -> bool:
        """Pended and without any effect: whatever comes next takes its place, with or without a reversal."""
        return self.is_pended and self.paid_cents == 0 and not self.entries

    @property
    def held_shares(self) -> list[Classified]:
        """The patient's shares, unless they are posted."""
        if any(entry.adjustment_class in PATIENT for entry in self.entries):
            return []
        return [each for each in self.adjustments if each.kind in PATIENT]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one payer has decided on a receivable, as it stands, in cents."""

    charge_cents: int = 0
    paid_cents: int = 0
    denied_cents: int = 0
    share_cents: int = 0
    is_pended: bool = False
    is_complete: bool = False
    is_crossed_over: bool = False
    leaves_nothing: bool = False
    """No cents are left for a payer to pay."""
    is_capitated: bool = False
    lines_charged: int = 0
    lines_clean: int = 0


class Book:
    """One receivable and all that payers have said of it."""

    def __init__(self, claim: Candidate, members: Sequence[Candidate]) -> None:
        self.claim = claim
        self.members = {member.id: member for member in members} | {claim.id: claim}
        self.states: dict[UUID, ClaimState] = {member.id: member.state for member in self.members.values()}
        self.payments: list[Kept] = []
        self._standing: dict[str, list[Kept]] = {}
        self.outcomes: dict[str, Outcome] = {}
        """What `outcome` has found, until something is added or reversed."""
        self.open: dict[int, int] = {line.line_no: line.charge_cents for line in claim.lines}
        self.patient_open: dict[int, int] = {}
        self.coverages: dict[str, UUID] = {}
        """The patient's: payer by sequence."""
        self.is_recalled = False
        """Read from the database, not assumed to be untouched."""
        self.beyond_cents = 0
        """What a later payer paid or gave to the patient beyond what was left."""

    def add(self, kept: Kept) -> None:
        """Take a claim payment in, with its entries."""
        self.payments.append(kept)
        self.changed()

    def changed(self) -> None:
        """Something stands that did not, or the other way round."""
        self._standing.clear()
        self.outcomes.clear()

    def standing(self, sequence: str) -> list[Kept]:
        """What a payer has decided and not taken back, oldest first."""
        known = self._standing.get(sequence)
        if known is None:
            known = self._standing[sequence] = self._stands(sequence)
        return known

    def _stands(self, sequence: str) -> list[Kept]:
        if not self.payments:
            return []
        found = [
            kept
            for kept in self.payments
            if kept.sequence == sequence
            and not (kept.is_reversed or kept.is_duplicate or kept.status in {REVERSAL, FORWARDED})
        ]
        settled = [kept for kept in found if not kept.settles_nothing]
        return settled or found[-1:]

    def last_sequence(self) -> str | None:
        """The last payer in sequence that answered."""
        return next((each for each in reversed(SEQUENCES) if self.standing(each)), None)

    def apply(self, entries: Iterable[Entry]) -> None:
        """Keep up what is open."""
        for entry in entries:
            for account, cents in ((entry.debit, entry.cents), (entry.credit, -entry.cents)):
                if account == "insurance_receivable":
                    self.open[entry.line_no] = self.open.get(entry.line_no, 0) + cents
                elif account == "patient_receivable":
                    self.patient_open[entry.line_no] = self.patient_open.get(entry.line_no, 0) + cents

    @property
    def open_cents(self) -> int:
        """The insurers' receivable as a whole."""
        return sum(self.open.values())
