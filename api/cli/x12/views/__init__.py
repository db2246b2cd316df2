"""One view a set: what `show` says of an ST, in the words of the trade."""

from collections.abc import Callable
from typing import Final

from api.cli.x12.view import View
from api.cli.x12.views.claim_acknowledgements import view_277ca
from api.cli.x12.views.claims import view_institutional_claims, view_professional_claims
from api.cli.x12.views.eligibility import view_270, view_271
from api.cli.x12.views.remittances import view_remittance
from api.cli.x12.views.statuses import view_276, view_277
from api.cli.x12.views.syntax_acknowledgements import view_999
from api.x12 import Transaction

_VIEWS: Final[dict[tuple[str, str], Callable[[Transaction], View]]] = {
    ("835", "005010X221"): view_remittance,
    ("837", "005010X222"): view_professional_claims,
    ("837", "005010X223"): view_institutional_claims,
    ("999", "005010X231"): view_999,
    ("277", "005010X214"): view_277ca,
    ("277", "005010X212"): view_277,
    ("276", "005010X212"): view_276,
    ("270", "005010X279"): view_270,
    ("271", "005010X279"): view_271,
}


def view_of(transaction: Transaction) -> View:
    """The view of an ST; one that is not read shows its envelope alone, whose findings say why."""
    found = _VIEWS.get((transaction.set_id, transaction.version[:10]))
    if found:
        return found(transaction)
    title = f"{transaction.set_id} {transaction.control_number}, {transaction.version or 'no version'}: not read"
    return View(title=title, rows=iter(()), findings=lambda: transaction.findings)
