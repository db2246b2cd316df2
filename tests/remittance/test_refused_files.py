"""Bad files get a 4xx that says what and where; what was damaged on its way is kept; nothing is half posted."""

import pytest

from tests.harness.world import PracticeWorld, World
from tests.remittance.checks import Check, interchange
from tests.remittance.support import balance, register_payee, upload

PAYEE = "PAYEE01"
ONE = interchange([Check(payee=PAYEE, claims=[("UNKNOWN1", 15000, 15000)])])


@pytest.fixture
async def practice(world: World) -> PracticeWorld:
    made = await world.practice()
    await register_payee(made, PAYEE)
    return made


async def send(practice: PracticeWorld, content: bytes) -> tuple[int, dict[str, object]]:
    answer = await practice.ehr.send_file(practice.path("/remittances"), content)
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02" * 50, b"%PDF-1.7 not a remittance", b"ISA*00*", b"{}" * 200],
    ids=["empty", "binary", "a PDF", "a cut ISA", "JSON"],
)
async def test_what_is_not_x12_is_refused(practice: PracticeWorld, content: bytes) -> None:
    status, problem = await send(practice, content)
    assert (status, problem["type"]) == (422, "https://firstpass.dev/problems/not-a-remittance")
    assert problem["errors"]


@pytest.mark.parametrize("part", [0.35, 0.6, 0.9])
async def test_a_cut_file_is_kept_and_says_where_it_ends(world: World, practice: PracticeWorld, part: float) -> None:
    status, problem = await send(practice, ONE[: int(len(ONE) * part)])
    assert status == 422
    assert problem["kept_file_id"]
    codes = {error["code"] for error in problem["errors"]}  # type: ignore[attr-defined]
    assert codes & {"envelope.se_missing", "envelope.ge_missing", "envelope.iea_missing"}
    await world.work()
    assert await balance(practice, "undeposited_funds") == 0


async def test_a_foreign_payee_answers_as_an_unknown_one(world: World, practice: PracticeWorld) -> None:
    other = await world.practice("Oak Avenue")
    answer = await other.ehr.post(
        other.path("/billing-providers"),
        {
            "external_id": "BP",
            "name": "Oak Avenue Clinic",
            "npi": "1999999984",
            "tin": "987654321",
            "taxonomy": "207Q00000X",
            "address": {"line1": "1 Oak Avenue", "city": "Springfield", "state": "IL", "zip": "627010002"},
            "contact_name": "Desk",
            "contact_phone": "2175550101",
            "era_payee_ids": ["PAYEE02"],
        },
    )
    assert answer.status_code == 201, answer.text
    foreign = await send(practice, interchange([Check(payee="PAYEE02", claims=[("X", 100, 100)])]))
    unknown = await send(practice, interchange([Check(payee="PAYEE99", claims=[("X", 100, 100)])]))
    assert foreign == unknown
    assert foreign[0] == 422


async def test_a_foreign_st_is_refused_and_ours_beside_it_is_posted(world: World, practice: PracticeWorld) -> None:
    both = interchange([Check(payee=PAYEE, claims=[("A", 500, 500)]), Check(payee="PAYEE99", claims=[("B", 700, 700)])])
    answer = await practice.ehr.send_file(practice.path("/remittances"), both)
    assert [item["outcome"] for item in answer.json()["items"]] == ["received", "refused"]
    await world.work()
    assert await balance(practice, "undeposited_funds") == 500


async def test_the_same_check_with_other_content_is_quarantined(world: World, practice: PracticeWorld) -> None:
    first = interchange([Check(payee=PAYEE, trace="T1", claims=[("A", 500, 500), ("B", 300, 300)])])
    other = interchange([Check(payee=PAYEE, trace="T1", claims=[("A", 400, 400), ("B", 400, 400)])])
    await upload(world, practice, first)
    (second_id,) = await upload(world, practice, other)
    found = (await practice.ehr.get(practice.path(f"/remittances/{second_id}"))).json()
    assert (found["state"], found["reason"]) == ("quarantined", "same_check_different_content")
    assert await balance(practice, "undeposited_funds") == 800


async def test_money_with_three_decimals_is_unreadable(world: World, practice: PracticeWorld) -> None:
    (remittance_id,) = await upload(world, practice, ONE.replace(b"BPR*I*150*", b"BPR*I*150.001*"))
    found = (await practice.ehr.get(practice.path(f"/remittances/{remittance_id}"))).json()
    assert (found["state"], found["reason"]) == ("quarantined", "money_unreadable")
    assert await balance(practice, "undeposited_funds") == 0


@pytest.mark.parametrize(
    ("code", "cents", "account", "expected"),
    [
        ("L6", -150, "interest", -150),
        ("WO", -4000, "due_to_payer", -4000),
        ("FB", -4000, "due_to_payer", -4000),
        ("WO", 400, "unapplied_cash", 400 - 9000),
        ("CT", -120000, "capitation_income", -120000),
        ("IP", -5000, "incentive_income", -5000),
        ("LE", 1000, "levy_withheld", 1000),
        ("OB", 400, "intercompany_offset", 400),
        ("CS", 300, "payer_withholding", 300),
    ],
)
async def test_a_provider_adjustment_goes_to_its_account_and_the_check_leaves_bpr02(
    world: World, practice: PracticeWorld, code: str, cents: int, account: str, expected: int
) -> None:
    check = Check(payee=PAYEE, claims=[("A", 9000, 9000)], adjustments=[(code, "REF1", cents)])
    await upload(world, practice, interchange([check]))
    assert await balance(practice, account) == expected
    assert await balance(practice, "undeposited_funds") == 9000 - cents


async def test_a_deferred_recoupment_runs_out_to_zero(world: World, practice: PracticeWorld) -> None:
    # March: WO -4000 is carried; April: B pays 9000, WO +4000, so the check is 5000
    march = Check(payee=PAYEE, trace="T3", claims=[("A", 0, -4000)], adjustments=[("WO", "ICN7", -4000)])
    april = Check(payee=PAYEE, trace="T4", claims=[("B", 9000, 9000)], adjustments=[("WO", "ICN7", 4000)])
    await upload(world, practice, interchange([march]))
    assert await balance(practice, "due_to_payer") == -4000
    await upload(world, practice, interchange([april]))
    assert await balance(practice, "due_to_payer") == 0
    assert await balance(practice, "undeposited_funds") == 5000


async def test_a_check_that_does_not_balance_is_told_with_the_byte_of_its_bpr(
    world: World, practice: PracticeWorld
) -> None:
    (remittance_id,) = await upload(world, practice, ONE.replace(b"BPR*I*150*", b"BPR*I*151*"))
    found = (await practice.ehr.get(practice.path(f"/remittances/{remittance_id}"))).json()
    (finding,) = found["findings"]
    assert (finding["rule"], finding["position"]) == ("balance.check", 2)
    file = (await practice.ehr.get(practice.path(f"/transactions/{remittance_id}/file"))).content
    assert file[finding["byte_offset"] :].startswith(b"BPR*I*151*")
