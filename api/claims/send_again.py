"""Let a rejected claim be sent again as it stands: its front-end refusal was about the file, or has been settled."""

from uuid import UUID

from api.claims import store
from api.claims.move import Move, move
from api.claims.problems import ClaimCorrected, ClaimNotRejected
from api.claims.schemas import SendAgain
from api.claims.states import ClaimState
from api.kit.etags import require_match
from api.kit.problems import NotFound
from tenants.context import Call


async def send_again(call: Call, claim_id: UUID, order: SendAgain) -> None:
    """Move a rejected claim back to ready; the next submission takes it, under the same number.

    Raises NotFound, PreconditionRequired, PreconditionFailed, ClaimCorrected, ClaimNotRejected. The reason stays in
    the timeline.
    """
    found = await store.lock(call.tx, call.owner_id, [claim_id])
    if not found:
        raise NotFound
    require_match(call.if_match, found[0]["version"])
    if found[0]["superseded_by"] is not None:
        raise ClaimCorrected(superseded_by=str(found[0]["superseded_by"]))
    if found[0]["state"] != ClaimState.REJECTED:
        raise ClaimNotRejected
    await move(call, [Move(claim_id, ClaimState.READY, "claim.returned", reason=order.reason)])
    await call.audit("claim.return", "claim", claim_id)
