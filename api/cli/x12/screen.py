"""Tables and lines on a terminal, safe for whatever stands in a file."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.cli.x12.view import Fact, Masking, Row, View
from api.x12 import Finding

_WIDTH_OF_A_PIPE: Final = 140
_WIDE: Final = 120
_AMOUNT_WIDTH: Final = 12
_NAME_WIDTH: Final = 32
_ROWS_A_TABLE: Final = 500
_SHOWN_FINDINGS: Final = 50
_CENTS: Final = 100
_STYLES: Final = {"claim": "bold", "adjustment": "dim", "remark": "dim", "finding": "yellow"}


def console() -> Console:
    """Standard output. Not a terminal: wide, so that no row is broken more than it must be."""
    width = None if sys.stdout.isatty() else _WIDTH_OF_A_PIPE
    return Console(width=width, highlight=False, markup=False, emoji=False)


def safe(text: str) -> str:
    """Text of a file for a terminal: what does not print, such as an escape sequence, is a dot."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "·" for c in text)


def money(cents: int) -> str:
    """`-1,234.50`"""
    whole, rest = divmod(abs(cents), _CENTS)
    return f"{'-' if cents < 0 else ''}{whole:,}.{rest:02d}"


def draw(screen: Console, view: View, masking: Masking) -> None:
    """An ST: its title, facts and rows."""
    screen.print(Text(safe(view.title), style="bold"))
    facts = Table.grid(padding=(0, 2))
    for name, value in masking.facts(view.facts).items():
        facts.add_row(Text(f"  {_words(name)}", style="dim"), safe(_shown(value)))
    screen.print(facts)
    lines = _flat(view.rows, 0)
    while rows := [line for _, line in zip(range(_ROWS_A_TABLE), lines, strict=False)]:
        screen.print(_table(rows, view.columns, masking, is_narrow=screen.width < _WIDE))


def _flat(rows: Iterable[Row], depth: int) -> Iterator[tuple[int, Row]]:
    for row in rows:
        yield depth, row
        yield from _flat(row.rows, depth + 1)


def _table(rows: list[tuple[int, Row]], columns: tuple[str, ...], masking: Masking, *, is_narrow: bool) -> Table:
    """Name, words and amounts; on a narrow screen the words stand under the name."""
    table = Table(box=SIMPLE_HEAD, expand=True, pad_edge=False, show_header=bool(columns))
    if not is_narrow:
        table.add_column("", width=_NAME_WIDTH, overflow="fold")
    table.add_column("", ratio=1, overflow="fold")
    for column in columns:
        table.add_column(column, width=_AMOUNT_WIDTH, justify="right", overflow="fold")
    for depth, row in rows:
        indent = "  " * depth
        name = Text(safe(f"{indent}{row.kind} {masking(row.name)}".rstrip()), style=_STYLES.get(row.kind, ""))
        words = safe(_sentence(row, masking))
        cells = [Text.assemble(name, f"\n{indent}  {words}" if words else "")] if is_narrow else [name, Text(words)]
        amounts = [row.cents.get(column) for column in columns]
        table.add_row(*cells, *("" if cents is None else money(cents) for cents in amounts))
    return table


def _sentence(row: Row, masking: Masking) -> str:
    facts = (f"{_words(name)} {_shown(value)}" for name, value in masking.facts(row.facts).items())
    return "; ".join(filter(None, (str(masking(row.words)), *facts)))


def _words(name: str) -> str:
    return name.replace("_", " ")


def _shown(value: Fact) -> str:
    return str(value)


def draw_findings(screen: Console, findings: Sequence[Finding]) -> None:
    """What was found, the first fifty: what blocks in red."""
    if not findings:
        return
    table = Table(box=SIMPLE_HEAD, expand=True, pad_edge=False)
    table.add_column("rule", width=28, overflow="fold")
    table.add_column("", width=7)
    table.add_column("segment", width=9, justify="right")
    table.add_column("byte", width=11, justify="right")
    table.add_column("where", width=16, overflow="fold")
    table.add_column("what", ratio=1, overflow="fold")
    for finding in sorted(findings, key=lambda finding: not finding.blocking)[:_SHOWN_FINDINGS]:
        table.add_row(
            finding.rule,
            Text("blocks", style="bold red") if finding.blocking else Text(finding.severity, style="yellow"),
            str(finding.position),
            "" if finding.byte_offset < 0 else str(finding.byte_offset),
            safe(" ".join(filter(None, (finding.loop, finding.element or finding.segment)))),
            safe(_what(finding)),
        )
    screen.print(table)
    if len(findings) > _SHOWN_FINDINGS:
        screen.print(f"  and {len(findings) - _SHOWN_FINDINGS} more; --json lists them all")


def _what(finding: Finding) -> str:
    value = f"is {finding.value_masked}" if finding.value_masked else ""
    expected = f"expected {finding.expected}" if finding.expected else ""
    source = f"[{finding.source}]" if finding.source else ""
    return " ".join((finding.message + "".join(f"; {part}" for part in (value, expected) if part), source)).rstrip()
