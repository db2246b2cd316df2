"""Row security, policies and grants for every table, at both levels."""

from collections.abc import Sequence

from alembic import op

from tenants.policies import (
    APPEND,
    MUTABLE,
    OWN_TRANSACTION,
    TENANT,
    Policy,
    let_reseal,
    protect_organization,
    protect_partner_release,
    protect_platform,
    protect_platform_audit,
    protect_tenant,
)

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

TENANT_MUTABLE = (
    "practice_profile",
    "transaction_file",
    "payer_enrollment",
    "patient",
    "coverage",
    "billing_provider",
    "eligibility_check",
    "encounter",
    "encounter_line",
    "claim",
    "service_line",
    "submission_batch",
    "submission_claim",
    "remittance",
    "claim_payment",
    "claim_payment_match",
    "takeback",
    "claim_balance",
    "line_balance",
    "account_day",
    "account_day_mark",
    "first_pass_fact",
    "crossover",
    "sandbox_payer",
    "sandbox_memory_chunk",
    "sandbox_answer",
    "patient_payment",
    "patient_payment_allocation",
    "patient_refund",
    "work_item",
    "fee_catch_up",
    "denial",
    "appeal",
)
TENANT_APPEND = (
    "data_key",
    "audit_seal",
    "event_seal",
    "practice_file",
    "practice_file_chunk",
    "batch_acknowledgement",
    "claim_acknowledgement",
    "claim_correction",
    "service_payment",
    "payment_adjustment",
    "provider_adjustment",
    "allocation",
    "allocation_reversal",
    "claim_payment_reversal",
    "ledger_reversal",
    "disclosure",
    "sandbox_file",
    "patient_refund_allocation",
    "patient_refund_unapplied",
    "payer_contract",
    "work_note",
    "fee_agreement_end",
    "fee_entry",
    "fee_entry_link",
    "write_off",
)
ORGANIZATION_MUTABLE = ("payer", "interchange", "interchange_transaction", "control_number", "offboarding_step")
ORGANIZATION_APPEND = (
    "organization_data_key",
    "organization_audit_seal",
    "organization_file",
    "organization_file_chunk",
    "submitter_route",
    "release_order",
)
IDENTITY_READS = (
    "organization",
    "practice",
    "principal",
    "client",
    "client_secret",
    "practice_client",
    "partner_client",
    "person",
    "access_grant",
    "partner",
    "partner_practice",
    "revocation",
)
PRACTICE_INSERTS = ("claim_number", "payee_identifier")
GLOBAL = ("code_set", "code")
SEALED = {
    "patient": (
        ("tenant_id", "id"),
        ("external_id", "last_name", "first_name", "middle_name", "birth_date", "address"),
    ),
    "coverage": (("tenant_id", "id"), ("external_id", "member_id", "group_number", "subscriber")),
    "encounter": (("tenant_id", "id"), ("external_id", "note")),
    "eligibility_check": (("tenant_id", "id"), ("answer",)),
    "claim": (("tenant_id", "id"), ("snapshot",)),
    "practice_file_chunk": (("tenant_id", "file_id", "number"), ("content",)),
    "practice_idempotency": (("tenant_id", "id"), ("body",)),
    "disclosure": (("tenant_id", "id"), ("content",)),
    "sandbox_memory_chunk": (("tenant_id", "number"), ("content",)),
    "patient_payment": (("tenant_id", "id"), ("reference",)),
    "work_note": (("tenant_id", "id"), ("content",)),
    "organization_file_chunk": (("organization_id", "file_id", "number"), ("content",)),
    "organization_idempotency": (("organization_id", "id"), ("body",)),
    "data_key": (("tenant_id", "version", "created_at"), ("wrapped_key", "wrapped_index_key")),
    "organization_data_key": (("organization_id", "version", "created_at"), ("wrapped_key", "wrapped_index_key")),
}
"""What a rotation of keys writes anew, with the key of its row: also where rows are otherwise only added."""


