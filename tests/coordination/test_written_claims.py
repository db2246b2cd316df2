"""The 837P of claims that name other payers: accepted by the judge that has the map, balanced to the cent."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from msgspec.structs import replace

from api.claims import Adjustment, Snapshot
from api.claims.snapshot import decode
from api.submission.build import BatchNotCleanError, Envelope, Sender, build
from api.x12 import read_claims, read_file
from api.x12.claim_837p import Claim
from tests.builders.snapshots import JANE, line, medicare, snapshot
from tests.judges.pyx12_judge import judge

SENDER = Sender(UUID(int=7), "Elm Street")
ENVELOPE = Envelope(channel="sandbox", control_number=1, created=datetime(2026, 3, 1, 9, tzinfo=UTC), is_test=True)


def written(claim: Snapshot) -> Claim:
    """The claim as it reads back from a file that both judges take."""
    content = build(SENDER, ENVELOPE, [claim])
    assert judge(content) == (True, [])
    (transaction,) = read_file(content).transactions()
    (subscriber,) = read_claims(transaction).billing_providers[0].subscribers
    return subscriber.claims[0] if subscriber.claims else subscriber.patients[0].claims[0]


def secondary(**changes: object) -> Snapshot:
    return replace(snapshot(), payer_sequence="S", other_payers=(medicare(**changes),))


def test_line_data_stands_in_2430_with_its_date_and_remaining_share() -> None:
    # 10000 - (2000 + 1600 + 128) = 6272 = SVD02; AMT*D 6272; 10000 = 6272 + 3728
    claim = written(secondary())
    (other,) = claim.other_payers
    assert (other.sequence, other.paid_cents, other.filing_indicator) == ("P", 6272, "MB")
    assert (other.payer.id, other.payer.dates, other.payer.reference("F8")) == ("SBXMC", [], "ICN0001")
    assert (other.subscriber.id, other.subscriber.last_name) == ("1EG4TE5MK73", "Doe")
    (decided,) = claim.lines[0].adjudications
    assert (decided.payer_id, decided.paid_cents, decided.paid_on) == ("SBXMC", 6272, date(2026, 2, 10))
    assert [(each.group, each.carc, each.cents) for each in decided.adjustments] == [
        ("CO", "45", 2000),
        ("CO", "253", 128),
        ("PR", "2", 1600),
    ]
    assert [(each.qualifier, each.cents) for each in decided.amounts] == [("EAF", 1600)]


def test_a_decision_on_the_claim_alone_stands_in_2320_with_its_date() -> None:
    # no service lines in the 835: 10000 = PR-1 10000, paid 0
    claim = written(secondary(lines=(), paid_cents=0, adjustments=(Adjustment(group="PR", carc="1", cents=10000),)))
    (other,) = claim.other_payers
    assert [(each.qualifier, each.cents) for each in other.amounts] == [("D", 0), ("EAF", 10000)]
    assert other.payer.dates[0].start == date(2026, 2, 10)
    assert claim.lines[0].adjudications == []


def test_claim_level_adjustments_beside_lines_come_off_what_the_lines_paid() -> None:
    # SVD02 6272, claim-level CO-A2 72: AMT*D = 6272 - 72 = 6200; 10000 = 6200 + 72 + 3728
    claim = written(secondary(paid_cents=6200, adjustments=(Adjustment(group="CO", carc="A2", cents=72),)))
    assert claim.other_payers[0].paid_cents == 6200


def test_a_line_that_came_back_in_two_parts_has_two_2430() -> None:
    # 4000 = CO-45 1000, paid 3000 and 6000 = CO-45 2000, paid 4000: together the line's 10000
    first, second = (
        replace(
            medicare().lines[0], paid_cents=paid, adjustments=(Adjustment(group="CO", carc="45", cents=written_off),)
        )
        for paid, written_off in ((3000, 1000), (4000, 2000))
    )
    claim = written(secondary(paid_cents=7000, lines=(first, second)))
    assert [each.paid_cents for each in claim.lines[0].adjudications] == [3000, 4000]


def test_a_tertiary_claim_has_a_2320_for_each_payer_before_it() -> None:
    # the second payer's 835 has OA-23 for the first's 8400: 10000 - 8400 = 1600 paid
    medigap = medicare(
        sequence="S",
        payer=snapshot().payer,
        paid_cents=1000,
        lines=(
            replace(
                medicare().lines[0],
                paid_cents=1000,
                adjustments=(
                    Adjustment(group="OA", carc="23", cents=8400),
                    Adjustment(group="PR", carc="2", cents=600),
                ),
            ),
        ),
    )
    third = replace(
        snapshot(),
        payer_sequence="T",
        payer=replace(snapshot().payer, identifier="SBX03"),
        other_payers=(medicare(), medigap),
    )
    claim = written(third)
    assert [other.sequence for other in claim.other_payers] == ["P", "S"]
    assert [each.payer_id for each in claim.lines[0].adjudications] == ["SBXMC", "SBXCO"]


def test_under_a_dependents_claim_the_other_subscriber_is_named() -> None:
    claim = replace(secondary(relationship="01"), relationship="19", subscriber=replace(JANE, first_name="John"))
    assert written(claim).other_payers[0].relationship == "01"


@pytest.mark.parametrize(
    "wrong", [{"paid_cents": 6271}, {"lines": (replace(medicare().lines[0], paid_cents=6273),)}, {"sequence": "S"}]
)
def test_a_decision_that_does_not_balance_is_not_written(wrong: dict[str, object]) -> None:
    with pytest.raises(BatchNotCleanError, match=r"cob\."):
        build(SENDER, ENVELOPE, [secondary(**wrong)])


@pytest.mark.parametrize("frequency", ["7", "8"])
def test_a_replacement_and_a_void_carry_the_payers_number(frequency: str) -> None:
    claim = written(replace(snapshot(), frequency=frequency, original_control_number="ICN0001"))
    assert (claim.frequency, claim.reference("F8")) == (frequency, "ICN0001")
    with pytest.raises(BatchNotCleanError, match=r"claim\.original_reference"):
        build(SENDER, ENVELOPE, [replace(snapshot(), frequency=frequency)])


def test_authorization_and_delay_reason_are_written() -> None:
    claim = written(replace(snapshot(lines=(line(),)), authorization_number="AUTH-1", delay_reason="7"))
    assert (claim.reference("G1"), claim.delay_reason) == ("AUTH-1", "7")


def test_a_payers_name_is_written_as_x12_can_carry_it() -> None:
    claim = secondary(payer=replace(medicare().payer, name="Caisse Générale~"))
    assert written(claim).other_payers[0].payer.last_name == "Caisse Generale"


def test_a_snapshot_of_before_still_decodes() -> None:
    kept = secondary()
    assert decode(kept.encode()) == kept
    old = snapshot().encode()
    for added in (
        b'"authorization_number":"",',
        b'"original_control_number":"",',
        b'"delay_reason":"",',
        b'"other_payers":[],',
    ):
        assert added in old
        old = old.replace(added, b"")
    assert decode(old) == snapshot()
