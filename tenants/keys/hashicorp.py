"""HashiCorp Vault's transit engine, spoken to over its HTTP API: one key per owner, named by it.

The token comes from `VAULT_TOKEN`, or from a file that Vault's agent keeps fresh, read again when a token is refused.
Its policy needs, on keys under the prefix: create, read, update and delete of `keys/*`, update of `keys/*/rotate`,
`keys/*/config`, `encrypt/*`, `decrypt/*` and `hmac/*`. Give no create on `encrypt/*`: with it a key that was destroyed
would come back, empty, at the next call.
"""

import base64
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from api.kit.clock import now
from tenants.keys.service import KeyServiceError

NOT_FOUND, FORBIDDEN = 404, 403
TIMEOUT_SECONDS = 5.0
FINGERPRINT_DIGITS = 32


class HashicorpKeyService:
    """Keys of a transit mount."""

    name = "vault"
    is_remote = True

    def __init__(
        self, address: str, mount: str, prefix: str, *, token: str = "", token_file: Path | None = None
    ) -> None:
        self._http = httpx.Client(
            base_url=f"{address.rstrip('/')}/v1/{mount.strip('/')}/", timeout=TIMEOUT_SECONDS, follow_redirects=False
        )
        self._prefix = prefix
        self._token_file = token_file
        self._token = token or self._read_token()

    def create(self, owner: str) -> None:
        """Vault leaves a key that is there as it is."""
        self._ask(owner, "POST", f"keys/{self._key(owner)}", {"type": "aes256-gcm96", "exportable": False})

    def wrap(self, owner: str, purpose: str, key: bytes) -> bytes:
        """The ciphertext as Vault writes it (`vault:v2:...`), which names the version."""
        asked = {"plaintext": _encode(key), "associated_data": _place(owner, purpose)}
        found = self._ask(owner, "POST", f"encrypt/{self._key(owner)}", asked)
        return str(found["ciphertext"]).encode()

    def unwrap(self, owner: str, purpose: str, wrapped: bytes) -> bytes:
        """Decrypt with the owner's key alone."""
        asked = {"ciphertext": wrapped.decode("ascii", "replace"), "associated_data": _place(owner, purpose)}
        return base64.b64decode(self._ask(owner, "POST", f"decrypt/{self._key(owner)}", asked)["plaintext"])

    def derive(self, owner: str, purpose: str) -> bytes:
        """Vault's HMAC under the key's first version, so that it stays when the key rotates."""
        asked = {"input": _encode(purpose.encode()), "key_version": 1}
        found = self._ask(owner, "POST", f"hmac/{self._key(owner)}/sha2-256", asked)
        return base64.b64decode(str(found["hmac"]).rpartition(":")[2])

    def rotate(self, owner: str) -> None:
        """A new version encrypts; the older ones decrypt."""
        self._ask(owner, "POST", f"keys/{self._key(owner)}/rotate")

    def fingerprint(self, owner: str) -> str:
        """The key's name and a MAC under its first version."""
        return f"{self._key(owner)}:{self.derive(owner, 'fingerprint').hex()[:FINGERPRINT_DIGITS]}"

    def destroy(self, owner: str) -> datetime:
        """Delete the key with all its versions; Vault keeps no trace of it."""
        path = f"keys/{self._key(owner)}"
        if self._send(owner, "GET", path).status_code != NOT_FOUND:
            self._ask(owner, "POST", f"{path}/config", {"deletion_allowed": True})
            self._ask(owner, "DELETE", path)
        return now()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _send(self, owner: str, method: str, path: str, asked: dict[str, Any] | None = None) -> httpx.Response:
        try:
            answer = self._http.request(method, path, json=asked, headers={"X-Vault-Token": self._token})
            if answer.status_code == FORBIDDEN and self._token_file is not None:
                self._token = self._read_token()
                answer = self._http.request(method, path, json=asked, headers={"X-Vault-Token": self._token})
        except httpx.TransportError as trouble:
            raise KeyServiceError(f"{owner}: {type(trouble).__name__}") from None
        return answer

    def _ask(self, owner: str, method: str, path: str, asked: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self._send(owner, method, path, asked)
        if not answer.is_success:
            raise KeyServiceError(f"{owner}: {path.partition('/')[0]}: Vault answered {answer.status_code}")
        found: dict[str, Any] = (answer.json().get("data") or {}) if answer.content else {}
        return found

    def _read_token(self) -> str:
        return self._token_file.read_text(encoding="utf-8").strip() if self._token_file is not None else ""

    def _key(self, owner: str) -> str:
        return f"{self._prefix}-{owner.replace(':', '-')}"


def _encode(plain: bytes) -> str:
    return base64.b64encode(plain).decode()


def _place(owner: str, purpose: str) -> str:
    return _encode(f"{owner}|{purpose}".encode())
