from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.x12.files import AsJson

if TYPE_CHECKING:
    from api.x12 import Profile, Rule


def rules(
    *,
    only: Annotated[str, typer.Option("--set", help="Those of one set (835, 837P, 277CA ...) and of every set.")] = "",
    as_json: AsJson = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="The page docs/x12-rules.md.")] = False,
) -> None:
    """List the rules of `check`: id, severity, sets, what it means, who says so."""
    from msgspec.json import encode

    from api.x12 import rules as all_rules

    listed = [rule for rule in all_rules() if not only or not rule.sets or only in rule.sets]
    if as_markdown:
        typer.echo("\n".join(page(listed)))
    elif as_json:
        for rule in listed:
            typer.echo(encode(facts(rule)).decode())
    else:
        _draw(listed)


def facts(rule: "Rule") -> dict[str, object]:
    """A rule as `--json` prints it, on a line."""
    return {
        "rule": rule.id,
        "severity": rule.severity,
        "sets": rule.sets,
        "blocks": blocks(rule),
        "meaning": rule.meaning,
        "source": rule.source,
    }


def blocks(rule: "Rule") -> "list[Profile]":
    """The profiles under which it blocks."""
    profiles: tuple[Profile, ...] = ("inbound", "outbound")
    return [profile for profile in profiles if rule.blocks(profile)]


def page(listed: Iterable["Rule"]) -> Iterator[str]:
    """The generated page, line by line."""
    by_sets: dict[tuple[str, ...], list[Rule]] = {}
    for rule in listed:
        by_sets.setdefault(rule.sets, []).append(rule)
    count = sum(map(len, by_sets.values()))
    yield from (
        "<!-- Generated: firstpass x12 rules --markdown > docs/x12-rules.md -->",
        "# Rules of `firstpass x12 check`",
        "",
        f"{count} rules. `blocks` names the profiles under which a finding of the rule blocks: `inbound`, the file",
        "must not be posted; `outbound`, it must not be sent. A rule of general knowledge, which no second source",
        "confirms, warns and never blocks. Sources: [P] guide maps as pyx12 4.0.0 has them, [L] models of",
        "linuxforhealth-x12, [G] text of the published guides, [N] the named public source, [M] measured on public",
        "files; RFI is an X12 request for interpretation.",
    )
    for sets in sorted(by_sets):
        yield from ("", f"## {', '.join(sets) or 'Every set'}", "")
        yield from ("| rule | severity | blocks | meaning | source |", "|---|---|---|---|---|")
        for rule in by_sets[sets]:
            cells = (f"`{rule.id}`", rule.severity, ", ".join(blocks(rule)) or "never", rule.meaning, rule.source)
            yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
    yield from _code_lists()


def _code_lists() -> Iterator[str]:
    """The lists that `element.code` and others look in."""
    from api.x12.codes import code_list, list_names
    from api.x12.codes.diagnoses import DATE as DIAGNOSES_DATE

    yield from ("", "## Code lists", "")
    yield from ("Numbers without their wording. A code newer than a list is reported as unknown.", "")
    yield from ("| list | codes | as of | source |", "|---|---|---|---|")
    for name in list_names():
        listed = code_list(name)
        yield f"| `{name}` | {len(listed.codes)} | {listed.date} | {listed.source} |"
    yield (
        f"| diagnoses | by form | {DIAGNOSES_DATE} | ICD-10-CM conventions (CMS and NCHS), unless the caller gives the"
        " list of the year |"
    )


def _draw(listed: Iterable["Rule"]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from api.cli.x12.screen import console

    table = Table(box=SIMPLE_HEAD, expand=True, pad_edge=False)
    for column, width in (("rule", 30), ("severity", 8), ("sets", 12), ("blocks", 17)):
        table.add_column(column, width=width, overflow="fold")
    table.add_column("meaning", ratio=3, overflow="fold")
    table.add_column("source", ratio=2, overflow="fold")
    for rule in listed:
        told = (", ".join(rule.sets) or "all", ", ".join(blocks(rule)) or "never")
        table.add_row(rule.id, rule.severity, *told, rule.meaning, rule.source)
    console().print(table)
