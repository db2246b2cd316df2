"""A finding tells the place and the shape of what is wrong, and never the value: findings may be logged."""

from collections.abc import Callable, Iterator
from typing import Protocol

import msgspec
import pytest

from api.x12 import Finding, NotX12, Transaction, check_file, read_file, read_remittance
from api.x12.claim_837i import read_institutional_claims
from api.x12.claim_837p import read_claims
from api.x12.eligibility_270_271 import read_270, read_271
from api.x12.status_276_277 import read_276, read_277
from tests.x12.mutations import MUTATION_SETS


class _Read(Protocol):
    findings: list[Finding]


_READERS: dict[str, Callable[[Transaction], _Read]] = {
    "835": read_remittance,
    "837P": read_claims,
    "837I": read_institutional_claims,
    "270": read_270,
    "271": read_271,
    "276": read_276,
    "277": read_277,
}
_VALUES = ("QZXWJ", "73519")


def _with_a_value(payload: str, value: str) -> Iterator[tuple[str, bytes]]:
    """The file with the value in the place of each segment id and each element, one by one."""
    segments = payload.split("~")
    for at, segment in enumerate(segments):
        elements = segment.split("*")
        if elements[0] in {"ISA", ""}:
            continue
        for number in range(len(elements) + 1):
            changed = [*elements, ""]
            changed[number] = value
            text = "~".join([*segments[:at], "*".join(changed).rstrip("*"), *segments[at + 1 :]])
            yield f"{elements[0]}{number:02d}", text.encode()


def _findings(name: str, payload: bytes) -> list[Finding]:
    try:
        file = read_file(payload)
    except NotX12:
        return []
    checked = check_file(payload, "outbound")
    found = [*file.findings, *checked.findings]
    for transaction in checked.transactions:
        found += transaction.findings
    if name in _READERS:
        for read in map(_READERS[name], file.transactions()):
            found += read.findings
    return found


@pytest.mark.parametrize("name", sorted(MUTATION_SETS))
def test_no_finding_holds_a_value_of_the_file(name: str) -> None:
    payload = MUTATION_SETS[name].base().decode()
    for value in _VALUES:
        for place, changed in _with_a_value(payload, value):
            for finding in _findings(name, changed):
                # What is missing from a sum is told: without it nobody finds the cent.
                if finding.difference_cents is None:
                    told = msgspec.json.encode(finding).decode()
                    assert value not in told, (place, told)
                    assert finding.segment != value[:3], (place, told)
