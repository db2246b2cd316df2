"""The sandbox payer: what each scenario answers, and what every answer keeps."""

import datetime as dt

import pytest

from api.sandbox import Answer, Memory, answer
from api.x12 import (
    Adjustment,
    Claim,
    ClaimAcknowledgement,
    ClaimPayment,
    ClaimStatus,
    ImplementationAcknowledgement,
    Note,
    Party,
    Patient,
    Remittance,
    ServiceLine,
    Subscriber,
    read_277ca,
    read_999,
    read_file,
    read_remittance,
    read_ta1s,
    write_claims,
)
from tests.judges.pyx12_judge import judge
from tests.x12.builders import batch, billing, claim, facts, line, subscriber

_TODAY = dt.date(2026, 3, 1)
_SECOND_NPI = "1881692000"


def _sent(*subscribers: Subscriber) -> bytes:
    return write_claims([batch([billing(list(subscribers))])], facts())


def _one(scenario: str, lines: list[ServiceLine] | None = None, claim_id: str = "CLM0001", **changes: object) -> bytes:
    member = f"SBX{scenario}000123" if scenario else "M123456"
    return _sent(subscriber(member, [claim(claim_id, lines, **changes)]))


def _answers(payload: bytes) -> list[Answer]:
    return answer(Memory(), payload, _TODAY)[1]


def _payload(payload: bytes, kind: str) -> bytes:
    (found,) = [a.payload for a in _answers(payload) if a.kind == kind]
    return found


def _remittances(payload: bytes) -> list[Remittance]:
    return [read_remittance(t) for t in read_file(_payload(payload, "835")).transactions()]


def _payment(payload: bytes) -> tuple[Remittance, ClaimPayment]:
    (remittance,) = _remittances(payload)
    (payment,) = remittance.claims
    return remittance, payment


def _999(payload: bytes) -> ImplementationAcknowledgement:
    (transaction,) = read_file(_payload(payload, "999")).transactions()
    return read_999(transaction)


def _277ca(payload: bytes) -> ClaimAcknowledgement:
    (transaction,) = read_file(_payload(payload, "277ca")).transactions()
    return read_277ca(transaction)


def _statuses(payload: bytes) -> list[ClaimStatus]:
    return [c for r in _277ca(payload).receivers for p in r.providers for c in p.claims]


def _codes(payload: bytes) -> list[tuple[str, str, str, str]]:
    return [
        (code.category, code.status, code.entity, status.action)
        for one in _statuses(payload)
        for status in one.statuses
        for code in status.codes
    ]


@pytest.mark.parametrize(
    ("scenario", "adjustments", "paid_cents", "allowed_cents"),
    [
        ("", [("CO", "45", 4_500), ("PR", "3", 2_500)], 8_000, 10_500),
        ("01A", [("CO", "45", 4_500), ("PR", "3", 2_500)], 8_000, 10_500),
        ("01B", [("CO", "45", 6_500), ("PR", "3", 2_500)], 6_000, 8_500),
        ("02A", [("CO", "45", 4_500), ("PR", "1", 10_500)], 0, 10_500),
        ("02B", [("CO", "45", 4_500), ("PR", "1", 10_500)], 0, 10_500),
        ("05A", [("CO", "16", 15_000)], 0, None),
        ("06B", [("CO", "27", 15_000)], 0, None),
        ("07A", [("CO", "197", 15_000)], 0, None),
    ],
)
def test_an_adjudicated_scenario_has_its_amounts(
    scenario: str, adjustments: list[tuple[str, str, int]], paid_cents: int, allowed_cents: int | None
) -> None:
    payload = _one(scenario)
    remittance, payment = _payment(payload)
    (service,) = payment.services
    assert service.adjustments == [Adjustment(*row) for row in adjustments]
    assert (payment.status, payment.paid_cents, service.paid_cents) == ("1", paid_cents, paid_cents)
    assert service.allowed_cents == allowed_cents
    assert service.line_reference == "LINE1"
    assert payment.claim_id == "CLM0001"
    assert payment.patient_responsibility_cents == sum(a.cents for a in service.adjustments if a.group == "PR")
    assert remittance.header.payment.cents == paid_cents
    assert _codes(payload) == [("A2", "20", "", "WQ")]
    assert _statuses(payload)[0].references[0].value == payment.payer_claim_id


def test_co_16_carries_the_remark_it_needs() -> None:
    assert _payment(_one("05A"))[1].services[0].remark_codes == ("N290",)


@pytest.mark.parametrize("scenario", ["02A", "02B", "05A"])
def test_a_check_of_nothing_is_a_notification(scenario: str) -> None:
    payment = _payment(_one(scenario))[0].header.payment
    assert (payment.handling, payment.method, payment.cents) == ("H", "NON", 0)
    assert (payment.trace_number == "000000000") == (scenario == "02B")


