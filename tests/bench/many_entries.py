"""A ledger of ten million entries, made in SQL: years of a practice, for what is posted after them."""

import time

import psycopg

ENTRIES = 10_000_000
BATCHES = 2_000
AT_ONCE = 1_000_000
INDEXES = "select indexrelid from pg_index where indrelid = 'ledger_entry'::regclass"


def fill_ledger(url: str, practice_id: str, claim_id: str) -> float:
    """Entries in 2,000 batches of the practice, half of them on the claims it has; the seconds it takes.

    The indexes are made at the end, all at once: kept up row by row they would take most of an hour.
    """
    started = time.perf_counter()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("set maintenance_work_mem = '1GB'")
        connection.execute("set synchronous_commit = off")
        connection.execute(
            "create temporary table old_batch as select uuidv7() as id, uuidv7() as source_id, n"
            f" from generate_series(0, {BATCHES} - 1) n"
        )
        connection.execute(
            (
                "insert into ledger_batch (tenant_id, id, source_kind, source_id, posted_at, business_date,"
                " effective_date, period_month, period_open) select p.tenant_id, b.id, 'remittance', b.source_id,"
                " now(), p.month, p.month, p.month, true from old_batch b cross join (select tenant_id, month"
                f" from period where tenant_id = '{practice_id}' and is_open order by month limit 1) p"
            ).encode()
        )
        connection.execute(f"update pg_index set indisready = false where indexrelid in ({INDEXES})".encode())
        try:
            for start in range(0, ENTRIES, AT_ONCE):
                connection.execute(_entries(practice_id, claim_id, start).encode())
        finally:
            connection.execute(f"update pg_index set indisready = true where indexrelid in ({INDEXES})".encode())
        connection.execute("reindex table ledger_entry")
    return time.perf_counter() - started


def _entries(practice_id: str, claim_id: str, start: int) -> str:
    each = ENTRIES // BATCHES
    return (
        "insert into ledger_entry (tenant_id, id, batch_id, source_kind, source_id, leg, debit, credit, cents,"
        " claim_id, line_no, payer_id, group_code, reason_code, adjustment_class)"
        f" select '{practice_id}', uuidv7(), b.id, 'remittance', b.source_id, e.n % {each},"
        " case e.n % 2 when 0 then 'undeposited_funds' else 'contractual_adjustments' end, 'insurance_receivable', 100,"
        # Each old claim has some eight entries; a hundredth is of one that is there.
        f" case e.n % 100 when 0 then '{claim_id}'::uuid else md5((e.n / 8)::text)::uuid end, 1 + e.n % 2, null,"
        " case e.n % 2 when 0 then '' else 'CO' end, case e.n % 2 when 0 then '' else '45' end, ''"
        f" from generate_series({start}, {start + AT_ONCE} - 1) e(n) join old_batch b on b.n = e.n / {each}"
    )
