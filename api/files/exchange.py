"""Hand a file to its channel and keep what comes back at once, for the mailbox of the organization.

The channel is called outside of any transaction. What it returned is kept before the sender marks its file as sent,
and routed after (`enqueue_routing`): an answer never meets a question that is not yet sent. After a crash the same
bytes go out under the same name, and the same bytes that come back are the same interchange.
"""

from uuid import UUID

from api.files.channels import ChannelMissingError, Outgoing, plugged
from api.files.interchanges.receive import receive_interchange
from api.files.keep import keep
from api.x12 import NotX12
from tenants.context import Services, Work
from tenants.owner import Owner
from tenants.practices import Profile
from tenants.services import work_for

UNREADABLE_KIND = "unreadable"


async def exchange(
    services: Services, profile: Profile, channel: str, content: bytes, name: str, *, cause: str
) -> list[UUID]:
    """The interchanges that came back, kept and not routed yet.

    Raises ChannelMissingError, and what the channel raises.
    """
    found = plugged(channel)
    if found is None:
        raise ChannelMissingError(channel)
    organization_id = profile.organization_id
    answers = await found.channel.send(Outgoing(services, organization_id, profile.tenant_id, content, name))
    async with work_for(services, Owner.organization(organization_id), cause) as work:
        kept = [await _receive(work, channel, answer) for answer in answers]
    return [interchange_id for interchange_id in kept if interchange_id is not None]


async def _receive(work: Work, channel: str, answer: bytes) -> UUID | None:
    try:
        received = await receive_interchange(work, channel, answer, route=False)
    except NotX12:
        # The payer has our file: raising would send it a second time.
        kept = await keep(work, UNREADABLE_KIND, answer)
        await work.audit("interchange.unreadable", "file", kept.id, channel=channel)
        return None
    return received.id
