"""The public samples: what the judge that has a map accepts blocks nothing, and each deliberate fault is found by name.

`MANIFEST.tsv` holds the verdicts. Where `check` objects to what the judge accepts, the table says to what and why.
"""

import csv

import pytest

from api.x12 import NotX12
from api.x12.check import FileCheck, check_file
from tests.x12.samples import needs_samples, sample, sample_folder

pytestmark = needs_samples

_SETS = {("835", "005010X221"), ("837", "005010X222"), ("999", "005010X231"), ("277", "005010X214")}
# Why a rule objects to what a judge accepts: neither judge has the rule, or the sample predates it.
_REASONS = {
    "npi.checksum": "made-up NPIs such as 9876543210: no judge computes the check digit",
    "address.zip": "five-digit ZIP codes: the nine digits of 5010 are checked by no judge",
    "address.po_box": "the billing provider's street is a post office box: checked by no judge",
    "pointer.range": "SV107 2 on claims with one diagnosis: checked by no judge",
    "composite.separator": "composites split by `>` under an ISA16 of `:`: the second judge reads them as one text",
    "element.number": "as composite.separator, in SV107",
    "element.missing": "CLM05-2 is empty: the second judge has it as optional",
    "loop.missing": "2330B is missing under a 2320: the second judge has it as optional",
    "segment.qualifier": "AMT*B6 in 2320, which 5010 no longer has: the second judge does not look at AMT01",
}
_NPI_ZIP = {"npi.checksum", "address.zip"}
_SPLIT = {"npi.checksum", "address.zip", "composite.separator"}
_OBJECTIONS: dict[str, set[str]] = {
    "demo.ambulance.example5.837": _NPI_ZIP | {"element.missing"},
    "demo.autoaccident.837": _NPI_ZIP,
    "demo.cob.2ndary.example4.837": _SPLIT,
    "demo.cob.example3.A.837": _NPI_ZIP | {"loop.missing"},
    "demo.cob.example3.B.837": _NPI_ZIP,
    "demo.cob.example3.C.837": _NPI_ZIP,
    "demo.cob.example4.837": _NPI_ZIP | {"segment.qualifier"},
    "demo.drug.example10.1.837": {"address.zip"},
    "demo.drug.example10.2.837": {"address.zip"},
    "demo.drug.example10.3.837": {"address.zip"},
    "demo.example11.837": {"npi.checksum", "address.po_box", "composite.separator", "element.number"},
    "demo.example12.837": {"npi.checksum", "composite.separator"},
    "demo.example2.837": _NPI_ZIP,
    "demo.example6.837": _SPLIT,
    "demo.example7.837": _NPI_ZIP,
    "demo.example8.837": _NPI_ZIP,
    "demo.example9.837": _SPLIT | {"element.number"},
    "X221-dollars-and-data-sent-separate.edi": {"npi.checksum"},
    "X222-COB-claim-from-billing-provider-to-payer-a.edi": _NPI_ZIP,
    "X222-COB-claim-from-billing-provider-to-payer-b.edi": _NPI_ZIP,
    "X222-COB-claim-from-payer-a-to-payer-b-in-payer-to-payer.edi": _NPI_ZIP,
    "X222-ambulance.edi": _NPI_ZIP,
    "X222-anesthesia.edi": _NPI_ZIP,
    "X222-chiropractic.edi": _NPI_ZIP,
    "X222-commercial-health-insurance.edi": _NPI_ZIP,
    "X222-drug-administered-in-the-physician-office.edi": {"address.zip"},
    "X222-encounter.edi": _NPI_ZIP,
    "HCPCS-in-loop-2400-or-NDC-in-loop-2410).edi": {"address.zip"},
    "(adjudicated-with-NDC-in-loop-2410).edi": {"address.zip"},
    "X222-medicare-secondary-payer-COB.edi": _NPI_ZIP,
    "X222-out-of-network-repriced-claim.edi": {"npi.checksum"},
    "X222-ppo-repriced-claim.edi": {"npi.checksum", "address.po_box"},
    "example_5010_837p/sample.txt": _NPI_ZIP | {"pointer.range"},
}
# Deliberate faults: the file, the rule that names the fault, where it is found.
_FAULTS = [
    ("x12_bad_first_line.txt", "envelope.isa_width", ""),
    ("x12_bad_segment_identifier.txt", "segment.unknown", "1000A"),
    ("x12_bad_segment_identifier.txt", "segment.unknown", "2010AA"),
    ("x12_bad_segment_identifier.txt", "segment.unknown", "2000B"),
    ("x12_bad_valid_code.txt", "segment.qualifier", "2000A"),
    ("x12_loop_errors1_exceeds_max_1_parent.txt", "loop.repeats", "2010AA"),
    ("x12_loop_errors2_exceeds_max_repeats_multiple_parents.txt", "loop.repeats", "2010AA"),
    ("x12_loop_errors3_missing_loops.txt", "loop.missing", "2010AA"),
    ("x12_missing_elements.txt", "element.missing", "1000B"),
    ("x12_missing_elements.txt", "element.missing", "2300"),
    ("x12_missing_required_loop_in_one_repeat.txt", "loop.missing", "2010BA"),
    ("x12_missing_required_loops_mult_repeats.txt", "segment.missing", "2400"),
    ("x12_segment_errors.txt", "segment.repeats", "2010AA"),
    ("x12_segment_errors.txt", "segment.missing", "2010AA"),
    ("x12_segments_out_of_order.txt", "segment.order", "2010AA"),
    ("x12_no_errors.txt", "envelope.se01", ""),
    ("x12_multiple_gs.txt", "envelope.iea01", ""),
    ("x12_multiple_st.txt", "envelope.ge01", ""),
    ("x12_multiple_st.txt", "envelope.st02_repeated", ""),
    ("error_validation.edi", "envelope.se01", ""),
    ("error_validation.edi", "envelope.se02", ""),
    ("error_validation.edi", "envelope.iea02", ""),
    ("trailer_errors.source", "envelope.se01", ""),
    ("trailer_errors.source", "envelope.ge02", ""),
    ("trailer_errors.source", "envelope.iea01", ""),
    ("trailer_errors.source", "envelope.iea02", ""),
    ("errors/segment_terminator.edi", "envelope.iea_missing", ""),
    ("fail_no_IEA.source", "envelope.iea_missing", ""),
    ("bad_header_looping.source", "version.unsupported", ""),
    ("bad_2010AA_bug.source", "version.unsupported", ""),
    ("example_5010_835/sample1.txt", "element.trailing", "2110"),
    ("example_5010_835/sample2.txt", "balance.claim", "2100"),
    ("tertiary-payment.835", "balance.line", "2110"),
    ("x12_277CA_rejected.txt", "status.action", "2200D"),
]


