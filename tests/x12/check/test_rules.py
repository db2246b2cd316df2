"""The register of rules: every id a finding can carry is in it, with its source; profiles decide what blocks."""

import re
from pathlib import Path

import pytest

from api.x12 import CodeSets, check_file, find_rule, rules
from api.x12.check import SETS, Rule
from tests.x12 import builders
from tests.x12.mutations import MUTATION_SETS
from tests.x12.mutations.bases import base_835, base_837p
from tests.x12.mutations.draft import Draft

_ROOT = Path(__file__).resolve().parents[3] / "api" / "x12"
_FAMILIES = {rule.id.partition(".")[0] for rule in rules()}


def test_ids_are_unique_and_each_rule_says_what_it_means_and_who_says_so() -> None:
    ids = [rule.id for rule in rules()]
    assert len(ids) == len(set(ids)) > 100
    for rule in rules():
        assert re.fullmatch(r"[a-z_0-9]+\.[a-z_0-9]+", rule.id)
        assert rule.meaning
        assert rule.source
        assert find_rule(rule.id) is rule


def test_sets_are_named_as_their_grammars() -> None:
    names = {known.grammar.name for known in SETS} | {"TA1"}
    assert {name for rule in rules() for name in rule.sets} <= names


def test_every_rule_id_in_the_package_is_registered() -> None:
    for path in _ROOT.rglob("*.py"):
        for family, name in re.findall(r'"([a-z_]+)\.([a-z_0-9]+)"', path.read_text()):
            if family in _FAMILIES and not name.startswith("take_"):  # a hook of a part
                assert find_rule(f"{family}.{name}") is not None, (path.name, family, name)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_general_knowledge_only_warns_and_never_blocks(rule: Rule) -> None:
    if rule.is_general_knowledge:
        assert rule.severity == "warning"
        assert not rule.blocks("inbound")
        assert not rule.blocks("outbound")
    else:
        assert rule.blocks("outbound") == (rule.severity == "error")
    family = rule.id.partition(".")[0]
    if family not in {"envelope", "balance", "money", "version"}:
        assert not rule.blocks("inbound")


def test_outbound_blocks_what_inbound_only_notes() -> None:
    payload = Draft(base_835()).drop("PER*BL").count().payload()
    (inbound,), (outbound,) = check_file(payload).transactions, check_file(payload, "outbound").transactions
    assert [(f.rule, f.blocking) for f in inbound.findings] == [("segment.missing", False)]
    assert [(f.rule, f.blocking) for f in outbound.findings] == [("segment.missing", True)]
    assert (inbound.is_blocked, outbound.is_blocked) == (False, True)


def test_a_fault_of_the_group_blocks_every_st_in_it_and_stands_with_the_envelope() -> None:
    payload = Draft(base_835()).put("GE", 1, "2").payload()
    check = check_file(payload)
    assert [finding.rule for finding in check.findings] == ["envelope.ge01"]
    assert [(t.findings, t.is_blocked) for t in check.transactions] == [([], True)]


def test_a_finding_says_where_it_stands_and_hides_the_value() -> None:
    payload = Draft(base_837p()).put("NM1*82", 9, "1234567890").payload()
    (found,) = check_file(payload).transactions[0].findings
    assert (found.rule, found.segment, found.element, found.loop) == ("npi.checksum", "NM1", "NM109", "2310B")
    assert payload[found.byte_offset :].startswith(b"NM1*82*")
    assert payload[: found.byte_offset].count(b"~") - payload[: payload.index(b"ST*")].count(b"~") + 1 == found.position
    assert found.value_masked == "9999999999"
    assert found.source


def test_a_diagnosis_is_looked_up_in_the_codes_of_the_caller() -> None:
    payload = base_837p()
    assert not _rules_of(payload, None)
    assert _rules_of(payload, frozenset({"J029"})) == {"diagnosis.unknown"}
    assert not _rules_of(payload, frozenset({"J029", "E119"}))
    assert CodeSets().icd10 is None


