"""The X12 codec: bytes in, typed records and findings out. No database, no web, no clock; msgspec is all it needs.

Read an 835 (`path` may be bytes, a path or a binary stream), one claim payment in memory at a time:

>>> from api.x12 import RemittanceReader, is_blocked, read_file
>>> for transaction in read_file(path).transactions():
...     reader = RemittanceReader(transaction)
...     payment = reader.header.payment
...     print("check", payment.trace_number, payment.cents, payment.date)
...     for claim in reader.claims():
...         print("claim", claim.claim_id, claim.paid_cents)
...         for service in claim.services:
...             print([(a.group, a.carc, a.cents) for a in service.adjustments])
...     print("blocked" if is_blocked(reader.findings) else "balances", reader.findings)
check EFT0001 8000 2026-01-20
claim CLM0001 8000
[('CO', '45', 4500), ('PR', '3', 2500)]
balances []

What is wrong inside a file is a `Finding`, never an exception: only bytes without any interchange raise `NotX12`. A
finding says whether it blocks posting, and `reason` says under which name. Everything a typed record does not model
is kept, so reading, writing and reading again gives the same record. Writers raise `CannotWrite`.

Amounts are integer cents; dates are dates, or None with a warning. Text is decoded byte by byte, so offsets are bytes.
"""

from api.x12.acknowledge import acknowledge_group
from api.x12.acknowledgement_277ca import (
    ClaimAcknowledgement,
    ClaimStatus,
    LineStatus,
    ProviderStatus,
    ReceiverStatus,
    StatusInformation,
    read_277ca,
    write_277cas,
)
from api.x12.acknowledgement_999 import (
    ElementError,
    ImplementationAcknowledgement,
    SegmentError,
    TransactionResponse,
    read_999,
    write_999s,
)
from api.x12.claim_837p import (
    Attachment,
    BillingProvider,
    Claim,
    ClaimBatch,
    ClaimContext,
    ClaimReader,
    Diagnosis,
    Drug,
    LineAdjudication,
    Note,
    OtherPayer,
    Patient,
    ServiceLine,
    Subscriber,
    read_claims,
    write_claims,
)
from api.x12.envelope import Group, Interchange, Transaction, X12File
from api.x12.findings import Finding, is_blocked, mask
from api.x12.lexer import Delimiters, NotX12, Segment
from api.x12.money import format_cents, parse_cents
from api.x12.parts import (
    Address,
    Adjustment,
    Amount,
    Contact,
    DatePeriod,
    DateReference,
    EntityName,
    Party,
    Procedure,
    Quantity,
    RawSegment,
    Reference,
    Remark,
    RemarkSet,
    StatusCode,
)
from api.x12.remittance_835 import (
    Balance,
    CheckKey,
    ClaimPayment,
    HeaderNumber,
    Payment,
    ProviderAdjustment,
    Remittance,
    RemittanceHeader,
    RemittanceParty,
    RemittanceReader,
    ServicePayment,
    balance,
    canonical_content,
    canonical_hash,
    check_key,
    content_hash,
    read_remittance,
    write_remittances,
)
from api.x12.scan import read_file
from api.x12.ta1 import InterchangeAcknowledgement, acknowledge_interchange, read_ta1s, write_ta1s
from api.x12.writer import CannotWrite, InterchangeFacts, can_write

__all__ = [
    "Address",
    "Adjustment",
    "Amount",
    "Attachment",
    "Balance",
    "BillingProvider",
    "CannotWrite",
    "CheckKey",
    "Claim",
    "ClaimAcknowledgement",
    "ClaimBatch",
    "ClaimContext",
    "ClaimPayment",
    "ClaimReader",
    "ClaimStatus",
    "Contact",
    "DatePeriod",
    "DateReference",
    "Delimiters",
    "Diagnosis",
    "Drug",
    "ElementError",
    "EntityName",
    "Finding",
    "Group",
    "HeaderNumber",
    "ImplementationAcknowledgement",
    "Interchange",
    "InterchangeAcknowledgement",
    "InterchangeFacts",
    "LineAdjudication",
    "LineStatus",
    "NotX12",
    "Note",
    "OtherPayer",
    "Party",
    "Patient",
    "Payment",
    "Procedure",
    "ProviderAdjustment",
    "ProviderStatus",
    "Quantity",
    "RawSegment",
    "ReceiverStatus",
    "Reference",
    "Remark",
    "RemarkSet",
    "Remittance",
    "RemittanceHeader",
    "RemittanceParty",
    "RemittanceReader",
    "Segment",
    "SegmentError",
    "ServiceLine",
    "ServicePayment",
    "StatusCode",
    "StatusInformation",
    "Subscriber",
    "Transaction",
    "TransactionResponse",
    "X12File",
    "acknowledge_group",
    "acknowledge_interchange",
    "balance",
    "can_write",
    "canonical_content",
    "canonical_hash",
    "check_key",
    "content_hash",
    "format_cents",
    "is_blocked",
    "mask",
    "parse_cents",
    "read_277ca",
    "read_999",
    "read_claims",
    "read_file",
    "read_remittance",
    "read_ta1s",
    "write_277cas",
    "write_999s",
    "write_claims",
    "write_remittances",
    "write_ta1s",
]
