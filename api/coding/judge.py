"""Run the edits on a visit: before it is kept, and again before a corrected claim is made of it."""

from datetime import date

from api.coding.content import Case, Content, Named, Parties
from api.coding.rules import Finding, run_edits
from api.reference import diagnosis_standings
from tenants.context import Work


async def judge(
    work: Work, content: Content, parties: Parties, named: Named, today: date, total_cents: int | None = None
) -> list[Finding]:
    """Every finding, errors first, against the diagnosis list that is loaded; `today` is the practice's day."""
    return run_edits(
        Case(
            content=content,
            parties=parties,
            today=today,
            standings=await diagnosis_standings(work, content.diagnoses),
            total_cents=total_cents,
            named=named,
        )
    )
