from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.x12.files import AsJson, Files, InputFile, over

if TYPE_CHECKING:
    from api.x12 import FileCheck, Profile

ProfileOption = Annotated[
    str,
    typer.Option(
        "--profile",
        help="`inbound`: only what must not be posted blocks. `outbound`: whatever a confirmed rule says, as for a "
        "file that is to be sent.",
    ),
]


def check(files: Files, *, profile: ProfileOption = "inbound", as_json: AsJson = False) -> None:
    """Find everything that is wrong with files: structure, elements, code lists, sums, the rules of each set.

    Exits 0 when nothing blocks, 1 when something does, 2 when a file is not X12. Values are masked.
    """
    chosen = read_profile(profile)

    def work(file: InputFile) -> bool:
        from api.x12 import check_file

        with file.open("checking") as stream:
            result = check_file(stream, chosen)
        _print_json(file.name, result) if as_json else _draw(file.name, result)
        return result.is_blocked

    over(files, work)


def read_profile(text: str) -> "Profile":
    """`inbound` or `outbound`. Raises BadParameter."""
    if text == "inbound":
        return "inbound"
    if text == "outbound":
        return "outbound"
    raise typer.BadParameter("is `inbound` or `outbound`", param_hint="--profile")


def _print_json(name: str, result: "FileCheck") -> None:
    from msgspec.json import encode

    from api.x12.convert import check_report

    typer.echo(encode({"file": name} | check_report(result)).decode())


def _draw(name: str, result: "FileCheck") -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from api.cli.x12.screen import console, draw_findings, safe

    screen = console()
    screen.print(Text(safe(name), style="bold"))
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in ("set", "version", "control number"):
        table.add_column(column)
    for column in ("claims", "errors", "warnings"):
        table.add_column(column, justify="right")
    table.add_column("")
    for transaction in result.transactions:
        errors = sum(finding.severity == "error" for finding in transaction.findings)
        table.add_row(
            *map(safe, (transaction.set_name, transaction.version, transaction.control_number)),
            *map(str, (transaction.claims, errors, len(transaction.findings) - errors)),
            Text("blocked", style="bold red") if transaction.is_blocked else Text("clean", style="green"),
        )
    screen.print(table)
    draw_findings(screen, result.findings)
    for transaction in result.transactions:
        if transaction.findings:
            screen.print(Text(safe(f"{transaction.set_name} {transaction.control_number}"), style="bold"))
            draw_findings(screen, transaction.findings)
