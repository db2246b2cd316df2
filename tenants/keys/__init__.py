"""Envelope encryption: a data key per practice and per organization, each wrapped by a secret of its own.

Search leaks, inside one practice, which rows share a value or a name token and how often; across practices nothing.
"""

from tenants.keys.keyring import Keyring, SealBrokenError
from tenants.keys.service import FileKeyService, KeyDestroyedError, KeyService
from tenants.keys.vault import KeysMissingError, Vault

__all__ = [
    "FileKeyService",
    "KeyDestroyedError",
    "KeyService",
    "Keyring",
    "KeysMissingError",
    "SealBrokenError",
    "Vault",
]
