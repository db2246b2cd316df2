"""What the demo tells: one JSON document, or a table with what to try next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from rich.console import Console
from rich.table import Table

from api.demo.caller import Json
from api.demo.cast import Cast
from api.demo.plan import STORIES
from api.kit.money import rate_bps

FROM_ANSWER = r"""sed 's/.*"access_token":"\([^"]*\)".*/\1/'"""

SIDES: Final = ("numerator", "denominator")
RATES: Final = {
    "fprr": "resolved at the first pass",
    "fprr_strict": "  and paid by insurance",
    "fprr_any_payment": "  the benchmarks' definition: any payment",
    "fprr_by_line": "  by line",
    "fpar": "accepted at the first try",
    "idr_full": "denied at first, in full",
    "idr_any_line": "  on any line",
    "idr_money": "  in money",
}

Checks = dict[str, bool]
"""What was read back from the API, in words, and whether it is as expected."""

Ids = dict[str, list[str]]
"""What was made, by kind."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a stage did for one practice."""

    checks: Checks
    ids: Ids = field(default_factory=dict)
    cents: int = 0


@dataclass(frozen=True, slots=True)
class Stage:
    """What a stage of the cycle did."""

    name: str
    made: str
    cents: int = 0
    ids: Ids = field(default_factory=dict)
    checks: Checks = field(default_factory=dict)
    problem: str = ""

    @classmethod
    def of_practices(cls, name: str, made: str, parts: Mapping[str, Part]) -> Self:
        """One stage from what it did for each practice; `made` may count kinds of ids, as in `{claim} claims`."""
        ids: Ids = {}
        for part in parts.values():
            for kind, some in part.ids.items():
                ids.setdefault(kind, []).extend(some)
        return cls(
            name,
            made.format(**{kind: len(some) for kind, some in ids.items()}),
            sum(part.cents for part in parts.values()),
            ids,
            {f"{practice}: {check}": holds for practice, part in parts.items() for check, holds in part.checks.items()},
        )

    @property
    def ok(self) -> bool:
        """Every check holds, and there was one."""
        return not self.problem and bool(self.checks) and all(self.checks.values())

    def as_json(self) -> Json:
        """For the document."""
        told = {"name": self.name, "ok": self.ok, "made": self.made, "cents": self.cents, "ids": self.ids}
        return told | {"checks": self.checks} | ({"problem": self.problem} if self.problem else {})


def document(stages: Sequence[Stage], cast: Cast) -> Json:
    """The whole result. Amounts come from the API, practice by practice."""
    practices = cast.practices
    return {
        "ok": all(stage.ok for stage in stages),
        "stages": [stage.as_json() for stage in stages],
        "practices": [practice.as_json() for practice in practices],
        "ledger_sum_cents": sum(practice.ledger_sum_cents for practice in practices),
        "ledger_entries": sum(practice.ledger_entries for practice in practices),
        "patient_paid_cents": sum(practice.patient_paid_cents for practice in practices),
        "fee_cents": sum(practice.fee_cents for practice in practices),
        "fee_tie_out": all(practice.fee_tie_out for practice in practices),
        "first_pass": _together([practice.first_pass for practice in practices if practice.first_pass]),
    }


def _together(rates: Sequence[Json]) -> Json:
    """Each rate over all practices: sums on both sides, never a mean of rates."""
    found: Json = {}
    for metric in rates[0] if rates else ():
        numerator, denominator = (sum(each[metric][side] for each in rates) for side in ("numerator", "denominator"))
        rate = {"numerator": numerator, "denominator": denominator, "rate_bps": rate_bps(numerator, denominator)}
        found[metric] = rate
    return found


def show_stage(console: Console, stage: Stage) -> None:
    """One line as soon as a stage is done; what is not as expected below it."""
    mark = "[green]ok[/]" if stage.ok else "[red]failed[/]"
    console.print(f"  {mark:<17} {stage.name:<16} {stage.made}")
    for name, holds in stage.checks.items():
        if not holds:
            console.print(f"           [red]not so:[/] {name}")
    if stage.problem:
        console.print(f"           {stage.problem}", markup=False)


def show_tables(console: Console, cast: Cast) -> None:
    """The closing tables: each scenario, the ledger, the fee statement, the rates."""
    console.print(_scenarios(cast))
    console.print(_ledger(cast))
    console.print(_fees(cast))
    console.print(_rates(cast))


