"""Which way a payer takes a correction, and until when. Pure; each choice carries its reason.

| the claim | why it is corrected | method |
|---|---|---|
| never sent, or rejected by a front end | any | new_claim_1: no payer has it |
| returned as unprocessable (MA130) | any | new_claim_1: there is nothing to replace, no appeal, no reopening |
| a void | any | new_claim_1: the services are billed anew |
| decided | the payer erred | appeal, unless its denials take none: as if the claim was wrong |
| decided | billed in error | void_8; Medicare Part B: reopening |
| decided | the claim was wrong | `api.denials.advise_wrong_claim`: the contract's method, else by the type of claim |

Medicare Part B (SBR09 MB) takes no frequency 7 or 8. A void that was sent is not itself replaced or voided.

The last day is the one that an open denial has told for the method; where none has, it is found as denials find theirs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from api.claims import ADJUDICATED, ClaimState
from api.contracts import Terms
from api.denials import Advice, Told, advise_unprocessable, advise_wrong_claim, deadline
from api.ledger import Entry, LineOpen

MEDICARE_PART_B: Final = "MB"
VOID: Final = "8"
NO_7_OR_8: Final = "Medicare Part B takes no frequency 7 or 8: ask for a reopening, or appeal"


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
    """What a correction depends on. `adjudicated_on` is the payer's last decision; `terms` are those of that day, or
    of the day of service where there is none.
    """

    state: ClaimState
    frequency: str
    is_unprocessable: bool
    adjudicated_on: date | None
    service_from: date
    terms: Terms
    told: Told

    @property
    def was_never_taken_in(self) -> bool:
        """Whether no payer holds the claim, so that a new one stands alone."""
        return self.state in NOT_TAKEN_IN or self.is_unprocessable

    @property
    def is_part_b(self) -> bool:
        """Whether its payer is Medicare Part B."""
        return self.terms.filing_indicator == MEDICARE_PART_B


@dataclass(frozen=True, slots=True)
class Choice:
    """A method and why."""

    method: CorrectionMethod
    because: str


def choose(standing: Standing, cause: CorrectionCause) -> Choice:
    """The payer's way."""
    return _anew(standing) or _of_a_decided_claim(standing, cause)


def _anew(standing: Standing) -> Choice | None:
    """Nothing stands at the payer that could be replaced, voided or appealed."""
    if standing.state is ClaimState.READY:
        return Choice(CorrectionMethod.NEW_CLAIM, "The claim was never sent")
    if standing.state is ClaimState.REJECTED:
        return Choice(CorrectionMethod.NEW_CLAIM, "A front end turned the claim away: no payer has it")
    if standing.is_unprocessable:
        return _advised(advise_unprocessable())
    if standing.frequency == VOID:
        return Choice(CorrectionMethod.NEW_CLAIM, "The claim is a void: after it the services are billed anew")
    return None


def _of_a_decided_claim(standing: Standing, cause: CorrectionCause) -> Choice:
    if cause is CorrectionCause.BILLED_IN_ERROR:
        if standing.is_part_b:
            return Choice(CorrectionMethod.REOPENING, NO_7_OR_8)
        return Choice(CorrectionMethod.VOID, "Billed in error: the claim is voided")
    if cause is CorrectionCause.PAYER_ERRED and not standing.told.why_no_appeal:
        return Choice(CorrectionMethod.APPEAL, "The claim was right: the payer's decision is appealed")
    return _advised(advise_wrong_claim(standing.terms, standing.told.why_no_appeal))


def _advised(advice: Advice) -> Choice:
    return Choice(CorrectionMethod(advice.method), advice.why)


def refusal(standing: Standing, asked: CorrectionMethod) -> str | None:
    """Why a payer would refuse the method, whoever asks for it; None when it would not."""
    if asked not in NAMING:
        return None
    if standing.was_never_taken_in:
        return "No payer holds the claim, so there is nothing to replace or void: correct it by new_claim_1"
    if standing.frequency == VOID:
        return "A void is not replaced or voided: bill the services anew by new_claim_1"
    if standing.is_part_b:
        return NO_7_OR_8
    return None


def last_day(standing: Standing, method: CorrectionMethod) -> date | None:
    """The payer's last day. None for a void, which is owed however late.

    Whatever no payer has decided on does not count as filed, and neither does what follows a void.
    """
    if method is CorrectionMethod.VOID:
        return None
    if method in standing.told.last_days:
        return standing.told.last_days[method]
    decided_on = standing.adjudicated_on
    is_unfiled = standing.was_never_taken_in or standing.frequency == VOID or decided_on is None
    return deadline(
        standing.terms,
        "filing" if is_unfiled else "correction",
        adjudicated_on=decided_on or standing.service_from,
        service_from=standing.service_from,
    )


def still_open(
    claim_id: UUID, lines: Mapping[tuple[UUID, int], LineOpen], undone: Iterable[Entry] = ()
) -> dict[int, int]:
    """The insurers' open cents of a claim by line, once the write-offs that are `undone` are owed again."""
    found = {line_no: line.insurance_receivable_cents for (owner, line_no), line in lines.items() if owner == claim_id}
    for entry in undone:
        if entry.claim_id == claim_id:
            found[entry.line_no] += entry.cents
    return found
