"""The way out: sign in, register, verify, code, submit. Every check reads the API again."""

import base64
from functools import partial
from typing import Final

import orjson

from api.demo.caller import Json
from api.demo.cast import TIME_ZONE, Cast, DemoPractice
from api.demo.plan import DESK_BPS, INSURANCE_BPS, STATEMENT_BPS, Visit
from api.demo.report import Part, Stage
from api.kit.clock import local_day, month_of, now

NOT_FOUND: Final = 404
TOKEN_SECONDS: Final = 300


def token(cast: Cast) -> Stage:
    """Each client signs in and gets what it holds, for five minutes; a practice's token opens no other practice."""
    callers = (cast.staff, *(practice.ehr for practice in cast.practices), cast.partner)
    answers = [(caller, caller.sign_in()) for caller in callers]
    published = {key["kid"] for key in cast.staff.http.get("/oauth/jwks").json()["keys"]}
    narrow = cast.practices[0].ehr.sign_in("claims:read")
    one, two = cast.practices
    checks = {
        "each token holds the client's scopes": all(
            answer["scope"].split() == sorted(caller.scopes) for caller, answer in answers
        ),
        "each token is an at+jwt under a published key": all(
            header["typ"] == "at+jwt" and header["kid"] in published
            for header in (_header(answer["access_token"]) for _, answer in answers)
        ),
        "no token lives longer than five minutes": all(answer["expires_in"] <= TOKEN_SECONDS for _, answer in answers),
        "a token can be asked for one scope alone": narrow["scope"] == "claims:read",
        "another practice answers like an unknown id": one.ehr.status_of(f"{two.ehr.home}/ledger") == NOT_FOUND,
        "its own practice answers": one.ehr.status_of(f"{one.ehr.home}/ledger") == 200,  # noqa: PLR2004 - HTTP
    }
    ids = {"organization": [cast.organization_id], "client": [caller.client_id for caller in callers]}
    return Stage("token", f"{len(answers)} clients signed in", ids=ids, checks=checks)


def registration(cast: Cast) -> Stage:
    """Billing provider, patients and coverages, by the EHR's own ids; sending one again changes nothing."""
    parts = {practice.name: _register(cast, practice) for practice in cast.practices}
    return Stage.of_practices("registration", "{patient} patients with a coverage each", parts)


def coding(cast: Cast) -> Stage:
    """Each encounter becomes one ready claim, also when it is sent twice; `validate` judges one and leaves nothing."""
    parts = {practice.name: _code(practice) for practice in cast.practices}
    return Stage.of_practices("coding", "{claim} claims", parts)


def submission(cast: Cast) -> Stage:
    """Every ready claim in one 837P for each practice, kept and handed to the sandbox payer."""
    parts = {practice.name: _submit(cast, practice) for practice in cast.practices}
    return Stage.of_practices("submission", "{submission} 837P files", parts)


def eligibility(cast: Cast) -> Stage:
    """A 270 for each patient, answered by a 271: who is covered, and what to put right where nobody can tell."""
    parts = {practice.name: _verify(cast, practice) for practice in cast.practices}
    return Stage.of_practices("eligibility", "{eligibility_check} checks answered", parts)


def _register(cast: Cast, practice: DemoPractice) -> Part:
    ehr = practice.ehr
    visits = [visit for visit in practice.expected.visits if visit.opens_family]
    provider = ehr.post("/billing-providers", _billing_provider(practice))
    patients = [ehr.post("/patients", _patient(visit))["id"] for visit in visits]
    practice.patient_ids = {visit.number: each for visit, each in zip(visits, patients, strict=True)}
    coverages = [ehr.post("/coverages", _coverage(cast, visit))["id"] for visit in visits]
    again = ehr.post("/patients", _patient(visits[0]))
    agreement = _agree(cast, practice)

    found = [ehr.post("/patients/search", {"external_id": visit.patient_id})["items"] for visit in visits]
    read = [ehr.get(f"/coverages/{coverage}") for coverage in coverages]
    providers = [(each["id"], each["npi"]) for each in ehr.get_all("/billing-providers")]
    checks = {
        "each patient is found by the EHR's id": [[one["id"] for one in items] for items in found]
        == [[patient] for patient in patients],
        "each coverage is the patient's, with payer and member id": [
            (coverage["patient_id"], coverage["payer_id"], coverage["member_id"]) for coverage in read
        ]
        == [
            (patient, cast.payer_ids[visit.story.payer], visit.member_id)
            for patient, visit in zip(patients, visits, strict=True)
        ],
        "the billing provider is there": providers == [(provider["id"], practice.npi)],
        "a patient sent again is the same one": (again["id"], again["version"]) == (patients[0], 1),
        "the fee agreement is in force": ehr.get(f"/fees/agreements/{agreement}")["state"] == "active",
    }
    ids = {"billing_provider": [provider["id"]], "patient": patients, "coverage": coverages}
    return Part(checks, ids | {"fee_agreement": [agreement]})