def _scenarios(cast: Cast) -> Table:
    """A line a scenario: what the payer did, and what came of it, over both practices."""
    table = _table(
        "Every answer a payer gives", "", "What happened", "Claims", "Charged", "Insurance", "Patient", left=2
    )
    for scenario, story in sorted(STORIES.items()):
        visits = [visit for practice in cast.practices for visit in practice.visits_of(scenario)]
        if not visits:
            continue
        cents = (
            sum(visit.charged_cents for visit in visits),
            sum(visit.insurance_paid_cents for visit in visits),
            sum(visit.patient_cents for visit in visits),
        )
        table.add_row(scenario, story.answer, str(len(visits)), *(dollars(each) for each in cents))
    return table


def _ledger(cast: Cast) -> Table:
    table = _table("The ledger", "Account", *(practice.name for practice in cast.practices))
    for account in sorted({name for practice in cast.practices for name in practice.accounts}):
        table.add_row(
            account.replace("_", " "), *(dollars(practice.accounts.get(account, 0)) for practice in cast.practices)
        )
    sums = (dollars(sum(practice.accounts.values())) for practice in cast.practices)
    table.add_section()
    table.add_row("sum", *sums)
    return table


def _fees(cast: Cast) -> Table:
    table = _table("What the billing company charges", "Practice", "For", "Collected", "Rate", "Fee", left=2)
    for practice in cast.practices:
        charged: dict[tuple[str, int | None], list[int]] = {}
        for line in practice.fee_statement.get("lines", ()):
            total = charged.setdefault((line["rule"], line["rate_bps"]), [0, 0])
            total[0] += line["base_cents"]
            total[1] += line["fee_cents"]
        for (rule, bps), (base, fee) in charged.items():
            table.add_row(practice.name, rule, dollars(base), "" if bps is None else percent(bps), dollars(fee))
        tied = "ties to the ledger" if practice.fee_tie_out else "[red]does not tie[/]"
        table.add_row(
            "",
            f"[bold]{tied}[/]",
            dollars(practice.fee_statement.get("base_cents", 0)),
            "",
            f"[bold]{dollars(practice.fee_cents)}[/]",
            end_section=True,
        )
    return table


def _rates(cast: Cast) -> Table:
    table = _table("Rates", "Rate", *(practice.name for practice in cast.practices))
    for metric, words in RATES.items():
        shown = []
        for practice in cast.practices:
            rate = practice.first_pass.get(metric, {})
            parts = (
                [dollars(rate[side]) if metric == "idr_money" else str(rate[side]) for side in SIDES] if rate else []
            )
            shown.append(f"{' / '.join(parts)} = {percent(rate['rate_bps'])}" if rate else "")
        table.add_row(words, *shown)
    return table


def _table(title: str, *columns: str, left: int = 1) -> Table:
    table = Table(*columns, title=title, title_justify="left", title_style="bold")
    for column in table.columns[left:]:
        column.justify = "right"
    return table


def dollars(cents: int) -> str:
    """For people: 1,234.50."""
    sign, whole = "-" if cents < 0 else "", abs(cents)
    return f"{sign}{whole // 100:,}.{whole % 100:02d}"


def percent(bps: int | None) -> str:
    """For people: 88.89 %."""
    return "none" if bps is None else f"{bps // 100}.{bps % 100:02d} %"


def show_what_next(console: Console, cast: Cast) -> None:
    """Addresses and calls that work as they stand."""
    base = cast.site.base_url
    lines = [
        "",
        f"Reference   {base}/docs",
        f"Contract    {base}/openapi.json",
        f"Logs        {cast.site.settings.data_dir / 'serve.log'}",
        "",
        "Three calls to try; first, once, how each client gets its token:",
        "",
        f'token() {{ curl -s -u "$1" -d grant_type=client_credentials {base}/oauth/token | {FROM_ANSWER}; }}',
        "",
    ]
    for caller, path in (
        (cast.practices[0].ehr, "/claims?limit=3"),
        (cast.staff, "/reports/first-pass?metric=fprr"),
        (cast.partner, "/first-pass-rates"),
    ):
        bearer = f"Authorization: Bearer $(token {caller.client_id}:{caller.client_secret})"
        lines += [f"# {caller.name}", f"curl -s -H \"{bearer}\" '{base}{caller.home}{path}'", ""]
    for line in [*lines, "Ctrl-C ends it."]:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
