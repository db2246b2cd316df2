"""Receive one ST of an 835: read it twice, first to decide, then to post. One transaction.

1. Read and balance. A blocking finding, a test file in a live practice, or a posted check of the same key with other
   content quarantines it: kept, explained, nothing posted.
2. The same check with the same content is a replay: noted, nothing posted.
3. Otherwise post (`post`).
"""

import asyncio
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from api.claims import take_turn
from api.events import NewEvent, record
from api.files import KeptTransaction, finish_transaction, read_transaction, shown_findings
from api.kit.clock import now
from api.ledger import open_batch
from api.registration import payee_identifiers
from api.remittance import store
from api.remittance.models import Remittance
from api.remittance.offsets import CheckFacts, post_offsets
from api.remittance.post import Posting
from api.remittance.rematch import rematch
from api.x12 import (
    Finding,
    RemittanceHeader,
    RemittanceReader,
    Transaction,
    canonical_content,
    check_key,
    content_hash,
    locate,
    read_file,
)
from tenants.context import Work
from tenants.practices import Profile, profile_of

REASONS = ("unsupported_version", "envelope", "money_unreadable", "unbalanced")
"""Blocking reasons of the codec, the one that explains the others first."""


_UNREADABLE = Finding(
    rule="remittance.unreadable",
    severity="error",
    blocking=True,
    segment="ST",
    position=1,
    message="the transaction holds a value that can't be received",
)
_EARLIEST = date(1990, 1, 1)
_LONGEST_AHEAD = timedelta(days=366)


async def receive(work: Work, transaction_file_id: UUID) -> None:
    """Decide and post. Does nothing for a transaction that has been received before."""
    await take_turn(work)
    kept = await read_transaction(work, transaction_file_id)
    if kept is None or kept.state != "received":
        return
    content = kept.content
    transaction = await asyncio.to_thread(lambda: next(read_file(content).transactions()))
    first = await asyncio.to_thread(_First, transaction)
    profile = await profile_of(work.tx)
    row = _row(work, kept, first, profile)
    doubts = _doubts(row.payment_date, row.payment_date_source, profile.business_date(kept.created_at))
    doubts += _negative(row.paid_cents)
    findings = shown_findings(await asyncio.to_thread(locate, transaction, [*first.findings, *doubts]))
    reason = first.reason or ("test_file" if kept.usage == "T" and not profile.is_test else "")
    posted = await store.posted_check(work.tx, work.owner_id, row.check_key)
    if not reason and posted is not None:
        if bytes(posted["content_hash"]) == row.content_hash:
            await _replayed(work, row, findings, posted["id"])
            return
        reason = "same_check_different_content"
    if reason:
        await _quarantine(work, row, findings, reason)
        return
    await _post(work, row, findings, transaction, first)


async def set_aside(work: Work, transaction_file_id: UUID) -> None:
    """Quarantine an ST that can't be received, as `unreadable`. Nothing of it is posted; its bytes stay."""
    findings = shown_findings([_UNREADABLE])
    if await finish_transaction(work, transaction_file_id, "rejected", findings):
        facts = {"reason": "unreadable"}
        await record(work, [NewEvent("remittance.quarantined", "remittance", transaction_file_id, facts)])
        await work.audit("remittance.quarantined", "remittance", transaction_file_id)


class _First:
    """The first reading: is it whole, does it balance, what does it say."""

    def __init__(self, transaction: Transaction) -> None:
        reader = RemittanceReader(transaction)
        self.hashes = [content_hash(claim) for claim in reader.claims()]
        self.header: RemittanceHeader = reader.header
        self.findings: list[Finding] = reader.findings
        self.claim_count = len(self.hashes)
        self.content = canonical_content(self.hashes, reader.provider_adjustments)
        self.key = check_key(reader.header, self.content)
        self.reason = _first_reason(self.findings)


def _first_reason(findings: Iterable[Finding]) -> str:
    present = {finding.reason for finding in findings if finding.blocking}
    return next((reason for reason in REASONS if reason in present), "")


