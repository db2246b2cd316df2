"""Random secrets that this installation makes once and keeps in files that only their owner can read."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def read_or_create(path: Path) -> str:
    """Return the secret in ``path``; the first caller makes it (256 random bits in hexadecimal, mode 0600).

    Of several processes that arrive at once one wins, and all return the winner's secret.
    """
    if path.exists():
        return path.read_text(encoding="utf-8").strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        # A link refuses an existing name, where a rename would replace what another process just made.
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    return path.read_text(encoding="utf-8").strip()
