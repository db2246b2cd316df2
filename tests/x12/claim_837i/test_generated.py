"""Generated institutional claims read back under any delimiters."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from api.x12 import (
    Adjustment,
    CodedDiagnosis,
    CodedProcedure,
    Delimiters,
    InstitutionalClaim,
    LineAdjudication,
    Occurrence,
    OccurrenceSpan,
    Procedure,
    Reference,
    ValueAmount,
    read_institutional_claims,
    write_institutional_claims,
)
from tests.x12.builders import facts
from tests.x12.claim_837i.builders import claim, institutional, line, other_payer
from tests.x12.records import CENTS, MARKS, TEXT, only_transaction, plain

_DAYS = st.dates(dt.date(1990, 1, 1))
_POA = st.sampled_from(["", "Y", "N", "U", "W"])


def _diagnoses(qualifiers: list[str]) -> st.SearchStrategy[CodedDiagnosis]:
    return st.builds(CodedDiagnosis, st.sampled_from(qualifiers), TEXT, _POA)


@st.composite
def _claims(draw: st.DrawFn) -> InstitutionalClaim:
    adjudications = st.builds(
        LineAdjudication,
        payer_id=TEXT,
        paid_cents=CENTS,
        procedure=st.one_of(st.none(), st.builds(Procedure, st.just("HC"), TEXT)),
        revenue_code=TEXT,
        adjustments=st.lists(st.builds(Adjustment, st.sampled_from(["CO", "PR"]), TEXT, CENTS), max_size=3),
    )
    lines = [
        line(
            draw(CENTS),
            revenue_code=draw(TEXT),
            procedure=draw(st.one_of(st.none(), st.builds(Procedure, st.just("HC"), TEXT))),
            noncovered_cents=draw(st.one_of(st.none(), CENTS)),
            references=[Reference("6R", draw(TEXT))],
            adjudications=draw(st.lists(adjudications, max_size=2)),
        )
        for _ in range(draw(st.integers(1, 3)))
    ]
    return claim(
        draw(TEXT),
        lines,
        principal_diagnosis=draw(st.one_of(st.none(), _diagnoses(["ABK", "BK"]))),
        admitting_diagnosis=draw(st.one_of(st.none(), _diagnoses(["ABJ"]))),
        visit_reasons=draw(st.lists(_diagnoses(["APR"]), max_size=3)),
        external_causes=draw(st.lists(_diagnoses(["ABN"]), max_size=12)),
        drg=draw(st.one_of(st.just(""), TEXT)),
        other_diagnoses=draw(st.lists(_diagnoses(["ABF"]), max_size=24)),
        principal_procedure=draw(st.one_of(st.none(), st.builds(CodedProcedure, st.just("BBR"), TEXT, _DAYS))),
        other_procedures=draw(st.lists(st.builds(CodedProcedure, st.just("BBQ"), TEXT, _DAYS), max_size=14)),
        occurrence_spans=draw(st.lists(st.builds(OccurrenceSpan, TEXT, _DAYS, _DAYS), max_size=3)),
        occurrences=draw(st.lists(st.builds(Occurrence, TEXT, _DAYS), max_size=14)),
        values=draw(st.lists(st.builds(ValueAmount, TEXT, CENTS), max_size=14)),
        conditions=draw(st.lists(TEXT, max_size=3)),
        treatments=draw(st.lists(TEXT, max_size=3)),
        other_payers=[other_payer()] if draw(st.booleans()) else [],
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(_claims(), min_size=1, max_size=2), MARKS)
def test_generated_claims_read_back_under_any_delimiters(claims: list[InstitutionalClaim], marks: Delimiters) -> None:
    record = institutional(claims)
    again = read_institutional_claims(only_transaction(write_institutional_claims([record], facts(), marks)))
    assert again.findings == []
    assert plain(again) == plain(record)
