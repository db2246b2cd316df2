"""The visits of both practices, each with the answer it asks the sandbox payer for, and what must come of it.

The expected amounts are worked out here from the payer's published rules, not read from the product. In cents:

| visit | first answer | in the end |
|---|---|---|
| 01A 15000 | CO-45 4500, PR-3 2500, paid 8000 | the same; with a second line of 6000, 4200 more are paid |
| 01C 9000 | paid in full | the same; in the check that a takeback is netted against |
| 02A 15000 | CO-45 4500, PR-1 10500 | the same |
| 03A 20000 | Medicare: CO-45 10000, PR 6000, CO-253 80, paid 3920 | the next payer pays 6000: nothing is left |
| 04A 15000 | 277CA A7 | corrected, sent again, paid as 01A |
| 05A 15000 | CO-16 15000 | replaced (frequency 7), paid as 01A |
| 06A, 06B 15000 | PR-31, CO-27 | denied, open: a person must find the plan |
| 07A 15000 | CO-197 15000 | written off |
| 08A 68500 | CO-97 1500, CO-50 12000, CO-151 15000, paid 23000 | appealed |
| 09 15000 | the visit of the first claim once more: OA-18 | withdrawn: it was billed twice |
| 10A-10D 15000 | as 01A | 4000 taken back, by the route of the letter |
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final, Literal

Outcome = Literal["paid", "patient_responsibility", "denied", "partially_denied", "rejected", "duplicate"]
Charges = tuple[tuple[str, int], ...]

COMMERCIAL: Final = "SBXCO"
MEDICARE: Final = "SBXMC"
COPAY_CENTS: Final = 2500
TAKEN_BACK_CENTS: Final = 4000
INSURANCE_BPS: Final = 500
DESK_BPS: Final = 300
STATEMENT_BPS: Final = 600
OFFICE_VISIT: Final = ("99213", 15000)
BLOOD_COUNT: Final = ("85025", 6000)
FIRST_NAMES: Final = ("Ada", "Ben", "Cleo", "Dev", "Elsa", "Finn", "Gina", "Hugo", "Iris", "Jon")
LAST_NAMES: Final = ("Abbott", "Baker", "Carver", "Dyer", "Fisher", "Glover", "Mason")


@dataclass(frozen=True, slots=True)
class Story:
    """What the payer's rules make of a visit. Amounts of its family, in cents."""

    answer: str
    """In words, for the reader of the demo."""
    first: Outcome
    """The state after the first answer."""
    paid_first: int = 0
    """Insurance, with the family's first adjudication."""
    paid: int = 0
    """Insurance, in the end."""
    patient: int = 0
    """The patient's part in the end."""
    denied: int = 0
    """At the first adjudication."""
    written_off: int = 0
    clean_lines: int = 1
    charges: Charges = (OFFICE_VISIT,)
    payer: str = COMMERCIAL
    is_resent: bool = False
    """Rejected, corrected and sent again: its family is adjudicated, and broken."""
    eligibility: Literal["active", "inactive", "rejected"] = "active"
    is_reversed: bool = False
    """A 22 comes later."""