@pytest.mark.parametrize(
    ("scenario", "code"),
    [
        ("04A", ("A7", "562", "85", "U")),
        ("04B", ("A7", "164", "IL", "U")),
        ("04E", ("A1", "19", "", "WQ")),
    ],
)
def test_the_front_end_ends_it(scenario: str, code: tuple[str, str, str, str]) -> None:
    payload = _one(scenario)
    assert [a.kind for a in _answers(payload)] == ["999", "277ca"]
    assert _codes(payload) == [code]
    assert _999(payload).status == "A"


def test_claims_that_do_not_add_up_are_rejected() -> None:
    payload = _one("01A", charge_cents=14_999)
    assert _codes(payload) == [("A7", "178", "", "U")]
    assert [a.kind for a in _answers(payload)] == ["999", "277ca"]


def test_a_999_rejects_one_st_and_the_other_goes_on() -> None:
    refused = batch([billing([subscriber("SBX04C000001")])], "0001")
    payload = write_claims([refused, batch(control_number="0002")], facts())
    acknowledgement = _999(payload)
    assert [response.status for response in acknowledgement.responses] == ["R", "A"]
    assert (acknowledgement.status, acknowledgement.accepted) == ("P", 1)
    assert [a.kind for a in _answers(payload)] == ["999", "277ca", "835"]
    assert len(_statuses(payload)) == 1


def test_a_ta1_rejects_the_interchange() -> None:
    (only,) = _answers(_one("04D"))
    assert only.kind == "ta1"
    (ta1,) = read_ta1s(read_file(only.payload).interchanges[0])
    assert (ta1.control_number, ta1.status, ta1.code) == ("000000101", "R", "024")


def test_a_ta1_comes_when_isa14_asks() -> None:
    payload = write_claims([batch()], facts(acknowledgement_requested=True))
    assert [a.kind for a in _answers(payload)] == ["ta1", "999", "277ca", "835"]
    (ta1,) = read_ta1s(read_file(_payload(payload, "ta1")).interchanges[0])
    assert (ta1.status, ta1.code) == ("A", "000")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"SE*", b"SE*9"),
        (b"CLM*CLM0001*", b"CLM**"),
        (b"HI*ABK", b"QQQ*ABK"),
        (b"NM1*IL", b"NM1*XX"),
        (b"PI*87726", b"PI*"),
        (b"005010X222A1~BHT", b"005010X222A1~QQQ"),
    ],
)
def test_a_malformed_837_gets_a_999_r(old: bytes, new: bytes) -> None:
    payload = _one("01A")
    assert old in payload
    damaged = payload.replace(old, new, 1)
    assert _999(damaged).status == "R"
    assert [a.kind for a in _answers(damaged)] == ["999"]


def test_other_versions_and_sets_are_rejected_and_acknowledgements_never_answered() -> None:
    assert _999(_one("01A").replace(b"005010X222A1", b"004010X098A1")).status == "R"
    answers = _answers(_one("01A"))
    kinds = {a.kind: [b.kind for b in _answers(a.payload)] for a in answers}
    assert kinds == {"999": [], "277ca": ["999"], "835": ["999"]}


def test_a_note_wins_over_the_member_id() -> None:
    payload = _one("07A", notes=[Note("ADD", "SBX 01B")])
    assert _payment(payload)[1].paid_cents == 6_000


def test_an_unknown_scenario_is_paid() -> None:
    assert _payment(_one("99Z"))[1].paid_cents == 8_000


@pytest.mark.parametrize(
    ("charges", "adjustments"),
    [
        # 30 % of 33.35 is 10.005: half a cent goes away from zero; the copay takes what is left of 25.00.
        ([3_335], [[("CO", "45", 1_001), ("PR", "3", 2_334)]]),
        ([15_000, 10_000], [[("CO", "45", 4_500), ("PR", "3", 2_500)], [("CO", "45", 3_000)]]),
        ([1_000, 15_000], [[("CO", "45", 300), ("PR", "3", 700)], [("CO", "45", 4_500), ("PR", "3", 1_800)]]),
        ([0], [[]]),
    ],
)
def test_other_charges_scale_and_a_claim_has_one_copay(
    charges: list[int], adjustments: list[list[tuple[str, str, int]]]
) -> None:
    lines = [line(cents, number) for number, cents in enumerate(charges, 1)]
    remittance, payment = _payment(_one("01A", lines))
    assert [s.adjustments for s in payment.services] == [[Adjustment(*r) for r in row] for row in adjustments]
    assert remittance.findings == []


def _busy_claims() -> list[Claim]:
    return [claim(f"CLM{n:04d}", [line(15_000, 1), line(4_999 + n, 2)]) for n in range(3)]


