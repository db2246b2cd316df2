"""The arithmetic of fees: every worked number of rules 9 to 13, 19 and 20, and what holds for all amounts."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.fees.pricing import Before, NewEntry, Undoable, _collection, price
from api.fees.rules import Collected, Rule, Terms, fees_at_rate, rounded, stored_share
from api.kit.ids import new_id

AGREEMENT, PAYER, OTHER_PAYER = new_id(), new_id(), new_id()
LAST = Rule(new_id(), AGREEMENT, 10_000, "exclude", is_last=True)


def rate(bps: int, **matchers: object) -> Rule:
    return Rule(new_id(), AGREEMENT, 1, "rate", rate_bps=bps, **matchers)  # type: ignore[arg-type]


def terms(*rules: Rule) -> Terms:
    return Terms(AGREEMENT, (*rules, LAST))


def money(cents: int, family: UUID | None = None, **changes: object) -> Collected:
    claim = family or new_id()
    made = Collected(new_id(), cents, claim, claim, 1, "insurance", date(2026, 1, 15), payer_id=PAYER)
    return replace(made, **changes)  # type: ignore[arg-type]


def back(taken: Collected, cents: int | None = None) -> Collected:
    """Money taken back of an earlier allocation: all of it, or some."""
    cents = cents or taken.cents
    return replace(taken, allocation_id=new_id(), cents=-cents, takes_back=((taken.allocation_id, cents),))


class Books:
    """What was priced so far, as the store would tell it: batch by batch."""

    def __init__(self) -> None:
        self.before = Before()
        self.entries: list[NewEntry] = []

    def price(self, agreed: Terms, *batch: Collected) -> list[int]:
        """The fees of a batch's allocations, in the order of posting."""
        entries = price(agreed, batch, self.before)
        self.entries += entries
        self.before.collections |= {entry.money.allocation_id: _collection(entry) for entry in entries}
        return [entry.fee0_cents for entry in entries]

    @property
    def fee(self) -> int:
        return sum(entry.fee0_cents for entry in self.entries)

    @property
    def base(self) -> int:
        return sum(entry.base0_cents for entry in self.entries)


def test_rule_19_three_of_33_at_5_percent_are_4_95_so_5_shared_2_2_1() -> None:
    assert fees_at_rate([33, 33, 33], 500) == [2, 2, 1]
    assert Books().price(terms(rate(500)), money(33), money(33), money(33)) == [2, 2, 1]


def test_rule_20_two_of_10_at_5_percent_cost_1_and_1_alone_and_1_together() -> None:
    assert Books().price(terms(rate(500)), money(10), money(10)) == [1, 0]
    alone = Books()
    assert [*alone.price(terms(rate(500)), money(10)), *alone.price(terms(rate(500)), money(10))] == [1, 1]


def test_rule_9_a_fee_of_2_on_33_reversed_11_then_22_gives_1_and_1_back() -> None:
    assert [stored_share(2, 11, 33, 0), stored_share(2, 33, 33, 1)] == [1, 1]
    books, collected = Books(), money(33)
    assert books.price(terms(rate(500)), collected) == [2]
    assert books.price(terms(rate(900)), back(collected, 11)) == [-1]
    assert books.price(terms(rate(900)), back(collected, 22)) == [-1]


def test_rule_10_a_correction_keeps_the_reversed_rate_up_to_the_reversed_amount() -> None:
    # January 10000 at 6 % = 600. March, at 5 %: -10000 = -600; 12000 = 10000 at 6 % + 2000 at 5 % = 700; net +100.
    books, january = Books(), money(10_000)
    assert books.price(terms(rate(600)), january) == [600]
    taken, correction = back(january), money(12_000, january.family_id)
    assert books.price(terms(rate(500)), taken, correction) == [-600, 700]
    assert books.price(terms(rate(500)), back(correction)) == [-700]
    assert (books.base, books.fee) == (0, 0)


def test_rule_10_holds_when_the_correction_comes_later_in_parts_and_stands_before_it_in_the_batch() -> None:
    books, january = Books(), money(10_000)
    books.price(terms(rate(600)), january)
    books.price(terms(rate(500)), back(january))
    assert books.price(terms(rate(500)), money(4_000, january.family_id)) == [240]
    # 6000 at 6 % and 2000 at 5 %
    assert books.price(terms(rate(500)), money(8_000, january.family_id)) == [360 + 100]
    first = money(12_000, january.family_id)
    whole = Books()
    whole.price(terms(rate(600)), january)
    assert whole.price(terms(rate(500)), first, back(january)) == [700, -600]


def test_rule_10_is_of_the_family_the_source_and_the_payer() -> None:
    books, january = Books(), money(10_000)
    books.price(terms(rate(600)), january)
    books.price(terms(rate(500)), back(january))
    assert books.price(terms(rate(500)), money(1_000)) == [50]
    assert books.price(terms(rate(500)), money(1_000, january.family_id, payer_id=OTHER_PAYER)) == [50]
    assert books.price(terms(rate(500)), money(1_000, january.family_id, source="statement", payer_id=None)) == [50]
    assert books.price(terms(rate(500)), money(1_000, january.family_id)) == [60]


