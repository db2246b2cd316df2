import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from tests.harness.world import World

LOADS = {("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src"), ("object", "data")}
NOT_FETCHED = re.compile(r"data:|#")


class Page(HTMLParser):
    """What a page loads, and whether it runs or styles anything inline."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.inline: list[str] = []
        self._in = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in = tag
        self.loaded += [value or "" for name, value in attrs if (tag, name) in LOADS]
        self.inline += [f"{tag} {name}" for name, _ in attrs if name.startswith("on") or name == "style"]

    def handle_data(self, data: str) -> None:
        if self._in in {"script", "style"} and data.strip():
            self.inline.append(self._in)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's signature
        self._in = ""


async def test_the_reference_loads_its_own_assets_alone(world: World) -> None:
    page = await world.http.get("/docs")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    found = Page(page.text)
    assert found.inline == []
    assert len(found.loaded) == 5
    for address in found.loaded:
        asset = await _own(world, urljoin("/docs", address))
        if asset.headers["content-type"].startswith("text/css"):
            for inner in re.findall(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)", asset.text):
                assert NOT_FETCHED.match("".join(inner)), inner


async def test_the_browser_is_told_to_load_nothing_from_elsewhere(world: World) -> None:
    policy = (await world.http.get("/docs")).headers["content-security-policy"]
    rules = {name: sources for name, *sources in (rule.split() for rule in policy.split("; "))}
    assert rules["default-src"] == ["'none'"]
    assert {source for sources in rules.values() for source in sources} == {"'none'", "'self'", "data:"}
    assert [name for name, sources in rules.items() if "data:" in sources] == ["img-src"]


async def test_the_reference_asks_for_the_contract_and_no_public_validator(world: World) -> None:
    script = await _own(world, "/docs/assets/start.js")
    assert "validatorUrl: null" in script.text
    assert set(re.findall(r"https?://[^\s\"']+", script.text)) == set()
    (contract,) = re.findall(r'url: "([^"]+)"', script.text)
    document = (await _own(world, contract)).json()
    assert document["components"]["securitySchemes"].keys() == {"oauth2", "token"}


@pytest.mark.parametrize("name", ["routes.py", "page.html", "..%2Froutes.py", "absent.js"])
async def test_nothing_else_is_served_beside_them(world: World, name: str) -> None:
    assert (await world.http.get(f"/docs/assets/{name}")).status_code == 404


async def _own(world: World, address: str) -> httpx.Response:
    parts = urlsplit(address)
    assert not parts.scheme
    assert not parts.netloc
    answer = await world.http.get(address)
    assert answer.status_code == 200, address
    assert answer.content
    return answer


async def test_the_bare_address_says_where_to_read_on(world: World) -> None:
    answer = await world.http.get("/")
    assert answer.status_code == 200
    places = answer.json()
    for place in (places["docs"], places["guide"], places["contract"], places["health"]):
        assert (await world.http.get(place)).status_code == 200
