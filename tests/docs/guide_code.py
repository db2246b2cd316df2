"""The code of a page of the guide, run as a reader would run it, and compared with what the page shows.

A `bash` block is run by a shell. A `python` block is run in one namespace with those before it; an expression with
`# → value` behind or below it must come to that value. A `json` block shows the value of the expression that ends the
block before it: all that is shown must be there, a dict may hold more, and "…" stands for anything.
"""

import ast
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from api.docs.guide import source

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_BEHIND = re.compile(r".*  # → (.+)$")
_BELOW = re.compile(r"# → (.+)$")
ANYTHING = "…"


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code, and the line of the page that it starts on."""

    language: str
    code: str
    line: int


def blocks(page: str) -> list[Block]:
    """All code of a page, in order."""
    text = source(page)
    return [Block(found[1], found[2], text.count("\n", 0, found.start()) + 1) for found in _FENCE.finditer(text)]


class Reader:
    """Somebody who runs pages, one after the other. `address` is where the service is, in place of the page's."""

    def __init__(self, shell: Callable[[str], None], address: str) -> None:
        self.namespace: dict[str, Any] = {"__name__": "guide"}
        self.last: Any = None
        self._shell = shell
        self._address = address

    def read(self, page: str) -> int:
        """Run a page; how many values were compared. Raises AssertionError where it shows something else."""
        return sum(self._run(page, block) for block in blocks(page))

    def close(self) -> None:
        """Hang up, as a reader does who ends the interpreter."""
        for value in self.namespace.values():
            if isinstance(getattr(value, "http", None), httpx.Client):
                value.http.close()

    def _run(self, page: str, block: Block) -> int:
        code = block.code.replace("http://127.0.0.1:8000", self._address)
        if block.language == "bash":
            self._shell(code)
            return 0
        if block.language == "json":
            difference = unlike(json.loads(code), self.last, "")
            assert difference is None, f"{page}.md:{block.line}: {difference}"
            return 1
        assert block.language == "python", f"{page}.md:{block.line}: nobody runs {block.language or 'this'}"
        return self._python(page, "\n" * block.line + code)

    def _python(self, page: str, code: str) -> int:
        lines, compared = code.splitlines(), 0
        for statement in ast.parse(code).body:
            end = statement.end_lineno or 0
            shown = _BEHIND.match(lines[end - 1]) or (_BELOW.match(lines[end]) if lines[end:] else None)
            where = f"{page}.md:{statement.lineno}"
            if isinstance(statement, ast.Expr):
                self.last = eval(_compiled(ast.Expression(statement.value), page, "eval"), self.namespace)  # noqa: S307
            else:
                assert shown is None, f"{where}: only an expression shows a value"
                exec(_compiled(ast.Module([statement], []), page, "exec"), self.namespace)  # noqa: S102
            if shown is not None:
                compared += 1
                assert self.last == ast.literal_eval(shown[1]), f"{where}: {self.last!r} is not {shown[1]}"
        return compared


def _compiled(tree: ast.Expression | ast.Module, page: str, mode: str) -> Any:
    return compile(tree, f"{page}.md", mode)


def unlike(shown: Any, found: Any, where: str) -> str | None:
    """Where what was found is not what is shown; None when it is all there."""
    return next(_differences(shown, found, where), None)


def _differences(shown: Any, found: Any, where: str) -> Iterator[str]:
    if shown == ANYTHING:
        return
    if isinstance(shown, dict) and isinstance(found, dict):
        for name, value in shown.items():
            if name not in found:
                yield f"{where}/{name} is not there"
            else:
                yield from _differences(value, found[name], f"{where}/{name}")
    elif isinstance(shown, list) and isinstance(found, list) and len(shown) == len(found):
        for position, (one, other) in enumerate(zip(shown, found, strict=True)):
            yield from _differences(one, other, f"{where}/{position}")
    elif shown != found or type(shown) is not type(found):
        yield f"{where}: {found!r} is not {shown!r}"
