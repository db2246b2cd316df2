"""The guide as it is served: linked within itself and with the reference, and nothing loaded from elsewhere."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

from markdown_it import MarkdownIt

from api.docs.guide import FOLDER, PAGES, PICTURES, named_operation, operations, source
from api.reports.definitions import DEFINITIONS
from tests.docs.test_reference_page import Page
from tests.harness.world import World


class Links(HTMLParser):
    """The links and anchors of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.anchors: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "a":
            self.targets.append(found["href"] or "")
        self.anchors.add(found.get("id") or "")


async def served(world: World, name: str) -> str:
    answer = await world.http.get(f"/docs/guide/{name}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    return answer.text


async def test_every_page_loads_its_own_assets_alone(world: World) -> None:
    for name in PAGES:
        found = Page(await served(world, name))
        assert found.inline == [], name
        for address in found.loaded:
            assert urlsplit(address).netloc == "", name
            assert (await world.http.get(urljoin("/docs/guide/", address))).status_code == 200, address
    reference, guide = await world.http.get("/docs"), await world.http.get("/docs/guide")
    assert guide.headers["content-security-policy"] == reference.headers["content-security-policy"]
    assert guide.text == await served(world, next(iter(PAGES)))


async def test_every_link_of_a_page_leads_somewhere(world: World) -> None:
    pages = {name: Links(await served(world, name)) for name in PAGES}
    shown = set(operations(world.app.openapi()).values())
    for name, links in pages.items():
        for target in links.targets:
            parts = urlsplit(urljoin(f"/docs/guide/{name}", target))
            if parts.netloc:
                assert (parts.scheme, parts.netloc) == ("https", "www.python-httpx.org"), target
            elif parts.path == "/docs":
                assert not parts.fragment or unquote(target) in shown, target
            elif parts.fragment:
                assert parts.fragment in pages[parts.path.rpartition("/")[2]].anchors, target
            else:
                assert (await world.http.get(parts.path)).status_code == 200, target


async def test_an_operation_that_a_page_names_is_a_link_into_the_reference(world: World) -> None:
    known = operations(world.app.openapi())
    for name in PAGES:
        codes = [
            child.content
            for token in MarkdownIt().parse(source(name))
            for child in token.children or []
            if child.type == "code_inline"
        ]
        named = {known[operation] for code in codes if (operation := named_operation(code)) is not None}
        assert named <= set(Links(await served(world, name)).targets), name


async def test_reference_and_guide_link_to_each_other(world: World) -> None:
    reference = Links((await world.http.get("/docs")).text).targets
    assert "/docs/guide" in reference
    assert "/docs" in Links(await served(world, "start")).targets


async def test_what_is_not_a_page_is_not_served(world: World) -> None:
    for name in ("absent", "..%2Fx12-rules", "start.md", "guide.html"):
        assert (await world.http.get(f"/docs/guide/{name}")).status_code == 404, name


def test_every_file_of_the_folder_is_served() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}.md" for name in PAGES} | PICTURES


def test_each_page_has_the_title_of_the_list() -> None:
    assert {name: source(name).partition("\n")[0] for name in PAGES} == {
        name: f"# {title}" for name, title in PAGES.items()
    }


def test_the_page_of_rates_names_every_metric_and_definition() -> None:
    page = source("rates")
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == set(DEFINITIONS)
    assert {f"**{each.version}," in page for each in DEFINITIONS.values()} == {True}
