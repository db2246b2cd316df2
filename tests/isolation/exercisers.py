"""How each operation is exercised: a valid request of a site, and every id that the request carries.

A new operation needs an entry here, else the walk fails. The order is the order in which a site is filled.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from api.kit.clock import now
from tests.builders import registration as build
from tests.builders.encounters import encounter, line
from tests.builders.x12_files import interchange, remittance
from tests.isolation.sites import Site

Body = Callable[[Site], Any]
File = Callable[[Site, str, str], bytes]
"""A file of a site under a trace number of its own, in which one value stands that may be another site's."""
ORGANIZATION, PRACTICE, PARTNER, ANY = "organizations", "practices", "partners", "any"


@dataclass(frozen=True, slots=True)
class Exerciser:
    """One operation. Ids in the path are taken from the site by the parameter's name."""

    operation: str
    label: str = field(default="", kw_only=True)
    """Tells two entries of one operation apart."""
    body: Body | None = None
    file: Callable[[Site], bytes] | None = None
    query: Callable[[Site], dict[str, Any]] = field(default=lambda _: {})
    body_ids: dict[str, str] = field(default_factory=dict)
    """Where the body holds ids: JSON pointer to the name of the id in the site."""
    variants: tuple[tuple[Body, str, str], ...] = ()
    """Other bodies of the operation: body, pointer, name of the id."""
    query_ids: dict[str, str] = field(default_factory=dict)
    path_ids: dict[str, str] = field(default_factory=dict)
    """Path parameters that take an id of another name."""
    headers: dict[str, str] = field(default_factory=dict)
    keeps: dict[str, str] = field(default_factory=dict)
    """Ids to keep from the answer: name to JSON pointer."""
    once: bool = False
    """What it asks for can be done once: again it is a 409."""
    jobs: bool = False
    """Run the jobs afterwards."""
    times: int = 1
    """How often it fills a site in one round; `site.turn` counts."""
    file_ids: dict[str, File] = field(default_factory=dict)
    """Files that name something of a practice: what it is called in the site, and the file that names it so."""
    file_reads: tuple[str, ...] = ()
    """Where to read what became of a file, by operation."""

    staff: bool = False
    """In a practice, but done by the organization's client alone."""

    @property
    def caller(self) -> str:
        """Whose client fills a site with it."""
        return ORGANIZATION if self.staff else self.level

    @property
    def name(self) -> str:
        """The operation, and its label."""
        return f"{self.operation} {self.label}".strip()

    @property
    def method(self) -> str:
        return self.operation.split(" ")[0]

    @property
    def path(self) -> str:
        return self.operation.split(" ")[1]

    @property
    def level(self) -> str:
        """What kind of owner the path begins with; any, where it names none."""
        return self.path.split("/")[2] if "{" in self.path else ANY


def today() -> str:
    """The day it is in a site's practice, which near midnight is another than in UTC."""
    return f"{now().astimezone(ZoneInfo('America/Chicago')):%Y-%m-%d}"


ORG = "/v1/organizations/{organization_id}"
PRA = "/v1/practices/{practice_id}"


def _payer(site: Site) -> dict[str, Any]:
    return {"identifier": f"P{site.mark}", "name": "Zenith Plan", "filing_indicator": "CI", "channel": "sandbox"}


def _client(site: Site) -> dict[str, Any]:
    ids = [site.ids["practice_id"]]
    return {"name": "c", "kind": "organization", "scopes": ["claims:read"], "granted_practice_ids": ids}


def _practice_client(site: Site) -> dict[str, Any]:
    return {"name": "c", "kind": "practice", "scopes": ["claims:read"], "practice_id": site.ids["practice_id"]}


def _partner_client(site: Site) -> dict[str, Any]:
    return {"name": "c", "kind": "partner", "scopes": ["releases:read"], "partner_id": site.ids["partner_id"]}


def _coverage(site: Site) -> dict[str, Any]:
    body = build.coverage(site.world.payers["SBXCO"], external_id=f"COV-{site.mark}", patient_id=site.ids["patient_id"])
    del body["patient_external_id"]
    return body | {"payer_id": site.ids["payer_id"], "member_id": site.member_id}


