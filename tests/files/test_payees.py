"""Whom an 835 goes to: nobody gets one by calling another's number its own, and its claims outweigh its payee."""

from typing import Any

import pytest

from tests.builders import encounters
from tests.builders.registration import BILLING_NPI, OTHER_NPI, billing_provider, coverage, patient
from tests.builders.x12_files import interchange, remittance
from tests.files.test_routing import deliver, mailbox, received
from tests.harness.world import PracticeWorld, World

ELM_TIN, OAK_TIN = "912345678", "987654321"


async def clinic(
    world: World, name: str, npi: str, tin: str, payee_ids: list[str] | None = None, **more: object
) -> PracticeWorld:
    practice = await world.practice(name)
    provider = billing_provider(npi=npi, tin=tin, era_payee_ids=payee_ids or []) | more
    (await practice.ehr.post(practice.path("/billing-providers"), provider)).raise_for_status()
    return practice


async def claim_number(world: World, practice: PracticeWorld) -> str:
    for path, body in (("/patients", patient()), ("/coverages", coverage(world.payers["SBXCO"]))):
        (await practice.ehr.post(practice.path(path), body)).raise_for_status()
    return str((await encounters.bill(practice))["claim_number"])


def paying(payee: str, *, claims: tuple[str, ...] = ("0",), trace: str = "T1", tin: str = "") -> bytes:
    """An 835 whose 1000B ends like `FI*912345678`, of nothing paid for each claim but the first."""
    segments = remittance("PAYEE", trace=trace, claim=claims[0])
    at = next(index for index, segment in enumerate(segments) if segment.startswith("N1*PE"))
    segments[at : at + 1] = [f"N1*PE*CLINIC*{payee}", *([f"REF*TJ*{tin}"] if tin else [])]
    segments[-1:-1] = [f"CLP*{number}*4*0*0**12*ICN{index}" for index, number in enumerate(claims[1:])]
    segments[-1] = f"SE*{len(segments)}*0001"
    return interchange([segments])


async def outcome(world: World, content: bytes) -> Any:
    """The practice that got it, or why it waits."""
    found = await mailbox(world, (await deliver(world, content)).json()["id"])
    (only,) = found["transactions"]
    return only["practice_id"] or only["reason"]


async def test_a_number_declared_as_a_payers_own_takes_nothing_from_whose_npi_or_tin_it_is(world: World) -> None:
    oak = await clinic(world, "Oak", OTHER_NPI, OAK_TIN, [ELM_TIN, BILLING_NPI])
    elm = await clinic(world, "Elm", BILLING_NPI, ELM_TIN)
    assert await outcome(world, paying(f"FI*{ELM_TIN}", trace="T1")) == str(elm.id)
    assert await outcome(world, paying(f"XX*{BILLING_NPI}", trace="T2")) == str(elm.id)
    assert await outcome(world, paying("XV*SOME PAYER", tin=ELM_TIN, trace="T3")) == str(elm.id)
    for payee in (f"XV*{ELM_TIN}", f"XV*{BILLING_NPI}", f"XX*{ELM_TIN}", f"FI*{BILLING_NPI}"):
        assert await outcome(world, paying(payee, trace=payee[-12:])) == "payee_ambiguous"
    assert await received(oak) == []


async def test_the_same_holds_when_the_victim_was_there_first(world: World) -> None:
    elm = await clinic(world, "Elm", BILLING_NPI, ELM_TIN)
    oak = await clinic(world, "Oak", OTHER_NPI, OAK_TIN, [ELM_TIN, BILLING_NPI])
    number = await claim_number(world, elm)
    assert await outcome(world, paying(f"FI*{ELM_TIN}", claims=(number,))) == str(elm.id)
    assert await outcome(world, paying(f"XX*{BILLING_NPI}", claims=(number,), trace="T2")) == str(elm.id)
    assert await outcome(world, paying(f"XV*{ELM_TIN}", claims=(number,), trace="T3")) == str(elm.id)
    assert await received(oak) == []


async def test_a_payers_own_number_is_looked_up_as_nothing_else(world: World) -> None:
    elm = await clinic(world, "Elm", BILLING_NPI, ELM_TIN, ["PAYER-77"])
    assert await outcome(world, paying("XV*PAYER-77")) == str(elm.id)
    assert await outcome(world, paying("FI*PAYER-77", trace="T2")) == str(elm.id), "nobody has it as a TIN"
    assert await outcome(world, paying(f"XV*{ELM_TIN}", trace="T3")) == "payee_unknown"
    assert await outcome(world, paying(f"XX*{ELM_TIN}", trace="T4")) == "payee_unknown"


async def test_a_tin_that_is_anothers_payee_id_takes_nothing_from_it(world: World) -> None:
    await clinic(world, "Elm", BILLING_NPI, ELM_TIN, [OAK_TIN])
    oak = await clinic(world, "Oak", OTHER_NPI, OAK_TIN)
    assert await outcome(world, paying(f"XV*{OAK_TIN}")) == "payee_ambiguous"
    assert await received(oak) == []


async def test_claims_of_one_practice_and_the_payee_of_another_wait(world: World) -> None:
    elm = await clinic(world, "Elm", BILLING_NPI, ELM_TIN)
    oak = await clinic(world, "Oak", OTHER_NPI, OAK_TIN, ["PAYER-77"])
    number = await claim_number(world, elm)
    for payee in (f"XX*{OTHER_NPI}", f"FI*{OAK_TIN}", "XV*PAYER-77"):
        assert await outcome(world, paying(payee, claims=(number, "STRANGE"), trace=payee[:2])) == "payee_conflict"
    assert (await received(elm), await received(oak)) == ([], [])


async def test_claims_decide_between_practices_of_one_tin(world: World) -> None:
    elm = await clinic(world, "Elm", BILLING_NPI, ELM_TIN)
    await clinic(world, "Oak", OTHER_NPI, ELM_TIN)
    number = await claim_number(world, elm)
    assert await outcome(world, paying(f"FI*{ELM_TIN}", claims=("STRANGE", number))) == str(elm.id)
    assert await outcome(world, paying(f"FI*{ELM_TIN}", claims=("STRANGE",), trace="T2")) == "payee_ambiguous"


async def test_an_npi_of_one_and_a_tin_of_another_name_neither(world: World) -> None:
    elm = await clinic(world, "Elm", BILLING_NPI, ELM_TIN)
    await clinic(world, "Oak", OTHER_NPI, OAK_TIN)
    assert await outcome(world, paying(f"XX*{BILLING_NPI}", tin=OAK_TIN)) == "payee_ambiguous"
    assert await outcome(world, paying(f"XX*{BILLING_NPI}", tin="900000000", trace="T2")) == str(elm.id)


@pytest.mark.parametrize("payee", [f"XX*{BILLING_NPI}", "XV*UNKNOWN"])
async def test_claims_of_several_practices_in_one_st_wait(world: World, payee: str) -> None:
    elm = await clinic(world, "Elm", BILLING_NPI, ELM_TIN)
    oak = await clinic(world, "Oak", OTHER_NPI, OAK_TIN)
    numbers = (await claim_number(world, elm), await claim_number(world, oak))
    assert await outcome(world, paying(payee, claims=numbers)) == "several_practices"


async def test_claims_alone_name_the_practice_of_an_unknown_payee(world: World) -> None:
    elm = await clinic(world, "Elm", BILLING_NPI, ELM_TIN)
    number = await claim_number(world, elm)
    assert await outcome(world, paying("XV*UNKNOWN", claims=(number,))) == str(elm.id)
