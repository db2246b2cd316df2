"""Real 835 files: those that balance are posted to unapplied cash, the others quarantined with level and cents."""

import asyncio
import os
from pathlib import Path

import pytest

from tests.harness.world import PracticeWorld, World
from tests.remittance.support import balance, read_state, register_payee, upload

SAMPLES = Path(os.environ.get("X12_SAMPLES", Path(__file__).parents[3] / "shared" / "x12-samples"))
EDI = "albmarin_badX12/tests/files/edi/"
LINUX = "LinuxForHealth_x12/src/tests/resources/835_005010X221A1/"
NINE = f"{EDI}X221-multiple-claims-single-check.edi"
needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the sample files are not on this machine")

BALANCED = [
    # file, payee, mode, claim payments, BPR02 in cents
    ("LinuxForHealth_x12/demo-file/demo.835", "6543210903", "test", 2, 15000000),
    (f"{LINUX}cob-contractural-adjustment.835", "3UR334563", "test", 1, 3400),
    (f"{LINUX}managed-care.835", "5544667733", "test", 2, 94500),
    (f"{LINUX}medicare-part-a.835", "6543210903", "test", 2, 15000000),
    (f"{LINUX}secondary-payment.835", "599944521", "test", 2, 122200),
    (f"{EDI}X221-dollars-and-data-sent-separate.edi", "5544667733", "test", 2, 94500),
    (f"{EDI}X221-dollars-and-data-sent-together.edi", "6543210903", "test", 2, 15000000),
    (f"{EDI}X221-era-sample.edi", "999994703", "live", 1, 13200),
    (NINE, "999994703", "live", 9, 81080),
    (f"{EDI}X221-secondary-payment-with-higher-fee-schedule.edi", "3UR334563", "test", 1, 3400),
    (f"{EDI}X221-secondary-payments.edi", "599944521", "test", 2, 122200),
    (f"{EDI}X221-tertiary-payments.edi", "599944521", "test", 1, 18750),
    ("azoner_pyx12/pyx12/tests/835_mult_loops.txt", "444313000", "live", 1, 0),
    ("keironstoddart_edi-835-parser/tests/test_edi_835_files/emedny_sample.txt", "9999999995", "test", 3, 4575),
    (
        "keironstoddart_edi-835-parser/tests/test_edi_835_files/united_healthcare_legacy_sample.txt",
        "1922164458",
        "live",
        2,
        34999,
    ),
]

QUARANTINED = [
    # file, payee, reason, then level and cents of the first blocking finding
    (f"{LINUX}tertiary-payment.835", "599944521", "unbalanced", "line", 2125350),
    ("moov-io_x12/examples/example_5010_835/sample2.txt", "1003814971", "unbalanced", "claim", -100200),
    ("azoner_pyx12/x12testdata/835id.source", "382999999", "unsupported_version", None, None),
    ("azoner_pyx12/x12testdata/bad_header_looping.source", "444313000", "unsupported_version", None, None),
    ("albmarin_badX12/tests/files/errors/error_validation.edi", "5544667733", "envelope", None, None),
]


@needs_samples
@pytest.mark.parametrize(("name", "payee", "mode", "claim_payments", "cents"), BALANCED)
async def test_a_balanced_sample_is_posted_to_unapplied_cash(
    world: World, name: str, payee: str, mode: str, claim_payments: int, cents: int
) -> None:
    practice = await world.practice(mode=mode)
    await register_payee(practice, payee)
    (remittance_id,) = await upload(world, practice, (SAMPLES / name).read_bytes())
    found = (await practice.ehr.get(practice.path(f"/remittances/{remittance_id}"))).json()
    assert (found["state"], found["reason"], found["paid_cents"]) == ("posted", "", cents)
    listed = (await practice.ehr.get(practice.path("/claim-payments"), match_state="unmatched")).json()["items"]
    assert len(listed) == claim_payments == found["claim_payment_count"]
    assert sum(row["paid_cents"] for row in listed) == found["unapplied_cents"]
    assert await balance(practice, "undeposited_funds") == cents
    assert await balance(practice, "unapplied_cash") == -found["unapplied_cents"]


