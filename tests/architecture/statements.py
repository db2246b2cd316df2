"""Rules of SQL: it is in `store.py`; each statement names its tenant; a distributed server could run it.

Row security is the defense (`tests/isolation`). These rules are for the planner (a statement that leaves the tenant to
the policy took 8 ms where 0.7 would do, measured right after a load) and for Citus, which sends such a statement to
every shard and refuses `insert ... select from unnest(...)` unless a table of the same tenant is joined.
"""

import ast
import re
from collections.abc import Mapping, Sequence

from tests.architecture.source import Source, Text

SQL_ELSEWHERE = {
    "tenants/session.py": "the one place that sets the tenant; writes the insert of a model",
    "tenants/policies.py": "row security as migrations write it",
    "tenants/audit/append.py": "the audit row as a part of other statements",
    "tenants/audit/log.py": "runs the statements of append.py",
    "api/health.py": "asks the database whether it answers; no table",
    "api/kit/postgres/": "the embedded server, its roles and database",
}
"""Where SQL may stand outside a `store.py`, and why."""

CROSSES_OWNERS = {
    ("tenants/oauth/store.py", "client_with_secrets"): "identity: the token request names a client alone",
    ("tenants/practices/store.py", "all_owners"): "identity: a job over all practices",
    ("tenants/practices/store.py", "all_organizations"): "identity: a job over all organizations",
}
"""Statements that name no owner, by store and function, and the role that runs them."""

Pair = tuple[str, str]
"""An alias and its owner column."""

_NAMES = "tenant_id|organization_id|partner_id|practice_id"
VIEWS = {"ledger_leg": "tenant_id"}
OWNERS = ("tenant_id", "organization_id")
MORE_KEYS = {"release": "partner_id", "release_cell": "partner_id"}
"""Tables that a partner reads: named by the partner's id as well."""

KEYWORDS = {
    *(
        "on",
        "where",
        "set",
        "join",
        "left",
        "inner",
        "cross",
        "full",
        "right",
        "group",
        "order",
        "limit",
        "for",
        "using",
    ),
    *("values", "select", "returning", "union", "natural", "window", "having", "as", "and", "or", "offset", "except"),
    *("tablesample", "with", "lateral", "when", "then", "end", "is", "not", "in", "asc", "desc"),
}
VOLATILE = re.compile(
    r"\b(random|gen_random_uuid|uuidv7|uuid_generate_v4|clock_timestamp|timeofday|nextval|pg_current_xact_id|txid_current)\s*\("
)
STAR = re.compile(r"(?:select|returning)\s+(?:distinct\s+)?\*(?:\s+from\s+(\w+))?|\b(\w+)\.\*")
PLAIN_SET = re.compile(r"\bset_config\s*\(|^\s*set\s+(local\s+|session\s+)?\w+|^\s*reset\s", re.IGNORECASE)
FLOATS = re.compile(
    r"::\s*(float\d*|real|double precision)\b|\bcast\s*\([^)]*\bas\s+(float|real|double)", re.IGNORECASE
)
CALLS = re.compile(r"(^|\.)(tx|transaction|connection|cursor)\.(rows|row|execute|executemany|copy)$")


def sql_in_store(source: Source) -> list[str]:
    """SQL stands in `store.py`. Once a statement hidden in a verb was the one that nobody gave its tenant."""
    findings = [
        f"{text.place}: SQL outside store.py"
        for text in source.texts()
        if text.is_sql and not text.path.endswith("/store.py") and not _is_excepted(text.path)
    ]
    findings += [
        f"{path}:{node.lineno} {ast.unparse(node.func)}: a statement is run outside store.py"
        for path, tree in source.trees.items()
        if not path.endswith("/store.py") and not _is_excepted(path)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and CALLS.search(ast.unparse(node.func))
    ]
    used = {exception for exception in SQL_ELSEWHERE if any(path.startswith(exception) for path in source.trees)}
    return findings + [f"{path} is excepted from the rule and not there" for path in SQL_ELSEWHERE.keys() - used]


