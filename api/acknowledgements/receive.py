"""Take a TA1, 999 or 277CA that was routed to a practice: keep what it says, move the claims it decides on.

Never answered: a TA1 or 999 is not itself acknowledged.
"""

from uuid import UUID

from api.acknowledgements.receive_batch_answers import receive_999, receive_ta1
from api.acknowledgements.receive_claim_answers import receive_277ca
from api.claims import take_turn
from api.files import KeptTransaction, finish_transaction, read_transaction
from api.x12 import X12File, read_file
from tenants.context import Work

CLAIM_ACKNOWLEDGEMENT = "277CA"


async def receive_acknowledgement(work: Work, transaction_file_id: UUID) -> None:
    """Take one transaction file; nothing happens when it is unknown or was taken before."""
    await take_turn(work)
    kept = await read_transaction(work, transaction_file_id)
    if kept is None or kept.state != "received":
        return
    findings = await _take(work, kept, read_file(kept.content))
    is_understood = not any(finding["blocking"] for finding in findings)
    await finish_transaction(work, kept.id, "processed" if is_understood else "rejected", findings)


async def _take(work: Work, kept: KeptTransaction, file: X12File) -> list[dict[str, object]]:
    if kept.transaction_set == "TA1":
        return await receive_ta1(work, kept, file)
    transaction = next(file.transactions())
    if kept.transaction_set == CLAIM_ACKNOWLEDGEMENT:
        return await receive_277ca(work, kept, transaction)
    return await receive_999(work, kept, transaction)
