"""AWS KMS as far as the product speaks to it: its JSON protocol, aliases, contexts, keys whose material rotates."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

DAY = 86_400
ID_LENGTH = 36


class Refused(Exception):
    """An error of the API, by its code."""


@dataclass
class Key:
    id: str
    usage: str
    material: list[bytes] = field(default_factory=lambda: [secrets.token_bytes(32)])
    state: str = "Enabled"
    deletion_date: float | None = None

    def metadata(self) -> dict[str, Any]:
        known = {"KeyId": self.id, "Arn": f"arn:aws:kms:us-east-1:000000000000:key/{self.id}", "KeyState": self.state}
        return known | ({"DeletionDate": self.deletion_date} if self.deletion_date else {})


class Kms:
    """Called with each request. `calls` counts the operations; `down` refuses all of them."""

    def __init__(self) -> None:
        self.keys: dict[str, Key] = {}
        self.aliases: dict[str, str] = {}
        self.calls: list[str] = []
        self.down = False

    def __call__(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        del method, path
        operation = headers["x-amz-target"].removeprefix("TrentService.")
        self.calls.append(operation)
        if not headers.get("authorization", "").startswith("AWS4-HMAC-SHA256 "):
            return 400, {"__type": "MissingAuthenticationTokenException"}
        if self.down:
            return 400, {"__type": "AccessDeniedException", "message": "no"}
        try:
            return 200, getattr(self, operation)(**json.loads(body))
        except Refused as refused:
            return 400, {"__type": str(refused), "message": "refused"}

    def CreateKey(self, KeySpec: str, KeyUsage: str, **_: Any) -> Any:  # noqa: N802, N803 - as AWS names them
        del KeySpec
        key = Key(str(uuid4()), KeyUsage)
        self.keys[key.id] = key
        return {"KeyMetadata": key.metadata()}

    def CreateAlias(self, AliasName: str, TargetKeyId: str) -> Any:  # noqa: N802, N803
        if AliasName in self.aliases:
            raise Refused("AlreadyExistsException")
        self.aliases[AliasName] = TargetKeyId
        return {}

    def DescribeKey(self, KeyId: str) -> Any:  # noqa: N802, N803
        return {"KeyMetadata": self._key(KeyId).metadata()}

    def Encrypt(self, KeyId: str, Plaintext: str, EncryptionContext: dict[str, str]) -> Any:  # noqa: N802, N803
        key = self._usable(KeyId)
        nonce, age = secrets.token_bytes(12), len(key.material) - 1
        sealed = AESGCM(key.material[age]).encrypt(nonce, base64.b64decode(Plaintext), _context(EncryptionContext))
        return {"CiphertextBlob": _text(key.id.encode() + bytes([age]) + nonce + sealed), "KeyId": key.id}

    def Decrypt(self, KeyId: str, CiphertextBlob: str, EncryptionContext: dict[str, str]) -> Any:  # noqa: N802, N803
        key, blob = self._usable(KeyId), base64.b64decode(CiphertextBlob)
        if blob[:ID_LENGTH] != key.id.encode():
            raise Refused("IncorrectKeyException")
        age, nonce, sealed = blob[ID_LENGTH], blob[ID_LENGTH + 1 : ID_LENGTH + 13], blob[ID_LENGTH + 13 :]
        try:
            plain = AESGCM(key.material[age]).decrypt(nonce, sealed, _context(EncryptionContext))
        except InvalidTag:
            raise Refused("InvalidCiphertextException") from None
        return {"Plaintext": _text(plain), "KeyId": key.id}

    def GenerateMac(self, KeyId: str, Message: str, MacAlgorithm: str) -> Any:  # noqa: N802, N803
        key = self._usable(KeyId)
        if (key.usage, MacAlgorithm) != ("GENERATE_VERIFY_MAC", "HMAC_SHA_256"):
            raise Refused("InvalidKeyUsageException")
        return {"Mac": _text(hmac.digest(key.material[0], base64.b64decode(Message), hashlib.sha256))}

    def RotateKeyOnDemand(self, KeyId: str) -> Any:  # noqa: N802, N803
        if KeyId.startswith("alias/"):
            raise Refused("InvalidArnException")  # KMS takes an id here, no alias
        self._usable(KeyId).material.append(secrets.token_bytes(32))
        return {"KeyId": KeyId}

    def ScheduleKeyDeletion(self, KeyId: str, PendingWindowInDays: int) -> Any:  # noqa: N802, N803
        if KeyId.startswith("alias/"):
            raise Refused("InvalidArnException")
        key = self._usable(KeyId)
        key.state, key.deletion_date = "PendingDeletion", time.time() + PendingWindowInDays * DAY
        return {"KeyId": key.id, "DeletionDate": key.deletion_date}

    def _key(self, key_id: str) -> Key:
        found = self.keys.get(self.aliases.get(key_id, key_id))
        if found is None:
            raise Refused("NotFoundException")
        return found

    def _usable(self, key_id: str) -> Key:
        key = self._key(key_id)
        if key.state != "Enabled":
            raise Refused("KMSInvalidStateException")
        return key


def _context(context: dict[str, str]) -> bytes:
    return json.dumps(context, sort_keys=True).encode()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
