"""Generated inquiries and responses read back under any delimiters."""

import datetime as dt
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from api.x12 import (
    AdditionalInformation,
    Benefit,
    Delimiters,
    Delivery,
    InsuredStatus,
    Party,
    PersonCoverage,
    PersonInquiry,
    ProviderRole,
    Reference,
    Rejection,
    RelatedEntity,
    ServiceInquiry,
    SubscriberCoverage,
    SubscriberInquiry,
    Trace,
    read_270,
    read_271,
    write_270s,
    write_271s,
)
from tests.x12.builders import facts
from tests.x12.eligibility.builders import inquiry, response
from tests.x12.records import CENTS, MARKS, TEXT, only_transaction, plain

_CODES = st.sampled_from(["1", "30", "33", "98", "UC", "MH"])
_MAYBE = st.one_of(st.just(""), TEXT)
_QUANTITY = st.one_of(st.none(), st.integers(0, 999).map(Decimal))


def _few(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[list[object]]:
    return st.lists(strategy, max_size=2)


_REFERENCES = _few(st.builds(Reference, st.sampled_from(["6P", "18", "1W"]), TEXT))
_PLACES = _few(st.builds(AdditionalInformation, TEXT, TEXT, _MAYBE, TEXT))


def _rejections(loop: str) -> st.SearchStrategy[list[object]]:
    code = st.sampled_from(["15", "42", "72", "75"])
    return _few(st.builds(Rejection, loop=st.just(loop), reason=code, follow_up=st.sampled_from("CNR")))


def _people(code: str) -> dict[str, st.SearchStrategy[object]]:
    party = st.builds(
        Party,
        entity_code=st.just(code),
        entity_type=st.just("1"),
        last_name=TEXT,
        first_name=_MAYBE,
        references=_REFERENCES,
    )
    return {
        "traces": _few(st.builds(Trace, st.sampled_from("12"), TEXT, _MAYBE, _MAYBE)),
        "party": party,
        "birth_date": st.one_of(st.none(), st.dates(dt.date(1900, 1, 1))),
        "sex": st.sampled_from(["", "F", "M"]),
        "insured": st.one_of(st.none(), st.builds(InsuredStatus, st.sampled_from("YN"), st.sampled_from(["18", "19"]))),
        "provider": st.one_of(st.none(), st.builds(ProviderRole, TEXT, TEXT, TEXT)),
    }


_INQUIRIES = st.builds(
    ServiceInquiry,
    service_types=st.lists(_CODES, max_size=4).map(tuple),
    coverage_level=st.sampled_from(["", "IND", "FAM"]),
    places=_PLACES,
    references=_REFERENCES,
)
_ASKED = st.builds(
    SubscriberInquiry,
    **_people("IL"),
    inquiries=_few(_INQUIRIES),
    dependents=_few(st.builds(PersonInquiry, **_people("03"), inquiries=_few(_INQUIRIES))),
)


def _benefits(letter: str) -> st.SearchStrategy[Benefit]:
    entity = st.builds(
        RelatedEntity,
        party=st.builds(Party, entity_code=st.sampled_from(["P3", "PR"]), last_name=TEXT),
        relationship=st.sampled_from(["", "01"]),
        provider=st.one_of(st.none(), st.builds(ProviderRole, TEXT, TEXT, TEXT)),
    )
    return st.builds(
        Benefit,
        information=st.sampled_from(["1", "6", "A", "B", "C", "G", "V"]),
        service_types=st.lists(_CODES, max_size=4).map(tuple),
        plan=_MAYBE,
        cents=st.one_of(st.none(), CENTS),
        percent_bps=st.one_of(st.none(), st.integers(0, 20_000)),
        quantity=_QUANTITY,
        network=st.sampled_from(["", "Y", "N", "U", "W"]),
        diagnosis_pointers=st.lists(st.sampled_from("1234"), max_size=4).map(tuple),
        deliveries=_few(st.builds(Delivery, quantity_qualifier=TEXT, quantity=_QUANTITY, period_count=_QUANTITY)),
        references=_REFERENCES,
        rejections=_rejections(f"2110{letter}"),
        messages=st.lists(TEXT, max_size=2),
        places=_PLACES,
        entities=_few(entity),
    )


_COVERED = st.builds(
    SubscriberCoverage,
    **_people("IL"),
    rejections=_rejections("2100C"),
    benefits=st.lists(_benefits("C"), max_size=3),
    dependents=_few(
        st.builds(
            PersonCoverage,
            **_people("03"),
            rejections=_rejections("2100D"),
            benefits=st.lists(_benefits("D"), max_size=2),
        )
    ),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_ASKED, max_size=2), MARKS)
def test_generated_inquiries_read_back_under_any_delimiters(people: list[SubscriberInquiry], marks: Delimiters) -> None:
    record = inquiry(people)
    again = read_270(only_transaction(write_270s([record], facts(), marks)))
    assert again.findings == []
    assert plain(again) == plain(record)


@settings(max_examples=40, deadline=None)
@given(st.lists(_COVERED, max_size=2), MARKS)
def test_generated_responses_read_back_under_any_delimiters(
    people: list[SubscriberCoverage], marks: Delimiters
) -> None:
    record = response(people)
    again = read_271(only_transaction(write_271s([record], facts(), marks)))
    assert again.findings == []
    assert plain(again) == plain(record)
