"""The 270: every loop written, read back, accepted by the judge."""

import pytest

from api.x12 import CannotWrite, Delimiters, ServiceInquiry, read_270, write_270s
from tests.judges.linuxforhealth import judge, needs_judge
from tests.x12.builders import facts
from tests.x12.eligibility.builders import asked, inquiry, person, rich_inquiry
from tests.x12.records import only_transaction, plain


def test_every_loop_reads_back() -> None:
    record = rich_inquiry()
    again = read_270(only_transaction(write_270s([record], facts())))
    assert again.findings == []
    assert plain(again) == plain(record)


@needs_judge
def test_the_judge_models_every_loop() -> None:
    full, family = rich_inquiry().sources[0].receivers[0].subscribers
    # The judge wants EQ01 beside EQ02, and knows one subscriber an information receiver.
    family.dependents[0].inquiries[0].service_types = ("98",)
    verdict = judge(write_270s([inquiry([full]), inquiry([family], "0002"), inquiry(control_number="0003")], facts()))
    assert verdict.is_accepted, verdict.errors
    assert verdict.models == 3


def test_hierarchy_is_numbered_and_linked() -> None:
    transaction = only_transaction(write_270s([rich_inquiry()], facts()))
    levels = [segment.elements[1:] for segment in transaction.segments() if segment.id == "HL"]
    assert levels == [
        ("1", "", "20", "1"),
        ("2", "1", "21", "1"),
        ("3", "2", "22", "0"),
        ("4", "2", "22", "1"),
        ("5", "4", "23", "0"),
    ]


def test_service_types_repeat_by_isa11() -> None:
    payload = write_270s([rich_inquiry()], facts(), Delimiters("*", "!", ":", "~"))
    assert b"EQ*98!34!44**FAM~" in payload
    people = read_270(only_transaction(payload)).sources[0].receivers[0].subscribers
    assert people[0].inquiries[0].service_types == ("98", "34", "44")


def test_service_types_cannot_repeat_without_isa11() -> None:
    several = asked(inquiries=[ServiceInquiry(service_types=("1", "33"))])
    with pytest.raises(CannotWrite, match="names no repetition separator"):
        write_270s([inquiry([several])], facts(), Delimiters("*", "", ":", "~"))
    assert b"ISA*00" in write_270s([inquiry()], facts(), Delimiters("*", "", ":", "~"))


def test_a_delimiter_in_data_is_refused_by_loop_and_element() -> None:
    with pytest.raises(CannotWrite, match="2100C NM109"):
        write_270s([inquiry([asked("SBX^1")])], facts())


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("HL*3*2*22", "HL*4*2*22", "hl.sequence"),
        ("HL*3*2*22", "HL*3*9*22", "hl.parent"),
        ("HL*3*2*22", "HL*3*2*19", "hl.level"),
        ("HL*2*1*21", "HL*2*1*23", "hl.level"),
        ("EQ*30", "QQQ*30", "segment.unknown"),
        ("HL*3*2*22*0~", "HL*3*2*22*0~EQ*30~NM1*P3*1*HOUSE~", "segment.place"),
        ("DMG*D8*19800229", "DMG*D8*19801329", "date.unreadable"),
    ],
)
def test_a_malformed_inquiry_is_read_with_findings_and_written_back(old: str, new: str, rule: str) -> None:
    payload = write_270s([inquiry()], facts())
    assert old.encode() in payload
    damaged = read_270(only_transaction(payload.replace(old.encode(), new.encode())))
    assert rule in {finding.rule for finding in damaged.findings}
    again = read_270(only_transaction(write_270s([damaged], facts())))
    assert plain(again) == plain(damaged)


def test_what_nothing_models_is_kept_with_its_repetitions() -> None:
    payload = write_270s([inquiry()], facts()).replace(
        b"DMG*D8*19800229*F", b"DMG*D8*19800229*F**:RET:1002-5^:RET:2106-3"
    )
    record = read_270(only_transaction(payload))
    marks = Delimiters("|", "<", ">", "!")
    written = write_270s([record], facts(), marks)
    assert b"DMG|D8|19800229|F||>RET>1002-5<>RET>2106-3!" in written
    assert plain(read_270(only_transaction(written))) == plain(record)


def test_a_second_name_does_not_replace_the_first() -> None:
    payload = write_270s([inquiry()], facts()).replace(b"DMG*", b"NM1*IL*1*OTHER~DMG*")
    record = read_270(only_transaction(payload))
    assert record.sources[0].receivers[0].subscribers[0].party.last_name == person().last_name
    assert {finding.rule for finding in record.findings} >= {"segment.place"}
