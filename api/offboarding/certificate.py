"""The certificate of a destruction: JSON, signed with Ed25519 (RFC 8032).

The signature is over the certificate without its `signature`, as JSON with sorted keys, no blanks and UTF-8. Whoever
keeps the public key can verify it; the key is this installation's for ever (derived from the platform's secret).
"""

import base64
from collections.abc import Mapping
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tenants.keys import Vault

FORM = "firstpass-destruction/1"
STATEMENT = (
    "The secret that wraps this practice's keys was destroyed in the key service. What was sealed under them (patients'"
    " identity, claims as billed, files, notes, stored answers) can't be read by anyone, in this database, in its"
    " replicas or in any backup. Rows stay, with ids, codes, dates and amounts in the clear, for the audit and the"
    " organization's books."
)


def signed(vault: Vault, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The certificate of these facts."""
    key = _key(vault)
    certificate = {"certificate": FORM, "statement": STATEMENT, **facts}
    value = key.sign(_canonical(certificate))
    return certificate | {
        "signature": {
            "algorithm": "Ed25519",
            "public_key": _text(key.public_key().public_bytes_raw()),
            "value": _text(value),
        }
    }


def is_genuine(vault: Vault, certificate: Mapping[str, Any]) -> bool:
    """Whether this installation signed it, and nothing in it has changed since."""
    signature = certificate.get("signature")
    content = {name: value for name, value in certificate.items() if name != "signature"}
    if not isinstance(signature, Mapping):
        return False
    try:
        _key(vault).public_key().verify(_bytes(str(signature.get("value"))), _canonical(content))
    except (InvalidSignature, ValueError):
        return False
    return True


def _key(vault: Vault) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(vault.platform_secret("certificate"))


def _canonical(content: Mapping[str, Any]) -> bytes:
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
