"""What can be wrong with a delivered file.

Unprocessable 422
├── NotX12File
├── TooManyTransactions
└── InterchangeDamaged
"""

from typing import Any
from uuid import UUID

from api.kit.problems import Unprocessable, field_error
from api.x12 import MAX_INTERCHANGES, MAX_TRANSACTIONS
from api.x12 import TooManyTransactions as OverLimit


class NotX12File(Unprocessable):
    """There is no ISA: nothing is kept."""

    slug, title = "not-x12", "This is not an X12 file"

    @classmethod
    def without_isa(cls) -> "NotX12File":
        """What is missing, and where it was looked for."""
        missing = field_error(
            "ISA", "isa_missing", "An X12 file starts with an ISA segment of 106 bytes; none was found"
        )
        return cls(errors=[missing | {"position": 1, "byte_offset": 0}])


class TooManyTransactions(Unprocessable):
    """More than is taken in one file: nothing is kept."""

    slug, title = (
        "too-many-transactions",
        f"A file may hold {MAX_TRANSACTIONS:,} ST or TA1, as many GS, and {MAX_INTERCHANGES:,} ISA; send several files",
    )

    @classmethod
    def of(cls, over: OverLimit) -> "TooManyTransactions":
        """Which segment there is too much of, and the limit."""
        message = f"A file may hold {over.limit:,} {over.segment} segments"
        return cls(errors=[field_error(over.segment, "too_many", message) | {"limit": over.limit}])


class InterchangeDamaged(Unprocessable):
    """The envelope is damaged everywhere. The bytes are kept: `interchange_id` names them."""

    slug, title = (
        "interchange-damaged",
        "The envelope of this X12 file is damaged; the file is kept and not routed",
    )

    @classmethod
    def of(cls, interchange_id: UUID, findings: list[dict[str, Any]]) -> "InterchangeDamaged":
        """Each fault with its segment, its position and its byte."""
        errors = [
            field_error(finding["element"] or finding["segment"], finding["rule"], finding["message"])
            | {"position": finding["position"], "byte_offset": finding["byte_offset"]}
            for finding in findings
            if finding["blocking"]
        ]
        return cls(errors=errors, interchange_id=str(interchange_id))