def _busy_file() -> bytes:
    scenarios = ("01A", "01B", "02A", "02B", "04A", "04B", "04E", "05A", "06B", "07A")
    first = [subscriber(f"SBX{s}{n:06d}", [claim(f"A{n:04d}")]) for n, s in enumerate(scenarios)]
    other_payer = subscriber(
        claims=[claim("B0001")], payer=Party(entity_code="PR", last_name="OTHER", id_qualifier="PI", id="PAYER-B")
    )
    child = Patient(
        relationship="19",
        party=Party(entity_code="QC", entity_type="1", last_name="DOE", first_name="TOM"),
        claims=_busy_claims(),
    )
    child.party.address = first[0].party.address
    child.birth_date, child.sex = dt.date(2015, 5, 5), "M"
    family = subscriber(relationship="", claims=[], patients=[child])
    groups = [billing([*first, other_payer]), billing([family], npi=_SECOND_NPI)]
    return write_claims([batch(groups), batch([billing([subscriber(claims=[claim("C0001")])])], "0002")], facts())


def test_claims_of_one_payee_and_payer_share_a_check() -> None:
    remittances = _remittances(_busy_file())
    checks = [(r.header.payee.id, r.header.payment.payer_id, len(r.claims)) for r in remittances]
    assert checks == [
        ("1234567893", "1000087726", 6),
        ("1234567893", "1000087726", 1),
        ("1234567893", "1000087726", 1),
        ("1234567893", remittances[3].header.payment.payer_id, 1),
        (_SECOND_NPI, "1000087726", 3),
    ]
    other = remittances[3].header.payment.payer_id
    assert len(other) == 10
    assert other.startswith("1")
    assert other[1:].isdigit()
    traces = [r.header.payment.trace_number for r in remittances]
    assert len(set(traces)) == len(traces)


def test_every_claim_payment_has_a_number_of_its_own() -> None:
    payments = [payment for r in _remittances(_busy_file()) for payment in r.claims]
    assert len({payment.payer_claim_id for payment in payments}) == len(payments) == 12


def test_a_dependent_is_the_patient_and_the_subscriber_is_named() -> None:
    payment = _remittances(_busy_file())[-1].claims[0]
    assert payment.patient is not None
    insured = payment.name("IL")
    assert insured is not None
    assert (payment.patient.first_name, insured.first_name) == ("TOM", "JANE")


def test_counts_add_up_at_each_level() -> None:
    acknowledgements = [read_277ca(t) for t in read_file(_payload(_busy_file(), "277ca")).transactions()]
    (receiver,) = acknowledgements[0].receivers
    assert (receiver.accepted_count, receiver.rejected_count) == (12, 2)
    assert [(p.accepted_count, p.rejected_count) for p in receiver.providers] == [(9, 2), (3, None)]
    assert receiver.accepted_cents == sum(p.accepted_cents or 0 for p in receiver.providers)
    assert all(status.codes[0].category == "A1" for status in receiver.statuses)
    assert acknowledgements[1].receivers[0].trace_number == "BATCH0002"


def test_every_answer_is_clean_and_accepted_by_the_judge() -> None:
    for found in _answers(_busy_file()):
        assert judge(found.payload).is_accepted, found.kind
        file = read_file(found.payload)
        assert file.findings == []
        assert all(interchange.usage == "T" for interchange in file.interchanges)
        for transaction in file.transactions():
            if transaction.set_id == "835":
                assert read_remittance(transaction).findings == []


def test_the_same_bytes_on_the_same_day_get_the_same_answers() -> None:
    payload = _busy_file()
    first = answer(Memory(), payload, _TODAY)
    assert answer(Memory(), payload, _TODAY) == first
    assert len({found.filename for found in first[1]}) == len(first[1])


def test_other_claims_get_other_numbers() -> None:
    one, other = (_payment(_one("01A", claim_id=number)) for number in ("CLM0001", "CLM0002"))
    assert one[0].header.payment.trace_number != other[0].header.payment.trace_number
    assert one[1].payer_claim_id != other[1].payer_claim_id


def test_several_interchanges_are_answered_each() -> None:
    payload = _one("01A") + write_claims([batch()], facts("000000102"))
    assert [a.kind for a in _answers(payload)] == ["999", "277ca", "835"] * 2


def test_names_that_cannot_be_written_become_blanks() -> None:
    payload = _one("01A").replace(b"DOE*JANE", b"D:OE*JAN\xc9")
    patient = _payment(payload)[1].patient
    assert patient is not None
    assert (patient.last_name, patient.first_name) == ("D OE", "JAN")


def test_bytes_without_an_interchange_get_no_answer() -> None:
    assert _answers(b"hello") == []
