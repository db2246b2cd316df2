"""Whatever arrives, the payer answers with clean files or not at all, and its money adds up."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from api.sandbox import Answer, Memory, advance, answer, decode
from api.sandbox.scenarios import SCENARIOS
from api.x12 import Note, Remittance, balance, is_blocked, read_file, read_remittance, write_claims
from tests.x12.builders import batch, billing, claim, facts, line, subscriber

_TODAY = dt.date(2026, 3, 1)
_ADJUDICATED = sorted(name for name, scenario in SCENARIOS.items() if scenario.gate == "open")
_SWITCHES = ("SPLIT-CLAIM", "DELAY=30", "DELAY=60", "LEGACY-STATUS-4", "NO-6R", "INTEREST", "SHUFFLED")
_FILE = write_claims(
    [batch([billing([subscriber(f"SBX{s}0001", [claim(f"C{n}")]) for n, s in enumerate(_ADJUDICATED)])])], facts()
)

_CHARGES = st.lists(st.integers(0, 10**7), min_size=1, max_size=6)
_NOTES = st.builds(
    lambda scenario, switches: " ".join(("SBX", scenario, *switches)),
    st.sampled_from(_ADJUDICATED),
    st.lists(st.sampled_from(_SWITCHES), max_size=3),
)


def _remittances(answers: list[Answer]) -> list[Remittance]:
    return [
        read_remittance(transaction)
        for found in answers
        for transaction in read_file(found.payload).transactions()
        if transaction.set_id == "835"
    ]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(_FILE) - 1), st.integers(0, 255)), max_size=5), st.integers(0, 3_000))
def test_damaged_claims_get_clean_answers(flips: list[tuple[int, int]], cut: int) -> None:
    damaged = bytearray(_FILE)
    for at, value in flips:
        damaged[at] = value
    memory, answers = answer(Memory(), bytes(damaged[: len(damaged) - cut // 10]), _TODAY)
    _, later = advance(memory, _TODAY + dt.timedelta(days=100))
    for found in answers + later:
        assert not is_blocked(read_file(found.payload).findings)
    for remittance in _remittances(answers + later):
        assert not is_blocked(remittance.findings)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(_NOTES, _CHARGES, st.sampled_from(("CI", "MB"))), min_size=1, max_size=5))
def test_every_check_balances_and_all_of_them_together_pay_what_stands(
    claims: list[tuple[str, list[int], str]],
) -> None:
    subscribers = [
        subscriber(
            f"M{number}",
            [claim(f"C{number}", [line(cents, at) for at, cents in enumerate(charges, 1)], notes=[Note("ADD", note)])],
            filing_indicator=indicator,
        )
        for number, (note, charges, indicator) in enumerate(claims)
    ]
    memory, now = answer(Memory(), write_claims([batch([billing(subscribers)])], facts()), _TODAY)
    memory, later = advance(decode(memory.encode()), _TODAY + dt.timedelta(days=400))
    found = _remittances(now + later)
    for remittance in found:
        payment = remittance.header.payment
        assert balance(remittance) == []
        assert payment.cents >= 0
        assert (payment.method == "NON", payment.handling == "H") == (payment.cents == 0,) * 2
    paid = sum(remittance.header.payment.cents for remittance in found)
    interest = -sum(p.cents for r in found for p in r.provider_adjustments if p.code == "L6")
    letters = sum(p.cents for r in found for p in r.provider_adjustments if p.code == "WO" and p.cents > 0)
    put_off = -sum(p.cents for r in found for p in r.provider_adjustments if p.code == "WO" and p.cents < 0)
    forwarded = -sum(p.cents for r in found for p in r.provider_adjustments if p.code == "FB")
    assert paid == sum(c.paid_cents for r in found for c in r.claims) + interest + put_off - letters + forwarded
    owed = sum(debt.cents for debt in memory.debts if debt.code == "FB")
    assert owed == forwarded
