"""HashiCorp Vault's transit engine as far as the product speaks to it: keys of several versions, tokens that expire."""

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PREFIX = "/v1/transit/"


@dataclass
class Key:
    versions: list[bytes] = field(default_factory=lambda: [secrets.token_bytes(32)])
    deletion_allowed: bool = False


class TransitVault:
    """Called with each request; `tokens` are those it takes now."""

    def __init__(self, *tokens: str) -> None:
        self.tokens = set(tokens)
        self.keys: dict[str, Key] = {}

    def __call__(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        if headers.get("x-vault-token") not in self.tokens:
            return 403, {"errors": ["permission denied"]}
        what, name, *rest = path.removeprefix(PREFIX).split("/")
        given = json.loads(body) if body else {}
        if what == "keys" and not rest:
            return self._keys(method, name)
        key = self.keys.get(name)
        if key is None:
            return 400, {"errors": ["encryption key not found"]}
        if what == "keys":
            return self._change(key, rest[0], given)
        return {"encrypt": _encrypt, "decrypt": _decrypt, "hmac": _hmac}[what](key, given)

    def _keys(self, method: str, name: str) -> tuple[int, Any]:
        key = self.keys.get(name)
        if method == "POST":
            self.keys.setdefault(name, Key())
            return 200, {"data": {"name": name}}
        if key is None:
            return 404, {"errors": []}
        if method == "GET":
            return 200, {"data": {"latest_version": len(key.versions)}}
        if not key.deletion_allowed:
            return 400, {"errors": ["deletion is not allowed for this key"]}
        del self.keys[name]
        return 204, None

    def _change(self, key: Key, what: str, given: dict[str, Any]) -> tuple[int, Any]:
        if what == "rotate":
            key.versions.append(secrets.token_bytes(32))
        else:
            key.deletion_allowed = given["deletion_allowed"]
        return 200, {"data": {}}


def _encrypt(key: Key, given: dict[str, Any]) -> tuple[int, Any]:
    nonce, number = secrets.token_bytes(12), len(key.versions)
    place = base64.b64decode(given["associated_data"])
    sealed = AESGCM(key.versions[-1]).encrypt(nonce, base64.b64decode(given["plaintext"]), place)
    return 200, {"data": {"ciphertext": f"vault:v{number}:{base64.b64encode(nonce + sealed).decode()}"}}


def _decrypt(key: Key, given: dict[str, Any]) -> tuple[int, Any]:
    parts = given["ciphertext"].split(":")
    if len(parts) != 3 or not parts[1][1:].isdigit() or int(parts[1][1:]) > len(key.versions):
        return 400, {"errors": ["invalid ciphertext"]}
    blob = base64.b64decode(parts[2])
    try:
        place = base64.b64decode(given["associated_data"])
        plain = AESGCM(key.versions[int(parts[1][1:]) - 1]).decrypt(blob[:12], blob[12:], place)
    except InvalidTag:
        return 400, {"errors": ["cipher: message authentication failed"]}
    return 200, {"data": {"plaintext": base64.b64encode(plain).decode()}}


def _hmac(key: Key, given: dict[str, Any]) -> tuple[int, Any]:
    number = given.get("key_version", len(key.versions))
    mac = hmac.digest(key.versions[number - 1], base64.b64decode(given["input"]), hashlib.sha256)
    return 200, {"data": {"hmac": f"vault:v{number}:{base64.b64encode(mac).decode()}"}}
