"""The visits of both practices, each with the answer it asks the sandbox payer for, and what must come of it.

The expected amounts are worked out here from the payer's published rule, not read from the product: an in-network payer
allows 70 % of a charge and leaves a copay of 2500 cents a claim to the patient.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

Outcome = Literal["paid", "patient_responsibility", "denied", "rejected"]

COPAY_CENTS: Final = 2500
OFFICE_VISIT: Final = ("99213", 15000)
BLOOD_COUNT: Final = ("85025", 6000)
OUTCOMES: Final[dict[str, Outcome]] = {
    "01A": "paid",
    "02A": "patient_responsibility",
    "04A": "rejected",
    "04B": "rejected",
    "06B": "denied",
    "07A": "denied",
}
FIRST_NAMES: Final = ("Ada", "Ben", "Cleo", "Dev", "Elsa", "Finn", "Gina", "Hugo", "Iris", "Jon")
LAST_NAMES: Final = ("Abbott", "Baker", "Carver", "Dyer", "Fisher", "Glover", "Mason")


@dataclass(frozen=True, slots=True)
class Visit:
    """One encounter, which becomes one claim. `number` tells patients and ids of a practice apart."""

    number: int
    scenario: str
    charges: tuple[tuple[str, int], ...]

    @property
    def outcome(self) -> Outcome:
        """The state the claim ends in."""
        return OUTCOMES[self.scenario]

    @property
    def charged_cents(self) -> int:
        """CLM02."""
        return sum(cents for _, cents in self.charges)

    @property
    def insurance_paid_cents(self) -> int:
        """CLP04."""
        return self._allowed_cents - COPAY_CENTS if self.outcome == "paid" else 0

    @property
    def patient_cents(self) -> int:
        """What the patient owes once the payer has decided (PR)."""
        return {"paid": COPAY_CENTS, "patient_responsibility": self._allowed_cents}.get(self.outcome, 0)

    @property
    def _allowed_cents(self) -> int:
        return sum(cents - _contractual(cents) for _, cents in self.charges)

    @property
    def patient_id(self) -> str:
        """The EHR's own id of the patient."""
        return f"MRN-{self.number}"

    @property
    def coverage_id(self) -> str:
        """The EHR's own id of the membership."""
        return f"COV-{self.number}"

    @property
    def encounter_id(self) -> str:
        """The EHR's own id of the visit."""
        return f"ENC-{self.number}"

    @property
    def member_id(self) -> str:
        """Asks the sandbox payer for the scenario."""
        return f"SBX{self.scenario}{self.number:06d}"

    @property
    def person(self) -> dict[str, object]:
        """The patient, made up."""
        return {
            "first_name": FIRST_NAMES[self.number % len(FIRST_NAMES)],
            "last_name": LAST_NAMES[self.number % len(LAST_NAMES)],
            "birth_date": str(date(1950, 1, 1) + timedelta(days=379 * self.number)),
            "sex": "MF"[self.number % 2],
            "address": {"line1": f"{self.number} Elm St", "city": "Springfield", "state": "IL", "zip": "62701"},
        }

    def service_date(self, today: date) -> date:
        """Some days ago."""
        return today - timedelta(days=3 + self.number % 7)


@dataclass(frozen=True, slots=True)
class Expected:
    """What must come of a practice's visits."""

    visits: tuple[Visit, ...]

    @property
    def charged_cents(self) -> int:
        """Of all claims."""
        return sum(visit.charged_cents for visit in self.visits)

    @property
    def insurance_paid_cents(self) -> int:
        """Of all claims."""
        return sum(visit.insurance_paid_cents for visit in self.visits)

    @property
    def states(self) -> Counter[str]:
        """How many claims end in each state."""
        return Counter(visit.outcome for visit in self.visits)

    @property
    def accepted(self) -> int:
        """Claims that a payer decides on."""
        return len(self.visits) - self.states["rejected"]

    @property
    def resolved(self) -> int:
        """Claims with nothing refused at their first adjudication: the numerator of fprr/1."""
        return self.accepted - self.states["denied"]


def visits(scenarios: Iterable[tuple[str, int]]) -> tuple[Visit, ...]:
    """So many visits for each scenario; every third has a second service."""
    wanted = [scenario for scenario, count in scenarios for _ in range(count)]
    return tuple(
        Visit(number, scenario, (OFFICE_VISIT, BLOOD_COUNT) if number % 3 == 0 else (OFFICE_VISIT,))
        for number, scenario in enumerate(wanted, 1)
    )


PRACTICE_ONE: Final = Expected(visits((("01A", 14), ("02A", 2), ("06B", 1), ("07A", 1), ("04A", 1), ("04B", 1))))
"""20 claims: enough for its rates to be released to a partner."""

PRACTICE_TWO: Final = Expected(visits((("01A", 5), ("02A", 1), ("07A", 1))))
"""Seven claims: a partner must not learn its rates."""


def _contractual(cents: int) -> int:
    """30 %, rounded half up (CO-45)."""
    return (cents * 30 + 50) // 100
