"""What follows a decision: denials worked, patients' parts paid, and what the billing company charges."""

from functools import partial

from api.demo.caller import Json
from api.demo.cast import TIME_ZONE, Cast, DemoPractice
from api.demo.inward import correct, settled
from api.demo.outward import submit
from api.demo.plan import COPAY_CENTS
from api.demo.report import Part, Stage
from api.kit.clock import local_day, month_of, now

TOO_MUCH_CENTS = 500


def denial(cast: Cast) -> Stage:
    """Denials from group and CARC, with deadline and advice: replaced, written off, appealed; a duplicate withdrawn."""
    parts = {practice.name: _work(cast, practice) for practice in cast.practices}
    return Stage.of_practices("denial", "{denial} denials", parts)


def patient_balance(cast: Cast) -> Stage:
    """The patient's part, itemized, once insurance is finished; payments put on it; what was too much goes back."""
    parts = {practice.name: _collect(practice) for practice in cast.practices}
    return Stage.of_practices("patient_balance", "{patient_payment} payments", parts)


def fees(cast: Cast) -> Stage:
    """The month's fee on what was collected, each cent of its base tied to the cash side of the ledger."""
    parts = {practice.name: _charge(cast, practice) for practice in cast.practices}
    return Stage.of_practices("fees", "{fee_entry} fee entries", parts)


def _work(cast: Cast, practice: DemoPractice) -> Part:
    ehr, expected = practice.ehr, practice.expected
    denials = list(ehr.get_all("/denials"))
    refused = [visit for visit in expected.visits if visit.story.denied]
    by_claim: dict[str, list[Json]] = {}
    for row in denials:
        by_claim.setdefault(row["claim_id"], []).append(row)
    waiting = list(ehr.get_all("/work-items", kind="denial", state="open"))

    replaced = [
        correct(practice, visit.number, "The referring provider was missing") for visit in practice.visits_of("05A")
    ]
    submit(cast, practice)
    settled(cast, practice, 0)
    written_off = [
        ehr.post(f"/denials/{row['id']}/write-off", {"reason": "no_authorization"}, version=row["version"])
        for visit in practice.visits_of("07A")
        for row in by_claim[practice.claim_ids[visit.number]]
    ]
    today = str(local_day(now(), TIME_ZONE))
    appealed = [
        ehr.post(f"/denials/{row['id']}/appeals", {"kind": "appeal", "sent_on": today})
        for visit in practice.visits_of("08A")
        for row in by_claim[practice.claim_ids[visit.number]]
        if row["reason_code"] == "50"
    ]
    withdrawn = [_withdraw(practice, visit.number) for visit in practice.visits_of("09A")]

    after = {row["id"]: row for row in ehr.get_all("/denials")}
    checks = {
        "the denied cents are those of group and CARC, whatever CLP02 says": {
            claim: sum(row["cents"] for row in rows) for claim, rows in by_claim.items()
        }
        == {practice.claim_ids[visit.number]: visit.story.denied for visit in refused},
        "each has a deadline and says what puts it right": all(
            row["due_on"] and row["correction_method"] and row["correction_why"] for row in denials
        ),
        "one open work item waits for each denied claim": len(waiting) == len(refused),
        "the payer takes a replacement (frequency 7)": {each["method"] for each in replaced} == {"replace_7"},
        "it is paid, and its denial overturned": all(
            after[row["id"]]["state"] == "overturned"
            for visit in practice.visits_of("05A")
            for row in by_claim[practice.claim_ids[visit.number]]
        ),
        "what a person writes off is closed": {row["state"] for row in written_off} == {"written_off"},
        "an appeal is recorded with its deadline": all(row["appeals"] and row["appeal_until"] for row in appealed),
        "what was billed twice is taken out of the receivables": all(
            each["insurance_balance_cents"] == 0 for each in withdrawn
        ),
    }
    cents = sum(row["cents"] for row in denials)
    ids = {"denial": [row["id"] for row in denials], "corrected_claim": [each["claim_id"] for each in replaced]}
    return Part(checks, ids, cents)


def _withdraw(practice: DemoPractice, number: int) -> Json:
    path = f"/claims/{practice.claim_ids[number]}"
    version = practice.ehr.get(path)["version"]
    practice.ehr.post(f"{path}/withdrawal", {"reason": "The visit was billed twice"}, version=version)
    return practice.ehr.get(path)


