"""A transaction set as `check` knows it: its grammar, and the rules that go beyond a grammar."""

from collections.abc import Mapping
from typing import ClassVar, Final

import msgspec

from api.x12.check.grammar import Grammar
from api.x12.check.report import Report
from api.x12.check.usual import UsualForm
from api.x12.envelope import Transaction
from api.x12.versions import find_guide


class SetRules:
    """The rules of a set that no grammar says: sums, pointers, hierarchies.

    `hooks` maps segments to the methods that take them, by loop and tag: `"2100/CLP": "take_clp"`; `"/BPR"` stands in
    the header; `"2010AA/REF*EI": "take_tax_id"` is the one use of the tag that has this code. A method gets the
    elements (the id first) and the position of the segment, also of a malformed one. One object checks one ST.
    """

    hooks: ClassVar[Mapping[str, str]] = {}
    # Where a claim opens (`2100/CLP`), when `usual_form` may take it whole.
    opens_claim: ClassVar[str] = ""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.claims = 0
        self.component = report.delimiters.component
        self.repetition = report.delimiters.repetition

    def usual_form(self) -> UsualForm | None:
        """What takes the usual claims of this set; see `api.x12.check.usual`."""
        return None

    def take_usual(self, position: int) -> None:
        """Usual claims were taken, the first at `position`: whatever is open is through before them."""

    def finish(self) -> None:
        """The ST is through."""


class TransactionSet(msgspec.Struct, frozen=True):
    """What is checked where: the guide's GS08 without errata, ST01, the grammar and the rules."""

    version: str
    set_id: str
    grammar: Grammar
    rules: type[SetRules]


_SETS: Final[dict[tuple[str, str], TransactionSet]] = {}


def register(version: str, set_id: str, grammar: Grammar, rules: type[SetRules] = SetRules) -> TransactionSet:
    """Make a set known: `register("005010X221", "835", GRAMMAR, Rules)`."""
    new = _SETS[version, set_id] = TransactionSet(version, set_id, grammar, rules)
    return new


def find_set(transaction: Transaction) -> TransactionSet | None:
    """The set of an ST by its GS08 and ST01, in any of its errata."""
    if find_guide(transaction.version) is None:
        return None
    return _SETS.get((transaction.version[:10], transaction.set_id))
