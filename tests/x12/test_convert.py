"""A file becomes JSON and comes back byte for byte, whatever is wrong with it."""

import doctest
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import api.x12.convert
from api.x12 import Delimiters, NotX12, write_remittances
from api.x12.convert import CannotConvert, from_json, to_json, to_records
from tests.x12.builders import facts, remittance
from tests.x12.mutations import MUTATION_SETS
from tests.x12.samples import needs_samples, samples

_BASES = {name: entry.base() for name, entry in MUTATION_SETS.items()}


def _document(payload: bytes) -> bytes:
    return b"".join(to_json(payload))


def _returns(payload: bytes) -> None:
    document = _document(payload)
    json.loads(document)
    assert b"".join(from_json(document)) == payload


def _edited(payload: bytes, **changes: Any) -> bytes:
    document = json.loads(_document(payload))
    document["interchanges"][0] |= changes
    return json.dumps(document).encode()


@needs_samples
def test_each_sample_comes_back_byte_for_byte() -> None:
    converted = 0
    for path in samples():
        try:
            document = b"".join(to_json(path))
        except NotX12:
            continue
        converted += 1
        assert b"".join(from_json(document)) == path.read_bytes(), path
    assert converted > 150


@pytest.mark.parametrize("name", sorted(_BASES))
def test_each_set_comes_back(name: str) -> None:
    _returns(_BASES[name])


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: b"\xef\xbb\xbf \r\n" + file + b"\r\nend",
        lambda file: file.replace(b"~", b"~\r\n"),
        lambda file: file.replace(b"~", b"\n"),
        lambda file: file[:-40],
        lambda file: file + b"\x00\xff" + file,
        lambda file: file.replace(b"CLP*", b" \n CLP*").replace(b"SVC*", b"~~SVC*"),
        lambda file: file.replace(b"ZZ*SUBMITTER      ", b"ZZ*SUBMITTER"),
        lambda file: file.replace(b"*^*00501", b"*:*00501"),
        lambda file: file.replace(b"*00501*", b"*0~501*"),
        lambda file: file[:106],
    ],
)
def test_what_is_irregular_comes_back_too(damage: Any) -> None:
    _returns(damage(_BASES["835"]))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(_BASES)), st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 255)), max_size=8))
def test_flipped_bytes_come_back(name: str, flips: list[tuple[int, int]]) -> None:
    damaged = bytearray(_BASES[name])
    for at, value in flips:
        damaged[at % len(damaged)] = value
    try:
        _returns(bytes(damaged))
    except NotX12:
        return


def test_the_same_file_under_other_delimiters_has_the_same_elements() -> None:
    plain, odd = (
        json.loads(_document(write_remittances([remittance()], facts(), marks)))["interchanges"][0]["segments"][1:]
        for marks in (Delimiters(), Delimiters("|", "!", ">", "\x1e"))
    )
    assert plain == odd
    assert ["SVC", ["HC", "99213", "25"], "150", "80", "", "1"] in plain


def test_a_stream_that_cannot_seek_is_converted(tmp_path: Path) -> None:
    path = tmp_path / "file.835"
    path.write_bytes(_BASES["835"])

    class Pipe:
        def __init__(self) -> None:
            self._file = path.open("rb")

        def seekable(self) -> bool:
            return False

        def read(self, size: int = -1) -> bytes:
            with self._file:
                return self._file.read(size)

    document = b"".join(to_json(Pipe()))  # type: ignore[arg-type]  # the part of a stream that a pipe has
    assert document == _document(_BASES["835"])


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (b"", "not a document"),
        (b"[]", "not a document"),
        (b'{"x12":2,"interchanges":[]}', "version"),
        (b'{"x12":1,"interchanges":[{"raw":["\xe2\x82\xac"]}]}', "Latin-1"),
        (b'{"x12":1,"interchanges":[{"segment":[]}]}', "unknown field"),
    ],
)
def test_what_is_no_document_is_refused(document: bytes, says: str) -> None:
    with pytest.raises(CannotConvert, match=says):
        b"".join(from_json(document))


def test_an_element_cannot_smuggle_a_segment_in() -> None:
    segments = json.loads(_document(_BASES["835"]))["interchanges"][0]["segments"]
    for text in ("1~CLP", "1*2", "1:2", "1^2"):
        with pytest.raises(CannotConvert, match="segment 2: a delimiter") as refused:
            b"".join(from_json(_edited(_BASES["835"], segments=[segments[0], ["GS", text], *segments[2:]])))
        assert text not in str(refused.value)


def test_delimiters_that_the_isa_does_not_name_are_refused() -> None:
    marks = {"element": "*", "repetition": "^", "component": ">", "segment": "~"}
    with pytest.raises(CannotConvert, match="its delimiters are not these"):
        b"".join(from_json(_edited(_BASES["835"], delimiters=marks)))
    with pytest.raises(CannotConvert, match="one character"):
        b"".join(from_json(_edited(_BASES["835"], delimiters=marks | {"segment": ""})))


@pytest.mark.parametrize("name", sorted(set(_BASES) - {"TA1"}))
def test_records_hold_what_the_reader_of_the_set_says(name: str) -> None:
    (line,) = b"".join(to_records(_BASES[name])).splitlines()
    record = json.loads(line)
    assert record["set"] == name[:3]
    assert record["record"]
    assert record["findings"] == []


def test_an_unknown_version_has_no_record() -> None:
    (line,) = b"".join(to_records(_BASES["835"].replace(b"005010X221A1", b"004010X091A1"))).splitlines()
    assert json.loads(line)["record"] is None
    assert json.loads(line)["findings"][0]["rule"] == "version.unsupported"


def test_the_docstring_runs(tmp_path: Path) -> None:
    path = tmp_path / "remittance.835"
    path.write_bytes(_BASES["835"])
    assert doctest.testmod(api.x12.convert, extraglobs={"path": path}).failed == 0
