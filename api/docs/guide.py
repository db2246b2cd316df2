"""The guide: the pages of docs/guide as HTML, with links into the reference and nothing from elsewhere."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

FOLDER: Final = Path(__file__).parents[2] / "docs" / "guide"
PAGES: Final = {
    "cycle": "The cycle in one picture",
    "start": "A practice to try things with",
    "first-claim": "An EHR's first claim",
    "remittances": "Reading remittances back",
    "corrections": "Corrected claims",
    "sandbox": "Sandbox scenarios",
    "rates": "Partner rates",
    "fees": "Fees",
}
"""By name, in the order of reading."""
PICTURES: Final = frozenset({"cycle.svg"})
TEMPLATE: Final = Path(__file__).with_name("guide.html")

_OPERATION: Final = re.compile(r"(GET|POST) (\.\.\.)?(/[^\s?]*)")
_PRACTICE: Final = "/v1/practices/{practice_id}"
_SECOND_LEVEL: Final = 2


def operations(contract: Mapping[str, Any]) -> dict[str, str]:
    """Where the reference shows each operation, by method and path; Swagger UI makes its anchors of tag and id."""
    return {
        f"{method.upper()} {path}": f"/docs#/{operation['tags'][0]}/{operation['operationId']}"
        for path, methods in contract["paths"].items()
        for method, operation in methods.items()
    }


def named_operation(code: str) -> str | None:
    """The operation that a code span names in full; `.../claims` stands for a practice's path. None: it names none."""
    found = _OPERATION.fullmatch(code)
    return None if found is None else f"{found[1]} {_PRACTICE if found[2] else ''}{found[3]}"


def render(contract: Mapping[str, Any]) -> dict[str, bytes]:
    """Every page by name, as it is served.

    Raises KeyError for a code span that names an operation which the contract does not have.
    """
    known = operations(contract)
    template = TEMPLATE.read_text(encoding="utf-8")
    return {name: _page(template, name, known).encode() for name in PAGES}


def _page(template: str, name: str, known: Mapping[str, str]) -> str:
    markdown = MarkdownIt("commonmark", {"html": False, "highlight": _highlighted}, renderer_cls=_Renderer)
    tokens = markdown.enable("table").parse(_without_comments(source(name)))
    _link(tokens, known)
    body = markdown.renderer.render(tokens, markdown.options, {})
    parts = {"title": escape(PAGES[name]), "pages": _contents(name, tokens), "next": _next(name), "body": body}
    for part, text in parts.items():  # the body last: it may hold braces of its own
        template = template.replace(f"{{{part}}}", text)
    return template


def source(name: str) -> str:
    """A page as it is written."""
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


def _without_comments(text: str) -> str:
    """The marks around generated tables are for the tests that compare them."""
    return re.sub(r"^<!--.*?-->\n", "", text, flags=re.MULTILINE)


class _Renderer(RendererHTML):
    """Headings that can be linked to, and tables that scroll by themselves on a narrow screen."""

    def heading_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        tokens[idx].attrSet("id", anchor(tokens[idx + 1].content))
        return self.renderToken(tokens, idx, options, env)

    def table_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f'<div class="wide">{self.renderToken(tokens, idx, options, env)}'

    def table_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"{self.renderToken(tokens, idx, options, env)}</div>"


def anchor(heading: str) -> str:
    """As code hosts make them, so that a link holds there too."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _highlighted(code: str, language: str, _: str) -> str:
    if not language:
        return ""
    return str(highlight(code, get_lexer_by_name(language), HtmlFormatter(nowrap=True)))


def _link(tokens: Sequence[Token], known: Mapping[str, str]) -> None:
    """Point links between files at the served pages, and the operations that a page names at the reference."""
    for token in tokens:
        if not token.children:
            continue
        children = []
        for child in token.children:
            if child.type == "link_open":
                child.attrSet("href", _served(str(child.attrGet("href"))))
            if child.type == "image":
                child.attrSet("src", f"/docs/guide/{child.attrGet('src')}")
            operation = named_operation(child.content) if child.type == "code_inline" else None
            children += [child] if operation is None else _linked(child, known[operation])
        token.children = children


def _linked(code: Token, address: str) -> list[Token]:
    opening = Token("link_open", "a", 1, attrs={"href": address})
    return [opening, code, Token("link_close", "a", -1)]


def _served(address: str) -> str:
    name, dot, rest = address.partition(".md")
    return f"/docs/guide/{name}{rest}" if dot and name in PAGES else address


def _contents(current: str, tokens: Sequence[Token]) -> str:
    """The list of pages, with the sections of the one that is read."""
    items = []
    for name, title in PAGES.items():
        here = ' aria-current="page"' if name == current else ""
        sections = f"<ul>{''.join(_sections(tokens))}</ul>" if name == current else ""
        items.append(f'<li><a href="/docs/guide/{name}"{here}>{escape(title)}</a>{sections}</li>')
    return f"<ol>{''.join(items)}</ol>"


def _sections(tokens: Sequence[Token]) -> list[str]:
    return [
        f'<li><a href="#{anchor(inside.content)}">{escape(inside.content.replace("`", ""))}</a></li>'
        for token, inside in pairwise(tokens)
        if token.type == "heading_open" and token.tag == f"h{_SECOND_LEVEL}"
    ]


def _next(name: str) -> str:
    names = list(PAGES)
    following = names[names.index(name) + 1 :][:1]
    return "".join(f'<a href="/docs/guide/{each}">Next: {escape(PAGES[each])}</a>' for each in following)
