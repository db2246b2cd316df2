"""The calendar, the ledger, rates, the audit, releases and fees."""

from tests.isolation.exercisers.bodies import NAMED_IN_A_FILE, disclosure_body, fee_terms_body, remittance_file
from tests.isolation.exercisers.exerciser import ORG, PRA, Exerciser

NUMBERS = [
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
    Exerciser(f"POST {PRA}/patients/{{patient_id}}/disclosures", disclosure_body),
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
    Exerciser("POST /v1/x12/validate", file=remittance_file, file_ids=NAMED_IN_A_FILE),
    Exerciser(
        f"POST {PRA}/fees/agreements",
        fee_terms_body,
        body_ids={"/rules/0/payer_ids/0": "payer_id"},
        keeps={"agreement_id": "/id", "rule_id": "/rules/0/id"},
        staff=True,
    ),
    Exerciser(
        f"POST {PRA}/fees/agreements/{{agreement_id}}/terms",
        fee_terms_body,
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
