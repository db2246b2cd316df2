"""An organization and its practice, with payers, partners, clients, and a patient."""

from tests.builders import registration as build
from tests.isolation.exercisers.bodies import (
    client_body,
    coverage_body,
    coverage_by_external_id_body,
    partner_client_body,
    payer_body,
    practice_client_body,
)
from tests.isolation.exercisers.exerciser import ORG, PRA, Exerciser

SET_UP = [
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
    Exerciser(f"POST {ORG}/payers", payer_body, jobs=True),
    Exerciser(f"GET {ORG}/payers"),
    Exerciser(
        f"POST {ORG}/partners",
        lambda site: {"name": "Network", "practice_ids": [site.ids["practice_id"]]},
        body_ids={"/practice_ids/0": "practice_id"},
        keeps={"partner_id": "/id"},
    ),
    Exerciser(
        f"POST {ORG}/clients",
        client_body,
        body_ids={"/granted_practice_ids/0": "practice_id"},
        variants=(
            (practice_client_body, "/practice_id", "practice_id"),
            (partner_client_body, "/partner_id", "partner_id"),
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
        coverage_body,
        body_ids={"/patient_id": "patient_id", "/payer_id": "payer_id"},
        variants=((coverage_by_external_id_body, "/patient_external_id", "patient_external_id"),),
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
]
