"""What the demo tells: one JSON document, or a table with what to try next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from rich.console import Console
from rich.table import Table

from api.demo.caller import Json
from api.demo.cast import Cast

FROM_ANSWER = r"""sed 's/.*"access_token":"\([^"]*\)".*/\1/'"""

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
    practices = [practice.as_json() for practice in cast.practices]
    return {
        "ok": all(stage.ok for stage in stages),
        "stages": [stage.as_json() for stage in stages],
        "practices": practices,
        "ledger_sum_cents": sum(practice.ledger_sum_cents for practice in cast.practices),
        "ledger_entries": sum(practice.ledger_entries for practice in cast.practices),
    }


def show_stage(console: Console, stage: Stage) -> None:
    """One line as soon as a stage is done; what is not as expected below it."""
    mark = "[green]ok[/]" if stage.ok else "[red]failed[/]"
    console.print(f"  {mark:<17} {stage.name:<16} {stage.made}")
    for name, holds in stage.checks.items():
        if not holds:
            console.print(f"           [red]not so:[/] {name}")
    if stage.problem:
        console.print(f"           {stage.problem}", markup=False)


def show_table(console: Console, stages: Sequence[Stage], cast: Cast) -> None:
    """The closing tables."""
    made = Table("Stage", "What it made", "Cents", title="From encounter to first-pass rate")
    made.columns[2].justify = "right"
    for stage in stages:
        made.add_row(stage.name, stage.made, f"{stage.cents:,}" if stage.cents else "")
    console.print(made)
    money = Table("Practice", "Claims", "Charged", "Insurance paid", "First pass", title="Practices (cents)")
    for column in money.columns[1:]:
        column.justify = "right"
    for practice in cast.practices:
        told = practice.as_json()
        rate = told["first_pass"]
        shown = f"{rate['numerator']}/{rate['denominator']} = {rate['rate_bps']} bps"
        amounts = (f"{told['charged_cents']:,}", f"{told['insurance_paid_cents']:,}")
        money.add_row(practice.name, str(told["claims"]), *amounts, shown)
    console.print(money)


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
