"""ISA13 of what we send: drawn per organization and channel, and kept so that a TA1 or 999 finds its way."""

from uuid import UUID

from api.files.interchanges import store
from tenants.context import Work


def sender_number(organization_id: UUID) -> str:
    """ISA06, and NM109 of a submitter: the organization's own, the same for all its practices."""
    return f"FP{organization_id.hex[-12:].upper()}"


async def draw_control_number(work: Work, channel: str) -> int:
    """The next number of a channel, in an organization's transaction kept short: others wait for it.

    Gaps are allowed (a number drawn and not used), repeats are not.
    """
    return await store.draw_control_number(work.tx, work.owner_id, channel)


async def register_submission_route(
    work: Work, *, channel: str, control_number: int, practice_id: UUID, batch_id: UUID
) -> None:
    """Remember, under the organization, which practice's batch goes out under a control number."""
    await store.insert_submitter_route(work.tx, work.owner_id, channel, control_number, practice_id, batch_id)
