"""What a claim asks for: by its member id, `SBX` + two digits + letter (`SBX01A000123`), or by a claim note NTE*ADD.

A note is `SBX`, the scenario, then switches, in capitals and in any order: `SBX 01A SPLIT-CLAIM DELAY=3`. It wins over
the member id; without a scenario in it the member id's holds. A replacement or void (CLM05-3 7, 8) asks by note alone:
it corrects what the member id brought about. Nothing given, or what is not in the table: 01A.
"""

import re
from typing import Final

import msgspec

from api.sandbox.scenarios import DEFAULT, SCENARIOS, UNBALANCED, Scenario
from api.x12 import ClaimContext

MAX_DELAY_DAYS: Final = 3_660
CORRECTIONS: Final = frozenset({"7", "8"})
_MEMBER_ID: Final = re.compile(r"SBX([0-9]{2}[A-Z])")
_NOTE: Final = re.compile(r"SBX(?: |$)")
_SCENARIO: Final = re.compile(r"[0-9]{2}[A-Z]")
_DELAY: Final = re.compile(r"DELAY=([0-9]{1,4})")


class Style(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a file with an 835 is written."""

    has_line_ends: bool = False
    has_other_delimiters: bool = False
    is_shuffled: bool = False
    is_sent_twice: bool = False

    def __or__(self, other: "Style") -> "Style":
        """What either asks for."""
        return Style(**{name: getattr(self, name) or getattr(other, name) for name in self.__struct_fields__})


class Switches(msgspec.Struct, frozen=True, kw_only=True):
    """What any scenario may be combined with."""

    delay_days: int = 0
    has_legacy_status: bool = False
    omits_line_references: bool = False
    is_split: bool = False
    has_interest: bool = False
    style: Style = Style()


class Choice(msgspec.Struct, frozen=True):
    """The row a claim asks for, and its switches."""

    scenario: Scenario
    switches: Switches = Switches()


SWITCHES: Final = {
    "DELAY=3": "the 835 comes 3 days (of the sandbox's calendar) after the 277CA; any number up to 3660",
    "LEGACY-STATUS-4": "a denial of the whole claim carries CLP02 4 instead of 1, as many payers do",
    "NO-6R": "the 835 leaves REF*6R out: lines match by procedure, date and charge",
    "SPLIT-CLAIM": "a claim of two lines or more returns as two CLPs with two CLP07: its first line, and 30 days later"
    " the others",
    "INTEREST": "AMT*I of 150 cents on the claim and PLB L6 -150; in 10A, 10B and 10D on the correction",
    "CRLF": "the file of the 835 has a line end after each segment",
    "OTHER-DELIMITERS": "the file of the 835 has a bar between elements and > inside composites",
    "SHUFFLED": "the claim payments of a check stand in the reverse order",
    "TWICE": "the file of the 835 comes a second time, under another control number",
}
"""What each word in a note does."""


def choose(context: ClaimContext) -> Choice:
    """The row and switches that a claim asks for."""
    claim = context.claim
    charges = [line.charge_cents for line in claim.lines]
    if sum(charges) != claim.charge_cents or min(charges, default=0) < 0:
        return Choice(UNBALANCED)
    words = next((note.text.split() for note in claim.notes if note.code == "ADD" and _NOTE.match(note.text)), [])
    name = next((word for word in words if _SCENARIO.fullmatch(word)), "")
    if not name and claim.frequency not in CORRECTIONS:
        name = scenario_name(context.subscriber.party.id)
    return Choice(SCENARIOS.get(name, SCENARIOS[DEFAULT]), _switches(frozenset(words)))


def scenario_name(member_id: str) -> str:
    """The scenario that a member id names; empty when it names none."""
    found = _MEMBER_ID.match(member_id)
    return found.group(1) if found else ""


def _switches(words: frozenset[str]) -> Switches:
    delays = [int(found.group(1)) for found in map(_DELAY.fullmatch, sorted(words)) if found]
    return Switches(
        delay_days=min(max(delays, default=0), MAX_DELAY_DAYS),
        has_legacy_status="LEGACY-STATUS-4" in words,
        omits_line_references="NO-6R" in words,
        is_split="SPLIT-CLAIM" in words,
        has_interest="INTEREST" in words,
        style=Style(
            has_line_ends="CRLF" in words,
            has_other_delimiters="OTHER-DELIMITERS" in words,
            is_shuffled="SHUFFLED" in words,
            is_sent_twice="TWICE" in words,
        ),
    )
