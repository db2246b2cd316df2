"""`firstpass x12 ack`, `rules` and `convert`."""

import json
from pathlib import Path

import pytest

from api.cli.x12.rules import page
from api.x12 import read_999, read_file, read_ta1s, rules
from tests.cli.x12 import SETS, base, changed, lines, written, x12
from tests.judges.pyx12_judge import judge

PAGE = Path(__file__).parents[2] / "docs" / "x12-rules.md"
BAD_NAME = changed("837P", b"NM1*IL*1*", b"NM1*IL*9*")


def test_a_clean_group_is_accepted_by_a_999_that_a_judge_accepts(tmp_path: Path) -> None:
    done = x12("ack", written(tmp_path, "file.837", base("837P")), "--control-number", "77")
    assert done.exit_code == 0
    (transaction,) = read_file(done.stdout_bytes).transactions()
    answer = read_999(transaction)
    assert (answer.status, answer.accepted, answer.functional_id) == ("A", 1, "HC")
    sent, replied = read_file(base("837P")).interchanges[0], transaction.interchange
    assert (replied.sender, replied.receiver) == (sent.receiver, sent.sender)
    assert replied.control_number == "000000077"
    assert judge(done.stdout_bytes.rstrip()).is_accepted


def test_what_is_wrong_is_said_with_its_place_and_exits_with_1(tmp_path: Path) -> None:
    done = x12("ack", written(tmp_path, "file.837", BAD_NAME))
    assert done.exit_code == 1
    (transaction,) = read_file(done.stdout_bytes).transactions()
    (response,) = read_999(transaction).responses
    assert response.status == "R"
    assert {(error.segment, error.elements[0].position) for error in response.errors} == {("NM1", 2)}


def test_a_ta1_is_written_when_it_is_asked_for(tmp_path: Path) -> None:
    file = written(tmp_path, "file.837", base("837P"))
    asking = written(tmp_path, "asking.837", base("837P").replace(b"*0*T*:~", b"*1*T*:~"))
    assert read_file(x12("ack", file).stdout_bytes).interchanges[0].acknowledgements == []
    for arguments in ((asking,), (file, "--ta1")):
        first, second = read_file(x12("ack", *arguments).stdout_bytes).interchanges
        (answer,) = read_ta1s(first)
        assert (answer.status, answer.control_number) == ("A", "000000101")
        assert len(second.groups) == 1
        assert (first.control_number, second.control_number) == ("000000001", "000000002")


def test_an_interchange_that_is_rejected_gets_a_ta1_alone(tmp_path: Path) -> None:
    done = x12("ack", written(tmp_path, "cut.837", base("837P")[:-20]))
    assert done.exit_code == 1
    (interchange,) = read_file(done.stdout_bytes).interchanges
    assert [(answer.status, answer.code) for answer in read_ta1s(interchange)] == [("R", "023")]
    assert interchange.groups == []


@pytest.mark.parametrize("name", ["999", "TA1"])
def test_an_acknowledgement_is_never_acknowledged(name: str, tmp_path: Path) -> None:
    done = x12("ack", "--ta1", written(tmp_path, "file.x12", base(name)))
    assert done.exit_code == 0
    assert done.stdout == ""


def test_an_acknowledgement_as_json(tmp_path: Path) -> None:
    file = written(tmp_path, "file.837", BAD_NAME)
    done = x12("ack", "--json", file)
    (line,) = lines(done)
    assert line["file"] == file
    assert line["answers"][0]["groups"][0]["status"] == "R"
    assert done.exit_code == 1


def test_an_envelope_that_no_answer_can_repeat_is_refused(tmp_path: Path) -> None:
    done = x12("ack", written(tmp_path, "odd.837", base("837P").replace(b"SUBMITTER  ", b"SUB\xe9ITTER  ")))
    assert done.exit_code == 2
    assert "cannot be repeated" in done.stderr


def test_rules_are_listed_with_their_sources() -> None:
    listed = lines(x12("rules", "--json"))
    assert [rule["rule"] for rule in listed] == [rule.id for rule in rules()]
    assert all(rule["source"] and rule["meaning"] for rule in listed)
    of_835 = lines(x12("rules", "--json", "--set", "835"))
    assert {tuple(rule["sets"]) for rule in of_835} >= {(), ("835",)}
    assert not [rule for rule in of_835 if rule["sets"] and "835" not in rule["sets"]]
    assert "balance.claim" in x12("rules").stdout


def test_the_page_of_rules_is_what_the_command_writes() -> None:
    assert PAGE.read_text() == "\n".join(page(rules())) + "\n", "firstpass x12 rules --markdown > docs/x12-rules.md"
    assert x12("rules", "--markdown").stdout == PAGE.read_text()


@pytest.mark.parametrize("name", SETS)
def test_a_file_becomes_json_and_comes_back(name: str, tmp_path: Path) -> None:
    made = x12("convert", written(tmp_path, "file.x12", base(name)))
    assert made.exit_code == 0
    assert json.loads(made.stdout)["x12"] == 1
    assert x12("convert", "-", stdin=made.stdout_bytes).stdout_bytes == base(name)


def test_a_conversion_goes_to_a_file(tmp_path: Path) -> None:
    target = tmp_path / "file.json"
    assert x12("convert", written(tmp_path, "file.835", base("835")), "-o", str(target)).stdout == ""
    back = tmp_path / "back.835"
    assert x12("convert", str(target), "--output", str(back)).exit_code == 0
    assert back.read_bytes() == base("835")


def test_records_are_typed(tmp_path: Path) -> None:
    (line,) = lines(x12("convert", "--records", written(tmp_path, "file.835", base("835"))))
    assert line["record"]["claims"][0]["paid_cents"] == 8_000


def test_json_that_is_no_document_is_refused(tmp_path: Path) -> None:
    done = x12("convert", written(tmp_path, "file.json", b'{"x12":1}'))
    assert done.exit_code == 2
    assert "not a document of segments" in done.stderr
