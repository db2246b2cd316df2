"""The product's source as syntax trees, and the SQL in it. Nothing is imported: a broken tree can be looked at."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PACKAGES = ("api", "tenants")
UNKNOWN = " ? "
"""Stands in a statement for what is only known at run time."""

BEGINS = re.compile(
    r"^\s*(select\s.+(\sfrom\s|\()|select\s+%\(|insert\s+into\s+\w|update\s+\w+(\s+\w+)?\s+set\s|delete\s+from\s+\w"
    r"|with\s+(recursive\s+)?\w+\s*(\([^)]*\)\s*)?as\s+(materialized\s+)?\(|truncate\s+(table\s+)?\w|merge\s+into\s"
    r"|(create|alter|drop)\s+(table|policy|role|view|index|unique|schema|function|database|trigger|or\s+replace)\b|grant\s.+\sto\s"
    r"|revoke\s.+\sfrom\s|set\s+(local|session|role|search_path|time)\b|begin;|copy\s+\w+\s+(from|to|\()|lock\s+table\s"
    r"|do\s+\$\$|call\s+\w+\()",
    re.IGNORECASE | re.DOTALL,
)
CONTAINS = re.compile(
    r"(insert into \w+ \(|delete from \w+ (\w+ )?where|update \w+ (\w+ )?set \w+ =|\(select .+ from )"
)


@dataclass(frozen=True, slots=True)
class Text:
    """A string expression of the source with the names in it filled in, and the function it stands in."""

    path: str
    function: str
    line: int
    value: str

    @property
    def is_statement(self) -> bool:
        """A whole SQL statement. A constant that begins with a blank is the end of others, and checked with them."""
        is_piece = self.value.startswith(" ") and self.function.isupper()
        return BEGINS.match(self.value) is not None and not is_piece

    @property
    def is_sql(self) -> bool:
        """A statement or a piece of one."""
        return BEGINS.match(self.value) is not None or CONTAINS.search(self.value) is not None

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line} {self.function}"


class Source:
    """A checkout."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._constants: dict[tuple[str, str], str] = {}

    @cached_property
    def trees(self) -> dict[str, ast.Module]:
        """Every module by its path."""
        files = (file for package in PACKAGES for file in sorted((self.root / package).rglob("*.py")))
        return {str(file.relative_to(self.root)): ast.parse(file.read_text(), filename=str(file)) for file in files}

    def texts(self) -> Iterator[Text]:
        """Every string expression but docstrings; a concatenation or a formatted string is one."""
        for path, tree in self.trees.items():
            yield from _Texts(self, path).collect(tree)

    def constant(self, path: str, name: str, depth: int = 0) -> str:
        """The text of a module's constant, also one that it imports; UNKNOWN when it is none."""
        known = self._constants.get((path, name))
        if known is None:
            known = self._constants[path, name] = self._look_up(path, name, depth)
        return known

    def _look_up(self, path: str, name: str, depth: int) -> str:
        tree = self.trees.get(path)
        if tree is None or depth > 4:
            return UNKNOWN
        for node in tree.body:
            if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
                return self.text_of(path, node.value)
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    if (alias.asname or alias.name) == name:
                        return self.constant(self._module_path(node.module), alias.name, depth + 1)
        return UNKNOWN

    def _module_path(self, module: str) -> str:
        base = module.replace(".", "/")
        return f"{base}.py" if f"{base}.py" in self.trees else f"{base}/__init__.py"

    def text_of(self, path: str, node: ast.expr) -> str:  # noqa: PLR0911 - one return a kind of expression
        """The value of a string expression as far as the source tells it."""
        match node:
            case ast.Constant(value=str() as value):
                return value
            case ast.JoinedStr(values=parts):
                return "".join(self.text_of(path, part) for part in parts)
            case ast.FormattedValue(value=value) | ast.Subscript(value=value):
                return self.text_of(path, value)
            case ast.Name(id=name):
                return self.constant(path, name)
            case ast.Dict(values=[first, *_]):  # one for each level or metric: the others are built alike
                return self.text_of(path, first)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self.text_of(path, left) + self.text_of(path, right)
        return UNKNOWN


class _Texts(ast.NodeVisitor):
    def __init__(self, source: Source, path: str) -> None:
        self._source = source
        self._path = path
        self._names: list[str] = []
        self._found: list[Text] = []

    def collect(self, tree: ast.Module) -> list[Text]:
        self.visit(tree)
        return self._found

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        self._named(node.name, node)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - the visitor's names
    visit_ClassDef = visit_FunctionDef  # noqa: N815

    def visit_Assign(self, node: ast.Assign) -> None:
        target = node.targets[0]
        if not self._names and isinstance(target, ast.Name):
            self._named(target.id, node)
        else:
            self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a string that stands alone is documentation
            self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._keep(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._keep(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        text = self._source.text_of(self._path, node)
        if text.replace(UNKNOWN, "").strip():
            self._keep(node)
        else:
            self.generic_visit(node)

    def _named(self, name: str, node: ast.AST) -> None:
        self._names.append(name)
        self.generic_visit(node)
        self._names.pop()

    def _keep(self, node: ast.expr) -> None:
        text = self._source.text_of(self._path, node)
        self._found.append(Text(self._path, ".".join(self._names), node.lineno, text))
