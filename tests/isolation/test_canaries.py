"""Canaries, in short: two practices of one organization. `make proof` adds a second one and the server's own files."""

import base64
from pathlib import Path

import pytest

from tests.harness.database import Database
from tests.isolation.canaries import CORE, IDENTITY, PLAIN, found_in
from tests.isolation.searching import let_out, search_files, search_the_dump
from tests.isolation.walking import walk_settings

MARK = f"{CORE}BPXYZ".encode()


async def test_nothing_of_a_practice_shows_to_others_and_nobodys_identity_is_kept_in_the_clear(
    clean_database: Database, tmp_path: Path
) -> None:
    async with let_out(walk_settings(clean_database, tmp_path), clean_database, sites=2) as search:
        pass
    search_files(search, {"service": tmp_path})
    search_the_dump(search)
    assert search.hits == []
    assert {("A", IDENTITY), ("B", IDENTITY), ("M", PLAIN)} <= search.own
    assert search.job_arguments > 0
    assert search.refusals > 100


@pytest.mark.parametrize("before", [b"", b"a", b"ab", b"abc"])
@pytest.mark.parametrize("written", [MARK, MARK.lower(), MARK.capitalize()])
def test_a_mark_is_found_however_it_is_written(written: bytes, before: bytes) -> None:
    for form in (written, written.hex().encode(), written.hex().upper().encode(), base64.b64encode(before + written)):
        assert found_in(b"\x00 first \n" + form + b" last") == {("B", IDENTITY)}


def test_what_is_no_mark_is_not_found() -> None:
    assert found_in(f"{CORE}XP and QZCANAR".encode()) == set()
