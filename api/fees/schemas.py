"""Bodies of fee agreements, entries and previews."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from api.kit.money import ChargeCents
from api.kit.schemas import Input, Output, Page
from api.registration import State as UspsState

Source = Literal["insurance", "desk", "statement", "agency", "capitation", "incentive", "interest"]
Outcome = Literal["exclude", "rate", "per_claim"]
Originated = Literal["us", "inherited"]
Basis = Literal["posted", "deposited"]
Custody = Literal["practice_account", "practice_lockbox", "agent"]
State = Literal["draft", "active", "ended"]
Procedure = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{5}$")]
Npi = Annotated[str, StringConstraints(pattern=r"^[12][0-9]{9}$")]
RateBps = Annotated[int, Field(strict=True, ge=0, le=10_000, description="Basis points: 500 is 5 %")]


class FeeRuleIn(Input):
    """What to do with the money it matches. A matcher that is left out matches everything; all of them must match.

    Interest, capitation and incentives are matched only by a rule that names them in `sources`.
    """

    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    priority: int = Field(ge=1, le=9_999, description="The lowest that matches decides")
    outcome: Outcome
    rate_bps: RateBps | None = Field(default=None, description="With outcome rate")
    per_claim_cents: ChargeCents | None = Field(
        default=None, description="With outcome per_claim: once a claim, with the first money on it"
    )
    sources: list[Source] = Field(default_factory=list, max_length=7)
    payer_ids: list[UUID] = Field(default_factory=list, max_length=500)
    filing_indicators: list[Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2}$")]] = Field(
        default_factory=list, max_length=40, description="SBR09 of the payer: its financial class"
    )
    procedure_from: Procedure | None = None
    procedure_to: Procedure | None = None
    service_from: date | None = None
    service_to: date | None = None
    provider_npis: list[Npi] = Field(
        default_factory=list, max_length=500, description="Rendering or billing provider of the claim"
    )
    originated: Originated | None = Field(
        default=None, description="us: we had sent a claim of the family; inherited: another biller had"
    )


class FeeOptions(Input):
    """What an agreement may choose instead of the default. Only the defaults can be started today."""

    accrue_on: Literal["allocation", "receipt"] = "allocation"
    charge_inherited_takeback: bool = False
    tier_takeback: Literal["stored_share", "recompute"] = "stored_share"
    tier_volume: Literal["true_up", "prospective"] = "true_up"


class FeeTermsIn(Input):
    """The terms of an agreement. It holds from `starts_on` until the next one starts or it is ended."""

    starts_on: date
    practice_state: UspsState = Field(description="Where the practice is: what the law allows depends on it")
    basis: Basis = "posted"
    time_zone: Annotated[str, StringConstraints(max_length=64)] | None = Field(
        default=None, description="The practice's, when left out"
    )
    custody: Custody = "practice_account"
    options: FeeOptions = Field(default_factory=FeeOptions)
    rules: list[FeeRuleIn] = Field(min_length=1, max_length=200)


class FeeAgreementEndIn(Input):
    """The last day an agreement holds, and why it ends."""

    ends_on: date
    reason: Annotated[str, StringConstraints(min_length=1, max_length=500)]


class FeeRuleOut(Output):
    """A rule, by priority."""

    id: UUID
    name: str
    priority: int
    outcome: Outcome
    rate_bps: int | None
    per_claim_cents: int | None
    sources: list[str]
    payer_ids: list[UUID]
    filing_indicators: list[str]
    procedure_from: str | None
    procedure_to: str | None
    service_from: date | None
    service_to: date | None
    provider_npis: list[str]
    originated: Originated | None


class FeeAgreementOut(Output):
    """An agreement. `last_day` is null while nothing ends it. Money that no rule matches is excluded."""

    id: UUID
    state: State
    version: int
    starts_on: date
    last_day: date | None
    practice_state: str
    basis: Basis
    time_zone: str
    custody: Custody
    options: FeeOptions
    rules: list[FeeRuleOut]
    created_at: datetime
    activated_at: datetime | None


class FeeAgreementPage(Page):
    """Agreements, newest first."""

    items: list[FeeAgreementOut]


class FeeUndone(Output):
    """A part of an entry that undoes a part of another: money taken back (negative), or the correction of that.

    At the share stored with `root_id`, the collection it began with.
    """

    entry_id: UUID
    root_id: UUID
    cents: int
    base_cents: int
    fee_cents: int


class FeeEntryOut(Output):
    """The fee on one allocation, with the way down to its payment.

    `cents` is what was put on the line (or taken off it), `base0_cents` of it are charged `fee0_cents`, the rest is
    excluded. `source_kind` and `source_id` name the posting: a remittance, a patient payment, a refund.
    """

    id: UUID
    accounting_date: date
    allocation_id: UUID
    ledger_entry_id: UUID
    ledger_batch_id: UUID
    source_kind: str
    source_id: UUID
    remittance_id: UUID | None
    claim_payment_id: UUID | None
    claim_id: UUID
    line_no: int
    payer_id: UUID | None
    source: str
    agreement_id: UUID
    rule_id: UUID
    rate_bps: int | None
    cents: int
    base0_cents: int
    fee0_cents: int
    excluded_cents: int
    excluded_reason: str
    undoes: list[FeeUndone]


class FeeEntryPage(Page):
    """Fee entries, newest first."""

    items: list[FeeEntryOut]


class FeeLine(Output):
    """What one rule charged on money of one source and payer.

    `kind`: collection (priced by the rule), reversal (taken back at the share stored with the collection), correction
    (put on again after a reversal, at the reversed share).
    """

    kind: Literal["collection", "reversal", "correction"]
    rule_id: UUID
    rule: str
    rate_bps: int | None
    source: str
    payer_id: UUID | None
    payer: str | None
    entries: int
    base_cents: int
    fee_cents: int


class FeeExclusion(Output):
    """Money that moved and is not charged, signed, and why.

    Of allocations: `excluded_by_rule`, `no_rule`, `never_charged` (taken back, or corrected, of money that no agreement
    charged), `no_agreement`. Of the ledger: `interest`, `capitation`, `incentive`, `payer_withholding`, `levy`,
    `affiliate_offset`, `pre_go_live_takeback`, `suspense`.
    """

    reason: str
    rule_id: UUID | None
    source: str | None
    payer_id: UUID | None
    cents: int


class FeeTieOut(Output):
    """The base, from the cash side of the ledger.

    base = receipts + unapplied (opening - closing) + due to payer (opening - closing) + refunds payable (opening -
    closing) - exclusions. `ties` is whether that is the base of the fee entries; `difference_cents` is theirs less it.
    """

    receipts_cents: int
    unapplied_opening_cents: int
    unapplied_closing_cents: int
    due_to_payer_opening_cents: int
    due_to_payer_closing_cents: int
    refunds_payable_opening_cents: int
    refunds_payable_closing_cents: int
    exclusions_cents: int
    base_cents: int
    charged_base_cents: int
    difference_cents: int
    ties: bool


class FeeParting(Output):
    """A posting where the ledger's money and the fee entries part."""

    accounting_date: date
    ledger_batch_id: UUID
    source_kind: str
    source_id: UUID
    ledger_cents: int
    priced_cents: int


class FeePreview(Output):
    """A month's fees as they stand now."""

    month: str
    as_of: datetime
    agreement_ids: list[UUID]
    base_cents: int
    fee_cents: int
    lines: list[FeeLine]
    exclusions: list[FeeExclusion]
    tie_out: FeeTieOut
    partings: list[FeeParting]
    """The first hundred, by day."""


class PracticeFees(Output):
    """A practice's month."""

    practice_id: UUID
    practice_name: str
    base_cents: int
    fee_cents: int
    tie_out: FeeTieOut


class FeePreviewAcross(Output):
    """A month's fees of every practice the caller may enter."""

    month: str
    as_of: datetime
    base_cents: int
    fee_cents: int
    ties: bool
    items: list[PracticeFees]
