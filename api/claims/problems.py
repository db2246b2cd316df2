"""What can go wrong with claims.

Conflict
└── ClaimNotRejected 409
Unprocessable
└── SearchInvalid 422
"""

from api.kit.problems import Conflict, Unprocessable


class ClaimNotRejected(Conflict):
    """A claim that no front end turned away, or that is on its way again."""

    slug, title = "claim-not-rejected", "Only a rejected claim can be sent again"


class SearchInvalid(Unprocessable):
    """A search that looks in no way, or in two."""

    slug, title = "search-invalid", "The search has to look in exactly one way"
