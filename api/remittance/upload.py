"""Take an 835 file for one practice: keep each of its STs, let a job post them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from api.events import NewEvent, record
from api.files import (
    Cut,
    TooManyTransactions,
    cut_of,
    finish_transactions,
    keep,
    keep_cuts,
    shown_findings,
)
from api.kit.jobs import defer_many
from api.registration import payee_identifiers
from api.remittance.problems import NotRemittance, PayeeUnknown
from api.remittance.schemas import UploadedRemittance
from api.x12 import NotX12, RemittanceReader, Transaction, X12File, read_file
from api.x12 import TooManyTransactions as OverLimit
from tenants.context import Work

CHANNEL = "upload"
REFUSED = frozenset(
    {"envelope.se_missing", "envelope.ge_missing", "envelope.iea_missing", "envelope.control_character"}
)
"""What no later reading can mend: the end is missing, or bytes are not those that were sent."""
KEPT_AT_ONCE = 500
FEWEST_FINDINGS, MOST_FINDINGS = 5, 500


@dataclass(frozen=True, slots=True)
class Upload:
    """What became of a file: its STs, or a problem that is the answer although the file was kept."""

    items: list[UploadedRemittance]
    problem: NotRemittance | None = None


@dataclass(frozen=True, slots=True)
class _St:
    """One 835 of the file. `payee` is N104 and REF*TJ, empty where it is refused unread."""

    cut: Cut
    payee: frozenset[str]
    is_refused: bool


async def upload(work: Work, content: bytes) -> Upload:
    """Keep and enqueue.

    A cut envelope takes its STs with it, a control character its own: they are refused with what is wrong and where,
    and a file of nothing else is kept as it came.
    A count or control number that disagrees quarantines the STs inside. Raises NotRemittance (not X12, no 835 in it),
    TooManyTransactions, PayeeUnknown (no ST pays this practice).
    """
    try:
        file, found = await asyncio.to_thread(_read, content)
    except NotX12 as error:
        raise NotRemittance(errors=[{"pointer": "/file/ISA", "code": "not_x12", "message": str(error)}]) from None
    except OverLimit as over:
        raise TooManyTransactions.of(over) from None
    whole = [each for each in found if not each.is_refused]
    if not whole:
        return await _none_is_whole(work, file, content)
    payees = await payee_identifiers(work)
    ours = [each.cut for each in whole if each.payee & payees]
    if not ours:
        raise PayeeUnknown.of([each.cut.control_number for each in whole])
    limit = max(FEWEST_FINDINGS, MOST_FINDINGS // len(ours))
    items: list[UploadedRemittance] = []
    for start in range(0, len(ours), KEPT_AT_ONCE):
        items += await _keep(work, ours[start : start + KEPT_AT_ONCE], limit)
    items += [_refused(each.cut, "payee_unknown") for each in whole if not each.payee & payees]
    return Upload(items + [_refused(each.cut, "envelope") for each in found if each.is_refused])


def _read(content: bytes) -> tuple[X12File, list[_St]]:
    """Raises NotX12 and the codec's TooManyTransactions."""
    file = read_file(content, is_limited=True)
    return file, [_st(each) for each in file.transactions() if each.set_id == "835"]


def _st(transaction: Transaction) -> _St:
    cut = cut_of(transaction, 0)
    if any(finding.rule in REFUSED for finding in cut.findings):
        return _St(cut, frozenset(), is_refused=True)
    payee = RemittanceReader(transaction).header.payee
    return _St(cut, frozenset({payee.id, payee.tax_id}), is_refused=False)


def _is_enveloped_wrongly(cut: Cut) -> bool:
    """Whether GS/GE or ISA/IEA around this ST disagree: it is kept and quarantined, since nobody can vouch for it."""
    if not isinstance(cut.source, Transaction):
        return False
    around = [*cut.source.interchange.findings, *cut.source.group.own_findings]
    return any(finding.blocking and finding.reason == "envelope" for finding in around)


async def _none_is_whole(work: Work, file: X12File, content: bytes) -> Upload:
    kept = await keep(work, "x12-refused", content)
    findings = [each for each in shown_findings(file.findings) if each["blocking"]]
    errors = [
        {
            "pointer": f"/file/{finding['segment'] or 'ST'}",
            "code": finding["rule"],
            "message": f"{finding['message']} (segment {finding['position']}, byte {finding['byte_offset']})",
        }
        for finding in findings
    ] or [{"pointer": "/file/ST", "code": "no_835", "message": "The file has no 835 transaction"}]
    await work.audit("remittance.refuse", "file", kept.id, count=len(errors))
    return Upload([], NotRemittance(errors=errors, kept_file_id=str(kept.id)))


async def _keep(work: Work, ours: Sequence[Cut], limit: int) -> list[UploadedRemittance]:
    """Keep STs of this practice; `limit`: of how many findings each may tell, so that many do not tell too much."""
    kept = await keep_cuts(work, ours, channel=CHANNEL, interchange_id=None)
    fresh = [(each_id, cut) for cut, (each_id, is_new) in zip(ours, kept, strict=True) if is_new]
    wrong = {each_id: shown_findings(cut.findings)[:limit] for each_id, cut in fresh if _is_enveloped_wrongly(cut)}
    if wrong:
        await finish_transactions(work, "rejected", wrong)
        await record(
            work, [NewEvent("remittance.quarantined", "remittance", each, {"reason": "envelope"}) for each in wrong]
        )
    orders = [
        {"practice_id": work.owner_id, "transaction_file_id": each_id} for each_id, _ in fresh if each_id not in wrong
    ]
    await defer_many(work.tx.connection, "remittance.receive", orders)
    return [
        UploadedRemittance(
            id=each_id,
            control_number=cut.control_number,
            outcome="received" if is_new else "known",
            reason="" if is_new else "The same bytes were received before",
        )
        for cut, (each_id, is_new) in zip(ours, kept, strict=True)
    ]


def _refused(cut: Cut, reason: str) -> UploadedRemittance:
    return UploadedRemittance(id=None, control_number=cut.control_number, outcome="refused", reason=reason)
