"""The 271: benefits, rejections at every level, entities; written, read back, accepted by the judge."""

import pytest

from api.x12 import (
    AdditionalInformation,
    Benefit,
    Rejection,
    read_271,
    write_271s,
)
from tests.judges.linuxforhealth import judge_all, needs_judge
from tests.x12.builders import facts
from tests.x12.eligibility.builders import covered, dependent, provider, response
from tests.x12.records import only_transaction, plain


def _rejected() -> list[Rejection]:
    return [
        Rejection(loop=loop, reason="42", follow_up="R", is_valid_request="Y")
        for loop in ("2000A", "2100A", "2100B", "2100C", "2100D", "2110C", "2110D")
    ]


def test_benefits_read_back() -> None:
    record = response([covered(), covered(benefits=[], dependents=[dependent()])])
    again = read_271(only_transaction(write_271s([record], facts())))
    assert again.findings == []
    assert plain(again) == plain(record)


@needs_judge
def test_the_judge_models_benefits_and_rejections() -> None:
    family = covered(benefits=[], dependents=[dependent()])
    refused = response([])
    refused.sources[0].receivers[0].rejections = [Rejection(loop="2100B", reason="51", follow_up="C")]
    # In 2100C the judge knows the reasons of 2100B alone.
    refused_member = covered(benefits=[], rejections=[Rejection(loop="2100C", reason="15", follow_up="C")])
    records = [[response(), response([family], "0002")], [refused], [response([refused_member])]]
    for record in (record for each in records for record in each):
        # The judge does not model the PER of 2100A, and then misses it in its count.
        record.sources[0].party.contacts = []
    verdicts = judge_all([write_271s(each, facts()) for each in records])
    assert [(verdict.models, verdict.errors) for verdict in verdicts] == [(2, []), (1, []), (1, [])]


def test_rejections_read_back_at_every_level() -> None:
    at = {rejection.loop: [rejection] for rejection in _rejected()}
    child = dependent(rejections=at["2100D"], benefits=[Benefit(information="V", rejections=at["2110D"])])
    parent = covered(
        rejections=at["2100C"], benefits=[Benefit(information="V", rejections=at["2110C"])], dependents=[child]
    )
    record = response([parent])
    record.sources[0].rejections = [*at["2000A"], *at["2100A"]]
    record.sources[0].receivers[0].rejections = at["2100B"]
    payload = write_271s([record], facts())
    segments = [segment.id for segment in only_transaction(payload).segments()]
    assert segments[:6] == ["ST", "BHT", "HL", "AAA", "NM1", "PER"]
    assert plain(read_271(only_transaction(payload))) == plain(record)


def test_a_percentage_is_basis_points_and_never_rounded() -> None:
    texts = {".2": (2_000, ""), "0.125": (1_250, ""), "1": (10_000, ""), ".33333": (None, ".33333"), "X": (None, "X")}
    for text, expected in texts.items():
        payload = write_271s([response()], facts()).replace(
            b"EB*A**1^33^35*****.2*", b"EB*A**1^33^35*****%b*" % text.encode()
        )
        record = read_271(only_transaction(payload))
        benefit = record.sources[0].receivers[0].subscribers[0].benefits[3]
        assert (benefit.percent_bps, benefit.percent_text) == expected
        assert plain(read_271(only_transaction(write_271s([record], facts())))) == plain(record)


def test_an_amount_that_is_absent_is_unknown_and_one_that_cannot_be_read_blocks() -> None:
    payload = write_271s([response()], facts()).replace(b"*23*1500*", b"*23*1500.005*")
    record = read_271(only_transaction(payload))
    active, deductible = record.sources[0].receivers[0].subscribers[0].benefits[:2]
    assert active.cents is None
    assert deductible.cents is None
    assert [finding.reason for finding in record.findings if finding.blocking] == ["money_unreadable"]


def test_entities_without_ls_are_written_with_it() -> None:
    payload = write_271s([response()], facts())
    bare = payload.replace(b"LS*2120~", b"").replace(b"LE*2120~", b"")
    assert len(bare) < len(payload)
    record = read_271(only_transaction(bare.replace(b"SE*41", b"SE*39")))
    assert plain(read_271(only_transaction(write_271s([record], facts())))) == plain(response())


def test_places_and_messages_stand_with_their_benefit() -> None:
    benefit = Benefit(
        information="B",
        service_types=("98",),
        cents=1_000,
        messages=["ONE", "TWO"],
        places=[AdditionalInformation("ZZ", "11"), AdditionalInformation("GR", "1", "44", "LEFT HAND")],
    )
    record = response([covered(benefits=[benefit])])
    payload = write_271s([record], facts())
    assert b"EB*B**98****10~MSG*ONE~MSG*TWO~III*ZZ*11~III*GR*1*44*LEFT HAND~" in payload
    assert plain(read_271(only_transaction(payload))) == plain(record)


@pytest.mark.parametrize(
    "after", ["HL*2*1*21*1", "NM1*1P*2*ALBANY FAMILY MEDICINE*****XX*1234567893", "EB*1**30*HM*GOLD 123 PLAN"]
)
def test_an_unknown_segment_is_kept_where_it_stood(after: str) -> None:
    payload = write_271s([response()], facts()).replace(f"{after}~".encode(), f"{after}~ZZZ*A^B*C:D~".encode())
    record = read_271(only_transaction(payload))
    assert "segment.unknown" in {finding.rule for finding in record.findings}
    written = write_271s([record], facts())
    assert b"ZZZ*A^B*C:D~" in written
    assert plain(read_271(only_transaction(written))) == plain(record)


def test_the_provider_who_asked_stays_the_information_receiver() -> None:
    assert read_271(only_transaction(write_271s([response()], facts()))).sources[0].receivers[0].party == provider()