def _rules_of(payload: bytes, icd10: frozenset[str] | None) -> set[str]:
    check = check_file(payload, codes=CodeSets(icd10=icd10))
    return {finding.rule for transaction in check.transactions for finding in transaction.findings}


def test_claims_are_counted_by_set() -> None:
    counts = {name: check_file(entry.base()).transactions for name, entry in MUTATION_SETS.items()}
    assert {
        name: sum(t.claims for t in found) for name, found in counts.items() if name in {"835", "837P", "277CA"}
    } == {
        "835": 6,
        "837P": 4,
        "277CA": 2,
    }


def test_findings_stop_after_a_thousand_and_say_so() -> None:
    draft = Draft(base_837p())
    draft.insert("REF*EI", "~".join(["QQQ*1"] * 1_500))
    (transaction,) = check_file(draft.count().payload()).transactions
    assert len(transaction.findings) == 1_001
    assert sum(finding.rule == "check.limit" for finding in transaction.findings) == 1


def test_what_blocks_is_found_behind_a_thousand_warnings() -> None:
    draft = Draft(base_835())
    draft.insert("LX", "~".join(["QQQ*1"] * 1_500)).add_to("BPR", 2, 1)
    (transaction,) = check_file(draft.count().payload()).transactions
    assert transaction.is_blocked
    assert [finding.rule for finding in transaction.findings if finding.blocking] == ["balance.check"]


def _file_of(count: int, wrong: int) -> bytes:
    """As many copies of an 835 in one group: in each, so many segments no set has, and a check that is off."""
    text = Draft(base_835()).insert("LX", "~".join(["QQQ*1"] * wrong)).add_to("BPR", 2, 1).count().payload().decode()
    head, _st, rest = text.partition("ST*835*0001~")
    body, _, _ = rest.partition("SE*")
    segments = body.count("~") + 2
    copies = [f"ST*835*{number:04d}~{body}SE*{segments}*{number:04d}~" for number in range(1, count + 1)]
    return f"{head}{''.join(copies)}GE*{count}*101~IEA*1*000000101~".encode()


def test_a_file_lists_ten_thousand_findings_and_past_them_each_st_with_what_blocks_it() -> None:
    result = check_file(_file_of(14, 900))
    assert [len(transaction.findings) for transaction in result.transactions] == [901] * 11 + [89, 1, 1]
    assert all(transaction.is_blocked for transaction in result.transactions)
    for transaction in result.transactions:
        assert "balance.check" in {finding.rule for finding in transaction.findings}
    assert [(finding.rule, finding.blocking) for finding in result.findings] == [("check.file_limit", False)]


def test_a_file_that_lists_all_its_findings_does_not_speak_of_the_limit() -> None:
    result = check_file(_file_of(11, 900))
    assert not result.findings
    assert sum(len(transaction.findings) for transaction in result.transactions) == 11 * 901


def test_a_version_that_is_not_known_is_named_and_not_checked() -> None:
    payload = Draft(base_835()).put("GS", 8, "004010X091A1").drop("PER*BL").count().payload()
    (transaction,) = check_file(payload).transactions
    assert (transaction.set_name, [finding.rule for finding in transaction.findings]) == (
        "835",
        ["version.unsupported"],
    )
    assert builders.NPI not in transaction.findings[0].message


def test_what_no_second_source_says_of_a_question_and_its_answer_never_blocks() -> None:
    """Of 270, 271 and 276 there are models, which do not tell what a guide leaves out, and no map."""
    for name in ("270", "271", "276"):
        payload = Draft(MUTATION_SETS[name].base()).put("NM1*IL", 6, "MR").count().payload()
        (transaction,) = check_file(payload, "outbound").transactions
        assert [(f.rule, f.element, f.blocking) for f in transaction.findings] == [
            ("element.unexpected", "NM106", False)
        ]
    for rule in rules():
        if set(rule.sets) & {"270", "271", "276"} and not rule.is_general_knowledge:
            assert "[L]" in rule.source, rule.id