def upgrade() -> None:
    """Enable, force, and say who may do what."""
    statements: list[str] = [
        "revoke create on schema public from public",
        "grant usage on schema public to identity, app, org_reader, partner_reader, backup, retention",
    ]
    for table in TENANT_MUTABLE:
        statements += protect_tenant(table, MUTABLE)
    for table in TENANT_APPEND:
        statements += protect_tenant(table, APPEND)
    statements += protect_tenant("practice_idempotency", APPEND, retention=True)
    # Sealers look behind the newest sealed transaction: a row of an older one would stay out of the chain.
    for table in ("audit_record", "event"):
        statements += protect_tenant(table, APPEND, insert_check=OWN_TRANSACTION)
    # A new batch and its entries carry the transaction's own id, and a new batch says that its month is open: so its
    # foreign key refuses a closed one, and nothing is added to a batch of before.
    statements += protect_tenant("ledger_batch", APPEND, insert_check=f"{OWN_TRANSACTION} and period_open")
    statements += protect_tenant("ledger_entry", APPEND, insert_check=OWN_TRANSACTION)
    # A month is made open and can be closed, nothing else; its batches say so with it.
    statements += protect_tenant("period", APPEND, insert_check="is_open")
    mine = f"tenant_id = {TENANT}"
    statements += [
        Policy("app_closes", "UPDATE", "app", f"{mine} and is_open", f"{mine} and not is_open").sql("period"),
        "grant update (is_open, closed_at) on period to app",
        Policy("app_closes", "UPDATE", "app", mine, f"{mine} and not period_open").sql("ledger_batch"),
        "grant update (period_open) on ledger_batch to app",
    ]
    # An agreement is made and changed as a draft. Its start takes it and its rules out of reach, for good.
    statements += protect_tenant("fee_agreement", APPEND, insert_check="is_draft")
    statements += protect_tenant("fee_rule", APPEND, insert_check="is_draft")
    statements += [
        Policy("app_drafts", "UPDATE", "app", f"{mine} and is_draft", mine).sql("fee_agreement"),
        "grant update on fee_agreement to app",
        Policy("app_starts", "UPDATE", "app", f"{mine} and is_draft", f"{mine} and not is_draft").sql("fee_rule"),
        "grant update (is_draft) on fee_rule to app",
    ]
    for table in ORGANIZATION_MUTABLE:
        statements += protect_organization(table)
    for table in ORGANIZATION_APPEND:
        statements += protect_organization(table, APPEND)
    statements += protect_organization("organization_audit_record", APPEND, insert_check=OWN_TRANSACTION)
    for table in IDENTITY_READS:
        statements += protect_organization(table, identity=True)
    for table in PRACTICE_INSERTS:
        statements += protect_organization(table, APPEND, practice_may_insert=True)
    statements += protect_organization("organization_idempotency", APPEND, retention=True)
    statements += protect_partner_release("release") + protect_partner_release("release_cell")
    for table in GLOBAL:
        statements += protect_platform(table, readers=("app", "org_reader"))
    statements += protect_platform("signing_key", readers=("identity",), writers=("app",))
    statements += protect_platform_audit("platform_audit_record", insert_check=OWN_TRANSACTION)
    statements += protect_platform_audit("platform_audit_seal")
    statements += [each for table, (key, sealed) in SEALED.items() for each in let_reseal(table, key, sealed)]
    statements.append(
        # Legs: each entry seen twice, once a side. The sum of `signed_cents` is zero or something is broken.
        "create view ledger_leg with (security_invoker = true) as"
        " select tenant_id, id as entry_id, batch_id, claim_id, line_no, payer_id, debit as account, cents as signed_cents"
        " from ledger_entry union all"
        " select tenant_id, id, batch_id, claim_id, line_no, payer_id, credit, -cents from ledger_entry"
    )
    statements.append("grant select on ledger_leg to app, org_reader, backup")
    statements.append("grant select on alembic_version to backup")  # a restored database knows its revision
    for statement in statements:
        op.execute(statement)


def downgrade() -> None:
    """Drop the view, every policy and every grant; the tables stay, readable by their owner alone."""
    op.execute("drop view ledger_leg")
    op.execute(
        """
        do $$
        declare found record;
        begin
            for found in select tablename, policyname from pg_policies where schemaname = 'public' loop
                execute format('drop policy %I on %I', found.policyname, found.tablename);
            end loop;
            for found in select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = 'public' and c.relkind = 'r' and c.relrowsecurity loop
                execute format('alter table %I no force row level security', found.relname);
                execute format('alter table %I disable row level security', found.relname);
            end loop;
        end $$
        """
    )
    op.execute(
        "revoke all on all tables in schema public from identity, app, org_reader, partner_reader, backup, retention"
    )