def test_rule_10_prefers_the_line_that_was_taken_back() -> None:
    dear, cheap = rate(800, procedure_from="99213", procedure_to="99213"), rate(500)
    books, family = Books(), new_id()
    visit = money(10_000, family, line_no=1, procedure="99213")
    test = money(10_000, family, line_no=2, procedure="81002")
    assert books.price(terms(dear, cheap), visit, test) == [800, 500]
    assert books.price(terms(dear, cheap), back(visit), back(test)) == [-800, -500]
    again = (money(10_000, family, line_no=2), money(10_000, family, line_no=1))
    assert books.price(terms(rate(100)), *again) == [500, 800]


@pytest.mark.parametrize("route", ["netted", "deferred", "letter"])
def test_rule_11_each_route_of_a_takeback_of_4000_totals_250(route: str) -> None:
    # A 10000 in January at 5 % = 500. B 9000 in April = 450; the 4000 taken back of A = -200: 250.
    books, a = Books(), money(10_000)
    books.price(terms(rate(500)), a)
    if route == "letter":
        april = books.price(terms(rate(500)), money(9_000), back(a, 4_000))
        assert april == [450, -200]
    else:
        assert books.price(terms(rate(500)), back(a), money(6_000, a.family_id)) == [-500, 300]
        assert books.price(terms(rate(500)), money(9_000)) == [450]
    assert books.fee - 500 == 250


def test_rule_11_a_22_that_follows_its_letter_moves_no_fee() -> None:
    # The takeback of 4000 was -200; then 22 -10000, +6000, and the letter's WO put back, +4000: -500 + 300 + 200 = 0.
    books, a = Books(), money(10_000)
    books.price(terms(rate(500)), a)
    takeback = back(a, 4_000)
    assert books.price(terms(rate(500)), takeback) == [-200]
    put_back = money(4_000, a.family_id, takes_back=((takeback.allocation_id, 4_000),))
    fees = books.price(terms(rate(500)), back(a), money(6_000, a.family_id), put_back)
    assert sum(fees) == 0
    assert (books.base, books.fee) == (6_000, 300)


def test_rule_12_what_was_never_charged_gives_nothing_back_and_its_correction_costs_nothing() -> None:
    books, before_go_live = Books(), money(10_000)
    taken = back(before_go_live, 10_000)
    assert books.price(terms(rate(500)), taken) == [0]
    assert books.price(terms(rate(500)), money(12_000, before_go_live.family_id)) == [100]
    assert [(entry.excluded_cents, entry.excluded_reason) for entry in books.entries] == [
        (-10_000, "never_charged"),
        (10_000, "never_charged"),
    ]


def test_rule_13_a_transfer_nets_the_base_to_zero_and_the_fee_only_when_both_price_alike() -> None:
    # 10000 from a claim at 4.5 % to one at 6.25 %: -450 + 625 = 175.
    ours, inherited = rate(450, originated="us"), rate(625, originated="inherited")
    books, first = Books(), money(10_000)
    assert books.price(terms(ours, inherited), first) == [450]
    assert books.price(terms(ours, inherited), back(first), money(10_000, originated="inherited")) == [-450, 625]
    assert (books.base, books.fee) == (10_000, 625)


def test_rule_7_a_refund_gives_back_the_fees_of_the_allocations_it_names() -> None:
    # 2500 at the desk at 3 % = 75, 5000 by statement at 6 % = 300; 4000 back of the latter = -240.
    agreed = terms(rate(300, sources=frozenset({"desk"})), rate(600, sources=frozenset({"statement"})))
    books, family = Books(), new_id()
    desk = money(2_500, family, source="desk", payer_id=None)
    statement = money(5_000, family, source="statement", payer_id=None)
    assert books.price(agreed, desk, statement) == [75, 300]
    assert books.price(agreed, back(statement, 4_000)) == [-240]
    both = replace(back(desk), cents=-3_500, takes_back=((statement.allocation_id, 1_000), (desk.allocation_id, 2_500)))
    assert books.price(agreed, both) == [-60 - 75]
    assert (books.base, books.fee) == (0, 0)


def test_rule_3_interest_is_charged_only_by_a_rule_that_names_it() -> None:
    interest = money(1_000, source="interest", payer_id=None)
    books = Books()
    assert books.price(terms(rate(500)), interest) == [0]
    assert books.entries[0].excluded_reason == "no_rule"
    assert Books().price(terms(rate(500, sources=frozenset({"interest"}))), interest) == [50]


