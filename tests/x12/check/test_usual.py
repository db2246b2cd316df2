"""Usual claims are taken whole; the result is the same as when every segment is walked."""

import random
from decimal import Decimal

import pytest

from api.x12 import (
    Adjustment,
    Amount,
    DateReference,
    Delimiters,
    Diagnosis,
    Procedure,
    Reference,
    Remark,
    RemarkSet,
    write_claims,
    write_remittances,
)
from api.x12.check import SETS, CodeSets, FileCheck, Report, check_file
from api.x12.check.claim_837.rules import ProfessionalRules
from api.x12.check.remittance_835.usual import UsualRemittance
from tests.x12 import builders
from tests.x12.mutations import MUTATION_SETS, MutationSet
from tests.x12.mutations.kinds import found_rules, mutate

_USUAL = {known.grammar.name for known in SETS if known.rules.opens_claim}
_NOISE = "*:~^0189AZ.- \né"


def _walked(payload: bytes, monkeypatch: pytest.MonkeyPatch) -> FileCheck:
    """The check without usual forms."""
    with monkeypatch.context() as patch:
        for known in SETS:
            if known.rules.opens_claim:
                patch.setattr(known.rules, "usual_form", lambda _self: None)
        return check_file(payload, "outbound")


@pytest.mark.parametrize("mutations", [MUTATION_SETS[name] for name in sorted(_USUAL & set(MUTATION_SETS))])
def test_a_mutation_is_found_the_same_way_among_usual_claims(
    mutations: MutationSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = mutations.base()
    for kind in mutations.kinds:
        for variant in kind.variants:
            payload = mutate(base, variant)
            assert check_file(payload, "outbound") == _walked(payload, monkeypatch), kind.name


def _usual_835(count: int) -> bytes:
    claims = [builders.claim_payment(f"CLM{number:04d}") for number in range(0, count, 3)]
    sequestered = builders.service_payment(
        paid_cents=7_840,
        adjustments=[Adjustment("CO", "45", 4_500), Adjustment("CO", "253", 160), Adjustment("PR", "3", 2_500)],
        remarks=[Remark("HE", "N130"), Remark("HE", "M15")],
        submitted=Procedure("HC", "99212"),
        submitted_units=Decimal(1),
    )
    claims += [
        builders.claim_payment(
            f"CLM{number:04d}",
            paid_cents=7_840,
            services=[sequestered],
            outpatient=RemarkSet(("", "", "MA01", "MA18"), ("MA01", "MA18")),
            references=[Reference("EA", "MRN1")],
            dates=[DateReference("232", builders.SERVICE_DATE)],
            amounts=[Amount("AU", 10_500)],
        )
        for number in range(1, count, 3)
    ]
    return write_remittances([builders.remittance(claims)], builders.facts())


def _usual_837p(count: int) -> bytes:
    lines = [builders.line(pointers=(1, 2)), builders.line(number=2)]
    diagnoses = [Diagnosis("ABK", "J029"), Diagnosis("ABF", "E119")]
    subscribers = [
        builders.subscriber(f"M{number:08d}", [builders.claim(f"CLM{number:04d}", lines, diagnoses=diagnoses)])
        for number in range(count)
    ]
    return write_claims([builders.batch([builders.billing(subscribers)])], builders.facts())


def test_usual_subscribers_are_taken_without_a_walk() -> None:
    text = _usual_837p(10).decode()
    rules = ProfessionalRules(Report(Delimiters(), "outbound", CodeSets()))
    rules.hierarchy.take_hl(["HL", "1", "", "20", "1"], 6)
    usual = rules.usual_form()
    assert text.startswith("SE*", usual.run(text, text.index("HL*2*")))
    assert (usual.levels, usual.last, rules.claims) == (10, ("22",), 10)


def test_usual_claims_are_taken_without_a_walk() -> None:
    text = _usual_835(12).decode()
    usual = UsualRemittance(Delimiters())
    assert text.startswith("SE*", usual.run(text, text.index("CLP*")))
    assert (usual.claims, usual.paid_cents) == (8, 4 * 8_000 + 4 * 7_840)


@pytest.mark.parametrize(
    "payload",
    [_usual_835(12), _usual_837p(10), MUTATION_SETS["835"].base(), MUTATION_SETS["837P"].base()],
    ids=["835", "837P", "835 mixed", "837P mixed"],
)
def test_noise_in_usual_claims_is_found_the_same_way(payload: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(8)  # noqa: S311 - a test draws the same each time
    assert found_rules(payload) <= {"payment.banking"}  # the plain builder names no originating company
    for _ in range(300):
        text = payload.decode()
        at = draw.randrange(500, len(text) - 60)
        noisy = (text[:at] + draw.choice(_NOISE) + text[at + draw.choice((0, 1)) :]).encode()
        assert check_file(noisy, "outbound") == _walked(noisy, monkeypatch), noisy[at - 40 : at + 40]
