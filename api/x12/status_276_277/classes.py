"""What a claim status category (code source 507) says about where a claim stands.

F0 F1 F2 F3 F3F F3N F4 F5 are final, P* pending, R* and RQ ask for something, A4 and D0 found nothing, E* could not
answer [P]; the other A* only say that it was received. A status never posts money: that takes an 835.
"""

from typing import Final, Literal

StatusClass = Literal["final", "pending", "request", "not_found", "error", "received", "unknown"]

_NOT_FOUND: Final = frozenset({"A4", "D0"})
_FAMILIES: Final[dict[str, StatusClass]] = {
    "F": "final",
    "P": "pending",
    "R": "request",
    "E": "error",
    "A": "received",
}
CATEGORY_MEANINGS: Final = {
    "A0": "forwarded to another entity",
    "A1": "received, not yet accepted",
    "A2": "accepted into adjudication",
    "A3": "returned as unprocessable",
    "A4": "not found",
    "A5": "split",
    "A6": "rejected, information is missing",
    "A7": "rejected, information is invalid",
    "A8": "rejected, information does not fit together",
    "D0": "the search found nothing",
    "E0": "the request had an error",
    "E1": "the payer's system cannot answer now",
    "E2": "the payer's system does not respond",
    "E3": "the request was not understood, correct it",
    "E4": "the trading partner agreement does not allow the request",
    "F0": "finalized",
    "F1": "finalized, paid",
    "F2": "finalized, denied",
    "F3": "finalized, revised",
    "F3F": "finalized, forwarded",
    "F3N": "finalized, not forwarded",
    "F4": "finalized, no payment comes",
    "F5": "finalized, cannot be processed",
    "P0": "pending",
    "P1": "pending, in process",
    "P2": "pending, under review",
    "P3": "pending, the provider is asked for information",
    "P4": "pending, the patient is asked for information",
    "P5": "pending, on hold by the payer",
}


def status_class(category: str) -> StatusClass:
    """Where a claim stands by its category; a category that is not known decides nothing."""
    if category in _NOT_FOUND:
        return "not_found"
    is_formed = 1 < len(category) <= 3 and category.isalnum()  # noqa: PLR2004 - F1, R17, F3N
    return _FAMILIES.get(category[:1], "unknown") if is_formed else "unknown"
