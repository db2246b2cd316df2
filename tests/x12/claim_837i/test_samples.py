"""Every public 837I reads and is written again as it was."""

from api.x12 import InstitutionalClaimReader, read_institutional_claims, write_institutional_claims
from api.x12.check import check_transaction
from tests.x12.builders import facts
from tests.x12.records import SAMPLE_MARKS, only_transaction, plain, said, sample_transactions
from tests.x12.samples import needs_samples

pytestmark = needs_samples

# Path ending -> claims, and HI kept as they stood: two files split composites by `>` where ISA16 says `:`.
_FILES = {
    "demo-file/demo.837i": (1, 0),
    "institutional-claim.837i": (1, 0),
    "out-of-network-repriced-claim.837i": (1, 1),
    "ppo-repriced-claim.837i": (1, 3),
    "two-claims-single-provider.837i": (2, 0),
    "x223-test.txt": (1, 0),
}

_MADE_UP = {"npi.checksum", "address.zip"}  # numbers and ZIP codes of examples
# What `check` says outbound beyond those: the guide does not use CLM06, and DTP*434 is a range (RD8).
_FINDINGS = {
    "demo-file/demo.837i": {"element.not_used", "element.code"},
    "institutional-claim.837i": {"element.not_used", "element.code"},
    "out-of-network-repriced-claim.837i": {"element.not_used", "composite.separator", "bill.type"},
    "ppo-repriced-claim.837i": {"element.not_used", "composite.separator", "bill.type"},
    "two-claims-single-provider.837i": {"element.not_used"},
    "x223-test.txt": {
        "envelope.se01",
        "element.not_used",
        "element.code",
        "element.trailing",
        "subscriber.no_patient",
        "totals.charge",
        "stay.admission",
        "provider.attending",
        "segment.missing",
        "segment.repeats",
        "line.outside_statement",
    },
}


def test_claims_survive_writing() -> None:
    found = sample_transactions("837", "005010X223")
    assert len(found) == len(_FILES)
    for path, transaction in found:
        record = read_institutional_claims(transaction)
        again = only_transaction(write_institutional_claims([record], facts(), SAMPLE_MARKS))
        assert plain(read_institutional_claims(again)) == plain(record), path
        claims = [context.claim for context in InstitutionalClaimReader(transaction).claims()]
        kept = [finding for finding in record.findings if finding.rule == "claim.health_code"]
        (expected,) = [counts for ending, counts in _FILES.items() if path.endswith("/" + ending)]
        assert (len(claims), len(kept)) == expected, path
        assert sum(line.charge_cents for claim in claims for line in claim.lines) > 0


def test_what_is_written_says_what_was_read() -> None:
    for path, transaction in sample_transactions("837", "005010X223A3"):
        record = read_institutional_claims(transaction)
        again = only_transaction(write_institutional_claims([record], facts(), transaction.delimiters))
        written = [segment for segment in said(again) if segment[0] not in {"ST", "BHT"}]
        assert written == [segment for segment in said(transaction) if segment[0] not in {"ST", "BHT"}], path


def test_check_names_what_is_wrong() -> None:
    for path, transaction in sample_transactions("837", "005010X223"):
        (expected,) = [rules for ending, rules in _FINDINGS.items() if path.endswith("/" + ending)]
        assert {f.rule for f in check_transaction(transaction, "outbound")} - _MADE_UP == expected, path
        blocking = {f.rule for f in check_transaction(transaction) if f.blocking}
        assert blocking == expected & {"envelope.se01"}, path
