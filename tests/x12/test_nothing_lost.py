"""Whatever a file says comes back when its record is written, or the reader has noted that no record keeps it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from api.x12 import CannotWrite, Transaction, read_file
from api.x12.acknowledgement_277ca import read_277ca, write_277cas
from api.x12.acknowledgement_999 import read_999, write_999s
from api.x12.check.dictionary import ELEMENTS, SEGMENTS
from api.x12.claim_837i import read_institutional_claims, write_institutional_claims
from api.x12.claim_837p import read_claims, write_claims
from api.x12.eligibility_270_271 import read_270, read_271, write_270s, write_271s
from api.x12.remittance_835 import read_remittance, write_remittances
from api.x12.status_276_277 import read_276, read_277, write_276s, write_277s
from tests.x12.builders import facts
from tests.x12.mutations import MUTATION_SETS

_SETS: dict[str, tuple[Callable[[Transaction], Any], Callable[..., bytes]]] = {
    "835": (read_remittance, write_remittances),
    "837P": (read_claims, write_claims),
    "837I": (read_institutional_claims, write_institutional_claims),
    "270": (read_270, write_270s),
    "271": (read_271, write_271s),
    "276": (read_276, write_276s),
    "277": (read_277, write_277s),
    "277CA": (read_277ca, write_277cas),
    "999": (read_999, write_999s),
}
# By the type of the element; none of them stands in a base file.
_VALUES = {"R": "7.25", "N0": "7", "DT": "20260707", "TM": "0707"}
# Written anew: HL01, HL02 and HL04 are computed.
_COMPUTED = {"ISA", "GS", "ST", "HL", "SE", "GE", "IEA", ""}


def _filled(payload: str) -> Iterator[tuple[str, str, bytes]]:
    """The file with one empty place filled: which one, with what, and all of it."""
    segments = payload.split("~")
    seen = set()
    for at, segment in enumerate(segments):
        elements = segment.split("*")
        tag = elements[0]
        if tag in _COMPUTED:
            continue
        numbers = SEGMENTS[tag]
        for number in range(1, len(numbers) + 3):
            place = (tag, elements[1], number)
            if place in seen or (number < len(elements) and elements[number]):
                continue
            seen.add(place)
            known = ELEMENTS.get(numbers[number - 1]) if number <= len(numbers) else None
            value = _VALUES.get(known.kind if known else "", "QZ7")
            filled = [*elements, *[""] * (number - len(elements) + 1)]
            filled[number] = value
            text = "~".join([*segments[:at], "*".join(filled), *segments[at + 1 :]])
            yield f"{tag}{number:02d}", value, text.encode()


@pytest.mark.parametrize("name", _SETS)
def test_every_element_comes_back_or_is_noted(name: str) -> None:
    read, write = _SETS[name]
    base = MUTATION_SETS[name].base()
    (transaction,) = read_file(base).transactions()
    before = read(transaction)
    lost = []
    for place, value, payload in _filled(base.decode()):
        (transaction,) = read_file(payload).transactions()
        record = read(transaction)
        if len(record.findings) > len(before.findings):
            continue
        try:
            written = write([record], facts())
        except CannotWrite:
            continue
        if value.encode() not in written:
            lost.append(place)
    assert not lost


def test_an_element_no_record_keeps_is_named() -> None:
    payload = MUTATION_SETS["837P"].base().replace(b"DMG*D8*19800229*F~", b"DMG*D8*19800229*F**:RET:2106-3~", 1)
    (transaction,) = read_file(payload).transactions()
    (finding,) = read_claims(transaction).findings
    assert (finding.rule, finding.element, finding.severity) == ("element.dropped", "DMG05", "warning")
    assert payload[finding.byte_offset :].startswith(b"DMG*")
