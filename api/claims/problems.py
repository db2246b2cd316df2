"""What can go wrong with claims.

Conflict 409
├── ClaimCorrected
└── ClaimNotRejected
Unprocessable
└── SearchInvalid 422
"""

from api.kit.problems import Conflict, Unprocessable


class ClaimCorrected(Conflict):
    """A claim that another one corrects: `superseded_by`."""

    slug, title = "claim-corrected", "The claim has been corrected: send its correction"


class ClaimNotRejected(Conflict):
    """A claim that no front end turned away, or that is on its way again."""

    slug, title = "claim-not-rejected", "Only a rejected claim can be sent again"


class SearchInvalid(Unprocessable):
    """A search that looks in no way, or in two."""

    slug, title = "search-invalid", "The search has to look in exactly one way"
