"""What can go wrong with contracts.

Conflict
└── ContractExists 409
Unprocessable
└── MethodNotTaken 422
"""

from api.kit.problems import Conflict, Unprocessable, field_error


class ContractExists(Conflict):
    """A version starts on this day: what was agreed is not rewritten, a later day takes what has changed."""

    slug, title = "contract-exists", "A version of this contract starts on that day"


class MethodNotTaken(Unprocessable):
    """Medicare Part B knows no replacement claim."""

    slug, title = "correction-method-not-taken", "This payer takes no such correction"

    def __init__(self) -> None:
        message = "Medicare Part B (SBR09 MB) takes no frequency 7: a reopening, an appeal, or a new claim"
        super().__init__(errors=[field_error("/body/correction_method", "not_taken", message)])