def _agree(cast: Cast, practice: DemoPractice) -> str:
    """What the billing company charges this practice from the first of the month on: by where money is received."""
    staff = cast.staff.at(practice.ehr.home)
    draft = staff.post("/fees/agreements", _agreement())
    return str(staff.post(f"/fees/agreements/{draft['id']}/activation", {}, version=draft["version"])["id"])


def _verify(cast: Cast, practice: DemoPractice) -> Part:
    ehr, today = practice.ehr, local_day(now(), TIME_ZONE)
    visits = [visit for visit in practice.expected.visits if visit.opens_family]
    asked = [
        ehr.post("/eligibility-checks", {"coverage_external_id": visit.coverage_id, "service_date": str(today)})["id"]
        for visit in visits
    ]
    answers = cast.site.until(f"the payer has answered for {practice.name}", partial(_answered, practice, asked))
    told = [(visit, answer) for visit, answer in zip(visits, answers, strict=True)]
    checks = {
        "each is answered as the payer's table says": all(
            answer["outcome"] == visit.story.eligibility for visit, answer in told
        ),
        "an active plan tells copay and deductible in cents": all(
            {"copay", "deductible"}
            <= {benefit["kind"] for benefit in answer["benefits"] if benefit["cents"] is not None}
            for _, answer in told
            if answer["outcome"] == "active"
        ),
        "a rejection says what to put right": all(
            answer["rejections"] and all(each["fix"] for each in answer["rejections"])
            for _, answer in told
            if answer["outcome"] == "rejected"
        ),
        "who could not be verified waits for a person": len(
            list(ehr.get_all("/work-items", kind="eligibility_failed", state="open"))
        )
        == sum(visit.story.eligibility != "active" for visit in visits),
    }
    return Part(checks, {"eligibility_check": asked})


def _answered(practice: DemoPractice, asked: list[str]) -> list[Json] | None:
    found = [practice.ehr.get(f"/eligibility-checks/{each}") for each in asked]
    return found if all(each["state"] == "answered" for each in found) else None


def _code(practice: DemoPractice) -> Part:
    ehr = practice.ehr
    visits = [visit for visit in practice.expected.visits if visit.opens_family]
    judged = ehr.post("/encounters/validate", encounter(visits[0]))
    faulty = ehr.post("/encounters/validate", encounter(visits[0]) | {"diagnoses": ["J06.9", "J06.9"]})
    before = list(ehr.get_all("/claims"))
    practice.claim_ids = {visit.number: ehr.post("/encounters", encounter(visit))["claim_id"] for visit in visits}
    again = ehr.post("/encounters", encounter(visits[0]))

    claims = practice.read_claims()
    explained = [(finding["code"], finding["pointer"]) for finding in faulty["findings"]]
    checks = {
        "validate finds nothing wrong and writes nothing": judged["valid"] and not before,
        "validate explains a diagnosis that comes twice": explained == [("diagnosis-repeated", "/body/diagnoses/1")],
        "there is one claim for each encounter": len(claims) == len(visits)
        and set(claims) == set(practice.claim_ids.values()),
        "an encounter sent again is the same claim": again["claim_id"] == practice.claim_ids[visits[0].number],
        "each claim is ready, with the encounter's charges": all(
            (claim["state"], claim["charge_cents"]) == ("ready", visit.charged_cents)
            for visit, claim in practice.pairs(claims)
        ),
    }
    return Part(checks, {"claim": list(claims)}, sum(claim["charge_cents"] for claim in claims.values()))


