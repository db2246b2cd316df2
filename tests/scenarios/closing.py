"""What holds when a story is over, whatever it was about."""

from uuid import uuid4

from tests.scenarios.office import Office

MONEY = {"undeposited_funds", "unapplied_cash"}
RECEIVABLES = {"insurance_receivable", "patient_receivable"}
LISTS = (
    "/claims",
    "/denials",
    "/work-items",
    "/remittances",
    "/claim-payments",
    "/takebacks",
    "/transactions",
    "/submissions",
    "/patient-payments",
    "/patient-refunds",
    "/eligibility-checks",
    "/fees/agreements",
    "/fees/entries",
    "/ledger/entries",
    "/reports/first-pass/claims?metric=fprr&outcome=numerator",
)
OBJECTS = (
    "/claims",
    "/denials",
    "/work-items",
    "/remittances",
    "/transactions",
    "/submissions",
    "/patient-payments",
    "/patient-refunds",
    "/eligibility-checks",
    "/fees/agreements",
    "/takebacks",
)


async def the_books_close(office: Office) -> None:
    """The ledger sums to zero, claims add up to their accounts, and each collection has exactly one fee."""
    accounts = await office.accounts()
    claims = await office.all("/claims")
    for account, balance in (
        ("insurance_receivable", "insurance_balance_cents"),
        ("patient_receivable", "patient_balance_cents"),
    ):
        assert sum(each[balance] for each in claims) == accounts.get(account, 0), account
    collections = {
        each["id"]: each["cents"] if each["credit"] in RECEIVABLES else -each["cents"]
        for each in await office.all("/ledger/entries")
        if {each["debit"], each["credit"]} & RECEIVABLES
        and {each["debit"], each["credit"]} & (MONEY | {"refunds_payable"})
    }
    fees = await office.all("/fees/entries")
    assert sorted(each["ledger_entry_id"] for each in fees) == sorted(collections), "one fee a collection"
    assert {each["ledger_entry_id"]: each["cents"] for each in fees} == collections


async def the_neighbour_sees_nothing(office: Office, neighbour: Office) -> None:
    """Its lists are empty, its rates and accounts are zero, and each id of the story is an unknown id."""
    for path in LISTS:
        assert await neighbour.all(path.partition("?")[0], **_params(path)) == [], path
    assert (await neighbour.get("/ledger"))["entries"] == 0
    rate = await neighbour.get("/reports/first-pass", metric="fprr")
    assert (rate["denominator"], rate["pending"], rate["excluded"], rate["rate_bps"]) == (0, 0, 0, None)
    seen = 0
    for path in OBJECTS:
        unknown = await neighbour.practice.ehr.get(neighbour.practice.path(f"{path}/{uuid4()}"))
        for each in await office.all(path):
            foreign = await neighbour.practice.ehr.get(neighbour.practice.path(f"{path}/{each['id']}"))
            assert (foreign.status_code, foreign.content) == (404, unknown.content), path
            stolen = await neighbour.practice.ehr.get(office.practice.path(f"{path}/{each['id']}"))
            assert (stolen.status_code, stolen.content) == (404, unknown.content), path
            seen += 1
    assert seen > 0


def _params(path: str) -> dict[str, str]:
    return dict(each.split("=") for each in path.partition("?")[2].split("&") if each)
