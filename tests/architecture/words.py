"""PHI stays out of log lines, events, audit details and job arguments; floats stay away from money."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import Source

PHI = {
    *("last_name", "first_name", "middle_name", "name_last", "name_first", "full_name", "birth_date", "date_of_birth"),
    *("address", "line1", "zip", "phone", "email", "ssn", "mrn", "member_id", "subscriber", "group_number"),
    *("external_id", "patient", "diagnoses", "diagnosis", "note", "snapshot", "subscriber_name"),
}
CONTENT = {
    *("body", "payload", "content", "raw", "text", "form", "params", "headers", "query_string", "url", "authorization"),
    *("token", "access_token", "client_secret", "secret", "password", "claims", "segments", "interchange", "exc_info"),
}
"""What may hold PHI or a secret, whatever it is called inside."""

NETWORK = {"tenants/oauth/endpoints.py": {"address"}}
"""There `address` is where a request came from, which the audit of sign-ins must say."""

LOGGERS = re.compile(r"(^|\.)(log|logger|logging|_log|structlog)(\.|$)")
LEVELS = {"debug", "info", "warning", "warn", "error", "critical", "exception", "log", "msg", "bind", "new"}
PRINTERS = {
    "print",
    "warn",
    "typer.echo",
    "typer.secho",
    "click.echo",
    "console.print",
    "sys.stderr.write",
    "sys.stdout.write",
}
RECORDERS = {"NewEvent", "AuditEntry", "audit", "read_audit", "defer", "field_error"}
"""What ends up in an event, an audit row, a job or an answer's `errors`: ids, codes and cents alone."""

COMMANDS_MAY_SHOW = {
    "api/cli/": {"client_secret", "text", "url", "content"},
    "api/demo/": {"client_secret", "text", "url"},
}
"""A command's output is what its user asked for: the demo's own clients and addresses."""

MONEY = re.compile(r"(^|_)(cents|bps|amount|amounts|charge|charges|paid|balance|money)(_|$)")


def phi_in_logs(source: Source) -> list[str]:
    """No log call, event, audit detail, job argument or field error is given a name that may hold PHI.

    A traceback prints values too: `log.exception` and `exc_info` are refused with them.
    """
    findings = []
    for path, tree in source.trees.items():
        allowed = NETWORK.get(path, set()) | next(
            (names for start, names in COMMANDS_MAY_SHOW.items() if path.startswith(start)), set()
        )
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call):
                continue
            refused = _refused_names(call) - allowed
            called = ast.unparse(call.func)
            findings += [f"{path}:{call.lineno} {called}(... {name} ...)" for name in sorted(refused)]
            if _is_log(called) and called.endswith(".exception"):
                findings.append(f"{path}:{call.lineno} {called} prints a traceback")
    return findings


def _is_log(called: str) -> bool:
    return LOGGERS.search(called) is not None and called.rsplit(".", 1)[-1] in LEVELS


def _refused_names(call: ast.Call) -> set[str]:
    called = ast.unparse(call.func)
    if _is_log(called) or called in PRINTERS:
        refused = PHI | CONTENT
    elif called.rsplit(".", 1)[-1] in RECORDERS:
        refused = PHI
    else:
        return set()
    return {name for part in [*call.args, *call.keywords] for name in _names(part)} & refused


def _names(node: ast.AST) -> Iterator[str]:
    """Names, attributes, keywords and text keys in an expression; what is only asked for its length is not shown."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) in {"len", "bool", "type"}:
        return
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str() as name):
            yield name
        case ast.Subscript(slice=ast.Constant(value=str() as name)):
            yield name
        case ast.Dict(keys=keys):
            yield from (key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str))
    if isinstance(node, ast.Attribute) and node.attr in {"id", "version", "state", "kind"}:
        return  # `patient.id` shows an id
    for child in ast.iter_child_nodes(node):
        yield from _names(child)


def floats_near_money(source: Source) -> list[str]:
    """No float literal, `float` or true division in a function or class that speaks of money."""
    findings = []
    for path, tree in source.trees.items():
        decimals = {ast.unparse(target) for node in tree.body for target in _decimal(node)}
        for unit in _units(tree):
            names = {name for node in ast.walk(unit) for name in _own_names(node)}
            if not any(MONEY.search(name) for name in names):
                continue
            findings += [f"{path}:{line} {what} near money" for line, what in _floats(unit, decimals)]
    return findings


def _decimal(node: ast.stmt) -> list[ast.expr]:
    """The names that a module sets to a Decimal: dividing by one gives no float."""
    if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call):
        targets: list[ast.expr] = list(node.targets) if isinstance(node, ast.Assign) else [node.target]
        return targets if ast.unparse(node.value.func) == "Decimal" else []
    return []


def _units(tree: ast.Module) -> Iterator[ast.stmt]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from node.body
        else:
            yield node


def _own_names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name


def _floats(unit: ast.stmt, decimals: set[str]) -> Iterator[tuple[int, str]]:
    for node in ast.walk(unit):
        match node:
            case ast.Constant(value=float()):
                yield node.lineno, "a float literal"
            case ast.Name(id="float"):
                yield node.lineno, "`float`"
            case ast.BinOp(op=ast.Div(), right=right) if ast.unparse(right) not in decimals:
                yield node.lineno, "`/`"
            case ast.AugAssign(op=ast.Div()):
                yield node.lineno, "`/`"