def submit(cast: Cast, practice: DemoPractice) -> list[Json]:
    """Send every ready claim; the batches, once they have left."""
    made = [batch["id"] for batch in practice.ehr.post("/submissions", {})["items"]]
    practice.submission_ids += made
    return cast.site.until(f"the batch of {practice.name} is sent", partial(_sent, practice, made))


def _submit(cast: Cast, practice: DemoPractice) -> Part:
    ehr = practice.ehr
    batches = submit(cast, practice)
    files = {
        batch["transaction_id"]: ehr.get_bytes(f"/transactions/{batch['transaction_id']}/file") for batch in batches
    }
    listed = [claim for batch in batches for claim in ehr.get_all(f"/submissions/{batch['id']}/claims")]
    written = b"".join(files.values())
    checks = {
        "every claim is in a batch, once": sorted(claim["id"] for claim in listed)
        == sorted(practice.claim_ids.values()),
        "its bytes are kept: an 837P with each claim's number": b"*005010X222A1~" in written
        and all(f"CLM*{claim['number']}*".encode() in written for claim in listed),
        "no claim is ready any more": all(claim["state"] != "ready" for claim in practice.read_claims().values()),
    }
    ids = {"submission": practice.submission_ids, "transaction": list(files)}
    return Part(checks, ids, sum(claim["charge_cents"] for claim in listed))


def _sent(practice: DemoPractice, made: list[str]) -> list[Json] | None:
    batches = [practice.ehr.get(f"/submissions/{each}") for each in made]
    return batches if all(batch["state"] == "sent" for batch in batches) else None


def _header(access_token: str) -> Json:
    part = access_token.partition(".")[0]
    header: Json = orjson.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return header


def _billing_provider(practice: DemoPractice) -> Json:
    return {
        "external_id": "BP-1",
        "name": practice.name,
        "npi": practice.npi,
        "tin": "123456789",
        "taxonomy": "207Q00000X",
        "address": {"line1": "1 Clinic Way", "city": "Springfield", "state": "IL", "zip": "627010001"},
        "contact_name": "Billing Office",
        "contact_phone": "2175550100",
    }


def _patient(visit: Visit) -> Json:
    return {"external_id": visit.patient_id} | visit.person


def _coverage(cast: Cast, visit: Visit) -> Json:
    return {
        "external_id": visit.coverage_id,
        "patient_external_id": visit.patient_id,
        "payer_id": cast.payer_ids[visit.story.payer],
        "member_id": visit.member_id,
        "relationship": "18",
    }


def encounter(visit: Visit) -> Json:
    """A visit as the EHR sends it."""
    today = local_day(now(), TIME_ZONE)  # a visit can't lie in the practice's future
    return {
        "external_id": visit.encounter_id,
        "patient_external_id": visit.patient_id,
        "coverage_external_id": visit.coverage_id,
        "billing_provider_external_id": "BP-1",
        "service_date": str(visit.service_date(today)),
        "place_of_service": "11",
        "diagnoses": ["J06.9"],
        "note": visit.note,
        "lines": [
            {"procedure": procedure, "charge_cents": cents, "diagnosis_pointers": [1]}
            for procedure, cents in visit.charges
        ],
    }


def _agreement() -> Json:
    rules = (("At the desk", ["desk"], DESK_BPS), ("Statements", ["statement"], STATEMENT_BPS))
    return {
        "starts_on": str(month_of(local_day(now(), TIME_ZONE))),
        "practice_state": "IL",
        "rules": [
            {"name": name, "priority": place, "sources": sources, "outcome": "rate", "rate_bps": bps}
            for place, (name, sources, bps) in enumerate(rules, 1)
        ]
        + [{"name": "Insurance", "priority": 9, "outcome": "rate", "rate_bps": INSURANCE_BPS}],
    }
