"""Bodies of registration. Every person and number here is made up; NPIs have their check digit."""

from typing import Any

CANARY = "Zyxcanary"
"""A last name that no code set, file or message holds: found in the clear anywhere, it leaked."""

BILLING_NPI = "1234567893"
RENDERING_NPI = "1679576722"
OTHER_NPI = "1003000126"


def address(**changes: object) -> dict[str, Any]:
    return {"line1": "12 Elm St", "city": "Springfield", "state": "IL", "zip": "627010000"} | changes


def person(**changes: object) -> dict[str, Any]:
    return {
        "last_name": "Doe",
        "first_name": "Jane",
        "birth_date": "1980-02-03",
        "sex": "F",
        "address": address(),
    } | changes


def patient(**changes: object) -> dict[str, Any]:
    return person(external_id="MRN-1") | changes


def coverage(payer_id: str, **changes: object) -> dict[str, Any]:
    """A commercial membership of the patient MRN-1; the sandbox pays its claims (scenario 01A)."""
    return {
        "external_id": "COV-1",
        "patient_external_id": "MRN-1",
        "payer_id": payer_id,
        "member_id": "SBX01A000123",
        "group_number": "GRP-7",
        "relationship": "18",
    } | changes


def billing_provider(**changes: object) -> dict[str, Any]:
    return {
        "external_id": "BP-1",
        "name": "Elm Street Family Medicine",
        "npi": BILLING_NPI,
        "tin": "12-3456789",
        "taxonomy": "207Q00000X",
        "address": address(line1="1 Clinic Way", zip="62701-0001"),
        "contact_name": "Billing Office",
        "contact_phone": "(217) 555-0100",
    } | changes