def _is_excepted(path: str) -> bool:
    return any(path.startswith(exception) for exception in SQL_ELSEWHERE)


def statements(source: Source) -> list[Text]:
    return [
        text
        for text in source.texts()
        if text.is_statement and (text.path.endswith("/store.py") or text.path == "tenants/audit/append.py")
    ]


def tenant_named(source: Source, owner_of: Mapping[str, str]) -> list[str]:
    """Each reference to an owned table is bound to its owner, and the owner is a parameter somewhere.

    `owner_of` maps tables to their owner column; what is not in it is global.
    """
    findings, crossing = [], set()
    for text in statements(source):
        if (text.path, text.function) in CROSSES_OWNERS:
            crossing.add((text.path, text.function))
            continue
        findings += [f"{text.place}: {finding}" for finding in unbound(_plain(text.value), owner_of)]
    stale = CROSSES_OWNERS.keys() - crossing
    return findings + [f"{path} {function} is listed as crossing owners and not there" for path, function in stale]


def _plain(statement: str) -> str:
    return " ".join(re.sub(r"--[^\n]*", " ", statement).split())


def _references(sql: str, owner_of: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Verb (from, join, into, update), table, alias of each owned table in a statement."""
    found = []
    for match in re.finditer(
        r"\b(from|join|into|update|using)\s+(?:only\s+)?(\w+)\b(?!\s*\.)(?:\s+(?:as\s+)?(\w+))?", sql
    ):
        verb, table, alias = match.group(1), match.group(2), match.group(3) or ""
        if table in owner_of:
            found.append((verb, table, "" if alias in KEYWORDS else alias))
    return found


def unbound(sql: str, owner_of: Mapping[str, str]) -> list[str]:
    """Each reference is equal to a parameter in its owner column, or to a reference that is."""
    references = _references(sql, owner_of)
    findings = [
        f"the insert into {table} does not begin with its owner"
        for verb, table, _ in references
        if verb == "into" and not _begins_with_owner(sql, table, owner_of)
    ]
    if not references:
        return findings
    read = [(table, alias) for verb, table, alias in references if verb != "into"]
    needed: dict[tuple[str, str], int] = {}
    for table, alias in read:
        for name in sorted({owner_of[table], MORE_KEYS.get(table, owner_of[table])}):
            needed.setdefault((alias, name), 0)
            needed[alias, name] += 1
    bound = _bound_aliases(sql, needed)
    for table, alias in read:
        names = {owner_of[table], MORE_KEYS.get(table, owner_of[table])}
        counts = ((bound.get((alias, name), 0) + bound.get((table, name), 0), needed[alias, name]) for name in names)
        if not any(count >= least for count, least in counts):
            findings.append(f"{table}{f' {alias}' if alias else ''} is not bound to its owner")
    given = re.search(
        r"\(\s*(?:tenant_id|organization_id)\b.*(?:values \(|select )\s*%\((?:tenant|organization)_id\)", sql
    )
    if not read and given is None:
        findings.append("the statement names no owner")
    return findings


def _begins_with_owner(sql: str, table: str, owner_of: Mapping[str, str]) -> bool:
    return re.search(rf"into {table}(?: as \w+)? \(\s*{owner_of[table]}\b", sql) is not None


def _bound_aliases(sql: str, needed: Mapping[Pair, int]) -> dict[Pair, int]:
    """How often an alias's owner column (alias "" for a bare name) is bound to a parameter, over joins as well.

    An alias that stands for a table in two queries of a statement is bound in each: `needed` says how often.
    """
    grounded: dict[tuple[str, str], int] = {}
    for alias, name in re.findall(rf"(?<![\w.])(?:(\w+)\.)?({_NAMES}) (?:= |= any ?\( ?|in \( ?)%\(", sql):
        grounded[alias, name] = grounded.get((alias, name), 0) + 1
    edges = re.findall(rf"(?<![\w.])(?:(\w+)\.)?({_NAMES}) = (?:(\w+)\.)?({_NAMES})\b", sql)
    for alias, name in re.findall(rf"\(\w*\(?%\([^;]*?\)\s+(?:as )?(\w+)\s*\([^)]*?({_NAMES})\b", sql):
        grounded[alias, name] = 1  # unnested parameters that hold the owner
    changed = True
    while changed:
        changed = False
        for one, one_name, other, other_name in edges:
            pair, partner = (one, one_name), (other, other_name)
            for known, new in ((pair, partner), (partner, pair)):
                if known in grounded and new not in grounded:
                    grounded[new] = 0
                    changed = True
    ends = [((one, one_name), (other, other_name)) for one, one_name, other, other_name in edges]
    giving = [(pair,) for pair, count in grounded.items() for _ in range(count)]
    return _given(needed, [*giving, *(pairs for pairs in ends if pairs[0] in grounded)])


def _given(needed: Mapping[Pair, int], giving: Sequence[tuple[Pair, ...]]) -> dict[Pair, int]:
    """How much of what is needed is there, when each equation is used once, for one of its sides."""
    used: dict[int, Pair] = {}

    def give(pair: Pair, tried: set[int]) -> bool:
        for number, pairs in enumerate(giving):
            if pair in pairs and number not in tried:
                tried.add(number)
                if number not in used or give(used[number], tried):
                    used[number] = pair
                    return True
        return False

    return {pair: sum(give(pair, set()) for _ in range(count)) for pair, count in needed.items()}


def citus(source: Source, owner_of: Mapping[str, str]) -> list[str]:
    """What a distributed server would refuse, do differently on each node, or send everywhere; and floats in SQL."""
    findings = []
    for text in statements(source):
        sql = _plain(text.value)
        found = [
            "names `*` instead of columns"
            for match in STAR.finditer(sql)
            if not _is_named_above(match.group(1) or match.group(2), sql)
        ]
        if PLAIN_SET.search(sql):
            found.append("sets something: only tenants/session.py does")
        if FLOATS.search(sql):
            found.append("casts to a float")
        found += [finding for piece in _insert_selects(sql) for finding in _refused(piece, owner_of)]
        findings += [f"{text.place}: {finding}" for finding in found]
    return findings


def _is_named_above(name: str | None, sql: str) -> bool:
    """A query of the same statement lists the columns that its `*` stands for."""
    named = rf"(\bwith|,)\s+{name}\s+(\([^)]*\) )?as\b|\)\s+(as )?{name}\b"
    return name is not None and re.search(named, sql) is not None


def _insert_selects(sql: str) -> list[tuple[str, str]]:
    """Target and query of each `insert into t (...) select ...`, to the end of its statement or parenthesis."""
    found = []
    for match in re.finditer(r"insert into (\w+)(?: as \w+)? \([^)]*\) (?=select |with )", sql):
        depth, end = 0, len(sql)
        for position in range(match.end(), len(sql)):
            depth += {"(": 1, ")": -1}.get(sql[position], 0)
            if depth < 0:
                end = position
                break
        found.append((match.group(1), sql[match.end() : end]))
    return found


def _refused(piece: tuple[str, str], owner_of: Mapping[str, str]) -> list[str]:
    table, query = piece
    found = [f"calls {match.group(1)} in an insert of a query into {table}" for match in VOLATILE.finditer(query)]
    joined = {name for verb, name, _ in _references(query, owner_of) if verb in {"from", "join"}}
    same_level = {name for name in joined if owner_of[name] == owner_of.get(table)}
    if "unnest(" in query and table in owner_of and not same_level:
        found.append(f"inserts unnested rows into {table} without a joined table of the same owner")
    return found