def _coverage_by_external_id(site: Site) -> dict[str, Any]:
    body = _coverage(site)
    del body["patient_id"]
    return body | {"patient_external_id": site.ids["patient_external_id"]}


def _encounter(site: Site) -> dict[str, Any]:
    named = {name: site.ids[name] for name in ("patient_id", "coverage_id", "billing_provider_id")}
    # The sandbox turns the first of each round away, refuses the second, and tells another payer of the third, so that
    # one is rejected, one denied, and one waits for a crossover.
    note = {"note": ("SBX 04A", "SBX 05A", "SBX 03B")[site.turn]} if site.turn < 3 else {}
    body = encounter(external_id=f"VISIT-{site.mark}-{site.turn}", **named, **note)
    if site.turn == 2:
        body["lines"] = [line(procedure="99214")]
    return {name: value for name, value in body.items() if name.removesuffix("_external_id") + "_id" not in named}


EXTERNAL_IDS = ("patient_external_id", "coverage_external_id", "billing_provider_external_id")


def _later_coverage(site: Site) -> dict[str, Any]:
    changes = {"external_id": f"COV-{site.mark}-S", "sequence": "S", "member_id": f"SBX01A{site.mark}S"}
    return _coverage(site) | changes


def _by_external_ids(site: Site) -> dict[str, Any]:
    return encounter(external_id=f"VISIT-{site.mark}-X", **{name: site.ids[name] for name in EXTERNAL_IDS})


def _disclosure(site: Site) -> dict[str, Any]:
    body = {"disclosed_on": "2026-03-02", "basis": "judicial", "recipient": f"Court {site.mark}"}
    return body | {"description": "Dates of visits", "purpose": "Subpoena"}


def _patient_payment(site: Site, **changes: Any) -> dict[str, Any]:
    body = {"patient_id": site.ids["patient_id"], "method": "check", "source": "desk", "cents": 20000}
    return body | {"received_on": "2026-03-02", "reference": "Check 1041"} | changes


def _payment_by_external_id(site: Site) -> dict[str, Any]:
    named = {"patient_external_id": site.ids["patient_external_id"]}
    return {name: value for name, value in _patient_payment(site).items() if name != "patient_id"} | named


def _remittance_file(site: Site) -> bytes:
    paid = remittance(site.npi, trace=f"UP{site.mark}", withheld=1000)
    return interchange([paid], control=f"1{int(site.mark):08d}")


def _remittance_for(site: Site, trace: str, claim_number: str) -> bytes:
    return interchange([remittance(site.npi, trace=trace, claim=claim_number)], control=trace[-9:])


def _remittance_to(site: Site, trace: str, npi: str) -> bytes:
    del site
    return interchange([remittance(npi, trace=trace)], control=trace[-9:])


NAMED_IN_A_FILE: dict[str, File] = {"claim_number": _remittance_for, "npi": _remittance_to}


def _interchange_file(site: Site) -> bytes:
    stranger = remittance("1992999999", trace=f"ST{site.mark}", control="0002")
    return interchange([remittance(site.npi, trace=f"IN{site.mark}"), stranger], control=f"2{int(site.mark):08d}")


def _fee_terms(site: Site) -> dict[str, Any]:
    """From long ago in a site's first round, so that its money is charged; later rounds do not touch that."""
    rule = {"name": "All", "priority": 1, "outcome": "rate", "rate_bps": 500, "payer_ids": [site.ids["payer_id"]]}
    everything = rule | {"name": "Rest", "priority": 2, "payer_ids": []}
    starts_on = f"{2100 + site.round}-01-01" if site.round else "2020-01-01"
    return {"starts_on": starts_on, "practice_state": "IL", "rules": [rule, everything]}


