"""Bodies and files that a site sends."""

from typing import Any
from zoneinfo import ZoneInfo

from api.kit.clock import now
from tests.builders import registration as build
from tests.builders.encounters import encounter, line
from tests.builders.x12_files import interchange, remittance
from tests.isolation.exercisers.exerciser import File
from tests.isolation.sites import Site


def today() -> str:
    """The day it is in a site's practice, which near midnight is another than in UTC."""
    return f"{now().astimezone(ZoneInfo('America/Chicago')):%Y-%m-%d}"


def payer_body(site: Site) -> dict[str, Any]:
    return {"identifier": f"P{site.mark}", "name": "Zenith Plan", "filing_indicator": "CI", "channel": "sandbox"}


def client_body(site: Site) -> dict[str, Any]:
    ids = [site.ids["practice_id"]]
    return {"name": "c", "kind": "organization", "scopes": ["claims:read"], "granted_practice_ids": ids}


def practice_client_body(site: Site) -> dict[str, Any]:
    return {"name": "c", "kind": "practice", "scopes": ["claims:read"], "practice_id": site.ids["practice_id"]}


def partner_client_body(site: Site) -> dict[str, Any]:
    return {"name": "c", "kind": "partner", "scopes": ["releases:read"], "partner_id": site.ids["partner_id"]}


def coverage_body(site: Site) -> dict[str, Any]:
    body = build.coverage(site.world.payers["SBXCO"], external_id=f"COV-{site.mark}", patient_id=site.ids["patient_id"])
    del body["patient_external_id"]
    return body | {"payer_id": site.ids["payer_id"], "member_id": site.member_id}


def coverage_by_external_id_body(site: Site) -> dict[str, Any]:
    body = coverage_body(site)
    del body["patient_id"]
    return body | {"patient_external_id": site.ids["patient_external_id"]}


def encounter_body(site: Site) -> dict[str, Any]:
    named = {name: site.ids[name] for name in ("patient_id", "coverage_id", "billing_provider_id")}
    # The sandbox turns the first of each round away, refuses the second, and tells another payer of the third, so that
    # one is rejected, one denied, and one waits for a crossover.
    note = {"note": ("SBX 04A", "SBX 05A", "SBX 03B")[site.turn]} if site.turn < 3 else {}
    body = encounter(external_id=f"VISIT-{site.mark}-{site.turn}", **named, **note)
    if site.turn == 2:
        body["lines"] = [line(procedure="99214")]
    return {name: value for name, value in body.items() if name.removesuffix("_external_id") + "_id" not in named}


EXTERNAL_IDS = ("patient_external_id", "coverage_external_id", "billing_provider_external_id")


def later_coverage_body(site: Site) -> dict[str, Any]:
    changes = {"external_id": f"COV-{site.mark}-S", "sequence": "S", "member_id": f"SBX01A{site.mark}S"}
    return coverage_body(site) | changes


def by_external_ids_body(site: Site) -> dict[str, Any]:
    return encounter(external_id=f"VISIT-{site.mark}-X", **{name: site.ids[name] for name in EXTERNAL_IDS})


def disclosure_body(site: Site) -> dict[str, Any]:
    body = {"disclosed_on": "2026-03-02", "basis": "judicial", "recipient": f"Court {site.mark}"}
    return body | {"description": "Dates of visits", "purpose": "Subpoena"}


def patient_payment_body(site: Site, **changes: Any) -> dict[str, Any]:
    body = {"patient_id": site.ids["patient_id"], "method": "check", "source": "desk", "cents": 20000}
    return body | {"received_on": "2026-03-02", "reference": "Check 1041"} | changes


def payment_by_external_id_body(site: Site) -> dict[str, Any]:
    named = {"patient_external_id": site.ids["patient_external_id"]}
    return {name: value for name, value in patient_payment_body(site).items() if name != "patient_id"} | named


def remittance_file(site: Site) -> bytes:
    paid = remittance(site.npi, trace=f"UP{site.mark}", withheld=1000)
    return interchange([paid], control=f"1{int(site.mark):08d}")


def remittance_for(site: Site, trace: str, claim_number: str) -> bytes:
    return interchange([remittance(site.npi, trace=trace, claim=claim_number)], control=trace[-9:])


def remittance_to(site: Site, trace: str, npi: str) -> bytes:
    del site
    return interchange([remittance(npi, trace=trace)], control=trace[-9:])


NAMED_IN_A_FILE: dict[str, File] = {"claim_number": remittance_for, "npi": remittance_to}


def interchange_file(site: Site) -> bytes:
    stranger = remittance("1992999999", trace=f"ST{site.mark}", control="0002")
    return interchange([remittance(site.npi, trace=f"IN{site.mark}"), stranger], control=f"2{int(site.mark):08d}")


def fee_terms_body(site: Site) -> dict[str, Any]:
    """From long ago in a site's first round, so that its money is charged; later rounds do not touch that."""
    rule = {"name": "All", "priority": 1, "outcome": "rate", "rate_bps": 500, "payer_ids": [site.ids["payer_id"]]}
    everything = rule | {"name": "Rest", "priority": 2, "payer_ids": []}
    starts_on = f"{2100 + site.round}-01-01" if site.round else "2020-01-01"
    return {"starts_on": starts_on, "practice_state": "IL", "rules": [rule, everything]}
