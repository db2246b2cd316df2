"""The second half of the cycle: what the payer answers, what it pays, what is posted, and the rates that come of it."""

from datetime import timedelta
from functools import partial

from api.demo.caller import Json
from api.demo.cast import TIME_ZONE, Cast, DemoPractice
from api.demo.process import DemoFailed
from api.demo.report import Part, Stage
from api.kit.clock import local_day, month_of, now


def acknowledgement(cast: Cast) -> Stage:
    """A 999 for each file, a 277CA status for each claim: accepted, or rejected with the reason."""
    parts = {practice.name: _acknowledge(cast, practice) for practice in cast.practices}
    return Stage.of_practices("acknowledgement", "{accepted} claims accepted, {rejected} rejected", parts)


def adjudication(cast: Cast) -> Stage:
    """The payer's 835: one claim payment for each accepted claim, matched, and balanced at line, claim and check."""
    parts = {practice.name: _adjudicate(cast, practice) for practice in cast.practices}
    return Stage.of_practices("adjudication", "{claim_payment} claims decided on, {remittance} remittances", parts)


def posting(cast: Cast) -> Stage:
    """The claims' new states, a ledger that sums to zero, and the same 835 once more, which posts nothing."""
    parts = {practice.name: _post(cast, practice) for practice in cast.practices}
    entries = sum(practice.ledger_entries for practice in cast.practices)
    return Stage.of_practices("posting", f"{entries} ledger entries", parts)


def first_pass(cast: Cast) -> Stage:
    """Each practice's rates with the claims behind them; to the partner only what is large enough to be released."""
    parts = {practice.name: _rate(practice) for practice in cast.practices}
    parts["partner"] = _release(cast)
    one, two = (practice.first_pass for practice in cast.practices)
    made = (
        f"{one['numerator']}/{one['denominator']}, released;"
        f" {two['numerator']}/{two['denominator']}, suppressed for the partner"
    )
    return Stage.of_practices("first_pass", made, parts)


def _acknowledge(cast: Cast, practice: DemoPractice) -> Part:
    final = cast.site.until(f"each claim of {practice.name} is acknowledged", partial(_acknowledged, practice))
    envelopes = cast.site.until(f"each file of {practice.name} is acknowledged", partial(_functional, practice))
    by_outcome = {
        outcome: sorted(claim for claim, answer in final.items() if answer["outcome"] == outcome)
        for outcome in ("accepted", "rejected")
    }
    checks = {
        "a 999 accepts each file": [each["outcome"] for each in envelopes]
        == ["accepted"] * len(practice.submission_ids),
        "the claims that were to be rejected are, and no other": by_outcome["rejected"] == practice.ids_of("rejected"),
        "each rejection says why": all(final[claim]["reason"] for claim in by_outcome["rejected"]),
    }
    return Part(checks, by_outcome | {"acknowledgement": [answer["id"] for answer in (*envelopes, *final.values())]})


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
    payments = cast.site.until(f"the payer has decided on {practice.name}", partial(_decided, practice))
    practice.remittance_ids = sorted({row["remittance_id"] for row in payments})
    remittances = [practice.ehr.get(f"/remittances/{each}") for each in practice.remittance_ids]
    decided = sorted(row["claim_id"] or "" for row in payments)
    paid = {row["claim_id"]: row["paid_cents"] for row in payments}
    cents = sum(remittance["paid_cents"] for remittance in remittances)
    checks = {
        "one claim payment for each accepted claim, matched with it": decided
        == practice.ids_of("paid", "patient_responsibility", "denied"),
        "each pays what the payer's rule says": all(
            paid.get(practice.claim_ids[visit.number], 0) == visit.insurance_paid_cents
            for visit in practice.expected.visits
        ),
        "each claim payment is its charge less its adjustments": all(
            row["charge_cents"] - sum(each["cents"] for each in row["adjustments"]) == row["paid_cents"]
            for row in payments
        ),
        "the checks are what their claims were paid": cents == practice.expected.insurance_paid_cents,
    }
    ids = {"remittance": practice.remittance_ids, "claim_payment": [row["id"] for row in payments]}
    return Part(checks, ids, cents)


