"""What can go wrong with claims.

Unprocessable
└── SearchInvalid 422
"""

from api.kit.problems import Unprocessable


class SearchInvalid(Unprocessable):
    """A search that looks in no way, or in two."""

    slug, title = "search-invalid", "The search has to look in exactly one way"
