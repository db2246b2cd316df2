"""What a matched claim payment does, in cents: the posting examples of the trade, each with its arithmetic."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.claims import Candidate, CandidateLine, ClaimState
from api.kit.ids import new_id
from api.ledger import Entry
from api.remittance.effect import Answer, Effect, classified, kept_of
from api.remittance.lines import claim_level_line, line_numbers
from api.remittance.plan import plan
from api.remittance.standing import Book
from api.x12 import Adjustment, ClaimPayment, Procedure, Reference, ServicePayment

CLAIM_ID = UUID(int=7)


def claim(*charges: int) -> Candidate:
    return Candidate(
        id=CLAIM_ID,
        number="A1B2C3",
        family_id=CLAIM_ID,
        frequency="1",
        state=ClaimState.ACCEPTED,
        patient_id=UUID(int=1),
        payer_id=UUID(int=2),
        payer_sequence="P",
        billing_provider_id=UUID(int=3),
        charge_cents=sum(charges),
        payer_claim_control_number=None,
        service_from=date(2026, 1, 5),
        receivable_claim_id=CLAIM_ID,
        superseded_by=None,
        lines=[
            CandidateLine(number, f"L{number}", "99213", (), date(2026, 1, 5), 1, charge)
            for number, charge in enumerate(charges, 1)
        ],
    )


def payment(
    *services: tuple[int, int, list[tuple[str, str, int]]],
    claim_level: list[tuple[str, str, int]] | None = None,
    status: str = "1",
) -> ClaimPayment:
    """Services are (charge, paid, adjustments), in cents, for lines 1, 2, ..."""
    level = claim_level or []
    return ClaimPayment(
        claim_id="A1B2C3",
        status=status,
        charge_cents=sum(charge for charge, _, _ in services),
        paid_cents=sum(paid for _, paid, _ in services) - sum(cents for _, _, cents in level),
        payer_claim_id="ICN1",
        adjustments=[Adjustment(*each) for each in level],
        services=[
            ServicePayment(
                procedure=Procedure("HC", "99213"),
                charge_cents=charge,
                paid_cents=paid,
                adjustments=[Adjustment(*each) for each in adjustments],
                references=[Reference("6R", f"L{number}")],
            )
            for number, (charge, paid, adjustments) in enumerate(services, 1)
        ],
    )


def answered(answer: ClaimPayment, book: Book) -> Effect:
    """The effect of the first payer's answer."""
    lines, claim_line = line_numbers(answer, book.claim), claim_level_line(answer, book.claim)
    told = Answer(new_id(), book.claim.id, book.claim.payer_id, "P", "1512345678")
    kept = kept_of(answer, lines, classified(answer, lines, claim_line), told)
    return plan(answer, book, kept, lines, claim_line)


def plan_of(answer: ClaimPayment, whole: Candidate) -> Effect:
    return answered(answer, Book(whole, [whole]))


def rows(entries: list[Entry]) -> set[tuple[str, str, int, int]]:
    return {(entry.debit, entry.credit, entry.cents, entry.line_no) for entry in entries}


PAID = ("undeposited_funds", "insurance_receivable")
WRITTEN = ("contractual_adjustments", "insurance_receivable")
SHARED = ("patient_receivable", "insurance_receivable")


@pytest.mark.parametrize(
    ("adjustments", "paid", "expected", "state", "denied"),
    [
        pytest.param(
            [("CO", "45", 4500), ("PR", "3", 2500)],
            8000,
            {(*PAID, 8000, 1), (*WRITTEN, 4500, 1), (*SHARED, 2500, 1)},
            ClaimState.PAID,
            0,
            id="15000 = CO-45 4500, PR-3 2500, paid 8000",
        ),
        pytest.param(
            [("CO", "45", 4500), ("PR", "1", 10500)],
            0,
            {(*WRITTEN, 4500, 1), (*SHARED, 10500, 1)},
            ClaimState.PATIENT_RESPONSIBILITY,
            0,
            id="15000 = CO-45 4500, PR-1 10500: all to the deductible",
        ),
        pytest.param(
            [("CO", "16", 15000)],
            0,
            set(),
            ClaimState.DENIED,
            15000,
            id="15000 = CO-16 15000: a denial posts nothing",
        ),
        pytest.param(
            [("CO", "45", 4500), ("PR", "2", 2100), ("PR", "100", 8400)],
            0,
            {(*WRITTEN, 4500, 1), (*SHARED, 2100, 1), (*SHARED, 8400, 1)},
            ClaimState.PATIENT_RESPONSIBILITY,
            0,
            id="15000 = CO-45 4500, PR-2 2100, PR-100 8400: paid to the patient",
        ),
        pytest.param(
            [("CO", "45", -900), ("PR", "3", 900)],
            15000,
            {(*PAID, 15000, 1), ("insurance_receivable", "contractual_adjustments", 900, 1), (*SHARED, 900, 1)},
            ClaimState.PAID,
            0,
            id="a negative CO-45 swaps the sides: 15000 = -900 + 900 + 15000",
        ),
    ],
)
def test_one_line_of_15000(
    adjustments: list[tuple[str, str, int]],
    paid: int,
    expected: set[tuple[str, str, int, int]],
    state: ClaimState,
    denied: int,
) -> None:
    effect = plan_of(payment((15000, paid, adjustments)), claim(15000))
    assert rows(effect.entries) == expected
    assert effect.states[CLAIM_ID] is state
    assert effect.facts["denied_cents"] == denied


