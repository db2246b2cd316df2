"""The way back: what the payer answers, what it pays and takes back, and what is posted."""

from functools import partial
from typing import Final

from api.demo.caller import Json
from api.demo.cast import Cast, DemoPractice
from api.demo.outward import encounter, submit
from api.demo.process import DemoFailed
from api.demo.report import Part, Stage

CROSSOVER_AND_SECOND_CHECK: Final = 30
"""Days until the next payer's row, and the check in which money is taken back."""
THIRD_CHECK: Final = 30
"""Days from there until what was put off is kept back."""


def acknowledgement(cast: Cast) -> Stage:
    """A 999 for each file, a 277CA status for each claim: accepted, or rejected with the reason, mended, sent again."""
    parts = {practice.name: _acknowledge(cast, practice) for practice in cast.practices}
    return Stage.of_practices("acknowledgement", "{accepted} claims accepted, {rejected} rejected and mended", parts)


def adjudication(cast: Cast) -> Stage:
    """The payer's 835s as days pass: a claim payment for each accepted claim, balanced at line, claim and check."""
    parts = {practice.name: _adjudicate(cast, practice) for practice in cast.practices}
    return Stage.of_practices("adjudication", "{claim_payment} claim payments, {remittance} remittances", parts)


def posting(cast: Cast) -> Stage:
    """The claims' new states, a ledger that sums to zero, and the same 835 once more, which posts nothing."""
    parts = {practice.name: _post(cast, practice) for practice in cast.practices}
    entries = sum(practice.ledger_entries for practice in cast.practices)
    return Stage.of_practices("posting", f"{entries} ledger entries", parts)


def settled(cast: Cast, practice: DemoPractice, days: int) -> None:
    """Let days pass for the payer, and wait until what it sends has been posted."""
    if days:
        practice.ehr.post("/sandbox/calendar/advance", {"days": days})
    cast.site.until(f"the payer's files for {practice.name} are posted", partial(_is_settled, cast, practice))


def _is_settled(cast: Cast, practice: DemoPractice) -> bool:
    """Nothing is on its way: every file is in the mailbox, every interchange routed, every transaction taken."""
    if practice.ehr.get("/sandbox/calendar")["state"] != "still":
        return False
    if any(each["state"] == "received" for each in cast.staff.get_all("/interchanges")):
        return False
    if any(each["state"] == "received" for each in practice.ehr.get_all("/transactions")):
        return False
    remittances = list(practice.ehr.get_all("/remittances"))
    if any(row["state"] == "quarantined" for row in remittances):
        raise DemoFailed(f"a remittance of {practice.name} does not balance")
    practice.remittance_ids = sorted(row["id"] for row in remittances if row["state"] == "posted")
    return True


def _acknowledge(cast: Cast, practice: DemoPractice) -> Part:
    final = cast.site.until(f"each claim of {practice.name} is acknowledged", partial(_acknowledged, practice))
    envelopes = cast.site.until(f"each file of {practice.name} is acknowledged", partial(_functional, practice))
    by_outcome = {
        outcome: sorted(claim for claim, answer in final.items() if answer["outcome"] == outcome)
        for outcome in ("accepted", "rejected")
    }
    mended = [_mend(practice, visit.number) for visit in practice.visits_of("04A")]
    submit(cast, practice)
    checks = {
        "a 999 accepts each file": {each["outcome"] for each in envelopes} == {"accepted"},
        "the claims that were to be rejected are, and no other": by_outcome["rejected"] == practice.ids_of("rejected"),
        "each rejection says why": all(final[claim]["reason"] for claim in by_outcome["rejected"]),
        "a rejected claim is mended as a new one, which no payer has seen": {each["method"] for each in mended}
        == {"new_claim_1"},
    }
    ids = {"acknowledgement": [answer["id"] for answer in (*envelopes, *final.values())]}
    return Part(checks, by_outcome | ids | {"corrected_claim": [each["claim_id"] for each in mended]})


def _mend(practice: DemoPractice, number: int) -> Json:
    return correct(practice, number, "The rendering provider's number was wrong")


def correct(practice: DemoPractice, number: int, reason: str) -> Json:
    """Correct a visit's claim by the payer's own way; the note asks the sandbox payer to pay this time."""
    claim_id = practice.claim_ids[number]
    version = practice.ehr.get(f"/claims/{claim_id}")["version"]
    order = {"reason": reason, "changes": {"note": "SBX 01A"}}
    made = practice.ehr.post(f"/claims/{claim_id}/corrections", order, version=version)
    practice.corrected_ids[number] = made["claim_id"]
    return made


def _functional(practice: DemoPractice) -> list[Json] | None:
    """The 999s, once each batch has one: a 277CA may overtake it."""
    told = [practice.ehr.get(f"/submissions/{each}/acknowledgements")["items"] for each in practice.submission_ids]
    found = [[answer for answer in items if answer["kind"] == "999"] for items in told]
    return [answer for answers in found for answer in answers] if all(found) else None


