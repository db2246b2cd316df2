"""Envelope encryption: a data key per practice and per organization, each wrapped by a secret of its own.

Search leaks, inside one practice, which rows share a value or a name token and how often; across practices nothing.
"""

from tenants.keys.choose import key_service
from tenants.keys.keyring import Keyring, SealBrokenError, UnknownKeyVersionError, header
from tenants.keys.local import FileKeyService
from tenants.keys.service import KeyDestroyedError, KeyService, KeyServiceError
from tenants.keys.vault import KeysMissingError, Vault

__all__ = [
    "FileKeyService",
    "KeyDestroyedError",
    "KeyService",
    "KeyServiceError",
    "Keyring",
    "KeysMissingError",
    "SealBrokenError",
    "UnknownKeyVersionError",
    "Vault",
    "header",
    "key_service",
]
