"""What payers and patients paid, denials, and contracts."""

from tests.isolation.exercisers.bodies import patient_payment_body, payment_by_external_id_body
from tests.isolation.exercisers.exerciser import ORG, PRA, Exerciser

MONEY = [
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
        patient_payment_body,
        body_ids={"/patient_id": "patient_id"},
        variants=(
            (payment_by_external_id_body, "/patient_external_id", "patient_external_id"),
            (lambda site: patient_payment_body(site, claim_id=site.ids["paid_claim_id"]), "/claim_id", "paid_claim_id"),
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
]
