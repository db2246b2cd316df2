"""Why a batch is refused.

Conflict 409
├── NothingReady
├── ClaimsNotReady
└── ChannelRefused
"""

from api.kit.problems import Conflict


class NothingReady(Conflict):
    """No claim waits to be sent."""

    slug, title = "nothing-ready", "No claim is ready to be submitted"


class ClaimsNotReady(Conflict):
    """Some of the claims named are not ready: sent already, held by another request, or unknown."""

    slug, title = "claims-not-ready", "Some of these claims are not ready to be submitted"


class ChannelRefused(Conflict):
    """A payer's channel can't take claims of this practice."""

    slug, title = "channel-refused", "The payer's channel does not take claims of this practice"
