from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from api.reference.code_sets import Edition

app = typer.Typer(no_args_is_help=True, help="Public code sets.")


@app.callback()
def codes() -> None:
    """A group, so that its one command keeps its name."""


@app.command()
def load(
    *,
    if_missing: Annotated[bool, typer.Option("--if-missing", help="Do nothing when a list is loaded.")] = False,
    file: Annotated[
        Path | None, typer.Option(help="CMS's icd10cm-order-YYYY.txt instead of the list that is installed.")
    ] = None,
    date: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Of which day the file's list is.")
    ] = None,
) -> None:
    """Load the ICD-10-CM codes that may be billed: what is new is added, what is gone is taken out."""
    from api.cli.ready import ready
    from api.reference.code_sets import ICD_10_CM, OrderFileUnreadable, is_loaded, load_code_set, read_order_file

    if (file is None) != (date is None):
        raise typer.BadParameter("give --file and --date together")
    settings = ready()
    url = settings.role_url("migrator")
    if if_missing and is_loaded(url, ICD_10_CM):
        return
    if file is not None and date is not None:
        try:
            edition = read_order_file(file.read_text(encoding="utf-8", errors="replace"), date.date())
        except OrderFileUnreadable:
            raise typer.BadParameter("not an icd10cm-order file of CMS: it has no billable code") from None
    else:
        edition = _installed()
    load_code_set(url, edition)
    typer.echo(f"{edition.name}: {len(edition.labels)} codes of {edition.source_date}", err=True)


def _installed() -> "Edition":
    """The list in the package; importing it costs seconds and 185 MiB, so no other command or process does."""
    from importlib.resources import files

    import simple_icd_10_cm as package

    from api.reference.code_sets import ICD_10_CM, ICD_10_CM_SOURCE, Edition

    [name] = (
        file.name
        for file in files("simple_icd_10_cm.data").iterdir()
        if file.name.startswith("icd10c-tabular-") and file.name.endswith(".xml")
    )
    labels = {
        code.replace(".", ""): package.get_description(code)
        for code in package.get_all_codes()
        if package.is_leaf(code) and not package.is_chapter_or_block(code)
    }
    source_date = datetime.strptime(name, "icd10c-tabular-%B-%d-%Y.xml").date()  # noqa: DTZ007 - a day, of no zone
    return Edition(ICD_10_CM, ICD_10_CM_SOURCE, source_date, labels)