@needs_samples
@pytest.mark.parametrize(("name", "payee", "reason", "level", "cents"), QUARANTINED)
async def test_an_unsound_sample_is_quarantined_with_its_reason(
    world: World, name: str, payee: str, reason: str, level: str | None, cents: int | None
) -> None:
    practice = await world.practice()
    await register_payee(practice, payee)
    (remittance_id,) = await upload(world, practice, (SAMPLES / name).read_bytes())
    found = (await practice.ehr.get(practice.path(f"/remittances/{remittance_id}"))).json()
    assert (found["state"], found["reason"]) == ("quarantined", reason)
    blocking = [finding for finding in found["findings"] if finding["blocking"]]
    assert (blocking[0].get("level"), blocking[0].get("difference_cents")) == (level, cents)
    assert await balance(practice, "undeposited_funds") == 0


@needs_samples
async def test_one_st_off_by_a_cent_does_not_hold_the_one_beside_it(world: World) -> None:
    practice = await world.practice(mode="live")
    await register_payee(practice, "NPI Number")
    sample = SAMPLES / "moov-io_x12/examples/example_5010_835/sample1.txt"
    first, second = await upload(world, practice, sample.read_bytes())
    assert [await read_state(practice, each) for each in (first, second)] == ["quarantined", "posted"]
    # PLB 50 617340 with BPR02 -617340: no money moved, so the check leaves nothing to deposit.
    assert await balance(practice, "payer_withholding") == 617340
    assert await balance(practice, "due_to_payer") == -617340
    assert await balance(practice, "undeposited_funds") == 0


@needs_samples
async def test_a_test_file_never_posts_in_a_live_practice(world: World) -> None:
    practice = await world.practice(mode="live")
    await register_payee(practice, "5544667733")
    (remittance_id,) = await upload(world, practice, (SAMPLES / f"{LINUX}managed-care.835").read_bytes())
    found = (await practice.ehr.get(practice.path(f"/remittances/{remittance_id}"))).json()
    assert (found["state"], found["reason"]) == ("quarantined", "test_file")
    assert await balance(practice, "undeposited_funds") == 0


@needs_samples
async def test_samples_that_repeat_a_check_are_one_check(world: World) -> None:
    practice = await world.practice()
    await register_payee(practice, "6543210903")
    names = (
        "LinuxForHealth_x12/demo-file/demo.835",
        f"{LINUX}medicare-part-a.835",  # the same ST in the same envelope: the same transaction
        f"{EDI}X221-dollars-and-data-sent-together.edi",  # the same check, written otherwise
    )
    ids = [(await upload(world, practice, (SAMPLES / name).read_bytes()))[0] for name in names]
    assert ids[0] == ids[1]
    assert [await read_state(practice, each) for each in ids] == ["posted", "posted", "replayed"]
    assert await balance(practice, "undeposited_funds") == 15000000


@needs_samples
async def test_nine_claims_of_one_number_stay_nine_however_they_come_again(world: World) -> None:
    practice = await world.practice(mode="live")
    await register_payee(practice, "999994703")
    original = (SAMPLES / NINE).read_bytes()
    await upload(world, practice, original)
    await upload(world, practice, original)
    await upload(world, practice, claims_reversed(original))
    await assert_nine(practice)


@needs_samples
async def test_nine_claims_sent_by_two_requests_at_once_are_nine(world: World) -> None:
    practice = await world.practice(mode="live")
    await register_payee(practice, "999994703")
    original = (SAMPLES / NINE).read_bytes()
    path = practice.path("/remittances")
    answers = await asyncio.gather(
        practice.ehr.send_file(path, original), practice.ehr.send_file(path, claims_reversed(original))
    )
    assert [answer.status_code for answer in answers] == [202, 202]
    await world.work()
    await assert_nine(practice)


async def assert_nine(practice: PracticeWorld) -> None:
    listed = (await practice.ehr.get(practice.path("/claim-payments"), match_state="unmatched")).json()["items"]
    assert len(listed) == 9
    assert sum(row["paid_cents"] for row in listed) == 81080
    assert await balance(practice, "unapplied_cash") == -81080


def claims_reversed(content: bytes) -> bytes:
    """The same check with its CLP loops in the other order, counts untouched."""
    segments = content.replace(b"\r", b"").replace(b"\n", b"").split(b"~")
    starts = [index for index, segment in enumerate(segments) if segment.startswith(b"CLP*")]
    end = next(index for index, segment in enumerate(segments) if segment.startswith((b"PLB*", b"SE*")))
    loops = [segments[start:stop] for start, stop in zip(starts, [*starts[1:], end], strict=True)]
    turned = [segment for loop in reversed(loops) for segment in loop]
    return b"~".join([*segments[: starts[0]], *turned, *segments[end:]])
