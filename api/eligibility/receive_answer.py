"""Take a 271 that was routed to the practice: each answer goes to the check it names."""

import asyncio
import re
from typing import Any
from uuid import UUID

from api.eligibility import store
from api.eligibility.records import open_told, seal_told
from api.eligibility.rules import outcome, told, traces
from api.events import NewEvent, record
from api.files import finish_transaction, read_transaction, shown_findings
from api.kit.clock import now
from api.worklists import NewItem, close_items, open_items
from api.x12 import (
    EligibilityAnswer,
    EligibilityResponse,
    Finding,
    Transaction,
    eligibility_answers,
    locate,
    read_271,
    read_file,
)
from tenants.context import Work
from tenants.session import Row

_CONTROL_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
WORK_ITEM = "eligibility_failed"
UNASKED = Finding(
    rule="eligibility.unasked",
    severity="warning",
    blocking=False,
    segment="TRN",
    loop="2000C",
    message="no check of the practice has this trace number",
)
UNTRACED = Finding(
    rule="eligibility.untraced",
    severity="warning",
    blocking=False,
    segment="BHT",
    element="BHT03",
    loop="0000",
    message="the check of this file is answered, and an answer without our trace number replaces none",
)
EMPTY = Finding(
    rule="eligibility.empty",
    severity="warning",
    blocking=False,
    segment="EB",
    loop="2110C",
    message="an answer without EB and AAA does not replace one that said something",
)


async def receive_answer(work: Work, transaction_file_id: UUID) -> None:
    """Take one transaction file; nothing happens when it is unknown or was taken before.

    A later answer to the same check takes the place of the earlier one, unless it says the same or nothing, or does not
    name the check by its trace. All files are kept.
    """
    kept = await read_transaction(work, transaction_file_id)
    if kept is None or kept.state != "received":
        return
    transaction = next(read_file(kept.content).transactions())
    response = await asyncio.to_thread(read_271, transaction)
    findings = list(response.findings)
    is_understood = not any(finding.blocking for finding in findings)
    if is_understood:
        findings += await _take(work, response, kept.id)
    await finish_transaction(
        work, kept.id, "processed" if is_understood else "rejected", await _shown(transaction, findings)
    )


async def _shown(transaction: Transaction, findings: list[Finding]) -> list[dict[str, Any]]:
    return shown_findings(await asyncio.to_thread(locate, transaction, findings))


async def _take(work: Work, response: EligibilityResponse, file_id: UUID) -> list[Finding]:
    answers = list(eligibility_answers(response))
    named = [list(traces(answer)) for answer in answers]
    control = int(response.reference) if _CONTROL_NUMBER.fullmatch(response.reference) else None
    asked = await store.asked(work.tx, work.owner_id, [each for ids in named for each in ids], control)
    findings: list[Finding] = []
    for answer, ids in zip(answers, named, strict=True):
        check = _check_of(asked, ids, control)
        finding = UNASKED if check is None else await _answer(work, check, answer, file_id, is_traced=bool(ids))
        if finding is not None:
            findings.append(finding)
    return findings


def _check_of(asked: list[Row], ids: list[UUID], control: int | None) -> Row | None:
    """By trace; an answer that names nobody (a payer that was not reached) by the file that it answers."""
    if ids:
        return next((row for row in asked if row["id"] in ids), None)
    return next((row for row in asked if control is not None and row["interchange_control"] == control), None)


async def _answer(
    work: Work, check: Row, answer: EligibilityAnswer, file_id: UUID, *, is_traced: bool
) -> Finding | None:
    """Keep it, or say why not. What is said again word for word changes nothing, not even the moment it was said."""
    said, content = outcome(answer), told(answer)
    if check["state"] == "answered":
        before = open_told(work, check)
        if (said, content) == (check["outcome"], before):
            return None
        if not is_traced:
            return UNTRACED
        if content.is_empty:
            return EMPTY
    sealed = seal_told(work, check, content)
    # One file may answer a check twice: the next answer is judged by this one.
    check.update(state="answered", outcome=said, answer=sealed)
    await store.answer(work.tx, work.owner_id, check["id"], said, sealed, file_id, now())
    await _tell(work, check, answer, said)
    return None


async def _tell(work: Work, check: Row, answer: EligibilityAnswer, said: str) -> None:
    facts = {
        "coverage_id": str(check["coverage_id"]),
        "payer_id": str(check["payer_id"]),
        "service_date": check["service_date"].isoformat(),
        "outcome": said,
        "reject_codes": sorted({rejection.reason for rejection in answer.rejections}),
    }
    await record(work, [NewEvent("eligibility.answered", "eligibility_check", check["id"], facts)])
    await work.audit("eligibility.answer", "eligibility_check", check["id"], outcome=said)
    if said == "active":
        await close_items(work, WORK_ITEM, [check["coverage_id"]], "verified")
    elif said in {"inactive", "rejected"}:
        await open_items(
            work,
            [
                NewItem(
                    WORK_ITEM,
                    "coverage",
                    check["coverage_id"],
                    due_on=check["service_date"],
                    data={"check_id": str(check["id"]), "outcome": said, "reject_codes": facts["reject_codes"]},
                )
            ],
        )
