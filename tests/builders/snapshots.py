"""Claims as they are billed: snapshots that no database has seen."""

from datetime import date
from typing import Any

from api.claims import Adjustment, Line, LineAdjudication, OtherPayer, Payer, Snapshot
from api.registration import Address, BillingProvider, Person
from tests.builders.registration import BILLING_NPI

ADDRESS = Address(line1="12 Elm St", city="Springfield", state="IL", zip="627010000")
JANE = Person(last_name="Doe", first_name="Jane", birth_date=date(1950, 2, 3), sex="F", address=ADDRESS)
DAY = date(2026, 1, 15)


def line(line_no: int = 1, charge_cents: int = 10000, **changes: Any) -> Line:
    facts: dict[str, Any] = {"service_date": DAY, "procedure": "99213", "units": 1, "pointers": (1,)}
    return Line(line_no=line_no, charge_cents=charge_cents, **facts | changes)


def snapshot(**changes: Any) -> Snapshot:
    """An office visit of 10000 cents."""
    billing = BillingProvider(
        name="Elm Street Family Medicine",
        npi=BILLING_NPI,
        tin="123456789",
        taxonomy="207Q00000X",
        address=ADDRESS,
        contact_name="Billing Office",
        contact_phone="2175550100",
    )
    facts: dict[str, Any] = {
        "payer_sequence": "P",
        "relationship": "18",
        "member_id": "M1",
        "billing_provider": billing,
        "payer": Payer(identifier="SBXCO", name="Sandbox Commercial", filing_indicator="CI"),
        "subscriber": JANE,
        "patient": JANE,
        "place_of_service": "11",
        "diagnoses": ("J069",),
        "lines": (line(),),
    }
    return Snapshot(**facts | changes).numbered("A1B2C3D4E5F6G7H")


def medicare(**changes: Any) -> OtherPayer:
    """Medicare as the payer before: 10000 = CO-45 2000, CO-253 128, PR-2 1600, paid 6272."""
    decided = LineAdjudication(
        line_no=1,
        paid_cents=6272,
        procedure="99213",
        adjustments=(
            Adjustment(group="CO", carc="45", cents=2000),
            Adjustment(group="PR", carc="2", cents=1600),
            Adjustment(group="CO", carc="253", cents=128),
        ),
    )
    facts: dict[str, Any] = {
        "sequence": "P",
        "payer": Payer(identifier="SBXMC", name="Sandbox Medicare", filing_indicator="MB"),
        "relationship": "18",
        "member_id": "1EG4TE5MK73",
        "subscriber": JANE,
        "paid_cents": 6272,
        "adjudicated_on": date(2026, 2, 10),
        "control_number": "ICN0001",
        "lines": (decided,),
    }
    return OtherPayer(**facts | changes)