async def _post(
    work: Work, row: Remittance, findings: list[dict[str, Any]], transaction: Transaction, first: _First
) -> None:
    row.state, row.posted_at, row.findings = "posted", now(), findings
    await work.tx.insert(row)
    ledger = await open_batch(work, "remittance", row.id, row.payment_date, remittance_id=row.id)
    posting = Posting(work, row.id, first.key.digest, row.payer_identifier, row.payment_date, ledger)
    second = RemittanceReader(transaction)
    await posting.claims(second.claims(), first.hashes, rematch)
    payee = first.header.payee
    check = CheckFacts(
        remittance_id=row.id,
        payer_identifier=row.payer_identifier,
        payment_cents=first.header.payment.cents,
        ours=await payee_identifiers(work) | {payee.id, payee.tax_id},
        reversed_numbers=frozenset(posting.reversed_numbers),
    )
    await post_offsets(work, ledger, check, second.provider_adjustments)
    facts = {
        "ledger_batch_id": str(ledger.id),
        "paid_cents": row.paid_cents,
        "claim_payments": posting.position,
        "matched": posting.matched,
        "unapplied_cents": posting.unmatched_cents,
        "entries": ledger.entries_posted,
    }
    await _finish(work, row, "processed", "remittance.posted", facts)


async def _replayed(work: Work, row: Remittance, findings: list[dict[str, Any]], posted_id: UUID) -> None:
    row.state, row.replay_of, row.findings = "replayed", posted_id, findings
    await work.tx.insert(row)
    await _finish(work, row, "processed", "remittance.replayed", {"replay_of": str(posted_id)})


async def _quarantine(work: Work, row: Remittance, findings: list[dict[str, Any]], reason: str) -> None:
    row.state, row.reason, row.findings = "quarantined", reason, findings
    await work.tx.insert(row)
    await _finish(work, row, "rejected", "remittance.quarantined", {"reason": reason})


async def _finish(work: Work, row: Remittance, state: str, kind: str, facts: dict[str, Any]) -> None:
    await finish_transaction(work, row.id, "processed" if state == "processed" else "rejected", row.findings)
    await record(work, [NewEvent(kind, "remittance", row.id, facts)])
    await work.audit(kind, "remittance", row.id, count=row.claim_payment_count)


def _row(work: Work, kept: KeptTransaction, first: _First, profile: Profile) -> Remittance:
    payment_date, source = _payment_date(first.header, profile.business_date(kept.created_at))
    header = first.header
    return Remittance(
        tenant_id=work.owner_id,
        id=kept.id,
        check_key=bytes.fromhex(first.key.digest),
        content_hash=bytes.fromhex(first.content),
        state="",
        payer_name=header.payer.name,
        payer_identifier=header.payment.payer_id,
        trace_number=header.payment.trace_number,
        payment_method=header.payment.method,
        payment_date=payment_date,
        payment_date_source=source,
        paid_cents=header.payment.cents,
        payee_identifier=header.payee.id,
        claim_payment_count=first.claim_count,
        received_at=kept.created_at,
    )


def _payment_date(header: RemittanceHeader, received_on: date) -> tuple[date, str]:
    """BPR16, else DTM*405, else the practice's day of receipt; and which of them it was."""
    if header.payment.date is not None:
        return header.payment.date, "bpr16"
    if header.production_date is not None:
        return header.production_date, "dtm405"
    return received_on, "received"


def _doubts(payment_date: date, source: str, received_on: date) -> list[Finding]:
    """A payment date that is a slip of somebody's keyboard is posted as it stands, and shown."""
    if _EARLIEST <= payment_date <= received_on + _LONGEST_AHEAD:
        return []
    segment, element = ("DTM", "DTM02") if source == "dtm405" else ("BPR", "BPR16")
    return [
        Finding(
            rule="payment_date.implausible",
            severity="warning",
            blocking=False,
            segment=segment,
            element=element,
            loop="header",
            message="the payment date lies before 1990 or more than 366 days after the day of receipt",
        )
    ]


def _negative(paid_cents: int) -> list[Finding]:
    """BPR02 below zero, against the guide: no money moved, and its lack is due to the payer."""
    if paid_cents >= 0:
        return []
    return [
        Finding(
            rule="negative_check",
            severity="warning",
            blocking=False,
            segment="BPR",
            element="BPR02",
            loop="header",
            message="the check is below zero: no money moved, and what lacks is due to the payer",
        )
    ]
