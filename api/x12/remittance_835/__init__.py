"""The 835 remittance: read, write, balance, and the hashes that tell a replay from a new check."""

from api.x12.remittance_835.balance import Balance, balance
from api.x12.remittance_835.canonical import (
    CheckKey,
    canonical_content,
    canonical_hash,
    check_key,
    content_hash,
)
from api.x12.remittance_835.read import RemittanceReader, read_remittance
from api.x12.remittance_835.records import (
    ClaimPayment,
    HeaderNumber,
    Payment,
    ProviderAdjustment,
    Remittance,
    RemittanceHeader,
    RemittanceParty,
    ServicePayment,
)
from api.x12.remittance_835.write import write_remittances

__all__ = [
    "Balance",
    "CheckKey",
    "ClaimPayment",
    "HeaderNumber",
    "Payment",
    "ProviderAdjustment",
    "Remittance",
    "RemittanceHeader",
    "RemittanceParty",
    "RemittanceReader",
    "ServicePayment",
    "balance",
    "canonical_content",
    "canonical_hash",
    "check_key",
    "content_hash",
    "read_remittance",
    "write_remittances",
]
