"""What root shares with the server's user: the copy of PostgreSQL's programs, and who may write there."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.kit.postgres import account, binaries
from api.kit.postgres.account import Account, NoUsableFolder, shared_folder
from api.kit.postgres.binaries import programs_for

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")

NOBODY = 65534


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the shared folder will be: below a folder that every user may enter, gone after the test."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        folder = Path(name) / "shared"
        monkeypatch.setattr(account, "SHARED_FOLDERS", (folder,))
        yield folder


@pytest.fixture
def closed_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The wheel in a home that the server's user cannot enter, installed under a umask of 077."""
    closed = tmp_path / "site-packages"
    installed = binaries._site_packages()
    for part in (Path(binaries.PACKAGE, binaries.MAJOR_FOLDER), Path(binaries.LIBRARIES)):
        shutil.copytree(installed / part, closed / part, symlinks=True)
    for path in closed.rglob("*"):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & 0o700)
    closed.chmod(0o700)
    monkeypatch.setattr(binaries, "_site_packages", lambda: closed)
    return closed


def test_a_wheel_out_of_reach_is_copied_with_its_libraries(shared: Path, closed_wheel: Path) -> None:
    user = Account.choose()
    assert not user.can_run(closed_wheel / binaries.PACKAGE / binaries.MAJOR_FOLDER / "bin" / "initdb")
    programs = programs_for(user)
    assert programs.is_relative_to(shared)
    for program in ("initdb", "pg_ctl", "postgres", "pg_dump"):
        assert user.can_run(programs / program)
    assert closed_wheel.stat().st_mode & 0o777 == 0o700
    for path in shared.rglob("*"):
        assert path.lstat().st_uid == 0
        assert path.is_symlink() or not path.stat().st_mode & 0o022


@pytest.mark.usefixtures("closed_wheel")
def test_the_copy_is_made_once_and_a_broken_one_is_replaced(shared: Path) -> None:
    user = Account.choose()
    programs = programs_for(user)
    made = (programs / "initdb").stat().st_ino
    assert programs_for(user) == programs
    assert (programs / "initdb").stat().st_ino == made
    (programs / "initdb").unlink()
    assert user.can_run(programs_for(user) / "initdb")
    assert [path.name for path in shared.iterdir()] == [programs.parents[2].name]


def test_a_readable_wheel_is_used_where_it_is(shared: Path) -> None:
    user = Account.choose()
    installed = binaries._site_packages()
    if not user.can_enter(installed):
        pytest.skip("this checkout is itself out of the server user's reach")
    assert programs_for(user).is_relative_to(installed)
    assert not shared.exists()


def test_the_shared_folder_is_made_under_any_umask(shared: Path) -> None:
    before = os.umask(0o077)
    try:
        assert shared_folder() == shared
    finally:
        os.umask(before)
    assert shared.stat().st_mode & 0o777 == 0o755


def test_a_shared_folder_of_another_user_is_refused(shared: Path) -> None:
    shared.mkdir()
    os.chown(shared, NOBODY, NOBODY)
    with pytest.raises(NoUsableFolder):
        shared_folder()


def test_a_shared_folder_that_others_write_is_refused(shared: Path) -> None:
    shared.mkdir()
    shared.chmod(0o777)
    with pytest.raises(NoUsableFolder):
        shared_folder()


def test_a_link_in_place_of_the_shared_folder_is_refused(shared: Path) -> None:
    (shared.parent / "elsewhere").mkdir()
    shared.symlink_to(shared.parent / "elsewhere")
    with pytest.raises(NoUsableFolder):
        shared_folder()
