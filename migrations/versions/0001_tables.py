"""Every table of the ground: organizations, practices, keys, audit, files, events, ledger and the first stages."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.columns import Xid8

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Create the tables, parents first."""
    op.create_table(
        "account_day",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("debit_cents", sa.BigInteger(), nullable=False),
        sa.Column("credit_cents", sa.BigInteger(), nullable=False),
        sa.Column("legs", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "business_date", "account", "payer_id"),
    )
    op.create_table(
        "account_day_mark",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("counted_before", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id"),
    )
    op.create_table(
        "audit_record",
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("xid", Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("remote_address", sa.String(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=True),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_index(
        "audit_record_by_subject",
        "audit_record",
        ["tenant_id", "subject_id", "id"],
        unique=False,
        postgresql_where=sa.text("subject_id is not null"),
    )
    op.create_index("audit_record_by_xid", "audit_record", ["tenant_id", "xid", "id"], unique=False)
    op.create_table(
        "billing_provider",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("npi", sa.String(), nullable=False),
        sa.Column("tin", sa.String(), nullable=False),
        sa.Column("taxonomy", sa.String(), nullable=False),
        sa.Column("address", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("pay_to_address", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("era_payee_ids", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("registered_identifiers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "external_id", name="billing_provider_external_id"),
    )
    op.create_table(
        "claim_balance",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("charge_cents", sa.BigInteger(), nullable=False),
        sa.Column("insurance_receivable_cents", sa.BigInteger(), nullable=False),
        sa.Column("patient_receivable_cents", sa.BigInteger(), nullable=False),
        sa.Column("insurance_paid_cents", sa.BigInteger(), nullable=False),
        sa.Column("patient_paid_cents", sa.BigInteger(), nullable=False),
        sa.Column("adjusted_cents", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "claim_id"),
    )
    op.create_table(
        "code_set",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_date", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "control_number",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("last_value", sa.Integer(), nullable=False),
        sa.CheckConstraint("last_value between 0 and 999999999", name="control_number_range"),
        sa.PrimaryKeyConstraint("organization_id", "channel"),
    )
    op.create_table(
        "data_key",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_index_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "version"),
    )
    op.create_table(
        "event",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("xid", Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_index("event_by_subject", "event", ["tenant_id", "subject_id", "occurred_at"], unique=False)
    op.create_index("event_by_xid", "event", ["tenant_id", "xid", "id"], unique=False)
    op.create_table(
        "fee_agreement",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("is_draft", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("practice_state", sa.String(length=2), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("custody", sa.String(), nullable=False),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("activated_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("basis in ('posted', 'deposited')", name="fee_agreement_basis"),
        sa.CheckConstraint(
            "custody in ('practice_account', 'practice_lockbox', 'agent')", name="fee_agreement_custody"
        ),
        sa.CheckConstraint("is_draft = (activated_at is null)", name="fee_agreement_activated"),
        sa.CheckConstraint("is_draft = (activated_by is null)", name="fee_agreement_activated_by"),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "id", "is_draft", name="fee_agreement_draft_key"),
    )
    op.create_index(
        "fee_agreement_one_start",
        "fee_agreement",
        ["tenant_id", "starts_on"],
        unique=True,
        postgresql_where=sa.text("not is_draft"),
    )
    op.create_table(
        "organization",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organization_id"),
    )
    op.create_table(
        "organization_audit_record",
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("xid", Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("remote_address", sa.String(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=True),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "id"),
    )
    op.create_index(
        "organization_audit_record_by_subject",
        "organization_audit_record",
        ["organization_id", "subject_id", "id"],
        unique=False,
        postgresql_where=sa.text("subject_id is not null"),
    )
    op.create_index(
        "organization_audit_record_by_xid", "organization_audit_record", ["organization_id", "xid", "id"], unique=False
    )
    op.create_table(
        "organization_data_key",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_index_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "version"),
    )
    op.create_table(
        "organization_file",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("chunk_count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "id"),
        sa.UniqueConstraint("organization_id", "sha256", "kind", name="organization_file_content"),
    )
    op.create_table(
        "organization_idempotency",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("status between 200 and 499", name="organization_idempotency_status"),
        sa.PrimaryKeyConstraint("organization_id", "id"),
        sa.UniqueConstraint("organization_id", "client_id", "key_hash", name="organization_idempotency_key"),
    )
    op.create_index(
        "organization_idempotency_expiry", "organization_idempotency", ["organization_id", "expires_at"], unique=False
    )
    op.create_table(
        "patient",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.LargeBinary(), nullable=False),
        sa.Column("external_id_index", sa.LargeBinary(), nullable=False),
        sa.Column("last_name", sa.LargeBinary(), nullable=False),
        sa.Column("first_name", sa.LargeBinary(), nullable=False),
        sa.Column("middle_name", sa.LargeBinary(), nullable=True),
        sa.Column("birth_date", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("sex", sa.String(), nullable=False),
        sa.Column("name_token", sa.LargeBinary(), nullable=False),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sex in ('F', 'M', 'U')", name="patient_sex"),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "external_id_index", name="patient_external_id"),
    )
    op.create_index("patient_by_name_token", "patient", ["tenant_id", "name_token", "id"], unique=False)
    op.create_index("patient_newest", "patient", ["tenant_id", "created_at", "id"], unique=False)
    op.create_table(
        "payer_enrollment",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("identifier", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("filing_indicator", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("channel in ('sandbox', 'directory', 'sftp', 'http')", name="payer_enrollment_channel"),
        sa.PrimaryKeyConstraint("tenant_id", "payer_id"),
        sa.UniqueConstraint("tenant_id", "identifier", name="payer_enrollment_identifier"),
    )
    op.create_table(
        "period",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("extract(day from month) = 1", name="period_first_day"),
        sa.CheckConstraint("is_open = (closed_at is null)", name="period_closed_at"),
        sa.PrimaryKeyConstraint("tenant_id", "month"),
        sa.UniqueConstraint("tenant_id", "month", "is_open", name="period_open_key"),
    )
    op.create_table(
        "platform_audit_record",
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("xid", Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("remote_address", sa.String(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=True),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("platform_audit_record_by_xid", "platform_audit_record", ["xid", "id"], unique=False)
    op.create_table(
        "practice_file",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("chunk_count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "sha256", "kind", name="practice_file_content"),
    )
    op.create_table(
        "practice_idempotency",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("status between 200 and 499", name="practice_idempotency_status"),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "client_id", "key_hash", name="practice_idempotency_key"),
    )
    op.create_index("practice_idempotency_expiry", "practice_idempotency", ["tenant_id", "expires_at"], unique=False)
    op.create_table(
        "practice_profile",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("offboarding", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("mode in ('test', 'live')", name="practice_profile_mode"),
        sa.PrimaryKeyConstraint("tenant_id"),
    )
    op.create_table(
        "revocation",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('token', 'family', 'client', 'person', 'practice')", name="revocation_kind"),
        sa.PrimaryKeyConstraint("organization_id", "id"),
    )
    op.create_table(
        "sandbox_file",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "name", name="sandbox_file_once"),
    )
    op.create_table(
        "sandbox_memory_chunk",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "number"),
    )
    op.create_table(
        "sandbox_payer",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("offset_days", sa.Integer(), nullable=False),
        sa.Column("target_days", sa.Integer(), nullable=False),
        sa.Column("chunk_count", sa.Integer(), nullable=False),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("offset_days <= target_days", name="sandbox_payer_forward"),
        sa.PrimaryKeyConstraint("tenant_id"),
    )
    op.create_table(
        "signing_key",
        sa.Column("kid", sa.String(), nullable=False),
        sa.Column("public_jwk", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("private_wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activates_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kid"),
    )
    op.create_table(
        "submission_batch",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("claim_count", sa.Integer(), nullable=False),
        sa.Column("interchange_control", sa.Integer(), nullable=True),
        sa.Column("transaction_file_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state in ('queued', 'refused')) = (transaction_file_id is null)", name="submission_batch_written"
        ),
        sa.CheckConstraint("state in ('queued', 'written', 'sent', 'refused')", name="submission_batch_state"),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_index("submission_batch_newest", "submission_batch", ["tenant_id", "created_at", "id"], unique=False)
    op.create_table(
        "work_item",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=True),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("(state = 'open') = (closed_at is null)", name="work_item_closed_at"),
        sa.CheckConstraint(
            "kind in ('denial', 'bill_secondary', 'recovered_twice', 'takeback', 'credit_balance', 'due_to_payer_late', 'eligibility_failed', 'reversal_waiting', 'unmatched_payment', 'duplicate')",
            name="work_item_kind",
        ),
        sa.CheckConstraint("state in ('open', 'done')", name="work_item_state"),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_index("work_item_by_claim", "work_item", ["tenant_id", "claim_id"], unique=False)
    op.create_index("work_item_newest", "work_item", ["tenant_id", "state", "opened_at", "id"], unique=False)
    op.create_index(
        "work_item_one_open",
        "work_item",
        ["tenant_id", "kind", "subject_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "audit_seal",
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "record_id"],
            ["audit_record.tenant_id", "audit_record.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "sequence"),
        sa.UniqueConstraint("tenant_id", "record_id", name="audit_seal_once"),
    )
    op.create_table(
        "code",
        sa.Column("set_name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["set_name"],
            ["code_set.name"],
        ),
        sa.PrimaryKeyConstraint("set_name", "value"),
    )
    op.create_index("code_by_value", "code", ["set_name", "value"], unique=False)
    op.create_table(
        "coverage",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.LargeBinary(), nullable=False),
        sa.Column("external_id_index", sa.LargeBinary(), nullable=False),
        sa.Column("member_id", sa.LargeBinary(), nullable=False),
        sa.Column("member_id_index", sa.LargeBinary(), nullable=False),
        sa.Column("group_number", sa.LargeBinary(), nullable=True),
        sa.Column("subscriber", sa.LargeBinary(), nullable=True),
        sa.Column("relationship", sa.String(), nullable=False),
        sa.Column("id_is_patient_unique", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "relationship in ('18', '01', '19', '20', '21', '39', '40', '53', 'G8')", name="coverage_relationship"
        ),
        sa.CheckConstraint("sequence in ('P', 'S', 'T')", name="coverage_sequence"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "patient_id"],
            ["patient.tenant_id", "patient.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "payer_id"],
            ["payer_enrollment.tenant_id", "payer_enrollment.payer_id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "external_id_index", name="coverage_external_id"),
    )
    op.create_index("coverage_by_member", "coverage", ["tenant_id", "member_id_index"], unique=False)
    op.create_index("coverage_by_patient", "coverage", ["tenant_id", "patient_id"], unique=False)
    op.create_table(
        "disclosure",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("disclosed_on", sa.Date(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("suspended_until", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "patient_id"],
            ["patient.tenant_id", "patient.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "source_id", "patient_id", name="disclosure_once"),
    )
    op.create_index(
        "disclosure_by_patient", "disclosure", ["tenant_id", "patient_id", "disclosed_on", "id"], unique=False
    )
    op.create_table(
        "event_seal",
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_id"],
            ["event.tenant_id", "event.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "sequence"),
        sa.UniqueConstraint("tenant_id", "event_id", name="event_seal_once"),
    )
    op.create_table(
        "fee_agreement_end",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreement_id"],
            ["fee_agreement.tenant_id", "fee_agreement.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "agreement_id"),
    )
    op.create_table(
        "fee_catch_up",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreement_id"],
            ["fee_agreement.tenant_id", "fee_agreement.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "agreement_id"),
    )
    op.create_table(
        "fee_rule",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("is_draft", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sources", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("payer_ids", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("filing_indicators", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("procedure_from", sa.String(), nullable=False),
        sa.Column("procedure_to", sa.String(), nullable=False),
        sa.Column("service_from", sa.Date(), nullable=True),
        sa.Column("service_to", sa.Date(), nullable=True),
        sa.Column("provider_npis", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("originated", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("rate_bps", sa.Integer(), nullable=True),
        sa.Column("per_claim_cents", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("originated in ('', 'us', 'inherited')", name="fee_rule_originated"),
        sa.CheckConstraint(
            "outcome in ('exclude', 'rate', 'per_claim') and (outcome = 'rate') = (rate_bps is not null) and (outcome = 'per_claim') = (per_claim_cents is not null)",
            name="fee_rule_outcome",
        ),
        sa.CheckConstraint("per_claim_cents >= 0", name="fee_rule_per_claim"),
        sa.CheckConstraint("rate_bps between 0 and 10000", name="fee_rule_rate"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreement_id", "is_draft"],
            ["fee_agreement.tenant_id", "fee_agreement.id", "fee_agreement.is_draft"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "agreement_id", "id", name="fee_rule_of_agreement"),
        sa.UniqueConstraint("tenant_id", "agreement_id", "revision", "priority", name="fee_rule_priority"),
    )
    op.create_table(
        "interchange",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('received', 'routed', 'rejected')", name="interchange_state"),
        sa.ForeignKeyConstraint(
            ["organization_id", "file_id"],
            ["organization_file.organization_id", "organization_file.id"],
        ),
        sa.PrimaryKeyConstraint("organization_id", "id"),
        sa.UniqueConstraint("organization_id", "file_id", name="interchange_once"),
    )
    op.create_index("interchange_newest", "interchange", ["organization_id", "received_at", "id"], unique=False)
    op.create_table(
        "ledger_batch",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_kind", sa.String(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("effective_date", sa.Date(), nullable=False),
        sa.Column("period_month", sa.Date(), nullable=False),
        sa.Column("period_open", sa.Boolean(), nullable=False),
        sa.Column("xid", Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint("date_trunc('month', business_date)::date = period_month", name="ledger_batch_month"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "period_month", "period_open"],
            ["period.tenant_id", "period.month", "period.is_open"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "id", "xid", name="ledger_batch_transaction"),
        sa.UniqueConstraint("tenant_id", "source_kind", "source_id", name="ledger_batch_source"),
    )
    op.create_index(
        "ledger_batch_by_period", "ledger_batch", ["tenant_id", "period_month", "period_open"], unique=False
    )
    op.create_index("ledger_batch_by_transaction", "ledger_batch", ["tenant_id", "xid"], unique=False)
    op.create_table(
        "line_balance",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("charge_cents", sa.BigInteger(), nullable=False),
        sa.Column("insurance_receivable_cents", sa.BigInteger(), nullable=False),
        sa.Column("patient_receivable_cents", sa.BigInteger(), nullable=False),
        sa.Column("insurance_paid_cents", sa.BigInteger(), nullable=False),
        sa.Column("patient_paid_cents", sa.BigInteger(), nullable=False),
        sa.Column("adjusted_cents", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claim_balance.tenant_id", "claim_balance.claim_id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "claim_id", "line_no"),
    )
    op.create_table(
        "organization_audit_seal",
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "record_id"],
            ["organization_audit_record.organization_id", "organization_audit_record.id"],
        ),
        sa.PrimaryKeyConstraint("organization_id", "sequence"),
        sa.UniqueConstraint("organization_id", "record_id", name="organization_audit_seal_once"),
    )
    op.create_table(
        "organization_file_chunk",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "file_id"],
            ["organization_file.organization_id", "organization_file.id"],
        ),
        sa.PrimaryKeyConstraint("organization_id", "file_id", "number"),
    )
    op.create_table(
        "partner",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.organization_id"],
        ),
        sa.PrimaryKeyConstraint("organization_id", "id"),
    )
    op.create_table(
        "patient_payment",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.LargeBinary(), nullable=True),
        sa.Column("unapplied_cents", sa.BigInteger(), nullable=False),
        sa.Column("allocated_cents", sa.BigInteger(), nullable=False),
        sa.Column("refunded_cents", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("method in ('cash', 'check', 'card')", name="patient_payment_method"),
        sa.CheckConstraint("source in ('desk', 'statement')", name="patient_payment_source"),
        sa.CheckConstraint("allocated_cents >= 0 and refunded_cents >= 0", name="patient_payment_parts"),
        sa.CheckConstraint("cents > 0", name="patient_payment_cents"),
        sa.CheckConstraint("unapplied_cents + allocated_cents + refunded_cents = cents", name="patient_payment_whole"),
        sa.CheckConstraint("unapplied_cents between 0 and cents", name="patient_payment_unapplied"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claim_balance.tenant_id", "claim_balance.claim_id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "patient_id"],
            ["patient.tenant_id", "patient.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_index("patient_payment_by_patient", "patient_payment", ["tenant_id", "patient_id", "id"], unique=False)
    op.create_index(
        "patient_payment_waiting",
        "patient_payment",
        ["tenant_id", "claim_id", "id"],
        unique=False,
        postgresql_where=sa.text("unapplied_cents > 0"),
    )
    op.create_table(
        "patient_refund",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("sent_batch_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'sent') = (sent_on is not null)", name="patient_refund_sent_on"),
        sa.CheckConstraint(
            "reason in ('overpaid', 'share_withdrawn', 'returned_check', 'chargeback', 'other')",
            name="patient_refund_reason",
        ),
        sa.CheckConstraint("state in ('made', 'sent')", name="patient_refund_state"),
        sa.CheckConstraint("cents > 0", name="patient_refund_cents"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "patient_id"],
            ["patient.tenant_id", "patient.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_index("patient_refund_by_patient", "patient_refund", ["tenant_id", "patient_id", "id"], unique=False)
    op.create_index(
        "patient_refund_due",
        "patient_refund",
        ["tenant_id", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'made'"),
    )
    op.create_table(
        "payer",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("identifier", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("filing_indicator", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("channel in ('sandbox', 'directory', 'sftp', 'http')", name="payer_channel"),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.organization_id"],
        ),
        sa.PrimaryKeyConstraint("organization_id", "id"),
        sa.UniqueConstraint("organization_id", "identifier", name="payer_identifier"),
    )
    op.create_table(
        "payer_contract",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("timely_filing_days", sa.Integer(), nullable=False),
        sa.Column("correction_days", sa.Integer(), nullable=False),
        sa.Column("appeal_days", sa.Integer(), nullable=False),
        sa.Column("correction_method", sa.String(), nullable=False),
        sa.Column("is_capitated", sa.Boolean(), nullable=False),
        sa.Column("crossover_days", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "correction_method in ('', 'replace_7', 'new_claim_1', 'reopening', 'appeal')",
            name="payer_contract_correction_method",
        ),
        sa.CheckConstraint(
            "timely_filing_days > 0 and correction_days > 0 and appeal_days > 0 and crossover_days > 0",
            name="payer_contract_days",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "payer_id"],
            ["payer_enrollment.tenant_id", "payer_enrollment.payer_id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "payer_id", "starts_on"),
    )
    op.create_table(
        "platform_audit_seal",
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["platform_audit_record.id"],
        ),
        sa.PrimaryKeyConstraint("sequence"),
        sa.UniqueConstraint("record_id", name="platform_audit_seal_once"),
    )
    op.create_table(
        "practice",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("offboarding", sa.String(), nullable=False),
        sa.Column("legal_hold", sa.Boolean(), nullable=False),
        sa.Column("retention_years", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("mode in ('test', 'live')", name="practice_mode"),
        sa.CheckConstraint(
            "offboarding in ('none', 'notice', 'no_new_claims', 'run_out', 'exported', 'hold', 'shredded')",
            name="practice_offboarding",
        ),
        sa.CheckConstraint("state in ('setting_up', 'active')", name="practice_state"),
        sa.CheckConstraint("retention_years between 7 and 100", name="practice_retention"),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.organization_id"],
        ),
        sa.PrimaryKeyConstraint("organization_id", "practice_id"),
    )
    op.create_table(
        "practice_file_chunk",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["practice_file.tenant_id", "practice_file.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "file_id", "number"),
    )
    op.create_table(
        "principal",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.CheckConstraint("kind in ('client', 'person')", name="principal_kind"),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.organization_id"],
        ),
        sa.PrimaryKeyConstraint("organization_id", "id"),
    )
    op.create_table(
        "sandbox_answer",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sandbox_file_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("interchange_id", sa.Uuid(), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["practice_file.tenant_id", "practice_file.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_index(
        "sandbox_answer_by_file", "sandbox_answer", ["tenant_id", "sandbox_file_id", "position"], unique=False
    )
    op.create_index(
        "sandbox_answer_waiting", "sandbox_answer", ["tenant_id", "delivered_at", "due_on", "id"], unique=False
    )
    op.create_table(
        "transaction_file",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("interchange_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("transaction_set", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("control_number", sa.String(), nullable=False),
        sa.Column("interchange_control", sa.String(), nullable=False),
        sa.Column("usage", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("direction in ('inbound', 'outbound')", name="transaction_file_direction"),
        sa.CheckConstraint("state in ('received', 'processed', 'rejected')", name="transaction_file_state"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["practice_file.tenant_id", "practice_file.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "interchange_id", "position", name="transaction_file_once"),
    )
    op.create_index("transaction_file_newest", "transaction_file", ["tenant_id", "created_at", "id"], unique=False)
    op.create_table(
        "work_note",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("work_item_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "work_item_id"],
            ["work_item.tenant_id", "work_item.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_index("work_note_by_item", "work_note", ["tenant_id", "work_item_id", "id"], unique=False)
    op.create_table(
        "access_grant",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("principal_id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "practice_id"],
            ["practice.organization_id", "practice.practice_id"],
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "principal_id"],
            ["principal.organization_id", "principal.id"],
        ),
        sa.PrimaryKeyConstraint("organization_id", "id"),
    )
    op.create_index(
        "access_grant_by_principal", "access_grant", ["organization_id", "principal_id", "practice_id"], unique=False
    )
    op.create_table(
        "allocation",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.CheckConstraint("cents <> 0", name="allocation_cents"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id", "line_no"],
            ["line_balance.tenant_id", "line_balance.claim_id", "line_balance.line_no"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "entry_id", name="allocation_entry"),
    )
    op.create_index("allocation_by_claim", "allocation", ["tenant_id", "claim_id"], unique=False)
    op.create_index("allocation_by_date", "allocation", ["tenant_id", "business_date"], unique=False)
    op.create_table(
        "batch_acknowledgement",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("transaction_file_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('TA1', '999')", name="batch_acknowledgement_kind"),
        sa.CheckConstraint("outcome in ('accepted', 'rejected')", name="batch_acknowledgement_outcome"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "batch_id"],
            ["submission_batch.tenant_id", "submission_batch.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "transaction_file_id"],
            ["transaction_file.tenant_id", "transaction_file.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "transaction_file_id", "batch_id", name="batch_acknowledgement_once"),
    )
    op.create_index("batch_acknowledgement_by_batch", "batch_acknowledgement", ["tenant_id", "batch_id"], unique=False)
    op.create_table(
        "claim_number",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=17), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "practice_id"],
            ["practice.organization_id", "practice.practice_id"],
        ),
        sa.PrimaryKeyConstraint("organization_id", "number"),
    )
    op.create_table(
        "client",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("auth_method", sa.String(), nullable=False),
        sa.Column("jwks", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("jwks_url", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("auth_method in ('client_secret_basic', 'private_key_jwt')", name="client_auth_method"),
        sa.CheckConstraint("kind in ('organization', 'practice', 'partner')", name="client_kind"),
        sa.ForeignKeyConstraint(
            ["organization_id", "id"],
            ["principal.organization_id", "principal.id"],
        ),
        sa.PrimaryKeyConstraint("organization_id", "id"),
    )
    op.create_index("client_by_id", "client", ["id"], unique=False)
    op.create_table(
        "eligibility_check",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("coverage_id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("billing_provider_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("service_types", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("interchange_control", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("inquiry_file_id", sa.Uuid(), nullable=True),
        sa.Column("response_file_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'answered') = (outcome is not null) and (state = 'answered') = (answered_at is not null) and (outcome is null or outcome in ('active', 'inactive', 'unknown', 'rejected'))",
            name="eligibility_check_outcome",
        ),
        sa.CheckConstraint("state in ('queued', 'written', 'sent', 'answered')", name="eligibility_check_state"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "billing_provider_id"],
            ["billing_provider.tenant_id", "billing_provider.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "coverage_id"],
            ["coverage.tenant_id", "coverage.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "payer_id"],
            ["payer_enrollment.tenant_id", "payer_enrollment.payer_id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_index(
        "eligibility_check_by_coverage", "eligibility_check", ["tenant_id", "coverage_id", "answered_at"], unique=False
    )
    op.create_index("eligibility_check_newest", "eligibility_check", ["tenant_id", "created_at", "id"], unique=False)
    op.create_table(
        "encounter",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.LargeBinary(), nullable=False),
        sa.Column("external_id_index", sa.LargeBinary(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("coverage_id", sa.Uuid(), nullable=False),
        sa.Column("billing_provider_id", sa.Uuid(), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("place_of_service", sa.String(), nullable=False),
        sa.Column("diagnoses", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("rendering_provider", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("eligibility_check_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "billing_provider_id"],
            ["billing_provider.tenant_id", "billing_provider.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "coverage_id"],
            ["coverage.tenant_id", "coverage.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "patient_id"],
            ["patient.tenant_id", "patient.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "external_id_index", name="encounter_external_id"),
    )
    op.create_index("encounter_newest", "encounter", ["tenant_id", "created_at", "id"], unique=False)
    op.create_table(
        "interchange_transaction",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("interchange_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("transaction_set", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("control_number", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=True),
        sa.Column("transaction_file_id", sa.Uuid(), nullable=True),
        sa.Column("payment", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint(
            "(state = 'routed') = (transaction_file_id is not null)", name="interchange_transaction_routed"
        ),
        sa.CheckConstraint(
            "(state in ('assigned', 'routed')) = (practice_id is not null)", name="interchange_transaction_assigned"
        ),
        sa.CheckConstraint(
            "state in ('received', 'assigned', 'routed', 'waiting', 'rejected')", name="interchange_transaction_state"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "interchange_id"],
            ["interchange.organization_id", "interchange.id"],
        ),
        sa.PrimaryKeyConstraint("organization_id", "interchange_id", "position"),
    )
    op.create_index(
        "interchange_transaction_queue",
        "interchange_transaction",
        ["organization_id", "state", "interchange_id"],
        unique=False,
    )
    op.create_table(
        "ledger_entry",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("xid", Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.Column("source_kind", sa.String(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("leg", sa.Integer(), nullable=False),
        sa.Column("debit", sa.String(), nullable=False),
        sa.Column("credit", sa.String(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.Column("payer_id", sa.Uuid(), nullable=True),
        sa.Column("remittance_id", sa.Uuid(), nullable=True),
        sa.Column("claim_payment_id", sa.Uuid(), nullable=True),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("adjustment_class", sa.String(), nullable=False),
        sa.CheckConstraint(
            "debit in ('insurance_receivable', 'patient_receivable', 'charges', 'contractual_adjustments', 'other_adjustments', 'write_offs', 'undeposited_funds', 'insurance_cash', 'patient_cash', 'unapplied_cash', 'refunds_payable', 'due_to_payer', 'pre_go_live_receivable', 'intercompany_offset', 'payer_withholding', 'levy_withheld', 'interest', 'capitation_income', 'incentive_income', 'payment_processing_fees', 'suspense') and credit in ('insurance_receivable', 'patient_receivable', 'charges', 'contractual_adjustments', 'other_adjustments', 'write_offs', 'undeposited_funds', 'insurance_cash', 'patient_cash', 'unapplied_cash', 'refunds_payable', 'due_to_payer', 'pre_go_live_receivable', 'intercompany_offset', 'payer_withholding', 'levy_withheld', 'interest', 'capitation_income', 'incentive_income', 'payment_processing_fees', 'suspense')",
            name="ledger_entry_accounts",
        ),
        sa.CheckConstraint("cents > 0", name="ledger_entry_cents"),
        sa.CheckConstraint("debit <> credit", name="ledger_entry_sides"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "batch_id", "xid"],
            ["ledger_batch.tenant_id", "ledger_batch.id", "ledger_batch.xid"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id", "line_no"],
            ["line_balance.tenant_id", "line_balance.claim_id", "line_balance.line_no"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "id", "debit", "credit", "cents", name="ledger_entry_movement"),
        sa.UniqueConstraint("tenant_id", "source_kind", "source_id", "leg", name="ledger_entry_source"),
    )
    op.create_index("ledger_entry_by_batch", "ledger_entry", ["tenant_id", "batch_id"], unique=False)
    op.create_index("ledger_entry_by_claim", "ledger_entry", ["tenant_id", "claim_id", "line_no"], unique=False)
    op.create_table(
        "offboarding_step",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("state in ('requested', 'done', 'refused')", name="offboarding_step_state"),
        sa.CheckConstraint(
            "step in ('none', 'notice', 'no_new_claims', 'run_out', 'exported', 'hold', 'shredded')",
            name="offboarding_step_step",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "practice_id"],
            ["practice.organization_id", "practice.practice_id"],
        ),
        sa.PrimaryKeyConstraint("organization_id", "id"),
    )
    op.create_index(
        "offboarding_step_by_practice",
        "offboarding_step",
        ["organization_id", "practice_id", "requested_at", "id"],
        unique=False,
    )
    op.create_table(
        "partner_practice",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "partner_id"],
            ["partner.organization_id", "partner.id"],
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "practice_id"],
            ["practice.organization_id", "practice.practice_id"],
        ),
        sa.PrimaryKeyConstraint("organization_id", "partner_id", "practice_id"),
    )
    op.create_table(
        "patient_refund_unapplied",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("refund_id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("cents > 0", name="patient_refund_unapplied_cents"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "payment_id"],
            ["patient_payment.tenant_id", "patient_payment.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "refund_id"],
            ["patient_refund.tenant_id", "patient_refund.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "refund_id", "payment_id"),
    )
    op.create_index(
        "patient_refund_unapplied_by_payment", "patient_refund_unapplied", ["tenant_id", "payment_id"], unique=False
    )
    op.create_table(
        "payee_identifier",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind in ('npi', 'tin', 'era_payee_id')", name="payee_identifier_kind"),
        sa.ForeignKeyConstraint(
            ["organization_id", "practice_id"],
            ["practice.organization_id", "practice.practice_id"],
        ),
        sa.PrimaryKeyConstraint("organization_id", "kind", "value", "practice_id"),
    )
    op.create_index(
        "payee_identifier_one_practice",
        "payee_identifier",
        ["organization_id", "kind", "value"],
        unique=True,
        postgresql_where=sa.text("kind <> 'tin'"),
    )
    op.create_table(
        "person",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "id"],
            ["principal.organization_id", "principal.id"],
        ),
        sa.PrimaryKeyConstraint("organization_id", "id"),
        sa.UniqueConstraint("organization_id", "email", name="person_email"),
    )
    op.create_table(
        "release_order",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("month_from", sa.Date(), nullable=False),
        sa.Column("month_to", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "extract(day from month_from) = 1 and extract(day from month_to) = 1 and month_from <= month_to",
            name="release_order_months",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "partner_id"],
            ["partner.organization_id", "partner.id"],
        ),
        sa.PrimaryKeyConstraint("organization_id", "id"),
        sa.UniqueConstraint("organization_id", "partner_id", "id", name="release_order_of_partner"),
    )
    op.create_table(
        "remittance",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("replay_of", sa.Uuid(), nullable=True),
        sa.Column("check_key", sa.LargeBinary(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("payer_name", sa.String(), nullable=False),
        sa.Column("payer_identifier", sa.String(), nullable=False),
        sa.Column("trace_number", sa.String(), nullable=False),
        sa.Column("payment_method", sa.String(), nullable=False),
        sa.Column("payment_date", sa.Date(), nullable=False),
        sa.Column("payment_date_source", sa.String(), nullable=False),
        sa.Column("paid_cents", sa.BigInteger(), nullable=False),
        sa.Column("payee_identifier", sa.String(), nullable=False),
        sa.Column("claim_payment_count", sa.Integer(), nullable=False),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('posted', 'quarantined', 'replayed')", name="remittance_state"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "id"],
            ["transaction_file.tenant_id", "transaction_file.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_index("remittance_by_state", "remittance", ["tenant_id", "state", "received_at", "id"], unique=False)
    op.create_index("remittance_newest", "remittance", ["tenant_id", "received_at", "id"], unique=False)
    op.create_index(
        "remittance_one_posted_check",
        "remittance",
        ["tenant_id", "check_key"],
        unique=True,
        postgresql_where=sa.text("state = 'posted'"),
    )
    op.create_table(
        "submitter_route",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("control_number", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "practice_id"],
            ["practice.organization_id", "practice.practice_id"],
        ),
        sa.PrimaryKeyConstraint("organization_id", "channel", "control_number"),
    )
    op.create_table(
        "allocation_reversal",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("allocation_id", sa.Uuid(), nullable=False),
        sa.Column("reverses_id", sa.Uuid(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("cents > 0", name="allocation_reversal_cents"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "allocation_id"],
            ["allocation.tenant_id", "allocation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "reverses_id"],
            ["allocation.tenant_id", "allocation.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "allocation_id", "reverses_id"),
    )
    op.create_index(
        "allocation_reversal_by_reversed", "allocation_reversal", ["tenant_id", "reverses_id"], unique=False
    )
    op.create_table(
        "claim",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=17), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("receivable_claim_id", sa.Uuid(), nullable=False),
        sa.Column("superseded_by", sa.Uuid(), nullable=True),
        sa.Column("correction_method", sa.String(), nullable=False),
        sa.Column("frequency", sa.String(), nullable=False),
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("coverage_id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("billing_provider_id", sa.Uuid(), nullable=False),
        sa.Column("payer_sequence", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("service_from", sa.Date(), nullable=False),
        sa.Column("service_to", sa.Date(), nullable=False),
        sa.Column("charge_cents", sa.BigInteger(), nullable=False),
        sa.Column("payer_claim_control_number", sa.String(), nullable=True),
        sa.Column("snapshot", sa.LargeBinary(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "correction_method in ('', 'replace_7', 'void_8', 'new_claim_1')", name="claim_correction_method"
        ),
        sa.CheckConstraint("frequency in ('1', '7', '8')", name="claim_frequency"),
        sa.CheckConstraint(
            "state in ('ready', 'queued', 'submitted', 'rejected', 'accepted', 'partially_adjudicated', 'pended', 'forwarded', 'crossover_expected', 'secondary_due', 'paid', 'patient_responsibility', 'denied', 'partially_denied', 'reversed', 'withdrawn')",
            name="claim_state",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "billing_provider_id"],
            ["billing_provider.tenant_id", "billing_provider.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "coverage_id"],
            ["coverage.tenant_id", "coverage.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "encounter_id"],
            ["encounter.tenant_id", "encounter.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "id"],
            ["claim_balance.tenant_id", "claim_balance.claim_id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "patient_id"],
            ["patient.tenant_id", "patient.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "payer_id"],
            ["payer_enrollment.tenant_id", "payer_enrollment.payer_id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "number", name="claim_number_of_practice"),
    )
    op.create_index("claim_by_control_number", "claim", ["tenant_id", "payer_claim_control_number"], unique=False)
    op.create_index("claim_by_encounter", "claim", ["tenant_id", "encounter_id"], unique=False)
    op.create_index("claim_by_family", "claim", ["tenant_id", "family_id"], unique=False)
    op.create_index("claim_by_patient", "claim", ["tenant_id", "patient_id", "service_from"], unique=False)
    op.create_index("claim_by_receivable", "claim", ["tenant_id", "receivable_claim_id"], unique=False)
    op.create_index("claim_by_state", "claim", ["tenant_id", "state", "created_at", "id"], unique=False)
    op.create_index("claim_newest", "claim", ["tenant_id", "created_at", "id"], unique=False)
    op.create_table(
        "claim_payment",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("remittance_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("claim_number", sa.String(), nullable=False),
        sa.Column("payer_claim_control_number", sa.String(), nullable=False),
        sa.Column("status_code", sa.String(), nullable=False),
        sa.Column("charge_cents", sa.BigInteger(), nullable=False),
        sa.Column("paid_cents", sa.BigInteger(), nullable=False),
        sa.Column("patient_responsibility_cents", sa.BigInteger(), nullable=False),
        sa.Column("match_state", sa.String(), nullable=False),
        sa.Column("match_reason", sa.String(), nullable=False),
        sa.Column("remark_codes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.CheckConstraint("match_state in ('matched', 'unmatched', 'pre_go_live')", name="claim_payment_match_state"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "remittance_id"],
            ["remittance.tenant_id", "remittance.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "identity", name="claim_payment_identity"),
    )
    op.create_index(
        "claim_payment_by_control_number", "claim_payment", ["tenant_id", "payer_claim_control_number"], unique=False
    )
    op.create_index(
        "claim_payment_by_remittance", "claim_payment", ["tenant_id", "remittance_id", "position"], unique=False
    )
    op.create_index("claim_payment_unmatched", "claim_payment", ["tenant_id", "match_state", "id"], unique=False)
    op.create_table(
        "client_secret",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "client_id"],
            ["client.organization_id", "client.id"],
        ),
        sa.PrimaryKeyConstraint("organization_id", "id"),
    )
    op.create_index("client_secret_by_client", "client_secret", ["organization_id", "client_id"], unique=False)
    op.create_table(
        "encounter_line",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("modifiers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("charge_cents", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("diagnosis_pointers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("line_no > 0 and charge_cents >= 0", name="encounter_line_amounts"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "encounter_id"],
            ["encounter.tenant_id", "encounter.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "encounter_id", "line_no"),
    )
    op.create_table(
        "fee_entry",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("allocation_id", sa.Uuid(), nullable=False),
        sa.Column("ledger_batch_id", sa.Uuid(), nullable=False),
        sa.Column("accounting_date", sa.Date(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("rate_bps", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=True),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("base0_cents", sa.BigInteger(), nullable=False),
        sa.Column("excluded_cents", sa.BigInteger(), nullable=False),
        sa.Column("excluded_reason", sa.String(), nullable=False),
        sa.Column("fee0_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("cents <> 0 and cents = base0_cents + excluded_cents", name="fee_entry_cents"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreement_id", "rule_id"],
            ["fee_rule.tenant_id", "fee_rule.agreement_id", "fee_rule.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "allocation_id"],
            ["allocation.tenant_id", "allocation.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "allocation_id", name="fee_entry_once"),
    )
    op.create_index("fee_entry_by_date", "fee_entry", ["tenant_id", "accounting_date", "id"], unique=False)
    op.create_index(
        "fee_entry_by_family",
        "fee_entry",
        ["tenant_id", "family_id"],
        unique=False,
        postgresql_where=sa.text("cents < 0 or rate_bps is null"),
    )
    op.create_table(
        "ledger_reversal",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("reverses_id", sa.Uuid(), nullable=False),
        sa.Column("debit", sa.String(), nullable=False),
        sa.Column("credit", sa.String(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "entry_id", "debit", "credit", "cents"],
            [
                "ledger_entry.tenant_id",
                "ledger_entry.id",
                "ledger_entry.debit",
                "ledger_entry.credit",
                "ledger_entry.cents",
            ],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "reverses_id", "credit", "debit", "cents"],
            [
                "ledger_entry.tenant_id",
                "ledger_entry.id",
                "ledger_entry.debit",
                "ledger_entry.credit",
                "ledger_entry.cents",
            ],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "entry_id"),
        sa.UniqueConstraint("tenant_id", "reverses_id", name="ledger_reversal_once"),
    )
    op.create_table(
        "partner_client",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "client_id"],
            ["client.organization_id", "client.id"],
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "partner_id"],
            ["partner.organization_id", "partner.id"],
        ),
        sa.PrimaryKeyConstraint("organization_id", "client_id"),
    )
    op.create_table(
        "patient_payment_allocation",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("unwound_cents", sa.BigInteger(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("allocated_on", sa.Date(), nullable=False),
        sa.CheckConstraint("cents > 0", name="patient_payment_allocation_cents"),
        sa.CheckConstraint("unwound_cents between 0 and cents", name="patient_payment_allocation_unwound"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id", "line_no"],
            ["line_balance.tenant_id", "line_balance.claim_id", "line_balance.line_no"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "id"],
            ["allocation.tenant_id", "allocation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "payment_id"],
            ["patient_payment.tenant_id", "patient_payment.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_index(
        "patient_payment_allocation_by_claim",
        "patient_payment_allocation",
        ["tenant_id", "claim_id", "id"],
        unique=False,
    )
    op.create_index(
        "patient_payment_allocation_by_payment", "patient_payment_allocation", ["tenant_id", "payment_id"], unique=False
    )
    op.create_table(
        "practice_client",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "client_id"],
            ["client.organization_id", "client.id"],
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "practice_id"],
            ["practice.organization_id", "practice.practice_id"],
        ),
        sa.PrimaryKeyConstraint("organization_id", "client_id"),
    )
    op.create_table(
        "provider_adjustment",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("remittance_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("provider_identifier", sa.String(), nullable=False),
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("named_reference", sa.String(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("due_to_payer_cents", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "remittance_id"],
            ["remittance.tenant_id", "remittance.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "remittance_id", "position"),
    )
    op.create_table(
        "release",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("definition_version", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "partner_id", "id"],
            ["release_order.organization_id", "release_order.partner_id", "release_order.id"],
        ),
        sa.PrimaryKeyConstraint("organization_id", "partner_id", "id"),
    )
    op.create_index("release_newest", "release", ["organization_id", "partner_id", "as_of"], unique=False)
    op.create_table(
        "takeback",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("remittance_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("payer_identifier", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=True),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("entry_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state <> 'open' or claim_id is not null", name="takeback_claim"),
        sa.CheckConstraint("state in ('open', 'waiting', 'pre_go_live', 'settled')", name="takeback_state"),
        sa.CheckConstraint("cents > 0", name="takeback_cents"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "remittance_id"],
            ["remittance.tenant_id", "remittance.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_index("takeback_by_reference", "takeback", ["tenant_id", "payer_identifier", "reference"], unique=False)
    op.create_index("takeback_by_state", "takeback", ["tenant_id", "state", "id"], unique=False)
    op.create_table(
        "claim_acknowledgement",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("transaction_file_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("from_payer", sa.Boolean(), nullable=False),
        sa.Column("payer_claim_control_number", sa.String(), nullable=True),
        sa.Column("charge_cents", sa.BigInteger(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("outcome in ('accepted', 'rejected', 'interim')", name="claim_acknowledgement_outcome"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claim.tenant_id", "claim.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "transaction_file_id"],
            ["transaction_file.tenant_id", "transaction_file.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "transaction_file_id", "position", name="claim_acknowledgement_once"),
    )
    op.create_index("claim_acknowledgement_by_claim", "claim_acknowledgement", ["tenant_id", "claim_id"], unique=False)
    op.create_table(
        "claim_correction",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("method in ('replace_7', 'void_8', 'new_claim_1')", name="claim_correction_by"),
        sa.CheckConstraint("id <> corrects_id", name="claim_correction_of_another"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "corrects_id"],
            ["claim.tenant_id", "claim.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "id"],
            ["claim.tenant_id", "claim.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "corrects_id", name="claim_corrected_once"),
    )
    op.create_table(
        "claim_payment_match",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("claim_payment_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("receivable_claim_id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("payer_sequence", sa.String(), nullable=False),
        sa.Column("matched_by", sa.String(), nullable=False),
        sa.Column("matched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claim.tenant_id", "claim.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_payment_id"],
            ["claim_payment.tenant_id", "claim_payment.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "claim_payment_id"),
    )
    op.create_index("claim_payment_match_by_claim", "claim_payment_match", ["tenant_id", "claim_id"], unique=False)
    op.create_index(
        "claim_payment_match_by_receivable", "claim_payment_match", ["tenant_id", "receivable_claim_id"], unique=False
    )
    op.create_table(
        "claim_payment_reversal",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("claim_payment_id", sa.Uuid(), nullable=False),
        sa.Column("reverses_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_payment_id"],
            ["claim_payment.tenant_id", "claim_payment.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "reverses_id"],
            ["claim_payment.tenant_id", "claim_payment.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "claim_payment_id"),
        sa.UniqueConstraint("tenant_id", "reverses_id", name="claim_payment_reversed_once"),
    )
    op.create_table(
        "crossover",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'settled') = (outcome <> '')", name="crossover_outcome"),
        sa.CheckConstraint("state in ('expected', 'overdue', 'settled')", name="crossover_state"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claim.tenant_id", "claim.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "claim_id"),
    )
    op.create_index("crossover_by_due", "crossover", ["tenant_id", "state", "due_on"], unique=False)
    op.create_table(
        "denial",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("receivable_claim_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("payer_sequence", sa.String(), nullable=False),
        sa.Column("claim_payment_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("remark_codes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("written_off_cents", sa.BigInteger(), nullable=False),
        sa.Column("scenario", sa.String(), nullable=False),
        sa.Column("is_unprocessable", sa.Boolean(), nullable=False),
        sa.Column("correction_method", sa.String(), nullable=False),
        sa.Column("correction_why", sa.String(), nullable=False),
        sa.Column("adjudicated_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("appeal_until", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'open') = (closed_at is null)", name="denial_closed_at"),
        sa.CheckConstraint(
            "scenario in ('documentation_missing', 'data_missing_or_invalid', 'not_covered_by_plan', 'not_separately_payable', 'other')",
            name="denial_scenario",
        ),
        sa.CheckConstraint(
            "state in ('open', 'corrected', 'reversed', 'overturned', 'superseded', 'written_off')", name="denial_state"
        ),
        sa.CheckConstraint("cents > 0 and written_off_cents between 0 and cents", name="denial_cents"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claim.tenant_id", "claim.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_payment_id"],
            ["claim_payment.tenant_id", "claim_payment.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint(
            "tenant_id", "claim_payment_id", "line_no", "group_code", "reason_code", name="denial_of_claim_payment"
        ),
    )
    op.create_index("denial_by_claim", "denial", ["tenant_id", "claim_id"], unique=False)
    op.create_index("denial_by_family", "denial", ["tenant_id", "family_id"], unique=False)
    op.create_index("denial_by_state", "denial", ["tenant_id", "state", "due_on", "id"], unique=False)
    op.create_table(
        "fee_entry_link",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("undoes_id", sa.Uuid(), nullable=False),
        sa.Column("root_id", sa.Uuid(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("base_cents", sa.BigInteger(), nullable=False),
        sa.Column("fee_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("cents <> 0", name="fee_entry_link_cents"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "entry_id"],
            ["fee_entry.tenant_id", "fee_entry.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "root_id"],
            ["fee_entry.tenant_id", "fee_entry.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "undoes_id"],
            ["fee_entry.tenant_id", "fee_entry.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "entry_id", "undoes_id", "root_id"),
    )
    op.create_index("fee_entry_link_by_undone", "fee_entry_link", ["tenant_id", "undoes_id"], unique=False)
    op.create_table(
        "first_pass_fact",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("billing_provider_id", sa.Uuid(), nullable=False),
        sa.Column("charge_cents", sa.BigInteger(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column("acceptance", sa.String(), nullable=True),
        sa.Column("acceptance_on", sa.Date(), nullable=True),
        sa.Column("broken_by", sa.String(), nullable=True),
        sa.Column("broken_event_id", sa.Uuid(), nullable=True),
        sa.Column("rejected_unresolved", sa.Boolean(), nullable=False),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("transport_rejects", sa.Integer(), nullable=False),
        sa.Column("lines_charged", sa.Integer(), nullable=False),
        sa.Column("capitated", sa.Boolean(), nullable=False),
        sa.Column("adjudicated_on", sa.Date(), nullable=True),
        sa.Column("adjudicated_event_id", sa.Uuid(), nullable=True),
        sa.Column("first_claim_payment_id", sa.Uuid(), nullable=True),
        sa.Column("favorable", sa.Boolean(), nullable=True),
        sa.Column("denied_cents", sa.BigInteger(), nullable=True),
        sa.Column("paid_cents", sa.BigInteger(), nullable=True),
        sa.Column("any_payment", sa.Boolean(), nullable=True),
        sa.Column("row_charge_cents", sa.BigInteger(), nullable=True),
        sa.Column("lines_clean", sa.Integer(), nullable=True),
        sa.Column("later_reversed", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "acceptance in ('accepted', 'rejected') and acceptance_on is not null or acceptance is null and acceptance_on is null",
            name="first_pass_fact_acceptance",
        ),
        sa.CheckConstraint(
            "broken_by in ('rejected', 'replaced_early') and broken_event_id is not null or broken_by is null and broken_event_id is null",
            name="first_pass_fact_broken",
        ),
        sa.CheckConstraint(
            "num_nulls(adjudicated_on, first_claim_payment_id, adjudicated_event_id, favorable, denied_cents, paid_cents, any_payment, row_charge_cents, lines_clean) in (0, 9)",
            name="first_pass_fact_adjudication",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "family_id"],
            ["claim.tenant_id", "claim.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "family_id"),
    )
    op.create_index(
        "first_pass_fact_by_month",
        "first_pass_fact",
        ["tenant_id", sa.literal_column("coalesce(adjudicated_on, submitted_on)")],
        unique=False,
    )
    op.create_index("first_pass_fact_by_submission", "first_pass_fact", ["tenant_id", "submitted_on"], unique=False)
    op.create_table(
        "patient_refund_allocation",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("refund_id", sa.Uuid(), nullable=False),
        sa.Column("allocation_id", sa.Uuid(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("cents > 0", name="patient_refund_allocation_cents"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "allocation_id"],
            ["patient_payment_allocation.tenant_id", "patient_payment_allocation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "refund_id"],
            ["patient_refund.tenant_id", "patient_refund.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "refund_id", "allocation_id"),
    )
    op.create_index(
        "patient_refund_allocation_by_allocation",
        "patient_refund_allocation",
        ["tenant_id", "allocation_id"],
        unique=False,
    )
    op.create_table(
        "payment_adjustment",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("claim_payment_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("service_position", sa.Integer(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.String(), nullable=False),
        sa.Column("adjustment_class", sa.String(), nullable=False),
        sa.Column("class_version", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_payment_id"],
            ["claim_payment.tenant_id", "claim_payment.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "claim_payment_id", "position"),
    )
    op.create_table(
        "release_cell",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("practice_name", sa.String(), nullable=False),
        sa.Column("numerator", sa.Integer(), nullable=True),
        sa.Column("denominator", sa.Integer(), nullable=True),
        sa.Column("suppressed_reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(suppressed_reason is null and numerator is not null and denominator is not null) or (suppressed_reason is not null and numerator is null and denominator is null)",
            name="release_cell_suppression",
        ),
        sa.CheckConstraint("denominator is null or denominator >= 11", name="release_cell_threshold"),
        sa.ForeignKeyConstraint(
            ["organization_id", "partner_id", "release_id"],
            ["release.organization_id", "release.partner_id", "release.id"],
        ),
        sa.PrimaryKeyConstraint("organization_id", "partner_id", "release_id", "practice_id", "month", "metric"),
    )
    op.create_index(
        "release_cell_by_practice", "release_cell", ["organization_id", "practice_id", "month", "metric"], unique=False
    )
    op.create_table(
        "service_line",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("control_number", sa.String(), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("modifiers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("charge_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("line_no > 0 and charge_cents >= 0", name="service_line_amounts"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id", "line_no"],
            ["line_balance.tenant_id", "line_balance.claim_id", "line_balance.line_no"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claim.tenant_id", "claim.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "claim_id", "line_no"),
        sa.UniqueConstraint("tenant_id", "claim_id", "control_number", name="service_line_control_number"),
    )
    op.create_table(
        "service_payment",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("claim_payment_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("modifiers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("charge_cents", sa.BigInteger(), nullable=False),
        sa.Column("paid_cents", sa.BigInteger(), nullable=False),
        sa.Column("allowed_cents", sa.BigInteger(), nullable=True),
        sa.Column("units", sa.String(), nullable=False),
        sa.Column("remark_codes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_payment_id"],
            ["claim_payment.tenant_id", "claim_payment.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "claim_payment_id", "position"),
    )
    op.create_table(
        "submission_claim",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("turned_away", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "batch_id"],
            ["submission_batch.tenant_id", "submission_batch.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["claim.tenant_id", "claim.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "batch_id", "claim_id"),
    )
    op.create_index("submission_claim_by_claim", "submission_claim", ["tenant_id", "claim_id"], unique=False)
    op.create_table(
        "appeal",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("denial_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("late_reason", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(outcome = '') = (decided_on is null)", name="appeal_decided_on"),
        sa.CheckConstraint("kind in ('appeal', 'reopening')", name="appeal_kind"),
        sa.CheckConstraint("outcome in ('', 'granted', 'refused', 'dismissed', 'withdrawn')", name="appeal_outcome"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "denial_id"],
            ["denial.tenant_id", "denial.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_index("appeal_by_denial", "appeal", ["tenant_id", "denial_id", "id"], unique=False)
    op.create_table(
        "write_off",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("denial_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("ledger_batch_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "reason in ('timely_filing', 'no_authorization', 'not_covered', 'not_medically_necessary', 'not_separately_payable', 'documentation_unavailable', 'small_balance', 'courtesy', 'other')",
            name="write_off_reason",
        ),
        sa.CheckConstraint("cents > 0", name="write_off_cents"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "denial_id"],
            ["denial.tenant_id", "denial.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "ledger_batch_id"],
            ["ledger_batch.tenant_id", "ledger_batch.id"],
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_index("write_off_by_denial", "write_off", ["tenant_id", "denial_id", "id"], unique=False)


def downgrade() -> None:
    """Drop them, children first."""
    op.drop_table("write_off")
    op.drop_table("appeal")
    op.drop_table("submission_claim")
    op.drop_table("service_payment")
    op.drop_table("service_line")
    op.drop_table("release_cell")
    op.drop_table("payment_adjustment")
    op.drop_table("patient_refund_allocation")
    op.drop_table("first_pass_fact")
    op.drop_table("fee_entry_link")
    op.drop_table("denial")
    op.drop_table("crossover")
    op.drop_table("claim_payment_reversal")
    op.drop_table("claim_payment_match")
    op.drop_table("claim_correction")
    op.drop_table("claim_acknowledgement")
    op.drop_table("takeback")
    op.drop_table("release")
    op.drop_table("provider_adjustment")
    op.drop_table("practice_client")
    op.drop_table("patient_payment_allocation")
    op.drop_table("partner_client")
    op.drop_table("ledger_reversal")
    op.drop_table("fee_entry")
    op.drop_table("encounter_line")
    op.drop_table("client_secret")
    op.drop_table("claim_payment")
    op.drop_table("claim")
    op.drop_table("allocation_reversal")
    op.drop_table("submitter_route")
    op.drop_table("remittance")
    op.drop_table("release_order")
    op.drop_table("person")
    op.drop_table("payee_identifier")
    op.drop_table("patient_refund_unapplied")
    op.drop_table("partner_practice")
    op.drop_table("offboarding_step")
    op.drop_table("ledger_entry")
    op.drop_table("interchange_transaction")
    op.drop_table("encounter")
    op.drop_table("eligibility_check")
    op.drop_table("client")
    op.drop_table("claim_number")
    op.drop_table("batch_acknowledgement")
    op.drop_table("allocation")
    op.drop_table("access_grant")
    op.drop_table("work_note")
    op.drop_table("transaction_file")
    op.drop_table("sandbox_answer")
    op.drop_table("principal")
    op.drop_table("practice_file_chunk")
    op.drop_table("practice")
    op.drop_table("platform_audit_seal")
    op.drop_table("payer_contract")
    op.drop_table("payer")
    op.drop_table("patient_refund")
    op.drop_table("patient_payment")
    op.drop_table("partner")
    op.drop_table("organization_file_chunk")
    op.drop_table("organization_audit_seal")
    op.drop_table("line_balance")
    op.drop_table("ledger_batch")
    op.drop_table("interchange")
    op.drop_table("fee_rule")
    op.drop_table("fee_catch_up")
    op.drop_table("fee_agreement_end")
    op.drop_table("event_seal")
    op.drop_table("disclosure")
    op.drop_table("coverage")
    op.drop_table("code")
    op.drop_table("audit_seal")
    op.drop_table("work_item")
    op.drop_table("submission_batch")
    op.drop_table("signing_key")
    op.drop_table("sandbox_payer")
    op.drop_table("sandbox_memory_chunk")
    op.drop_table("sandbox_file")
    op.drop_table("revocation")
    op.drop_table("practice_profile")
    op.drop_table("practice_idempotency")
    op.drop_table("practice_file")
    op.drop_table("platform_audit_record")
    op.drop_table("period")
    op.drop_table("payer_enrollment")
    op.drop_table("patient")
    op.drop_table("organization_idempotency")
    op.drop_table("organization_file")
    op.drop_table("organization_data_key")
    op.drop_table("organization_audit_record")
    op.drop_table("organization")
    op.drop_table("fee_agreement")
    op.drop_table("event")
    op.drop_table("data_key")
    op.drop_table("control_number")
    op.drop_table("code_set")
    op.drop_table("claim_balance")
    op.drop_table("billing_provider")
    op.drop_table("audit_record")
    op.drop_table("account_day_mark")
    op.drop_table("account_day")
