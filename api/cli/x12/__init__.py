"""`firstpass x12`: the codec at the command line. It needs no database and no settings."""

import typer

from api.cli.x12.ack import ack
from api.cli.x12.check import check
from api.cli.x12.convert import convert
from api.cli.x12.rules import rules
from api.cli.x12.show import show

app = typer.Typer(no_args_is_help=True, help="X12 files: show, check, acknowledge, convert.")
app.command()(show)
app.command()(check)
app.command()(ack)
app.command()(rules)
app.command()(convert)