def _accepted() -> list[str]:
    """The samples of these sets that the judge accepts which has a map for them."""
    folder = sample_folder()
    if folder is None:
        return []
    with (folder / "MANIFEST.tsv").open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [
        row["path"]
        for row in rows
        if (row["transaction"], row["gs08"][:10]) in _SETS
        and (row["pyx12_4.0.0"] == "ok" or (row["pyx12_4.0.0"] == "nomap" and row["linuxforhealth_0.57"] == "ok"))
    ]


def _errors(check: FileCheck) -> set[str]:
    findings = [*check.findings, *(finding for t in check.transactions for finding in t.findings)]
    return {finding.rule for finding in findings if finding.severity == "error"}


@pytest.mark.parametrize("path", _accepted())
def test_what_the_judge_accepts_blocks_nothing_and_each_objection_has_a_reason(path: str) -> None:
    check = check_file(sample(path))
    assert not check.is_blocked
    expected = next((rules for ending, rules in _OBJECTIONS.items() if path.endswith(ending)), set())
    assert _errors(check) == expected
    assert expected <= set(_REASONS)


def test_the_table_is_complete() -> None:
    accepted = _accepted()
    assert len(accepted) > 40
    for ending in _OBJECTIONS:
        assert sum(path.endswith(ending) for path in accepted) == 1, ending


@pytest.mark.parametrize(("ending", "rule", "loop"), _FAULTS)
def test_each_deliberate_fault_is_found_by_name(ending: str, rule: str, loop: str) -> None:
    check = check_file(sample(ending))
    findings = [*check.findings, *(finding for t in check.transactions for finding in t.findings)]
    assert any(finding.rule == rule and (not loop or finding.loop == loop) for finding in findings)


def test_what_is_no_interchange_is_refused() -> None:
    with pytest.raises(NotX12):
        check_file(sample("errors/bad_file.edi"))
