"""Files, visits, claims, and what becomes of them."""

from tests.isolation.exercisers.bodies import (
    EXTERNAL_IDS,
    NAMED_IN_A_FILE,
    by_external_ids_body,
    encounter_body,
    interchange_file,
    later_coverage_body,
    remittance_file,
    today,
)
from tests.isolation.exercisers.exerciser import ORG, PRA, Exerciser

CLAIMS = [
    Exerciser(
        f"POST {ORG}/interchanges",
        file=interchange_file,
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
        file=remittance_file,
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
        encounter_body,
        body_ids={f"/{name}": name for name in ("patient_id", "coverage_id", "billing_provider_id")},
        variants=tuple((by_external_ids_body, f"/{name}", name) for name in EXTERNAL_IDS),
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
        encounter_body,
        body_ids={f"/{name}": name for name in ("patient_id", "coverage_id", "billing_provider_id")},
        variants=tuple((by_external_ids_body, f"/{name}", name) for name in EXTERNAL_IDS),
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
    Exerciser(f"POST {PRA}/coverages", later_coverage_body, label="later"),
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
]
