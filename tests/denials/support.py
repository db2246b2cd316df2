"""An 835 of the test's own for one claim, and what a denial looks like through the API."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.builders.registration import BILLING_NPI
from tests.builders.x12_files import interchange
from tests.harness.world import PracticeWorld, World

PAID_ON = "20261102"


@dataclass(frozen=True, slots=True)
class Svc:
    """One service line of the answer: what is adjusted is not paid."""

    line_no: int
    charge_cents: int
    adjustments: tuple[tuple[str, str, int], ...] = ()
    remarks: tuple[str, ...] = ()
    procedure: str = "99213"

    @property
    def paid_cents(self) -> int:
        return self.charge_cents - sum(cents for _, _, cents in self.adjustments)


@dataclass(frozen=True, slots=True)
class Clp:
    """One claim payment."""

    claim: dict[str, Any]
    lines: Sequence[Svc]
    status: str = "1"
    icn: str = "ICN1"
    remarks: tuple[str, ...] = ()
    """MOA."""
    charge_cents: int = 0
    """Of a claim without service lines."""
    adjustments: tuple[tuple[str, str, int], ...] = ()
    """Of the claim itself."""

    @property
    def charge(self) -> int:
        return self.charge_cents or sum(line.charge_cents for line in self.lines)

    @property
    def paid(self) -> int:
        return self.charge - sum(cents for _, _, cents in self.every_adjustment)

    @property
    def every_adjustment(self) -> list[tuple[str, str, int]]:
        return [*self.adjustments, *(each for line in self.lines for each in line.adjustments)]


def dollars(cents: int) -> str:
    text = f"{cents / 100:.2f}".rstrip("0").rstrip(".")
    return text or "0"


def era(*payments: Clp, trace: str = "TRACE1", paid_on: str = PAID_ON) -> bytes:
    """A check of these claim payments that balances at every level."""
    total = sum(payment.paid for payment in payments)
    way = f"I*{dollars(total)}*C*ACH*CCP*01*999999992*DA*123456" if total else "H*0*C*NON*****"
    account = "01*999988880*DA*98765" if total else "***"
    body = [
        "ST*835*0001",
        f"BPR*{way}*1999999999**{account}*{paid_on}",
        f"TRN*1*{trace}*1999999999",
        f"DTM*405*{paid_on}",
        "N1*PR*SANDBOX COMMERCIAL",
        "N3*1 PAYER PLAZA",
        "N4*SPRINGFIELD*IL*627010000",
        "PER*BL*SUPPORT*TE*8005550100",
        f"N1*PE*ELM STREET FAMILY MEDICINE*XX*{BILLING_NPI}",
        "LX*1",
    ]
    for payment in payments:
        body += _claim_payment(payment)
    return interchange([[*body, f"SE*{len(body) + 1}*0001"]], control=f"{sum(map(ord, trace)):09d}")


def _claim_payment(payment: Clp) -> list[str]:
    share = sum(cents for group, _, cents in payment.every_adjustment if group == "PR")
    shown_share = "" if payment.status == "22" or share == 0 else dollars(share)
    amounts = f"{dollars(payment.charge)}*{dollars(payment.paid)}*{shown_share}"
    segments = [f"CLP*{payment.claim['number']}*{payment.status}*{amounts}*12*{payment.icn}"]
    segments += [f"CAS*{group}*{carc}*{dollars(cents)}" for group, carc, cents in payment.adjustments]
    segments.append("NM1*QC*1*DOE*JANE****MI*SBX01A000123")
    if payment.remarks:
        segments.append(f"MOA***{'*'.join(payment.remarks)}")
    for line in payment.lines:
        segments.append(f"SVC*HC:{line.procedure}*{dollars(line.charge_cents)}*{dollars(line.paid_cents)}**1")
        segments.append("DTM*472*20260115")
        segments += [f"CAS*{group}*{carc}*{dollars(cents)}" for group, carc, cents in line.adjustments]
        segments.append(f"REF*6R*{payment.claim['number']}{line.line_no:03d}")
        segments += [f"LQ*HE*{remark}" for remark in line.remarks]
    return segments


async def post(world: World, practice: PracticeWorld, *payments: Clp, **header: str) -> None:
    """Upload the check, and see it posted."""
    answer = await practice.ehr.send_file(practice.path("/remittances"), era(*payments, **header))
    assert answer.status_code == 202, answer.text
    await world.work()
    path = practice.path(f"/remittances/{answer.json()['items'][0]['id']}")
    remittance = (await practice.ehr.get(path)).json()
    assert remittance["state"] == "posted", remittance


async def submit(world: World, practice: PracticeWorld) -> None:
    """Send what is ready; the sandbox answers."""
    (await practice.ehr.post(practice.path("/submissions"), {})).raise_for_status()
    await world.work()


async def denials(practice: PracticeWorld, **params: Any) -> list[dict[str, Any]]:
    answer = await practice.ehr.get(practice.path("/denials"), **params)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def items(practice: PracticeWorld, **params: Any) -> list[dict[str, Any]]:
    answer = await practice.ehr.get(practice.path("/work-items"), **params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def states(practice: PracticeWorld, claim: dict[str, Any]) -> list[str]:
    return [each["state"] for each in await denials(practice, claim_id=claim["id"])]
