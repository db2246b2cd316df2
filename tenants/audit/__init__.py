"""The audit trail: who did what, when, why, from where.

Rows are inserted plain (a write's with its change, a read's in its own statement, a refusal's in a transaction that
outlives it) and sealed later into one gapless HMAC chain per owner; see `chain`.
"""

from tenants.audit.append import ORGANIZATION_READ_AUDIT, READ_AUDIT, SYSTEM, AuditEntry, row_mac
from tenants.audit.chain import KINDS, Chain, Finding
from tenants.audit.check import ChainReport, check_chain
from tenants.audit.heads import PURPOSE as HEADS_PURPOSE
from tenants.audit.heads import Exported, HeadLog, named_owner, owner_name
from tenants.audit.log import AuditLog
from tenants.audit.origin import HEADER as PURPOSE_HEADER
from tenants.audit.origin import PURPOSES, PurposeUnknown, declared, purpose_of, remote_address
from tenants.audit.seal import seal_audit, seal_chain
from tenants.audit.store import FINAL_FIRST, IS_FINAL, IS_FROM_HERE, audit_chain, head, page

__all__ = [
    "FINAL_FIRST",
    "HEADS_PURPOSE",
    "IS_FINAL",
    "IS_FROM_HERE",
    "KINDS",
    "ORGANIZATION_READ_AUDIT",
    "PURPOSES",
    "PURPOSE_HEADER",
    "READ_AUDIT",
    "SYSTEM",
    "AuditEntry",
    "AuditLog",
    "Chain",
    "ChainReport",
    "Exported",
    "Finding",
    "HeadLog",
    "PurposeUnknown",
    "audit_chain",
    "check_chain",
    "declared",
    "head",
    "named_owner",
    "owner_name",
    "page",
    "purpose_of",
    "remote_address",
    "row_mac",
    "seal_audit",
    "seal_chain",
]
