"""Take an 835 file for one practice: keep each of its STs, let a job post them."""

from dataclasses import dataclass

from api.events import NewEvent, record
from api.files import finish_transaction, keep, keep_transaction, shown_findings
from api.kit.jobs import defer
from api.registration import payee_identifiers
from api.remittance.problems import NotRemittance, PayeeUnknown
from api.remittance.schemas import UploadedRemittance
from api.x12 import NotX12, RemittanceReader, Transaction, X12File, read_file
from tenants.context import Work

CHANNEL = "upload"
CUT = frozenset({"envelope.se_missing", "envelope.ge_missing", "envelope.iea_missing"})


@dataclass(frozen=True, slots=True)
class Upload:
    """What became of a file: its STs, or a problem that is the answer although the file was kept."""

    items: list[UploadedRemittance]
    problem: NotRemittance | None = None


async def upload(work: Work, content: bytes) -> Upload:
    """Keep and enqueue.

    A cut envelope takes its STs with it: they are refused with what is wrong and where, and the file is kept as it
    came.
    A count or control number that disagrees quarantines the STs inside. Raises NotRemittance (not X12, no 835 in it),
    PayeeUnknown (no ST pays this practice).
    """
    try:
        file = read_file(content)
    except NotX12 as error:
        raise NotRemittance(errors=[{"pointer": "/file/ISA", "code": "not_x12", "message": str(error)}]) from None
    remittances = [each for each in file.transactions() if each.set_id == "835"]
    whole = [each for each in remittances if not _is_torn(each)]
    if not whole:
        return await _torn(work, file, content)
    payees = await payee_identifiers(work)
    ours = [each for each in whole if _pays(each, payees)]
    if not ours:
        raise PayeeUnknown
    items = [await _keep(work, each) for each in ours]
    refused = [_refused(each, "payee_unknown") for each in whole if each not in ours]
    torn = [_refused(each, "envelope") for each in remittances if each not in whole]
    return Upload(items + refused + torn)


def _is_torn(transaction: Transaction) -> bool:
    """Whether the file ends, or another envelope starts, before this ST's SE, GE or IEA has come."""
    return any(finding.rule in CUT for finding in transaction.findings)


def _is_enveloped_wrongly(transaction: Transaction) -> bool:
    """Whether GS/GE or ISA/IEA around this ST disagree: it is kept and quarantined, since nobody can vouch for it."""
    around = [*transaction.interchange.findings, *transaction.group.own_findings]
    return any(finding.blocking and finding.reason == "envelope" for finding in around)


def _pays(transaction: Transaction, payees: frozenset[str]) -> bool:
    payee = RemittanceReader(transaction).header.payee
    return payee.id in payees or payee.tax_id in payees


async def _torn(work: Work, file: X12File, content: bytes) -> Upload:
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


async def _keep(work: Work, transaction: Transaction) -> UploadedRemittance:
    transaction_id, is_new = await keep_transaction(
        work,
        content=transaction.standalone(),
        transaction_set=transaction.set_id,
        version=transaction.version,
        control_number=transaction.control_number,
        interchange_control=transaction.interchange.control_number,
        usage=transaction.interchange.usage,
        direction="inbound",
        channel=CHANNEL,
        interchange_id=None,
        position=0,
    )
    if is_new and _is_enveloped_wrongly(transaction):
        findings = shown_findings(transaction.findings)
        await finish_transaction(work, transaction_id, "rejected", findings)
        await record(work, [NewEvent("remittance.quarantined", "remittance", transaction_id, {"reason": "envelope"})])
    elif is_new:
        await defer(
            work.tx.connection,
            "remittance.receive",
            practice_id=work.owner_id,
            transaction_file_id=transaction_id,
        )
    return UploadedRemittance(
        id=transaction_id,
        control_number=transaction.control_number,
        outcome="received" if is_new else "known",
        reason="" if is_new else "The same bytes were received before",
    )


def _refused(transaction: Transaction, reason: str) -> UploadedRemittance:
    return UploadedRemittance(id=None, control_number=transaction.control_number, outcome="refused", reason=reason)
