"""Which key service an installation uses."""

from api.kit.settings import Settings
from tenants.keys.aws import AwsKeyService
from tenants.keys.hashicorp import HashicorpKeyService
from tenants.keys.local import FileKeyService
from tenants.keys.service import KeyService


def key_service(settings: Settings) -> KeyService:
    """The one that `KEY_SERVICE` names. Raises KeyServiceError when what it needs is not installed."""
    if settings.key_service == "aws-kms":
        return AwsKeyService(settings.key_prefix, settings.aws_kms_endpoint)
    if settings.key_service == "vault":
        return HashicorpKeyService(
            settings.vault_addr,
            settings.vault_mount,
            settings.key_prefix,
            token=settings.vault_token.get_secret_value(),
            token_file=settings.vault_token_file,
        )
    return FileKeyService(settings.key_directory)
