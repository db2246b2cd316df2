"""Whatever arrives, the payer answers with clean files or not at all."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from api.sandbox import Memory, answer
from api.x12 import balance, is_blocked, read_file, read_remittance, write_claims
from tests.x12.builders import batch, billing, claim, facts, line, subscriber

_TODAY = dt.date(2026, 3, 1)
_SCENARIOS = ("01A", "01B", "02A", "02B", "04A", "04B", "04E", "05A", "06B", "07A")
_FILE = write_claims(
    [batch([billing([subscriber(f"SBX{s}0001", [claim(f"C{n}")]) for n, s in enumerate(_SCENARIOS)])])], facts()
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(_FILE) - 1), st.integers(0, 255)), max_size=5), st.integers(0, 3_000))
def test_damaged_claims_get_clean_answers(flips: list[tuple[int, int]], cut: int) -> None:
    damaged = bytearray(_FILE)
    for at, value in flips:
        damaged[at] = value
    for found in answer(Memory(), bytes(damaged[: len(damaged) - cut // 10]), _TODAY)[1]:
        file = read_file(found.payload)
        assert not is_blocked(file.findings)
        for transaction in file.transactions():
            if transaction.set_id == "835":
                assert not is_blocked(read_remittance(transaction).findings)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(_SCENARIOS), st.lists(st.integers(0, 10**7), min_size=1, max_size=6))
def test_any_charges_balance_at_three_levels(scenario: str, charges: list[int]) -> None:
    lines = [line(cents, number) for number, cents in enumerate(charges, 1)]
    payload = write_claims([batch([billing([subscriber(f"SBX{scenario}0001", [claim(lines=lines)])])])], facts())
    for found in answer(Memory(), payload, _TODAY)[1]:
        for transaction in read_file(found.payload).transactions():
            if transaction.set_id == "835":
                remittance = read_remittance(transaction)
                assert balance(remittance) == []
                assert [payment.charge_cents for payment in remittance.claims] == [sum(charges)]
