"""Every scope, once: resource and action. Shown in the OpenAPI document; each route names the one it needs."""

SCOPES: dict[str, str] = {
    "registration:read": "Read patients, coverages and billing providers",
    "registration:identity": "See the masked fields of patients and subscribers (birth dates) on request",
    "registration:write": "Create and change patients, coverages and billing providers",
    "eligibility:read": "Read eligibility checks and what payers answered",
    "eligibility:write": "Ask payers about coverages",
    "encounters:read": "Read encounters",
    "encounters:write": "Send encounters, which become claims",
    "claims:read": "Read claims, their timeline and balances",
    "claims:write": "Submit claims",
    "remittances:read": "Read remittances, claim payments and the files behind them",
    "remittances:write": "Upload remittance files",
    "denials:read": "Read denials, appeals and write-offs",
    "denials:write": "Write denials off, record appeals and reopenings",
    "worklists:read": "Read work items and the notes on them",
    "worklists:write": "Assign work items, write notes, close them",
    "contracts:read": "Read what is agreed with payers",
    "contracts:write": "Enter what is agreed with payers",
    "patient_accounts:read": "Read what patients owe, their payments and refunds",
    "patient_accounts:write": "Record patients' payments, allocate and refund them",
    "fees:read": "Read fee agreements, fees and their preview",
    "agreements:write": "Draft, start and end the fee agreements of practices; for the organization's clients alone",
    "ledger:read": "Read ledger entries, accounts and periods",
    "reports:read": "Read rates and the claims behind them",
    "events:read": "Read the event feed",
    "audit:read": "Read the audit: who did what, when, why, from where",
    "disclosures:read": "Read accounts of disclosures",
    "disclosures:write": "Record disclosures",
    "practices:read": "Read the organization's practices",
    "practices:write": "Set up practices",
    "practices:offboard": "Take a practice through its leaving, up to the destruction of its key",
    "payers:read": "Read the organization's payers",
    "payers:write": "Create payers",
    "clients:read": "Read machine clients and partners",
    "clients:write": "Create machine clients and partners, rotate secrets",
    "interchanges:read": "Read interchanges and the queue of unrouted transactions",
    "interchanges:write": "Deliver X12 files to the organization's mailbox",
    "x12:validate": "Check X12 files, which are not kept",
    "releases:read": "Read aggregates released to a partner",
    "releases:write": "Release aggregates to a partner",
}

_OF_A_PRACTICE = {
    *("registration", "eligibility", "encounters", "claims", "remittances", "ledger", "reports", "events"),
    *("denials", "worklists", "contracts", "patient_accounts", "fees"),
    *("audit", "disclosures", "x12"),
}
PRACTICE_SCOPES = frozenset(scope for scope in SCOPES if scope.split(":")[0] in _OF_A_PRACTICE)
"""What a client bound to one practice may hold."""

STAFF_SCOPES = frozenset({"agreements:write"})
"""What is done in a practice, but never by a client of its own: it reads what it pays, and does not write it."""

PARTNER_SCOPES = frozenset({"releases:read"})
"""What a partner's client may hold."""

ORGANIZATION_SCOPES = frozenset(SCOPES)
"""What a client of the organization may hold; in a practice it acts only where it is granted."""

ALLOWED = {"practice": PRACTICE_SCOPES, "partner": PARTNER_SCOPES, "organization": ORGANIZATION_SCOPES}