EXERCISERS = [
    Exerciser(
        f"POST {ORG}/practices",
        lambda site: {"name": f"Practice {site.mark}", "time_zone": "America/Denver", "mode": "test"},
    ),
    Exerciser(f"GET {ORG}/practices", jobs=True),
    Exerciser(f"GET {ORG}/practices/{{practice_id}}"),
    # Given notice in one round, and the notice withdrawn in the next.
    Exerciser(
        f"POST {ORG}/practices/{{practice_id}}/offboarding",
        lambda site: {"step": ("notice", "none")[site.round % 2], "reason": "Contract ends"},
        jobs=True,
    ),
    Exerciser(f"GET {ORG}/practices/{{practice_id}}/offboarding"),
    Exerciser(
        f"POST {ORG}/practices/{{practice_id}}/retention",
        lambda _: {"legal_hold": False, "retention_years": 12, "reason": "State law"},
    ),
    Exerciser(f"POST {ORG}/payers", _payer, jobs=True),
    Exerciser(f"GET {ORG}/payers"),
    Exerciser(
        f"POST {ORG}/partners",
        lambda site: {"name": "Network", "practice_ids": [site.ids["practice_id"]]},
        body_ids={"/practice_ids/0": "practice_id"},
        keeps={"partner_id": "/id"},
    ),
    Exerciser(
        f"POST {ORG}/clients",
        _client,
        body_ids={"/granted_practice_ids/0": "practice_id"},
        variants=(
            (_practice_client, "/practice_id", "practice_id"),
            (_partner_client, "/partner_id", "partner_id"),
        ),
        keeps={"client_id": "/id"},
    ),
    Exerciser(f"GET {ORG}/clients"),
    Exerciser(f"POST {ORG}/clients/{{client_id}}/secrets"),
    Exerciser(f"GET {PRA}/payers", keeps={"payer_id": "/items/0/id"}),
    Exerciser(
        f"POST {PRA}/patients",
        lambda site: build.patient(external_id=f"MRN-{site.mark}"),
        keeps={"patient_id": "/id", "patient_external_id": "/external_id"},
    ),
    Exerciser(f"GET {PRA}/patients/{{patient_id}}"),
    Exerciser(
        f"POST {PRA}/patients/search",
        lambda site: {"external_id": site.ids["patient_external_id"]},
        body_ids={"/external_id": "patient_external_id"},
        variants=((lambda site: {"member_id": site.member_id}, "/member_id", "member_id"),),
    ),
    Exerciser(
        f"POST {PRA}/coverages",
        _coverage,
        body_ids={"/patient_id": "patient_id", "/payer_id": "payer_id"},
        variants=((_coverage_by_external_id, "/patient_external_id", "patient_external_id"),),
        keeps={"coverage_id": "/id", "coverage_external_id": "/external_id", "member_id": "/member_id"},
    ),
    Exerciser(f"GET {PRA}/coverages/{{coverage_id}}"),
    Exerciser(
        f"POST {PRA}/billing-providers",
        lambda site: build.billing_provider(
            external_id=f"BP-{site.mark}", npi=site.npi, era_payee_ids=[f"EP{site.mark}"]
        ),
        keeps={"billing_provider_id": "/id", "billing_provider_external_id": "/external_id"},
    ),
    Exerciser(f"GET {PRA}/billing-providers"),
    Exerciser(f"GET {PRA}/billing-providers/{{billing_provider_id}}"),
    Exerciser(
        f"POST {ORG}/interchanges",
        file=_interchange_file,
        file_ids=NAMED_IN_A_FILE,
        file_reads=(f"GET {ORG}/interchanges/{{interchange_id}}",),
        keeps={"interchange_id": "/id"},
        jobs=True,
    ),
    Exerciser(f"GET {ORG}/interchanges"),
    Exerciser(f"GET {ORG}/interchanges/{{interchange_id}}"),
    Exerciser(f"GET {ORG}/interchanges/{{interchange_id}}/file"),
    Exerciser(f"GET {ORG}/interchange-transactions"),
    Exerciser(
        f"POST {PRA}/remittances",
        file=_remittance_file,
        file_ids=NAMED_IN_A_FILE,
        file_reads=(
            f"GET {PRA}/remittances/{{remittance_id}}",
            f"GET {PRA}/remittances/{{remittance_id}}/claim-payments",
        ),
        keeps={"remittance_id": "/items/0/id"},
        jobs=True,
    ),
    # The uploaded file names no claim of ours, and keeps back what nobody knows.
    Exerciser(
        f"GET {PRA}/remittances/{{remittance_id}}",
        keeps={"takeback_id": "/provider_adjustments/0/takebacks/0/id"},
    ),
    Exerciser(f"GET {PRA}/remittances/{{remittance_id}}/claim-payments", keeps={"claim_payment_id": "/items/0/id"}),
    Exerciser(
        f"POST {PRA}/encounters/validate",
        _encounter,
        body_ids={f"/{name}": name for name in ("patient_id", "coverage_id", "billing_provider_id")},
        variants=tuple((_by_external_ids, f"/{name}", name) for name in EXTERNAL_IDS),
    ),
    Exerciser(
        f"POST {PRA}/eligibility-checks",
        lambda site: {"coverage_id": site.ids["coverage_id"], "service_date": today()},
        body_ids={"/coverage_id": "coverage_id"},
        variants=(
            (
                lambda site: {
                    "coverage_id": site.ids["coverage_id"],
                    "billing_provider_id": site.ids["billing_provider_id"],
                    "service_date": today(),
                },
                "/billing_provider_id",
                "billing_provider_id",
            ),
            (
                lambda site: {
                    "coverage_external_id": site.ids["coverage_external_id"],
                    "service_date": today(),
                },
                "/coverage_external_id",
                "coverage_external_id",
            ),
        ),
        keeps={"check_id": "/id"},
        jobs=True,
    ),
    Exerciser(f"GET {PRA}/eligibility-checks", query_ids={"coverage_id": "coverage_id"}),
    Exerciser(f"GET {PRA}/eligibility-checks/{{check_id}}"),
    Exerciser(
        f"POST {PRA}/encounters",
        _encounter,
        body_ids={f"/{name}": name for name in ("patient_id", "coverage_id", "billing_provider_id")},
        variants=tuple((_by_external_ids, f"/{name}", name) for name in EXTERNAL_IDS),
        keeps={"encounter_id": "/encounter_id", "claim_id": "/claim_id", "claim_number": "/claim_number"},
        times=5,
    ),
    Exerciser(f"GET {PRA}/encounters/{{encounter_id}}", keeps={"encounter_external_id": "/external_id"}),
    Exerciser(
        f"POST {PRA}/claims/search",
        lambda site: {"encounter_id": site.ids["encounter_id"]},
        body_ids={"/encounter_id": "encounter_id"},
        variants=(
            (lambda site: {"number": site.ids["claim_number"]}, "/number", "claim_number"),
            (
                lambda site: {"encounter_external_id": site.ids["encounter_external_id"]},
                "/encounter_external_id",
                "encounter_external_id",
            ),
        ),
    ),
    Exerciser(
        f"POST {PRA}/submissions",
        lambda _: {},
        variants=((lambda site: {"claim_ids": [site.ids["claim_id"]]}, "/claim_ids/0", "claim_id"),),
        keeps={"submission_id": "/items/0/id"},
        jobs=True,
    ),
    Exerciser(f"GET {PRA}/submissions"),
    # Newest first: a duplicate, the claim that is paid, the one that is crossed over, denied, turned away.
    Exerciser(
        f"GET {PRA}/claims",
        keeps={
            "duplicate_claim_id": "/items/0/id",
            "paid_claim_id": "/items/1/id",
            "crossed_claim_id": "/items/2/id",
            "denied_claim_id": "/items/3/id",
            "rejected_claim_id": "/items/4/id",
        },
    ),
    Exerciser(
        f"POST {PRA}/claims/{{claim_id}}/send-again",
        lambda _: {"reason": "The file was refused"},
        path_ids={"claim_id": "rejected_claim_id"},
        headers={"If-Match": "*"},
        once=True,
    ),
    Exerciser(f"GET {PRA}/submissions/{{submission_id}}"),
    Exerciser(f"GET {PRA}/submissions/{{submission_id}}/claims"),
    Exerciser(f"GET {PRA}/submissions/{{submission_id}}/acknowledgements"),
    Exerciser(f"GET {PRA}/claims/{{claim_id}}"),
    Exerciser(f"GET {PRA}/claims/{{claim_id}}/timeline"),
    Exerciser(f"GET {PRA}/claims/{{claim_id}}/family"),
    Exerciser(f"POST {PRA}/coverages", _later_coverage, label="later"),
    Exerciser(
        f"POST {PRA}/claims/{{claim_id}}/secondary-claims",
        lambda _: {"override_reason": "The patient asked for it"},
        path_ids={"claim_id": "paid_claim_id"},
        once=True,
    ),
    Exerciser(
        f"POST {PRA}/claims/{{claim_id}}/corrections",
        lambda _: {"reason": "The place of service was wrong", "changes": {"place_of_service": "22"}},
        path_ids={"claim_id": "rejected_claim_id"},
        headers={"If-Match": "*"},
        once=True,
    ),
    # A denial's item closes with its denial; that of a duplicate is closed by hand.
    Exerciser(
        f"GET {PRA}/work-items",
        query=lambda _: {"kind": "duplicate", "state": "open"},
        keeps={"closable_item_id": "/items/0/id"},
        label="duplicates",
    ),
    Exerciser(
        f"POST {PRA}/work-items/{{work_item_id}}/close",
        lambda _: {"outcome": "done"},
        path_ids={"work_item_id": "closable_item_id"},
        once=True,
    ),
    Exerciser(
        f"POST {PRA}/claims/{{claim_id}}/withdrawal",
        lambda _: {"reason": "The visit was billed twice"},
        path_ids={"claim_id": "duplicate_claim_id"},
        headers={"If-Match": "*"},
        once=True,
    ),
    Exerciser(f"GET {PRA}/claims/{{claim_id}}/acknowledgements"),
    # The newest one, which the sandbox answered to the batch above, pays both of its claims.
    Exerciser(f"GET {PRA}/remittances", keeps={"remittance_id": "/items/0/id"}),
    Exerciser(f"GET {PRA}/claim-payments", query_ids={"claim_id": "claim_id"}),
    Exerciser(
        f"POST {PRA}/claim-payments/{{claim_payment_id}}/release",
        lambda _: {"reason": "Paid before go-live"},
        keeps={"ledger_batch_id": "/ledger_batch_id"},
        once=True,
    ),
    Exerciser(f"GET {PRA}/takebacks", query_ids={"claim_id": "claim_id"}),
    Exerciser(f"GET {PRA}/takebacks/{{takeback_id}}"),
    Exerciser(f"POST {PRA}/takebacks/{{takeback_id}}/release", lambda _: {"reason": "Paid before go-live"}, once=True),
    Exerciser(f"GET {PRA}/payer-balances"),
    Exerciser(
        f"POST {PRA}/claims/{{claim_id}}/finish-insurance",
        lambda _: {"reason": "The secondary coverage had ended"},
        path_ids={"claim_id": "crossed_claim_id"},
        headers={"If-Match": "*"},
        once=True,
    ),
    Exerciser(f"GET {PRA}/transactions", keeps={"transaction_id": "/items/0/id"}),
    Exerciser(f"GET {PRA}/transactions/{{transaction_id}}"),
    Exerciser(f"GET {PRA}/transactions/{{transaction_id}}/file"),
    Exerciser(
        f"POST {PRA}/patient-payments",
        _patient_payment,
        body_ids={"/patient_id": "patient_id"},
        variants=(
            (_payment_by_external_id, "/patient_external_id", "patient_external_id"),
            (lambda site: _patient_payment(site, claim_id=site.ids["paid_claim_id"]), "/claim_id", "paid_claim_id"),
        ),
        times=2,
    ),
    Exerciser(
        f"GET {PRA}/patient-payments",
        query_ids={"patient_id": "patient_id"},
        keeps={"payment_id": "/items/0/id", "returned_payment_id": "/items/1/id"},
    ),
    Exerciser(
        f"POST {PRA}/patient-payments/{{payment_id}}/allocate",
        lambda site: {"allocations": [{"claim_id": site.ids["paid_claim_id"]}]},
        body_ids={"/allocations/0/claim_id": "paid_claim_id"},
        headers={"If-Match": "*"},
        keeps={"allocation_id": "/allocations/0/id"},
        once=True,
    ),
    Exerciser(f"GET {PRA}/patient-payments/{{payment_id}}"),
    Exerciser(
        f"POST {PRA}/patient-payments/{{payment_id}}/release",
        lambda site: {"allocations": [{"allocation_id": site.ids["allocation_id"]}]},
        body_ids={"/allocations/0/allocation_id": "allocation_id"},
        headers={"If-Match": "*"},
        once=True,
    ),
    Exerciser(
        f"POST {PRA}/patient-refunds",
        lambda site: {"payment_id": site.ids["payment_id"], "cents": 1},
        body_ids={"/payment_id": "payment_id"},
        variants=(
            (lambda site: {"claim_id": site.ids["paid_claim_id"], "cents": 1}, "/claim_id", "paid_claim_id"),
            (
                lambda site: {"allocations": [{"allocation_id": site.ids["allocation_id"], "cents": 1}]},
                "/allocations/0/allocation_id",
                "allocation_id",
            ),
        ),
        keeps={"refund_id": "/id"},
        times=2,
    ),
    Exerciser(f"GET {PRA}/patient-refunds", query_ids={"patient_id": "patient_id"}),
    Exerciser(f"GET {PRA}/patient-refunds/{{refund_id}}"),
    Exerciser(
        f"POST {PRA}/patient-refunds/{{refund_id}}/send",
        lambda _: {"sent_on": "2026-03-02"},
        headers={"If-Match": "*"},
        once=True,
    ),
    Exerciser(
        f"POST {PRA}/patient-payments/{{payment_id}}/return",
        lambda _: {"reason": "returned_check", "returned_on": "2026-03-02"},
        path_ids={"payment_id": "returned_payment_id"},
        headers={"If-Match": "*"},
        once=True,
    ),
    Exerciser(f"GET {PRA}/patients/{{patient_id}}/balance"),
    Exerciser(
        f"GET {PRA}/denials",
        query_ids={"claim_id": "denied_claim_id", "payer_id": "payer_id"},
        keeps={"denial_id": "/items/0/id"},
    ),
    Exerciser(
        f"GET {PRA}/denials/{{denial_id}}", keeps={"work_item_id": "/work_item_id", "denied_on": "/adjudicated_on"}
    ),
    Exerciser(
        f"POST {PRA}/work-items/{{work_item_id}}/assign",
        lambda site: {"assignee_id": site.ids["staff_id"]},
        body_ids={"/assignee_id": "staff_id"},
        once=True,
    ),
    Exerciser(f"POST {PRA}/work-items/{{work_item_id}}/notes", lambda _: {"content": "The records are on their way"}),
    Exerciser(f"GET {PRA}/work-items", query_ids={"assignee_id": "staff_id"}),
    Exerciser(f"GET {ORG}/work-items", query_ids={"assignee_id": "staff_id"}),
    Exerciser(f"GET {PRA}/work-items/{{work_item_id}}"),
    Exerciser(
        f"POST {PRA}/denials/{{denial_id}}/appeals",
        lambda site: {"kind": "appeal", "sent_on": site.ids["denied_on"]},
        keeps={"appeal_id": "/appeals/0/id"},
        once=True,
    ),
    Exerciser(
        f"POST {PRA}/appeals/{{appeal_id}}/outcome",
        lambda site: {"outcome": "refused", "decided_on": site.ids["denied_on"]},
        once=True,
    ),
    Exerciser(
        f"POST {PRA}/denials/{{denial_id}}/write-off",
        lambda _: {"reason": "not_covered"},
        headers={"If-Match": "*"},
        once=True,
    ),
    Exerciser(f"GET {ORG}/denials", query_ids={"payer_id": "payer_id"}),
    Exerciser(
        f"POST {PRA}/payers/{{payer_id}}/contracts",
        lambda site: {"starts_on": f"2026-{site.round + 1:02d}-01", "appeal_days": 90},
        once=True,
    ),
    Exerciser(f"GET {PRA}/payers/{{payer_id}}/contracts"),
    Exerciser(f"GET {PRA}/sandbox/calendar"),
    Exerciser(f"POST {PRA}/sandbox/calendar/advance", lambda _: {"days": 1}, jobs=True),
    Exerciser(f"GET {PRA}/ledger"),
    Exerciser(f"GET {PRA}/ledger/accounts"),
    Exerciser(f"GET {PRA}/ledger/claims/{{claim_id}}"),
    Exerciser(
        f"GET {PRA}/ledger/entries",
        query_ids={"claim_id": "claim_id", "remittance_id": "remittance_id", "batch_id": "ledger_batch_id"},
    ),
    Exerciser(f"GET {PRA}/ledger/periods"),
    Exerciser(f"GET {PRA}/reports/first-pass", query=lambda _: {"metric": "fprr"}, query_ids={"payer_id": "payer_id"}),
    Exerciser(
        f"GET {PRA}/reports/first-pass/breakdown",
        query=lambda _: {"metric": "fpar", "by": "provider"},
    ),
    Exerciser(
        f"GET {PRA}/reports/first-pass/claims",
        query=lambda _: {"metric": "fprr", "outcome": "numerator"},
        query_ids={"payer_id": "payer_id", "billing_provider_id": "billing_provider_id"},
    ),
    Exerciser(f"GET {ORG}/reports/first-pass", query=lambda _: {"metric": "fpar"}),
    Exerciser(f"POST {PRA}/patients/{{patient_id}}/disclosures", _disclosure),
    Exerciser(f"GET {PRA}/patients/{{patient_id}}/disclosures"),
    # Nobody else's path holds a caller's own id, so that the audit of the walk itself does not know it either.
    Exerciser(f"GET {PRA}/audit", query_ids={"actor_id": "ehr_id", "subject_id": "ehr_id"}),
    Exerciser(f"GET {ORG}/audit", query_ids={"actor_id": "staff_id", "subject_id": "staff_id"}),
    Exerciser(f"GET {PRA}/events"),
    Exerciser(
        f"POST {ORG}/releases",
        lambda site: {"partner_id": site.ids["partner_id"], "month_from": "2026-01", "month_to": "2026-03"},
        body_ids={"/partner_id": "partner_id"},
        keeps={"release_id": "/id"},
        jobs=True,
    ),
    Exerciser(f"GET {ORG}/releases"),
    Exerciser(f"GET {ORG}/releases/{{release_id}}"),
    Exerciser("GET /v1/partners/{partner_id}/first-pass-rates"),
    Exerciser("POST /v1/x12/validate", file=_remittance_file, file_ids=NAMED_IN_A_FILE),
    Exerciser(
        f"POST {PRA}/fees/agreements",
        _fee_terms,
        body_ids={"/rules/0/payer_ids/0": "payer_id"},
        keeps={"agreement_id": "/id", "rule_id": "/rules/0/id"},
        staff=True,
    ),
    Exerciser(
        f"POST {PRA}/fees/agreements/{{agreement_id}}/terms",
        _fee_terms,
        body_ids={"/rules/0/payer_ids/0": "payer_id"},
        headers={"If-Match": "*"},
        once=True,
        staff=True,
    ),
    Exerciser(
        f"POST {PRA}/fees/agreements/{{agreement_id}}/activation",
        headers={"If-Match": "*"},
        once=True,
        staff=True,
        jobs=True,
    ),
    Exerciser(f"GET {PRA}/fees/agreements"),
    Exerciser(f"GET {PRA}/fees/agreements/{{agreement_id}}"),
    Exerciser(f"GET {PRA}/fees/preview", query=lambda _: {"month": "2026-11"}),
    Exerciser(
        f"GET {PRA}/fees/entries", query_ids={"payer_id": "payer_id", "claim_id": "claim_id", "rule_id": "rule_id"}
    ),
    Exerciser(f"GET {ORG}/fees/preview", query=lambda _: {"month": "2026-11"}),
    Exerciser(
        f"POST {PRA}/fees/agreements/{{agreement_id}}/end",
        lambda _: {"ends_on": "2199-12-31", "reason": "No more"},
        headers={"If-Match": "*"},
        once=True,
        staff=True,
    ),
]
