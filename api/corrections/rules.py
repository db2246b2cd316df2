"""Which way a payer takes a correction, and until when. Pure; each choice carries its reason.

| the claim | why it is corrected | method |
|---|---|---|
| never sent, or rejected by a front end | any | new_claim_1: no payer has it |
| returned as unprocessable (MA130) | any | new_claim_1: there is nothing to replace, no appeal, no reopening |
| decided | the payer erred | appeal |
| decided | billed in error | void_8; Medicare Part B: reopening |
| decided | the claim was wrong | the contract's method, else replace_7; Medicare Part B: reopening |

Medicare Part B (SBR09 MB) takes no frequency 7 or 8. A void that was sent is not itself replaced or voided.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from api.claims import ADJUDICATED, ClaimState
from api.contracts import Terms
from api.ledger import Entry, LineOpen

MEDICARE_PART_B: Final = "MB"
VOID: Final = "8"


class CorrectionMethod(StrEnum):
    """How a payer takes a correction."""

    REPLACE = "replace_7"
    VOID = "void_8"
    NEW_CLAIM = "new_claim_1"
    REOPENING = "reopening"
    APPEAL = "appeal"


class CorrectionCause(StrEnum):
    """What went wrong, as far as the method depends on it."""

    CLAIM_WRONG = "claim_wrong"
    """Something on the claim was wrong or missing."""
    BILLED_IN_ERROR = "billed_in_error"
    """It should never have been billed."""
    PAYER_ERRED = "payer_erred"
    """The claim was right and the payer decided wrongly."""


FREQUENCIES: Final = {CorrectionMethod.REPLACE: "7", CorrectionMethod.VOID: "8", CorrectionMethod.NEW_CLAIM: "1"}
"""CLM05-3 of the methods that are claims."""
NAMING: Final = frozenset({CorrectionMethod.REPLACE, CorrectionMethod.VOID})
"""Methods that name the payer's claim (REF*F8)."""
NOT_TAKEN_IN: Final = frozenset({ClaimState.READY, ClaimState.REJECTED})
DECIDED: Final = ADJUDICATED - {ClaimState.PARTIALLY_ADJUDICATED} | {ClaimState.REVERSED}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a correction depends on. `adjudicated_on` is the payer's last decision."""

    state: ClaimState
    frequency: str
    filing_indicator: str
    is_unprocessable: bool
    adjudicated_on: date | None
    service_from: date
    terms: Terms

    @property
    def was_never_taken_in(self) -> bool:
        """Whether no payer holds the claim, so that a new one stands alone."""
        return self.state in NOT_TAKEN_IN or self.is_unprocessable


@dataclass(frozen=True, slots=True)
class Choice:
    """A method and why."""

    method: CorrectionMethod
    because: str


def choose(standing: Standing, cause: CorrectionCause) -> Choice:
    """The payer's way."""
    if standing.state is ClaimState.READY:
        return Choice(CorrectionMethod.NEW_CLAIM, "The claim was never sent")
    if standing.state is ClaimState.REJECTED:
        return Choice(CorrectionMethod.NEW_CLAIM, "A front end turned the claim away: no payer has it")
    if standing.is_unprocessable:
        return Choice(
            CorrectionMethod.NEW_CLAIM,
            "The payer returned the claim as unprocessable (MA130): it has nothing to replace",
        )
    if standing.frequency == VOID:
        return Choice(CorrectionMethod.NEW_CLAIM, "The claim is a void: after it the services are billed anew")
    return _of_a_decided_claim(standing, cause)


def _of_a_decided_claim(standing: Standing, cause: CorrectionCause) -> Choice:
    is_part_b = standing.filing_indicator == MEDICARE_PART_B
    agreed = standing.terms.correction_method
    if cause is CorrectionCause.PAYER_ERRED:
        return Choice(CorrectionMethod.APPEAL, "The claim was right: the payer's decision is appealed")
    if is_part_b and (cause is CorrectionCause.BILLED_IN_ERROR or agreed in {None, CorrectionMethod.REPLACE}):
        return Choice(
            CorrectionMethod.REOPENING, "Medicare Part B takes no frequency 7 or 8: clerical errors are reopened"
        )
    if cause is CorrectionCause.BILLED_IN_ERROR:
        return Choice(CorrectionMethod.VOID, "Billed in error: the claim is voided")
    if agreed is not None:
        return Choice(CorrectionMethod(agreed), "The payer's contract says so")
    return Choice(CorrectionMethod.REPLACE, "Payers other than Medicare Part B take a replacement")


def refusal(standing: Standing, asked: CorrectionMethod) -> str | None:
    """Why a payer would refuse the method, whoever asks for it; None when it would not."""
    if asked not in NAMING:
        return None
    if standing.was_never_taken_in:
        return "No payer holds the claim, so there is nothing to replace or void: correct it by new_claim_1"
    if standing.frequency == VOID:
        return "A void is not replaced or voided: bill the services anew by new_claim_1"
    if standing.filing_indicator == MEDICARE_PART_B:
        return "Medicare Part B takes no frequency 7 or 8: ask for a reopening, or appeal"
    return None


def deadline(standing: Standing, method: CorrectionMethod) -> date | None:
    """The payer's last day. None for a void, which is owed however late.

    From the last decision for a replacement; from the service for a claim no payer has decided on, unprocessable
    ones among them: they do not count as filed.
    """
    if method is CorrectionMethod.VOID:
        return None
    if method is CorrectionMethod.REPLACE and standing.adjudicated_on is not None:
        return standing.adjudicated_on + timedelta(days=standing.terms.correction_days)
    return standing.service_from + timedelta(days=standing.terms.timely_filing_days)


def still_open(
    claim_id: UUID, lines: Mapping[tuple[UUID, int], LineOpen], undone: Iterable[Entry] = ()
) -> dict[int, int]:
    """The insurers' open cents of a claim by line, once the write-offs that are `undone` are owed again."""
    found = {line_no: line.insurance_receivable_cents for (owner, line_no), line in lines.items() if owner == claim_id}
    for entry in undone:
        if entry.claim_id == claim_id:
            found[entry.line_no] += entry.cents
    return found
