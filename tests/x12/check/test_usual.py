"""Usual claims are taken whole; the result is the same as when every segment is walked."""

import random

import pytest

from api.x12 import Delimiters, Diagnosis, write_claims, write_remittances
from api.x12.check import SETS, CodeSets, FileCheck, Report, check_file
from api.x12.check.claim_837.rules import ProfessionalRules
from api.x12.check.remittance_835.usual import UsualRemittance
from tests.x12 import builders
from tests.x12.mutations import MUTATION_SETS, MutationSet
from tests.x12.mutations.kinds import mutate

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
    claims = [builders.claim_payment(f"CLM{number:04d}") for number in range(count)]
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
    assert (usual.levels, rules.claims) == (10, 10)


def test_usual_claims_are_taken_without_a_walk() -> None:
    text = _usual_835(10).decode()
    usual = UsualRemittance(Delimiters())
    assert text.startswith("SE*", usual.run(text, text.index("CLP*")))
    assert (usual.claims, usual.paid_cents) == (10, 80_000)


@pytest.mark.parametrize("payload", [_usual_835(12), _usual_837p(10)], ids=["835", "837P"])
def test_noise_in_usual_claims_is_found_the_same_way(payload: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(8)  # noqa: S311 - a test draws the same each time
    assert not [f for t in check_file(payload, "outbound").transactions for f in t.findings if f.severity == "error"]
    for _ in range(300):
        text = payload.decode()
        at = draw.randrange(500, len(text) - 60)
        noisy = (text[:at] + draw.choice(_NOISE) + text[at + draw.choice((0, 1)) :]).encode()
        assert check_file(noisy, "outbound") == _walked(noisy, monkeypatch), noisy[at - 40 : at + 40]