def test_the_first_match_decides_and_no_match_is_excluded() -> None:
    exclude = Rule(new_id(), AGREEMENT, 1, "exclude", filing_indicators=frozenset({"MB"}))
    dear = replace(rate(800), payer_ids=frozenset({str(PAYER)}), service_from=date(2026, 1, 1))
    npi = replace(rate(100), provider_npis=frozenset({"1234567893"}))
    agreed = terms(exclude, dear, npi)
    books = Books()
    fees = books.price(
        agreed,
        money(1_000, filing_indicator="MB"),
        money(1_000),
        money(1_000, service_date=date(2025, 12, 31), provider_npis=frozenset({"1234567893"})),
        money(1_000, service_date=date(2025, 12, 31)),
    )
    assert fees == [0, 80, 10, 0]
    assert [entry.excluded_reason for entry in books.entries] == ["excluded_by_rule", "", "", "no_rule"]


def test_money_on_the_claim_as_a_whole_is_in_no_range_of_procedures() -> None:
    agreed = terms(rate(500, procedure_from="00000", procedure_to="ZZZZZ"))
    assert Books().price(agreed, money(1_000, procedure="99213"), money(1_000, line_no=0)) == [50, 0]


def test_cents_per_claim_are_charged_once_a_family_and_given_back_by_share() -> None:
    agreed = terms(Rule(new_id(), AGREEMENT, 1, "per_claim", per_claim_cents=500))
    books, family = Books(), new_id()
    first, second = money(6_000, family, line_no=1), money(3_000, family, line_no=2)
    assert books.price(agreed, first, second) == [333, 167]
    assert books.price(agreed, money(1_000, family)) == [0]
    assert books.price(agreed, back(first)) == [-333]
    assert books.price(agreed, money(6_000, family)) == [333]


def test_half_a_cent_is_rounded_away_from_zero() -> None:
    assert [rounded(each, 2) for each in (1, -1, 3, -3)] == [1, -1, 2, -2]


def test_the_order_in_which_a_batch_is_handed_over_changes_nothing() -> None:
    january = money(10_000)
    batch = [back(january), money(7_777, january.family_id), *(money(33) for _ in range(5))]

    def priced(handed: Iterable[Collected]) -> dict[UUID, int]:
        books = Books()
        books.price(terms(rate(600)), january)
        return {entry.money.allocation_id: entry.fee0_cents for entry in price(terms(rate(500)), handed, books.before)}

    assert priced(batch) == priced(reversed(batch))


CENTS = st.integers(1, 2_000_000)
RATES = st.integers(0, 10_000)


@given(st.lists(CENTS, min_size=1, max_size=30), RATES, st.data())
def test_the_fee_of_all_is_within_half_a_cent_a_part_of_the_fees_of_the_parts(
    bases: list[int], bps: int, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(bases)), max_size=len(bases))) | {0, len(bases)})
    parts = [bases[start:stop] for start, stop in pairwise(cuts)]
    alone = sum(sum(fees_at_rate(part, bps)) for part in parts)
    whole = fees_at_rate(bases, bps)
    assert 2 * abs(sum(whole) - alone) <= len(parts) + 1
    assert sum(whole) == rounded(sum(bases) * bps, 10_000)
    assert all(abs(fee * 10_000 - base * bps) < 10_000 for fee, base in zip(whole, bases, strict=True))


@given(st.lists(st.tuples(CENTS, st.integers(0, 2)), min_size=1, max_size=12), RATES, RATES, st.data())
def test_taking_everything_back_nets_to_zero_however_it_is_divided(
    amounts: list[tuple[int, int]], bps: int, later_bps: int, data: st.DataObject
) -> None:
    families = [new_id() for _ in range(3)]
    collected = [money(cents, families[family]) for cents, family in amounts]
    books = Books()
    books.price(terms(rate(bps)), *collected)
    later = terms(rate(later_bps))
    for each in collected:
        for part in _divided(each.cents, data):
            books.price(later, back(each, part))
    assert (books.base, books.fee) == (0, 0)


@given(st.lists(CENTS, min_size=1, max_size=6), RATES, RATES, st.data())
def test_a_taking_back_that_is_corrected_in_full_costs_what_it_did(
    amounts: list[int], bps: int, later_bps: int, data: st.DataObject
) -> None:
    family = new_id()
    collected = [money(cents, family) for cents in amounts]
    books, later = Books(), terms(rate(later_bps))
    first = books.price(terms(rate(bps)), *collected)
    books.price(later, *(back(each) for each in collected))
    for part in _divided(sum(amounts), data):
        books.price(later, money(part, family))
    assert (books.base, books.fee) == (sum(amounts), sum(first))


def _divided(cents: int, data: st.DataObject) -> Sequence[int]:
    cuts = sorted(data.draw(st.sets(st.integers(1, max(1, cents - 1)), max_size=3)) | {0, cents})
    return [stop - start for start, stop in pairwise(cuts) if stop > start]


def test_a_collection_can_be_taken_back_beyond_itself_in_proportion() -> None:
    taken = Undoable(
        new_id(), new_id(), new_id(), AGREEMENT, LAST.id, 500, "", new_id(), 1, "insurance", PAYER, 100, 100, 5
    )
    assert [taken.undo(cents, -1).fee_cents for cents in (100, 40)] == [-5, -2]
    assert taken.left_cents == 0
