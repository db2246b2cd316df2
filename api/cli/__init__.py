"""The `firstpass` commands, one a file. Each imports what it runs when it runs: help answers at once."""

import typer

from api.cli.audit import app as audit
from api.cli.codes import app as codes
from api.cli.demo import demo
from api.cli.keys import app as keys
from api.cli.migrate import migrate
from api.cli.openapi import openapi
from api.cli.organization import app as organization
from api.cli.scenarios import scenarios
from api.cli.serve import serve
from api.cli.settings import settings
from api.cli.stop import stop
from api.cli.worker import worker
from api.cli.x12 import app as x12

# Tracebacks stay plain: the decorated ones print local variables, and those can hold a patient's data.
app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
app.command()(demo)
app.command()(migrate)
app.command()(serve)
app.command()(worker)
app.command()(stop)
app.command()(settings)
app.command()(scenarios)
app.command()(openapi)
app.add_typer(organization, name="organization")
app.add_typer(audit, name="audit")
app.add_typer(codes, name="codes")
app.add_typer(keys, name="keys")
app.add_typer(x12, name="x12")
