"""SQL of the check: kept balances beside the sums of entries."""

from uuid import UUID

from tenants.session import Row, Transaction


async def wrong_balances(tx: Transaction, tenant_id: UUID) -> list[Row]:
    """Lines and claims whose kept balance differs from their entries, and days whose totals do."""
    return await tx.rows(
        "with sums as (select claim_id, line_no,"
        "  coalesce(sum(signed_cents) filter (where account = 'insurance_receivable'), 0) as insurance,"
        "  coalesce(sum(signed_cents) filter (where account = 'patient_receivable'), 0) as patient,"
        "  coalesce(-sum(signed_cents) filter (where account = 'charges'), 0) as charge,"
        "  coalesce(sum(signed_cents) filter (where account in ('contractual_adjustments', 'other_adjustments',"
        "   'write_offs')), 0) as adjusted"
        "  from ledger_leg where tenant_id = %(tenant_id)s group by claim_id, line_no),"
        " paid as (select a.claim_id, a.line_no,"
        "  coalesce(sum(a.cents) filter (where 'insurance_receivable' in (e.debit, e.credit)), 0) as insurance,"
        "  coalesce(sum(a.cents) filter (where 'patient_receivable' in (e.debit, e.credit)), 0) as patient"
        "  from allocation a join ledger_entry e on e.tenant_id = a.tenant_id and e.id = a.entry_id"
        "  where a.tenant_id = %(tenant_id)s group by a.claim_id, a.line_no),"
        " wrong_lines as (select b.claim_id, b.line_no from line_balance b"
        "  left join sums s on s.claim_id = b.claim_id and s.line_no = b.line_no"
        "  left join paid p on p.claim_id = b.claim_id and p.line_no = b.line_no"
        "  where b.tenant_id = %(tenant_id)s and (b.insurance_receivable_cents, b.patient_receivable_cents,"
        "   b.charge_cents, b.adjusted_cents, b.insurance_paid_cents, b.patient_paid_cents) is distinct from"
        "   (coalesce(s.insurance, 0), coalesce(s.patient, 0), coalesce(s.charge, 0), coalesce(s.adjusted, 0),"
        "   coalesce(p.insurance, 0), coalesce(p.patient, 0))),"
        " line_sums as (select claim_id, sum(insurance_receivable_cents) as insurance,"
        "  sum(patient_receivable_cents) as patient, sum(charge_cents) as charge, sum(insurance_paid_cents) as paid,"
        "  sum(patient_paid_cents) as patient_paid, sum(adjusted_cents) as adjusted"
        "  from line_balance where tenant_id = %(tenant_id)s group by claim_id),"
        " wrong_claims as (select c.claim_id, -1 as line_no from claim_balance c"
        "  left join line_sums s on s.claim_id = c.claim_id where c.tenant_id = %(tenant_id)s"
        "  and (c.insurance_receivable_cents, c.patient_receivable_cents, c.charge_cents, c.insurance_paid_cents,"
        "   c.patient_paid_cents, c.adjusted_cents) is distinct from"
        "   (s.insurance, s.patient, s.charge, s.paid, s.patient_paid, s.adjusted))"
        " select claim_id, line_no from wrong_lines union all select claim_id, line_no from wrong_claims",
        {"tenant_id": tenant_id},
    )
