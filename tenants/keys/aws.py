"""AWS KMS: one symmetric key per owner, found by its alias; data keys are bound to owner and purpose by the context.

botocore is optional (requirements-optional.lock) and imported when this service is chosen. Credentials, region and
proxies
come from where botocore looks for them. The role needs, on keys under the alias prefix: CreateKey, CreateAlias,
DescribeKey, Encrypt, Decrypt, GenerateMac, RotateKeyOnDemand, ScheduleKeyDeletion.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from api.kit.clock import now
from tenants.keys.service import KeyDestroyedError, KeyServiceError

PENDING = {"PendingDeletion", "PendingReplicaDeletion"}
WAITING_DAYS = 7
"""The shortest time KMS keeps a key that was scheduled for deletion; it can't be used meanwhile."""


class AwsKeyService:
    """Keys of AWS KMS."""

    name = "aws-kms"
    is_remote = True

    def __init__(self, prefix: str, endpoint: str = "") -> None:
        try:
            from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - optional
            from botocore.session import get_session  # noqa: PLC0415
        except ModuleNotFoundError as missing:
            raise KeyServiceError(
                "KEY_SERVICE=aws-kms needs botocore: pip install --require-hashes -r requirements-optional.lock"
            ) from missing
        self._client: Any = get_session().create_client("kms", endpoint_url=endpoint or None)
        self._refusal, self._trouble = ClientError, BotoCoreError
        self._prefix = prefix

    def create(self, owner: str) -> None:
        """A key and its alias. Of two that race, the alias keeps one key; the other is scheduled for deletion."""
        if self._describe(owner) is None:
            self._make(owner, self._alias(owner), KeySpec="SYMMETRIC_DEFAULT", KeyUsage="ENCRYPT_DECRYPT")

    def wrap(self, owner: str, purpose: str, key: bytes) -> bytes:
        """Encrypt; KMS remembers in the ciphertext which material it used."""
        context = {"owner": owner, "purpose": purpose}
        answer = self._call(owner, "encrypt", KeyId=self._alias(owner), Plaintext=key, EncryptionContext=context)
        return bytes(answer["CiphertextBlob"])

    def unwrap(self, owner: str, purpose: str, wrapped: bytes) -> bytes:
        """Decrypt with the owner's key alone."""
        context = {"owner": owner, "purpose": purpose}
        given = {"KeyId": self._alias(owner), "CiphertextBlob": wrapped, "EncryptionContext": context}
        return bytes(self._call(owner, "decrypt", **given)["Plaintext"])

    def derive(self, owner: str, purpose: str) -> bytes:
        """A MAC by an HMAC key beside the owner's, made at the first use; KMS never rotates those."""
        alias = f"{self._alias(owner)}/mac"
        if self._describe(owner, alias) is None:
            self._make(owner, alias, KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")
        asked = {"KeyId": alias, "Message": purpose.encode(), "MacAlgorithm": "HMAC_SHA_256"}
        return bytes(self._call(owner, "generate_mac", **asked)["Mac"])

    def rotate(self, owner: str) -> None:
        """New material under the same key; KMS keeps the old for what it encrypted."""
        self._call(owner, "rotate_key_on_demand", KeyId=self._key_id(owner))

    def fingerprint(self, owner: str) -> str:
        """The key's ARN."""
        known = self._describe(owner)
        if known is None:
            raise KeyServiceError(f"{owner}: KMS knows no key {self._alias(owner)}")
        return str(known["Arn"])

    def destroy(self, owner: str) -> datetime:
        """Schedule the key's deletion: unusable at once, gone for good in seven days, unless somebody cancels in
        AWS.
        """
        known = self._find(self._alias(owner))
        if known is None:
            raise KeyServiceError(f"{owner}: KMS knows no key {self._alias(owner)}")
        if known["KeyState"] in PENDING:
            return _instant(known.get("DeletionDate"))
        asked = {"KeyId": known["KeyId"], "PendingWindowInDays": WAITING_DAYS}
        return _instant(self._call(owner, "schedule_key_deletion", **asked).get("DeletionDate"))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _make(self, owner: str, alias: str, **spec: str) -> None:
        made = self._call(owner, "create_key", Description=f"Firstpass {owner}", **spec)["KeyMetadata"]["KeyId"]
        try:
            self._client.create_alias(AliasName=alias, TargetKeyId=made)
        except self._refusal as refused:
            self._call(owner, "schedule_key_deletion", KeyId=made, PendingWindowInDays=WAITING_DAYS)
            if _code(refused) != "AlreadyExistsException":
                raise KeyServiceError(f"{owner}: {_code(refused)}") from None

    def _key_id(self, owner: str) -> str:
        known = self._describe(owner)
        if known is None:
            raise KeyServiceError(f"{owner}: KMS knows no key {self._alias(owner)}")
        return str(known["KeyId"])

    def _describe(self, owner: str, alias: str = "") -> dict[str, Any] | None:
        """The key that an alias names, in use. Raises KeyDestroyedError for one that is to be deleted."""
        known = self._find(alias or self._alias(owner))
        if known is not None and known["KeyState"] in PENDING:
            raise KeyDestroyedError(owner)
        return known

    def _find(self, alias: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = self._client.describe_key(KeyId=alias)["KeyMetadata"]
        except self._refusal as refused:
            if _code(refused) == "NotFoundException":
                return None
            raise KeyServiceError(f"{alias}: {_code(refused)}") from None
        except self._trouble as trouble:
            raise KeyServiceError(f"{alias}: {type(trouble).__name__}") from None
        return found

    def _call(self, owner: str, operation: str, **asked: Any) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = getattr(self._client, operation)(**asked)
        except self._refusal as refused:
            if _code(refused) == "KMSInvalidStateException":
                self._describe(owner)
            raise KeyServiceError(f"{owner}: {operation}: {_code(refused)}") from None
        except self._trouble as trouble:
            raise KeyServiceError(f"{owner}: {operation}: {type(trouble).__name__}") from None
        return answer

    def _alias(self, owner: str) -> str:
        return f"alias/{self._prefix}/{owner.replace(':', '/')}"


def _code(refused: Any) -> str:
    return str(refused.response.get("Error", {}).get("Code", "refused"))


def _instant(at: datetime | None) -> datetime:
    return at.astimezone(UTC) if at is not None else now() + timedelta(days=WAITING_DAYS)
