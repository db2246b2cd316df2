"""What an opinion is made of: rows as the role `backup` sees them, bytes and answers as the API gives them."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from tests.second_opinion.x12 import ClaimAnswer, Remittance, SentClaim, read_answers, read_claims, read_remittances

Fetch = Callable[[str, Mapping[str, str]], Awaitable[bytes]]
Row = dict[str, Any]

CLAIMS = """
select id::text, number, family_id::text, receivable_claim_id::text, superseded_by::text, frequency, payer_sequence,
       payer_id::text, state, service_from, charge_cents, created_at
from claim where tenant_id = %(practice)s
"""
FILES = """
select f.id::text, f.direction, f.transaction_set, f.state, f.created_at, r.state as posted, r.received_at
from transaction_file f left join remittance r on r.tenant_id = f.tenant_id and r.id = f.id
where f.tenant_id = %(practice)s order by f.created_at, f.interchange_id, f.position
"""
ENTRIES = """
select e.id::text, e.batch_id::text, e.source_kind, e.debit, e.credit, e.cents, e.claim_id::text, e.line_no,
       e.payer_id::text, b.business_date, b.posted_at, a.id::text as allocation_id, a.source, a.cents as allocated
from ledger_entry e
join ledger_batch b on b.tenant_id = e.tenant_id and b.id = e.batch_id
left join allocation a on a.tenant_id = e.tenant_id and a.entry_id = e.id
where e.tenant_id = %(practice)s order by b.posted_at, b.id, a.id, e.id
"""
UNDONE = """
select allocation_id::text, reverses_id::text, cents from allocation_reversal where tenant_id = %(practice)s
order by allocation_id, reverses_id
"""
RULES = """
select g.id::text as agreement_id, g.starts_on, x.ends_on, r.priority, r.outcome, r.rate_bps, r.per_claim_cents,
       r.sources, r.payer_ids, to_jsonb(r) - array['tenant_id', 'id', 'agreement_id', 'is_draft', 'revision', 'name',
       'priority', 'outcome', 'rate_bps', 'per_claim_cents', 'sources', 'payer_ids'] as others
from fee_agreement g join fee_rule r on r.tenant_id = g.tenant_id and r.agreement_id = g.id and r.revision = g.revision
left join fee_agreement_end x on x.tenant_id = g.tenant_id and x.agreement_id = g.id
where g.tenant_id = %(practice)s and not g.is_draft order by g.starts_on, r.priority
"""
CAPITATED = "select payer_id::text, starts_on, is_capitated from payer_contract where tenant_id = %(practice)s"
PATIENTS_PAYMENTS = (
    "select coalesce(sum(unapplied_cents), 0)::bigint from patient_payment where tenant_id = %(practice)s"
)


@dataclass
class Posted:
    """An 835 that was posted."""

    remittance: Remittance
    received_at: datetime


@dataclass
class Evidence:
    """All that is known of one practice."""

    claims: dict[str, Row]
    """By id."""
    entries: list[Row]
    undone: list[Row]
    rules: list[Row]
    capitated: list[Row]
    patients_unapplied: int
    sent: list[tuple[datetime, SentClaim]] = field(default_factory=list)
    answers: list[tuple[datetime, ClaimAnswer]] = field(default_factory=list)
    posted: list[Posted] = field(default_factory=list)
    """In the order of posting."""
    told_claims: dict[str, Row] = field(default_factory=dict)
    told_accounts: dict[str, int] = field(default_factory=dict)
    told_fees: list[Row] = field(default_factory=list)
    told_months: dict[str, Row] = field(default_factory=dict)
    told_rates: dict[str, Row] = field(default_factory=dict)

    _by_number: dict[str, Row] = field(default_factory=dict)

    def by_number(self) -> dict[str, Row]:
        """Claims by CLM01."""
        if not self._by_number:
            self._by_number = {claim["number"]: claim for claim in self.claims.values()}
        return self._by_number

    def is_capitated(self, payer_id: str, on: date) -> bool:
        """By the version of the contract that holds on the day."""
        held = [each for each in self.capitated if each["payer_id"] == payer_id and each["starts_on"] <= on]
        return bool(held) and bool(max(held, key=lambda each: each["starts_on"])["is_capitated"])


METRICS = ("fprr", "fprr_strict", "fprr_any_payment", "fprr_by_line", "fpar", "idr_full", "idr_any_line", "idr_money")


async def gather(fetch: Fetch, database_url: str, practice_id: str) -> Evidence:
    """Read everything, rows in one snapshot."""
    found, files = _rows(database_url, practice_id)
    home = f"/v1/practices/{practice_id}"

    async def ask(path: str, **params: str) -> Any:
        return json.loads(await fetch(home + path, params))

    async def every(path: str, **params: str) -> list[Row]:
        items: list[Row] = []
        cursor: dict[str, str] = {}
        while True:
            page = await ask(path, limit="200", **params, **cursor)
            items += page["items"]
            if page["next_cursor"] is None:
                return items
            cursor = {"cursor": page["next_cursor"]}

    for file in files:
        content = await fetch(f"{home}/transactions/{file['id']}/file", {})
        if file["direction"] == "outbound" and file["transaction_set"].startswith("837"):
            found.sent += [(file["created_at"], claim) for claim in read_claims(content)]
        elif file["transaction_set"] == "277CA":
            found.answers += [(file["created_at"], answer) for answer in read_answers(content)]
        elif file["posted"] == "posted":
            found.posted += [Posted(each, file["received_at"]) for each in read_remittances(content)]
    found.told_claims = {each["id"]: each for each in await every("/claims")}
    found.told_accounts = {each["account"]: each["balance_cents"] for each in (await ask("/ledger"))["accounts"]}
    found.told_fees = await every("/fees/entries")
    months = sorted({f"{entry['business_date']:%Y-%m}" for entry in found.entries})
    found.told_months = {month: await ask("/fees/preview", month=month) for month in months}
    found.told_rates = {metric: await ask("/reports/first-pass", metric=metric) for metric in METRICS}
    return found


def _rows(database_url: str, practice_id: str) -> tuple[Evidence, list[Row]]:
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        connection.execute("set transaction isolation level repeatable read read only")

        def rows(statement: str) -> list[Row]:
            return connection.execute(statement.encode(), {"practice": practice_id}).fetchall()

        (unapplied,) = rows(PATIENTS_PAYMENTS)
        evidence = Evidence(
            claims={each["id"]: each for each in rows(CLAIMS)},
            entries=rows(ENTRIES),
            undone=rows(UNDONE),
            rules=rows(RULES),
            capitated=rows(CAPITATED),
            patients_unapplied=unapplied["coalesce"],
        )
        return evidence, rows(FILES)
