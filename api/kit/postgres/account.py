import os
import pwd
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# PostgreSQL refuses to run as root, and initdb wants a name for its user, so a bare number will not do.
# Debian always has nobody; postgres is there when a PostgreSQL of the machine's own is.
UNPRIVILEGED = ("postgres", "nobody")

# Folders of this kind belong to root alone, so nobody else can plant a file or a link in them. The temporary
# folders come last: what is there may be swept after some days.
SHARED_FOLDERS = (Path("/var/lib/firstpass"), Path("/var/tmp/firstpass"), Path("/tmp/firstpass"))  # noqa: S108 - checked before use


class NoUsableAccount(Exception):
    """Root asked for a server and the machine has no unprivileged user to run it."""

    def __init__(self) -> None:
        super().__init__(f"PostgreSQL does not run as root, and none of these users exists: {UNPRIVILEGED}")


class NoUsableFolder(Exception):
    """No folder for what the server's user must read could be made, or each belongs to somebody else."""

    def __init__(self) -> None:
        super().__init__(f"no folder of root's own among {', '.join(map(str, SHARED_FOLDERS))}")


@dataclass(frozen=True)
class Account:
    """The user of the operating system that the server runs under: ourselves, or for root another one."""

    uid: int
    gid: int
    switch: bool

    @classmethod
    def choose(cls) -> "Account":
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid(), switch=False)
        for name in UNPRIVILEGED:
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(entry.pw_uid, entry.pw_gid, switch=True)
        raise NoUsableAccount

    @classmethod
    def owning(cls, path: Path) -> "Account":
        """The account that made ``path``: a cluster keeps its user, whoever else the machine gains."""
        owner = path.stat()
        return cls(owner.st_uid, owner.st_gid, switch=os.geteuid() == 0)

    def run(
        self, arguments: Sequence[str | Path], *, timeout: float, keep_open: int | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as this account, in a session of its own so that a Ctrl-C here does not reach it.

        The environment is emptied: TMPDIR, XDG_RUNTIME_DIR, PG* and the locale of whoever starts the product
        must not change what the server does. ``keep_open`` is a descriptor that the program inherits.
        """
        return subprocess.run(
            [str(argument) for argument in arguments],
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
            start_new_session=True,
            pass_fds=() if keep_open is None else (keep_open,),
            user=self.uid if self.switch else None,
            group=self.gid if self.switch else None,
            extra_groups=[] if self.switch else None,
        )

    def can_run(self, program: Path) -> bool:
        """Whether the program starts as this account: asked by running it, so access lists count as well."""
        try:
            return self.run([program, "--version"], timeout=30).returncode == 0
        except OSError:
            return False

    def can_enter(self, folder: Path) -> bool:
        """Whether this account gets into the folder, through every parent."""
        return self.run(["/bin/sh", "-c", 'cd -- "$1"', "sh", folder], timeout=30).returncode == 0

    def give(self, path: Path) -> None:
        if self.switch:
            os.chown(path, self.uid, self.gid)


def shared_folder() -> Path:
    """A folder that every user may enter and only root may write, made when it is missing.

    An existing one is refused when it is a link, belongs to another user or lets another write.
    """
    for folder in SHARED_FOLDERS:
        try:
            folder.mkdir(mode=0o755)
            folder.chmod(0o755)  # our own new folder: the umask may have closed it
        except FileExistsError:
            pass
        except OSError:
            continue
        found = folder.lstat()
        is_open_to_others = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        if stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not is_open_to_others:
            return folder
    raise NoUsableFolder
