"""The rates that come of it all, and what a partner may know of them."""

from datetime import timedelta

from api.demo.cast import TIME_ZONE, Cast, DemoPractice
from api.demo.report import Part, Stage
from api.kit.clock import local_day, month_of, now


def first_pass(cast: Cast) -> Stage:
    """Each practice's rates with the claims behind them; to the partner only what is large enough to be released."""
    parts = {practice.name: _rate(practice) for practice in cast.practices}
    parts["partner"] = _release(cast)
    one, two = (practice.first_pass["fprr"] for practice in cast.practices)
    made = (
        f"{one['numerator']}/{one['denominator']}, released;"
        f" {two['numerator']}/{two['denominator']}, suppressed for the partner"
    )
    return Stage.of_practices("first_pass", made, parts)


def _rate(practice: DemoPractice) -> Part:
    ehr, expected = practice.ehr, practice.expected
    told = {metric: ehr.get("/reports/first-pass", metric=metric) for metric in expected.rates}
    behind = ehr.get_all("/reports/first-pass/claims", metric="fprr", outcome="numerator")
    broken = list(ehr.get_all("/reports/first-pass/claims", metric="fprr", outcome="broken"))
    names = ("numerator", "denominator", "rate_bps", "pending", "excluded")
    practice.first_pass = {metric: {name: rate[name] for name in names} for metric, rate in told.items()}
    checks = {
        f"{metric} is what its definition makes of the visits": (rate["numerator"], rate["denominator"])
        == expected.rates[metric]
        for metric, rate in told.items()
    } | {
        "the claims behind it": sorted(row["claim_id"] for row in behind)
        == sorted(practice.claim_ids[visit.number] for visit in expected.families if visit.is_favorable),
        "each that failed names the event that broke it": bool(broken) and all(row["event_id"] for row in broken),
        "what was taken back later stays resolved, and is counted beside": told["fprr"]["later_reversed"]
        == sum(visit.story.is_reversed for visit in expected.families),
    }
    return Part(checks)


def _release(cast: Cast) -> Part:
    month = month_of(local_day(now(), TIME_ZONE))
    last = month_of(month - timedelta(days=1))  # in case the month has just turned
    order = {"partner_id": cast.partner_id, "month_from": f"{last:%Y-%m}", "month_to": f"{month:%Y-%m}"}
    release_id = cast.staff.post("/releases", order)["id"]
    cast.site.until("the release is computed", lambda: cast.staff.get(f"/releases/{release_id}")["state"] == "released")

    read = cast.partner.get("/first-pass-rates")
    one, two = cast.practices
    acceptance = [
        (cell["numerator"], cell["denominator"])
        for cell in read["items"]
        if cell["practice_id"] == one.id and cell["metric"] == "fpar" and cell["denominator"] is not None
    ]
    hidden = [cell for cell in read["items"] if cell["practice_id"] == two.id]
    checks = {
        "reads the release": read["release_id"] == release_id,
        f"sees the rate of {one.name}": acceptance == [one.expected.rates["fpar"]],
        f"sees why the rates of {two.name} are not shown, and no number": bool(hidden)
        and all(
            cell["suppressed_reason"] == "fewer_than_11"
            and cell["numerator"] is cell["denominator"] is cell["rate_bps"] is None
            for cell in hidden
        ),
    }
    return Part(checks, {"release": [release_id]})
