"""Each sample 835 is posted against claims made to match it: nothing is left over, and every claim ends as it says.

A sample's CLP01 is replaced by the number of a claim of ours with the same lines; for what a later payer says, the
earlier payers have decided before it, and left what its OA-23 does not name.
"""

from datetime import date

import pytest

from api.x12 import Adjustment, ClaimPayment, read_file, read_remittance
from tests.builders.remittances import Clp, Svc
from tests.remittance.story import Claim, Story
from tests.remittance.support import balance, register_payee, upload
from tests.remittance.test_samples import BALANCED, SAMPLES, needs_samples

PRIOR = {"2": ("S",), "3": ("S", "T")}
"""Later coverages that a CLP02 tells of."""


LATER = {"2": "B", "3": "BC"}
"""Payers of further coverages, by CLP02."""


End = tuple[str, int, int]
"""State of a claim, and what insurers and the patient have open, in cents."""
PAID: End = ("paid", 0, 0)

# Worked by hand from the CAS of each file. A2, A7 and 42 are of no class but denial; PR 1 and 2 are the patient's.
ENDS: dict[str, tuple[End, ...]] = {
    "demo.835": (PAID, PAID),
    "medicare-part-a.835": (PAID, PAID),
    "X221-dollars-and-data-sent-together.edi": (PAID, PAID),
    # CO-A2 5000 and PR-1 30000; CO-A2 5500 and PR-1 60000
    "managed-care.835": (("partially_denied", 5000, 30000), ("partially_denied", 5500, 60000)),
    "X221-dollars-and-data-sent-separate.edi": (("partially_denied", 5000, 30000), ("partially_denied", 5500, 60000)),
    # 54100 - OA-23 51600 leaves 2500; paid 3400 with OA-94 -900
    "cob-contractural-adjustment.835": (("paid", -900, 0),),
    "X221-secondary-payment-with-higher-fee-schedule.edi": (("paid", -900, 0),),
    # the second payer's CO-42 8500, PR-1 15000 and PR-2 7000
    "secondary-payment.835": (PAID, ("partially_denied", 8500, 22000)),
    "X221-secondary-payments.edi": (PAID, ("partially_denied", 8500, 22000)),
    "X221-tertiary-payments.edi": (PAID,),
    "X221-era-sample.edi": (PAID,),
    # PR-3 of three patients: 1400 + 1000; 75600 + 14600; 3300 + 1120
    "X221-multiple-claims-single-check.edi": (
        *(PAID, PAID, ("paid", 0, 2400), ("paid", 0, 90200), ("paid", 0, 4420)),
        *(PAID, PAID, PAID, PAID),
    ),
    # CO-16 50004, OA-A7 12780 and 28755
    "835_mult_loops.txt": (("denied", 91539, 0),),
    # CO-29 1200 and 2200; CO-251 275 and 2000
    "emedny_sample.txt": (PAID, ("denied", 3400, 0), ("partially_denied", 2275, 0)),
    # PR-1 10526; PR-2 513 and PR-1 11000
    "united_healthcare_legacy_sample.txt": (("paid", 0, 10526), ("paid", 0, 11513)),
}


@needs_samples
@pytest.mark.parametrize(("name", "payee"), [case[:2] for case in BALANCED])
async def test_a_sample_settles_the_claims_it_is_about(story: Story, name: str, payee: str) -> None:
    await register_payee(story.practice, payee)
    content = (SAMPLES / name).read_bytes()
    made = [await _made(story, payment) for payment in _payments(content)]
    funds = await balance(story.practice, "undeposited_funds")
    [remittance_id] = await upload(story.world, story.practice, _renumbered(content, [claim.number for claim in made]))
    found = await story.get(f"/remittances/{remittance_id}")
    assert (found["state"], found["unapplied_cents"]) == ("posted", 0)
    assert {each["match_state"] for each in await story.payments(remittance_id)} == {"matched"}
    assert await balance(story.practice, "undeposited_funds") - funds == found["paid_cents"]
    await story.must_hold()
    ends = [(await story.state(claim), *await story.open(claim)) for claim in made]
    assert tuple(ends) == ENDS[name.rpartition("/")[2]]


def _payments(content: bytes) -> list[ClaimPayment]:
    return [payment for st in read_file(content).transactions() for payment in read_remittance(st).claims]


async def _made(story: Story, payment: ClaimPayment) -> Claim:
    """A claim that the payment may be about, with what earlier payers have left of it."""
    claim = await story.claim(
        *([service.charge_cents for service in payment.services] or [payment.charge_cents]),
        procedures=_procedures(payment),
        later=LATER.get(payment.status, ""),
        service_date=_day(payment).isoformat(),
    )
    left = [_left(service.charge_cents, service.adjustments) for service in payment.services]
    left = left or [_left(payment.charge_cents, payment.adjustments)]
    charges = [service.charge_cents for service in payment.services] or [payment.charge_cents]
    for at, _ in enumerate(LATER.get(payment.status, "")):
        lines = tuple(
            Svc(_share(at, charge, rest), 0 if at else charge - rest, line, procedure=procedure)
            for charge, rest, line, procedure in zip(charges, left, claim.lines, _procedures(payment), strict=True)
        )
        await story.pay(Clp(claim.number, status="12"[at], icn=f"EARLIER{at}", lines=lines))
    return claim


def _left(charge: int, adjustments: list[Adjustment]) -> int:
    """What OA-23 says that earlier payers left."""
    return charge - sum(each.cents for each in adjustments if each.carc == "23")


def _share(at: int, charge: int, rest: int) -> str:
    """The first payer pays what OA-23 names and leaves the rest to the patient; the second leaves all of that."""
    return f"OA-23 {charge - rest}, PR-2 {rest}" if at else f"PR-2 {rest}"


def _procedures(payment: ClaimPayment) -> list[str]:
    return [service.procedure.code or "99213" for service in payment.services] or ["99213"]


def _day(payment: ClaimPayment) -> date:
    days = [service.service_date for service in payment.services if service.service_date]
    return days[0] if days else date(2002, 5, 12)


def _renumbered(content: bytes, numbers: list[str]) -> bytes:
    """The file with our claim numbers in CLP01, in their order."""
    segments = content.split(content[105:106])
    remaining = iter(numbers)
    for at, segment in enumerate(segments):
        if segment.lstrip().startswith(b"CLP"):
            elements = segment.split(b"*")
            segments[at] = b"*".join([elements[0], next(remaining).encode(), *elements[2:]])
    return content[105:106].join(segments)
