"""What `show` shows of an ST, before it is a table or JSON: facts, then rows in rows, each with its amounts."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from api.x12 import EntityName, Finding, Party, Procedure

MASKED: Final = "***"


class Phi(str):
    """Text that tells who somebody is or what they have: masked unless it is asked for."""

    __slots__ = ()


Fact = str | int | dt.date | None
Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A claim, a line, an adjustment ...: its kind and number, what it says in words, further facts, amounts in cents.

    A fact that is empty is left out, and so is an amount that is None.
    """

    kind: str
    name: str = ""
    words: str = ""
    facts: Facts = field(default_factory=dict)
    cents: Mapping[str, int | None] = field(default_factory=dict)
    rows: Iterable["Row"] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One ST. `rows` comes one by one, so that a file of any length is shown in the memory of one claim.

    `findings` is complete when the rows are through.
    """

    title: str
    rows: Iterator[Row]
    findings: Callable[[], Sequence[Finding]]
    facts: Facts = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    """The amounts its rows have."""


@dataclass(frozen=True, slots=True)
class Masking:
    """How values are shown: PHI as `***`, or as it is."""

    shows_phi: bool

    def __call__(self, value: Fact) -> Fact:
        """The value, masked where it has to be."""
        if not isinstance(value, Phi) or not value:
            return value
        return str(value) if self.shows_phi else MASKED

    def facts(self, facts: Facts) -> dict[str, Fact]:
        """The facts that say something."""
        return {name: self(value) for name, value in facts.items() if value not in ("", None)}

    def keyed(self, facts: Facts) -> dict[str, Fact]:
        """The same for JSON: `payers_number` for `payer's number`."""
        return {name.replace("'", "").replace(" ", "_"): value for name, value in self.facts(facts).items()}


def plain_row(row: Row, masking: Masking) -> dict[str, Any]:
    """A row as values for JSON, without what is empty."""
    cents = {name: value for name, value in row.cents.items() if value is not None}
    rows = [plain_row(inner, masking) for inner in row.rows]
    told = {"name": masking(row.name), "words": masking(row.words), "facts": masking.keyed(row.facts)}
    return {"kind": row.kind} | {
        name: value for name, value in (told | {"cents": cents, "rows": rows}).items() if value
    }


def person(party: Party | EntityName | None) -> Phi:
    """`DOE, JANE` of a person; PHI, unless it is a provider (`organization`)."""
    return Phi(organization(party))


def organization(party: Party | EntityName | None) -> str:
    """`DOE, JANE` of a person, the name of an organization."""
    return "" if party is None else ", ".join(filter(None, (party.last_name, party.first_name)))


def procedure(code: Procedure | None) -> str:
    """`99213-25`"""
    return "-".join(filter(None, (code.code, *code.modifiers))) if code else ""


def counted(number: int, what: str) -> str:
    """`1 claim`, `2 claims`"""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def days(start: dt.date | None, end: dt.date | None) -> str:
    """A day, or the first and last of a range."""
    known = sorted({day for day in (start, end) if day is not None})
    return " to ".join(day.isoformat() for day in known)