FIVE_LINES: Final[Charges] = (("99214", 15000), ("36415", 1500), ("95810", 12000), ("97110", 40000), ("99080", 0))
STORIES: Final[dict[str, Story]] = {
    "01A": Story("paid, with a copay", "paid", paid_first=8000, paid=8000, patient=COPAY_CENTS),
    "02A": Story("all to the deductible", "patient_responsibility", patient=10500),
    "03A": Story(
        "Medicare, crossed over to the next payer",
        "paid",
        paid_first=3920,
        paid=9920,
        charges=(("99214", 20000),),
        payer=MEDICARE,
    ),
    "04A": Story(
        "rejected at the front end; corrected and paid",
        "rejected",
        paid_first=8000,
        paid=8000,
        patient=COPAY_CENTS,
        is_resent=True,
    ),
    "05A": Story(
        "denied for missing information; replaced and paid",
        "denied",
        paid=8000,
        patient=COPAY_CENTS,
        denied=15000,
        clean_lines=0,
        is_reversed=True,
    ),
    "06A": Story("member not recognized", "denied", denied=15000, clean_lines=0, eligibility="rejected"),
    "06B": Story("coverage had ended", "denied", denied=15000, clean_lines=0, eligibility="inactive"),
    "07A": Story("no authorization; written off", "denied", denied=15000, written_off=15000, clean_lines=0),
    "08A": Story(
        "denied in part; appealed",
        "partially_denied",
        paid_first=23000,
        paid=23000,
        patient=COPAY_CENTS,
        denied=28500,
        charges=FIVE_LINES,
    ),
    "09A": Story("billed twice; withdrawn", "duplicate"),
    "10A": Story(
        "taken back in part, netted",
        "paid",
        paid_first=8000,
        paid=8000 - TAKEN_BACK_CENTS,
        patient=COPAY_CENTS,
        is_reversed=True,
    ),
    "10B": Story(
        "taken back in part, from a later check",
        "paid",
        paid_first=8000,
        paid=8000 - TAKEN_BACK_CENTS,
        patient=COPAY_CENTS,
        is_reversed=True,
    ),
    "10C": Story(
        "taken back in part, by letter",
        "paid",
        paid_first=8000,
        paid=8000 - TAKEN_BACK_CENTS,
        patient=COPAY_CENTS,
    ),
    "01C": Story("paid in full, beside a takeback", "paid", paid_first=9000, paid=9000, charges=(("99213", 9000),)),
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One encounter, which becomes one claim. `number` tells patients and ids of a practice apart."""

    number: int
    scenario: str
    story: Story
    has_blood_count: bool = False
    delay_days: int = 0
    """How long the payer takes."""
    repeats: int | None = None
    """The number of the visit that this one is by mistake sent as once more."""

    @property
    def charges(self) -> Charges:
        """Procedure and cents of each line."""
        return (*self.story.charges, BLOOD_COUNT) if self.has_blood_count else self.story.charges

    @property
    def charged_cents(self) -> int:
        """CLM02."""
        return sum(cents for _, cents in self.charges)

    @property
    def insurance_first_cents(self) -> int:
        """Paid with the first adjudication of the family."""
        return self.story.paid_first + self._blood_count_paid

    @property
    def insurance_paid_cents(self) -> int:
        """Paid in the end, what was taken back left out."""
        return self.story.paid + self._blood_count_paid

    @property
    def patient_cents(self) -> int:
        """What becomes the patient's part (PR) in the end."""
        return self.story.patient

    @property
    def lines_charged(self) -> int:
        """Lines with a charge."""
        return sum(1 for _, cents in self.charges if cents)

    @property
    def lines_clean(self) -> int:
        """Of those, the ones resolved at the first pass."""
        return 0 if self.story.is_resent else self.story.clean_lines + self.has_blood_count

    @property
    def opens_family(self) -> bool:
        """A claim family of its own."""
        return self.repeats is None

    @property
    def is_favorable(self) -> bool:
        """Resolved at the first pass: nothing refused, and not broken before."""
        return self.story.denied == 0 and not self.story.is_resent

    @property
    def _blood_count_paid(self) -> int:
        # 6000 less 30 %; the copay is taken once a claim.
        return 4200 if self.has_blood_count else 0

    @property
    def person_number(self) -> int:
        """Whose visit it is."""
        return self.repeats or self.number

    @property
    def patient_id(self) -> str:
        """The EHR's own id of the patient."""
        return f"MRN-{self.person_number}"

    @property
    def coverage_id(self) -> str:
        """The EHR's own id of the membership."""
        return f"COV-{self.person_number}"

    @property
    def encounter_id(self) -> str:
        """The EHR's own id of the visit."""
        return f"ENC-{self.number}"

    @property
    def member_id(self) -> str:
        """Asks the sandbox payer for the scenario."""
        return f"SBX{self.scenario}{self.number:06d}"

    @property
    def note(self) -> str | None:
        """Asks the sandbox payer to take its time."""
        return f"SBX {self.scenario} DELAY={self.delay_days}" if self.delay_days else None

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
        return today - timedelta(days=3 + self.person_number % 7)


@dataclass(frozen=True)
class Expected:
    """What must come of a practice's visits."""

    visits: tuple[Visit, ...]
    paying: tuple[int, int, int]
    """The visits whose patients pay their copay: at the desk, by card after a statement, and 500 cents too much."""

    @cached_property
    def families(self) -> tuple[Visit, ...]:
        """The visits that are claim families."""
        return tuple(visit for visit in self.visits if visit.opens_family)

    @property
    def charged_cents(self) -> int:
        """Of all claims as they were made from visits."""
        return sum(visit.charged_cents for visit in self.visits)

    @property
    def insurance_paid_cents(self) -> int:
        """In the end."""
        return sum(visit.insurance_paid_cents for visit in self.visits)

    @property
    def patient_paid_cents(self) -> int:
        """Three copays: what was too much has gone back."""
        return len(self.paying) * COPAY_CENTS

    @property
    def fee_cents(self) -> int:
        """Each collection's percentage; every one of them is whole cents."""
        insurance = self.insurance_paid_cents * INSURANCE_BPS
        return (insurance + COPAY_CENTS * DESK_BPS + 2 * COPAY_CENTS * STATEMENT_BPS) // 10_000

    @property
    def first_states(self) -> Counter[str]:
        """How many claims each first answer leaves in each state."""
        return Counter(visit.story.first for visit in self.visits)

    @property
    def rates(self) -> dict[str, tuple[int, int]]:
        """Numerator and denominator of every rate, by the published definitions."""
        families = self.families
        favorable = [visit for visit in families if visit.is_favorable]
        counted = len(families)
        denied = [visit for visit in families if visit.story.denied]
        return {
            "fprr": (len(favorable), counted),
            "fprr_strict": (sum(visit.insurance_first_cents > 0 for visit in favorable), counted),
            "fprr_any_payment": (
                sum(
                    not visit.story.is_resent and (visit.is_favorable or visit.insurance_first_cents > 0)
                    for visit in families
                ),
                counted,
            ),
            "fprr_by_line": (
                sum(visit.lines_clean for visit in families),
                sum(visit.lines_charged for visit in families),
            ),
            "fpar": (sum(visit.story.first != "rejected" for visit in families), counted),
            "idr_full": (sum(visit.insurance_first_cents == 0 for visit in denied), counted),
            "idr_any_line": (len(denied), counted),
            "idr_money": (
                sum(visit.story.denied for visit in denied),
                sum(visit.charged_cents for visit in families),
            ),
        }


def _visits(*wanted: tuple[str, int] | tuple[str, int, int]) -> tuple[Visit, ...]:
    """So many visits for each scenario, the payer taking so many days; every third 01A has a second service."""
    found: list[Visit] = []
    for scenario, count, *delay in wanted:
        for _ in range(count):
            number = len(found) + 1
            found.append(
                Visit(
                    number,
                    scenario,
                    STORIES[scenario],
                    has_blood_count=scenario == "01A" and number % 3 == 0,
                    delay_days=delay[0] if delay else 0,
                    repeats=1 if scenario == "09A" else None,
                )
            )
    return tuple(found)


PRACTICE_ONE: Final = Expected(
    _visits(
        *(("01A", 10), ("02A", 1), ("03A", 1), ("04A", 1), ("05A", 1), ("06A", 1), ("06B", 1), ("07A", 1)),
        *(("08A", 1), ("09A", 1), ("10A", 1), ("10C", 1), ("01C", 1, 30)),
    ),
    paying=(1, 2, 4),
)
"""22 claims: enough for its rates to be released to a partner."""

PRACTICE_TWO: Final = Expected(
    _visits(
        *(("01A", 1), ("02A", 1), ("03A", 1), ("04A", 1), ("05A", 1), ("06B", 1), ("07A", 1), ("08A", 1)),
        *(("09A", 1), ("10B", 1), ("01C", 1, 60)),
    ),
    paying=(1, 4, 5),
)
"""Eleven claims, ten families: a partner must not learn its rates."""