def _decided(practice: DemoPractice) -> list[Json] | None:
    """All claim payments, once there are as many as accepted claims and every remittance is posted."""
    rows = list(practice.ehr.get_all("/claim-payments"))
    states = {row["state"] for row in practice.ehr.get_all("/remittances")}
    if "quarantined" in states:
        raise DemoFailed(f"a remittance of {practice.name} does not balance")
    return rows if states == {"posted"} and len(rows) >= practice.expected.accepted else None


def _post(cast: Cast, practice: DemoPractice) -> Part:
    expected, claims, ledger = practice.expected, practice.read_claims(), practice.ehr.get("/ledger")
    again = [_send_again(cast, practice, each) for each in practice.remittance_ids]
    replays = [replay_id for replay_id, _, _ in again]
    after = practice.ehr.get("/ledger")
    balances = {account["account"]: account["balance_cents"] for account in after["accounts"]}
    practice.claims = len(claims)
    practice.charged_cents = sum(claim["charge_cents"] for claim in claims.values())
    practice.insurance_paid_cents = sum(claim["insurance_paid_cents"] for claim in claims.values())
    practice.ledger_sum_cents, practice.ledger_entries = after["sum_cents"], after["entries"]
    checks = {
        "each claim is in the state its payment leaves": all(
            claim["state"] == visit.outcome for visit, claim in practice.pairs(claims)
        ),
        "each claim's balances are what the payer's rule leaves": all(
            (claim["insurance_paid_cents"], claim["patient_balance_cents"])
            == (visit.insurance_paid_cents, visit.patient_cents)
            for visit, claim in practice.pairs(claims)
        ),
        "debits are credits": ledger["sum_cents"] == 0 and ledger["entries"] > 0,
        "the cash is what insurance paid": balances.get("undeposited_funds") == expected.insurance_paid_cents,
        "no money is unapplied": balances.get("unapplied_cash", 0) == 0,
        "each check sent again is a replay": all(is_replay for _, is_replay, _ in again),
        "and sent once more, a known file": all(is_known for _, _, is_known in again),
        "neither posts anything": after == ledger,
    }
    ids = {"remittance": practice.remittance_ids, "replay": replays}
    return Part(checks, ids, practice.insurance_paid_cents)


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


def _rate(practice: DemoPractice) -> Part:
    ehr, expected = practice.ehr, practice.expected
    resolution, acceptance = (ehr.get("/reports/first-pass", metric=metric) for metric in ("fprr", "fpar"))
    behind = ehr.get_all("/reports/first-pass/claims", metric="fprr", outcome="numerator")
    practice.first_pass = resolution
    checks = {
        "first-pass resolution": [resolution[name] for name in ("numerator", "denominator", "pending")]
        == [expected.resolved, expected.accepted, expected.states["rejected"]],
        "first-pass acceptance": [acceptance[name] for name in ("numerator", "denominator")]
        == [expected.accepted, len(expected.visits)],
        "the claims behind it": sorted(row["claim_id"] for row in behind)
        == practice.ids_of("paid", "patient_responsibility"),
    }
    return Part(checks)


def _release(cast: Cast) -> Part:
    month = month_of(local_day(now(), TIME_ZONE))
    last = month_of(month - timedelta(days=1))  # in case the month has just turned
    order = {"partner_id": cast.partner_id, "month_from": f"{last:%Y-%m}", "month_to": f"{month:%Y-%m}"}
    release_id = cast.staff.post("/releases", order)["id"]
    cast.site.until("the release is computed", lambda: cast.staff.get(f"/releases/{release_id}")["state"] == "released")

    read = cast.partner.get("/first-pass-rates")
    one, two = cast.practices
    resolution = [
        (cell["numerator"], cell["denominator"])
        for cell in read["items"]
        if cell["practice_id"] == one.id and cell["metric"] == "fprr" and cell["denominator"] is not None
    ]
    hidden = [cell for cell in read["items"] if cell["practice_id"] == two.id]
    checks = {
        "reads the release": read["release_id"] == release_id,
        f"sees the rate of {one.name}": resolution == [(one.expected.resolved, one.expected.accepted)],
        f"sees why the rates of {two.name} are not shown, and no number": bool(hidden)
        and all(
            cell["suppressed_reason"] == "fewer_than_11"
            and cell["numerator"] is cell["denominator"] is cell["rate_bps"] is None
            for cell in hidden
        ),
    }
    return Part(checks, {"release": [release_id]})
