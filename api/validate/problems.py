"""What can be wrong with a file that is to be checked.

Unprocessable 422
├── NotX12File, of the files
└── TooManyToValidate
"""

from typing import Final

from api.kit.problems import Unprocessable, field_error

MAX_TRANSACTIONS: Final = 1_000


class TooManyToValidate(Unprocessable):
    """More transactions than are checked in one request."""

    slug, title = (
        "too-many-to-validate",
        f"Up to {MAX_TRANSACTIONS:,} ST are checked in one request; send several files",
    )

    @classmethod
    def of(cls, segment: str, limit: int) -> "TooManyToValidate":
        """Which segment there is too much of, and the limit."""
        message = f"A file to be checked may hold {limit:,} {segment} segments"
        return cls(errors=[field_error(segment, "too_many", message) | {"limit": limit}])