def _acknowledged(practice: DemoPractice) -> dict[str, Json] | None:
    """The final status of every claim, by claim id, once each has one."""
    final = {}
    for claim_id in practice.claim_ids.values():
        told = practice.ehr.get(f"/claims/{claim_id}/acknowledgements")["items"]
        decided = [answer for answer in told if answer["outcome"] != "interim"]
        if not decided:
            return None
        final[claim_id] = decided[-1]
    return final


def _adjudicate(cast: Cast, practice: DemoPractice) -> Part:
    ehr, expected = practice.ehr, practice.expected
    settled(cast, practice, 0)
    # By mistake the EHR sends a visit twice, once the payer has decided on it.
    for visit in practice.visits_of("09A"):
        practice.claim_ids[visit.number] = ehr.post("/encounters", encounter(visit))["claim_id"]
    submit(cast, practice)
    for days in (0, CROSSOVER_AND_SECOND_CHECK, THIRD_CHECK):
        settled(cast, practice, days)

    payments = list(ehr.get_all("/claim-payments"))
    remittances = [ehr.get(f"/remittances/{each}") for each in practice.remittance_ids]
    cents = sum(remittance["paid_cents"] for remittance in remittances)
    # What is corrected later is not paid yet.
    waiting = sum(visit.insurance_paid_cents for visit in practice.visits_of("05A"))
    checks = {
        "every accepted claim is decided on, and every claim payment matched": {row["claim_id"] for row in payments}
        == set(practice.claim_ids.values()) - set(practice.ids_of("rejected")) | set(practice.corrected_ids.values()),
        "each claim payment is its charge less its adjustments": all(
            row["charge_cents"] - sum(each["cents"] for each in row["adjustments"]) == row["paid_cents"]
            for row in payments
        ),
        "the checks are what the payer's rules leave": cents == expected.insurance_paid_cents - waiting,
        "nothing is due to a payer any more": not [
            row for row in ehr.get("/payer-balances")["items"] if row["cents"] != 0
        ],
    }
    ids = {"remittance": practice.remittance_ids, "claim_payment": [row["id"] for row in payments]}
    return Part(checks, ids, cents)


def _post(cast: Cast, practice: DemoPractice) -> Part:
    claims, ledger = practice.read_claims(), practice.ehr.get("/ledger")
    again = [_send_again(cast, practice, each) for each in practice.remittance_ids]
    replays = [replay_id for replay_id, _, _ in again]
    after = practice.ehr.get("/ledger")
    balances = {account["account"]: account["balance_cents"] for account in after["accounts"]}
    in_time = [visit for visit in practice.expected.visits if visit.scenario != "05A"]
    checks = {
        "each claim is in the state that its answers leave": all(
            claim["state"] == _state_of(visit.story.first) for visit, claim in practice.pairs(claims)
        ),
        "each claim's balances are what the payer's rules leave": all(
            (claim["insurance_paid_cents"], claim["patient_balance_cents"])
            == (visit.insurance_paid_cents, visit.patient_cents)
            for visit, claim in ((visit, claims[practice.standing_claim(visit.number)]) for visit in in_time)
        ),
        "debits are credits": ledger["sum_cents"] == 0 and ledger["entries"] > 0,
        "the cash is what insurance paid": balances.get("undeposited_funds")
        == sum(visit.insurance_paid_cents for visit in in_time),
        "no money is unapplied": balances.get("unapplied_cash", 0) == 0,
        "each check sent again is a replay": all(is_replay for _, is_replay, _ in again),
        "and sent once more, a known file": all(is_known for _, _, is_known in again),
        "neither posts anything": after == ledger,
    }
    practice.ledger_entries = after["entries"]
    ids = {"remittance": practice.remittance_ids, "replay": replays}
    return Part(checks, ids, balances.get("undeposited_funds", 0))


def _state_of(first: str) -> str:
    return "accepted" if first == "duplicate" else first


def _send_again(cast: Cast, practice: DemoPractice, remittance_id: str) -> tuple[str, bool, bool]:
    """Upload a check of the mailbox, then the same file once more; the copy, and whether each is told apart."""
    content = practice.ehr.get_bytes(f"/transactions/{remittance_id}/file")
    [first] = practice.ehr.send_file("/remittances", content)["items"]
    copy = cast.site.until("the copy of a check is looked at", partial(_looked_at, practice, first["id"]))
    [second] = practice.ehr.send_file("/remittances", content)["items"]
    is_replay = (copy["state"], copy["replay_of"]) == ("replayed", remittance_id)
    return first["id"], is_replay, (second["id"], second["outcome"]) == (first["id"], "known")


def _looked_at(practice: DemoPractice, remittance_id: str) -> Json | None:
    found = practice.ehr.get(f"/remittances/{remittance_id}")
    return None if found["state"] == "received" else found