def _collect(practice: DemoPractice) -> Part:
    ehr, expected = practice.ehr, practice.expected
    before = {visit.number: _balance(practice, visit.number) for visit in expected.visits if visit.opens_family}
    at_desk, by_card, too_much = expected.paying
    payments = [
        _pay(practice, at_desk, "desk", "cash", COPAY_CENTS),
        _pay(practice, by_card, "statement", "card", COPAY_CENTS),
        _pay(practice, too_much, "statement", "check", COPAY_CENTS + TOO_MUCH_CENTS),
    ]
    refund = ehr.post("/patient-refunds", {"payment_id": payments[2]["id"], "cents": TOO_MUCH_CENTS})
    sent = ehr.post(
        f"/patient-refunds/{refund['id']}/send",
        {"sent_on": str(local_day(now(), TIME_ZONE))},
        version=refund["version"],
    )
    after = {number: _balance(practice, number) for number in expected.paying}
    read = [ehr.get(f"/patient-payments/{payment['id']}") for payment in payments]
    practice.patient_paid_cents = sum(each["allocated_cents"] for each in read)
    checks = {
        "each patient owes what the payer left, and nothing that it refused": all(
            before[visit.number]["owed_cents"] == visit.patient_cents for visit in expected.visits if visit.opens_family
        ),
        "each amount says why: copay, deductible": all(_is_itemized(balance) for balance in before.values()),
        "each payment is put on its share": [each["allocated_cents"] for each in read] == [COPAY_CENTS] * len(read),
        "who has paid owes nothing": {each["owed_cents"] for each in after.values()} == {0},
        "what was too much has gone back": (sent["state"], read[2]["refunded_cents"], read[2]["unapplied_cents"])
        == ("sent", TOO_MUCH_CENTS, 0),
    }
    ids = {"patient_payment": [each["id"] for each in payments], "patient_refund": [refund["id"]]}
    return Part(checks, ids, practice.patient_paid_cents)


def _pay(practice: DemoPractice, number: int, source: str, method: str, cents: int) -> Json:
    order = {
        "patient_id": practice.patient_ids[number],
        "claim_id": practice.standing_claim(number),
        "source": source,
        "method": method,
        "cents": cents,
        "received_on": str(local_day(now(), TIME_ZONE)),
    }
    return practice.ehr.post("/patient-payments", order)


def _balance(practice: DemoPractice, number: int) -> Json:
    return practice.ehr.get(f"/patients/{practice.patient_ids[number]}/balance")


def _is_itemized(balance: Json) -> bool:
    shares = [share for claim in balance["claims"] for line in claim["lines"] for share in line["shares"]]
    return sum(share["cents"] for share in shares) == balance["owed_cents"] and all(share["reason"] for share in shares)


def _charge(cast: Cast, practice: DemoPractice) -> Part:
    month = f"{month_of(local_day(now(), TIME_ZONE)):%Y-%m}"
    statement = cast.site.until(f"the fees of {practice.name} are priced", partial(_statement, practice, month))
    entries = list(practice.ehr.get_all("/fees/entries", month=month))
    practice.fee_statement, practice.fee_cents = statement, statement["fee_cents"]
    practice.fee_tie_out = statement["tie_out"]["ties"]
    _read_ledger(practice)
    collected = practice.expected.insurance_paid_cents + practice.expected.patient_paid_cents
    checks = {
        "the base is what was collected, less what went back": statement["base_cents"] == collected,
        "each source has its rate": statement["fee_cents"] == practice.expected.fee_cents,
        "the base ties to the cash side of the ledger, to the cent": practice.fee_tie_out,
        "each fee leads to its payment": sum(row["fee0_cents"] for row in entries) == statement["fee_cents"]
        and all(
            row["claim_payment_id"] or row["source_kind"].startswith("patient")
            for row in entries
            if row["base0_cents"] > 0
        ),
        "the practice reads its own statement": statement["base_cents"]
        == cast.staff.at(practice.ehr.home).get("/fees/preview", month=month)["base_cents"],
    }
    return Part(checks, {"fee_entry": [row["id"] for row in entries]}, practice.fee_cents)


def _statement(practice: DemoPractice, month: str) -> Json | None:
    found = practice.ehr.get("/fees/preview", month=month)
    return found if found["tie_out"]["ties"] else None


def _read_ledger(practice: DemoPractice) -> None:
    """What is told in the end, now that all is posted."""
    claims, ledger = practice.read_claims(), practice.ehr.get("/ledger")
    practice.claims = len(claims)
    practice.charged_cents = sum(claims[claim]["charge_cents"] for claim in practice.claim_ids.values())
    practice.insurance_paid_cents = sum(claim["insurance_paid_cents"] for claim in claims.values())
    practice.ledger_sum_cents, practice.ledger_entries = ledger["sum_cents"], ledger["entries"]
    practice.accounts = {each["account"]: each["balance_cents"] for each in ledger["accounts"] if each["balance_cents"]}