def test_a_denied_line_beside_a_paid_one_is_a_partial_denial() -> None:
    # 15000 = CO-45 4500 + PR-3 2500 + 8000; 1500 = CO-97 1500 (a denial on a professional claim)
    answer = payment((15000, 8000, [("CO", "45", 4500), ("PR", "3", 2500)]), (1500, 0, [("CO", "97", 1500)]))
    effect = plan_of(answer, claim(15000, 1500))
    assert effect.states[CLAIM_ID] is ClaimState.PARTIALLY_DENIED
    assert effect.facts | {"status_code": "1"} == effect.facts
    assert (effect.facts["denied_cents"], effect.facts["any_payment"]) == (1500, True)


def test_claim_level_money_goes_to_line_0_and_funds_are_clp04() -> None:
    # SVC03 10000, claim-level CO-45 1000: CLP04 9000
    answer = payment((10000, 10000, []), claim_level=[("CO", "45", 1000)])
    effect = plan_of(answer, claim(10000))
    assert rows(effect.entries) == {
        (*PAID, 10000, 1),
        ("insurance_receivable", "undeposited_funds", 1000, 0),
        (*WRITTEN, 1000, 0),
    }


def test_a_forwarded_claim_holds_the_patient_share() -> None:
    # CLP02 19: another payer will answer, so PR stays with insurance
    answer = payment((20000, 3920, [("CO", "45", 10000), ("PR", "1", 5000), ("PR", "2", 1000), ("CO", "253", 80)]))
    answer.status = "19"
    effect = plan_of(answer, claim(20000))
    assert all(entry.debit != "patient_receivable" for entry in effect.entries)


def test_a_split_claim_is_adjudicated_by_its_last_part() -> None:
    # CLM02 20000: first CLP03 12000 (PR-3 2000, paid 10000), then CLP03 8000 (paid 8000)
    whole = claim(12000, 8000)
    book = Book(whole, [whole])
    first = answered(payment((12000, 10000, [("PR", "3", 2000)])), book)
    assert first.states[CLAIM_ID] is ClaimState.PARTIALLY_ADJUDICATED
    assert rows(first.entries) == {(*PAID, 10000, 1)}
    second_part = payment((8000, 8000, []))
    second_part.payer_claim_id = "ICN2"
    second_part.services[0].references = [Reference("6R", "L2")]
    second = answered(second_part, book)
    assert second.states[CLAIM_ID] is ClaimState.PAID
    assert rows(second.entries) == {(*PAID, 8000, 2), (*SHARED, 2000, 1)}


def test_a_pended_line_decides_nothing() -> None:
    effect = plan_of(payment((15000, 0, [("OA", "133", 15000)])), claim(15000))
    assert (effect.states, effect.entries) == ({CLAIM_ID: ClaimState.PENDED}, [])


def test_a_duplicates_answer_leaves_the_claim_as_it_is() -> None:
    effect = plan_of(payment((15000, 0, [("OA", "18", 15000)])), claim(15000))
    assert (effect.states, effect.entries) == ({}, [])


cents = st.integers(min_value=-20_000, max_value=20_000)
kinds = st.sampled_from(["CO-45", "PR-1", "PR-3", "CO-16", "CO-97", "OA-23", "PR-100", "CO-253", "OA-18"])
line = st.tuples(cents, st.lists(st.tuples(kinds, cents), max_size=4))


@given(lines=st.lists(line, min_size=1, max_size=4), level=st.lists(st.tuples(kinds, cents), max_size=2))
def test_funds_change_by_clp04_and_the_rest_stays_receivable(
    lines: list[tuple[int, list[tuple[str, int]]]], level: list[tuple[str, int]]
) -> None:
    services = [
        (paid + sum(amount for _, amount in adjustments), paid, [_triplet(*each) for each in adjustments])
        for paid, adjustments in lines
    ]
    answer = payment(*services, claim_level=[_triplet(*each) for each in level])
    effect = plan_of(answer, claim(*(abs(charge) for charge, _, _ in services)))
    if effect.kept.is_duplicate:
        return
    funds = sum(_signed(entry, "undeposited_funds") for entry in effect.entries)
    assert funds == answer.paid_cents
    touched = {entry.credit for entry in effect.entries} | {entry.debit for entry in effect.entries}
    assert touched <= {*PAID, *WRITTEN, *SHARED}
    total = sum(_signed(entry, account) for entry in effect.entries for account in touched)
    assert total == 0


def _triplet(kind: str, amount: int) -> tuple[str, str, int]:
    group, _, carc = kind.partition("-")
    return group, carc, amount


def _signed(entry: Entry, account: str) -> int:
    return entry.cents * ((entry.debit == account) - (entry.credit == account))
