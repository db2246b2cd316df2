"""What the tests of several sets do alike: random text and delimiters, one ST of a payload, samples of a guide."""

import string

import msgspec
from hypothesis import strategies as st

from api.x12 import Delimiters, NotX12, Transaction, read_file
from tests.x12.samples import samples

# `|` and `^` stand in no sample's data, `:` does.
SAMPLE_MARKS = Delimiters("*", "^", "|", "~")
TEXT = st.text(string.ascii_uppercase + string.digits + " ", min_size=1, max_size=20).map(str.strip).filter(bool)
CENTS = st.integers(-(10**9), 10**9)
MARKS = st.lists(st.sampled_from("*^:~|><!;\x1c\x1d\x1e"), min_size=4, max_size=4, unique=True).map(
    lambda marks: Delimiters(*marks)
)


def only_transaction(payload: bytes) -> Transaction:
    """The one ST of a payload."""
    (transaction,) = read_file(payload).transactions()
    return transaction


def sample_transactions(set_id: str, version: str) -> list[tuple[str, Transaction]]:
    """Every ST of a set under a version in the samples, with its path."""
    found = []
    for path in samples():
        try:
            file = read_file(path)
        except NotX12:
            continue
        found += [
            (path.as_posix(), transaction)
            for transaction in file.transactions()
            if transaction.set_id == set_id and transaction.version.startswith(version)
        ]
    return found


def plain(value: object) -> object:
    """A record as plain values, without findings and segment positions: what it says, not where."""
    if isinstance(value, msgspec.Struct):
        fields = (name for name in value.__struct_fields__ if name not in {"position", "findings"})
        return {name: plain(getattr(value, name)) for name in fields}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def said(transaction: Transaction) -> list[list[str]]:
    """The segments of an ST before its SE without what may differ in writing: HL04, numbers in another form, empty
    ends.
    """
    segments = []
    for segment in transaction.segments():
        elements = [_number(element) for element in segment.elements]
        while not elements[-1]:
            elements.pop()
        segments.append(elements[:4] if elements[0] == "HL" else elements)
    return segments[:-1]


def _number(text: str) -> str:
    """`10.00` and `10`, `0.5` and `.5` are one number; control numbers keep their zeros, as they have no point."""
    if "." not in text or not text.replace(".", "", 1).removeprefix("-").isdigit():
        return text
    return text.rstrip("0").rstrip(".").removeprefix("0") or "0"
