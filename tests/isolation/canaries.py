"""Canaries: what each practice writes carries its mark, through every operation; then everything is searched for them.

A mark says whose it is and whether it is identity (PHI). Another owner's mark in anything is a leak; one of identity
in the clear, in the database's dump and files, in logs, job arguments or errors, is one whoever's it is.
"""

import base64
import itertools
import re
import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.isolation.exercisers import ORGANIZATION, Exerciser
from tests.isolation.places import FILE, OPERATIONS, leaves
from tests.isolation.sites import Site
from tests.isolation.walk import Request, value_at

CORE = "QZCANARY"
IDENTITY, PLAIN = "P", "N"
ORGANIZATIONS = {1: "M", 2: "M", 3: "W"}
PRACTICES = {1: "A", 2: "B", 3: "C"}
OWNERS = (*PRACTICES.values(), "M", "W")
CLEAR = {
    "name": "names of practices, payers, partners, clients and billing providers",
    "contact_name": "a billing provider's office",
    "reason": "why somebody did something: words of the staff, told in events",
    "override_reason": "why somebody went on against a guard: as above",
    "appeals": "a payer's number of an appeal, clear as every control number is",
    "identifier": "a payer's",
    "era_payee_ids": "a billing provider's",
    "rendering_provider": "a provider",
    "billing-providers": "a provider: all that is told of it",
}
"""What is clear by design, by the name of the field or of what holds it. Whatever is not here is identity."""

NAMED_IN_X12 = re.compile(rb"(?m)^NM1\*(QC|IL|74|03)\*1\*([^*]*)\*([^*]*)\*\*\*\*MI\*([^*~]*)")


@dataclass(slots=True)
class Planted:
    """Marks that were handed out: each is new, and belongs to one place of one operation of one site."""

    marks: dict[str, str] = field(default_factory=dict)
    """By mark: operation and place."""
    _of: dict[tuple[str, str], str] = field(default_factory=dict)
    _letters: Iterator[str] = field(
        default_factory=lambda: map("".join, itertools.product(string.ascii_uppercase, repeat=3))
    )

    def mark(self, owner: str, kind: str, place: str) -> str:
        """A new mark of an owner."""
        made = f"{CORE}{owner}{kind}{next(self._letters)}"
        self.marks[made] = place
        return made

    def of(self, exerciser: Exerciser, site: Site, pointer: str) -> str:
        """The mark of one place of a site's requests: the same each time, as what is asked twice must be the same."""
        owner, place = owner_of(exerciser, site), f"{exerciser.operation} {pointer}"
        if (owner, place) not in self._of:
            self._of[owner, place] = self.mark(owner, kind_of(exerciser, pointer), place)
        return self._of[owner, place]

    def planted(self, request: Request, site: Site, left_out: Iterable[str] = ()) -> Request:
        """The request with marks in every text that it may hold, given or not, and in the persons of its file."""
        exerciser = request.exerciser
        marked = request
        if request.json is not None:
            for pointer in sorted(texts(exerciser) - set(left_out)):
                marked = self._with_text(marked, site, pointer)
        if request.content is not None:
            marked = marked.changed("headers", "Content-Type", FILE)
            marked.content = NAMED_IN_X12.sub(lambda found: self._person(exerciser, site, found), request.content)
        return marked

    def _with_text(self, request: Request, site: Site, pointer: str) -> Request:
        way, _, last = pointer.rpartition("/")
        try:
            holder = value_at(request.json, way)
        except (KeyError, IndexError, TypeError):
            return request
        if (isinstance(holder, list) and not holder) or not isinstance(holder, list | dict):
            return request
        given = holder[int(last)] if isinstance(holder, list) else holder.get(last)
        mark = self.of(request.exerciser, site, pointer)
        if last.endswith("external_id"):
            # One text for one id, so that what refers to it finds it again.
            shared = f"{CORE}{owner_of(request.exerciser, site)}{kind_of(request.exerciser, pointer)}"
            value = f"{given}-{shared}" if given else None
            value = given if given and CORE in given else value
        elif given is None or not isinstance(given, str):
            value = mark
        elif given.startswith("SBX"):
            value = given if last == "note" else f"{given}{mark}"
        else:
            value = f"{given[:12]} {mark}"
        return request if value is None else request.changed("body", pointer, value)

    def _person(self, exerciser: Exerciser, site: Site, found: re.Match[bytes]) -> bytes:
        owner = owner_of(exerciser, site)
        last, first, member = (self.mark(owner, IDENTITY, f"{exerciser.operation} NM1").encode() for _ in range(3))
        return b"NM1*" + found[1] + b"*1*" + last + b"*" + first + b"****MI*" + found[4] + member


def owner_of(exerciser: Exerciser, site: Site) -> str:
    """Whose a request's data is: the organization's or the practice's."""
    return ORGANIZATIONS[site.number] if exerciser.level == ORGANIZATION else PRACTICES[site.number]


def kind_of(exerciser: Exerciser, pointer: str) -> str:
    """Whether a text is identity, or clear by design."""
    steps = {step for step in pointer.split("/") if step} | {exerciser.path.rpartition("/")[2]}
    return PLAIN if exerciser.level == ORGANIZATION or steps & CLEAR.keys() else IDENTITY


def texts(exerciser: Exerciser) -> set[str]:
    """Pointers of the free texts that a body may hold."""
    content = OPERATIONS[exerciser.operation].get("requestBody", {}).get("content", {})
    return {
        pointer
        for pointer, schema in leaves(content.get("application/json", {}).get("schema", {}))
        if schema.get("type") == "string" and not {"enum", "const", "pattern", "format"} & schema.keys()
    }


def refused(planted: Planted, request: Request, site: Site) -> Iterator[Request]:
    """The request made wrong in ways that a caller might: each holds marks of identity where none may stand."""
    exerciser, owner = request.exerciser, owner_of(request.exerciser, site)

    def mark(place: str) -> str:
        return planted.mark(owner, IDENTITY, f"{exerciser.operation}, refused, {place}")

    if request.json is not None:
        everything = _all_texts(request.json, "", lambda pointer: planted.of(exerciser, site, pointer))
        yield replace(request, json=everything | {"no_such_field": mark("unknown field")})
        broken = request.broken()
        broken.content = f'{{"last_name": "{mark("broken JSON")}"'.encode()
        yield broken
    if request.content is not None:
        for name, spoil in (("SE", rb"SE*99"), ("GE", rb"GE*99"), ("IEA", rb"IEA*99")):
            damaged = planted.planted(request, site)
            damaged.content = re.sub(rf"(?m)^{name}\*[0-9]+".encode(), spoil, damaged.content or b"")
            yield damaged
        stranger = request.changed("headers", "Content-Type", FILE)
        stranger.content = f"Dear payer, {mark('letter')} asks for {mark('letter')}.".encode()
        yield stranger
    yield request.changed("query", "last_name", mark("query"))
    for name in request.path:
        yield request.changed("path", name, mark("path"))


def _all_texts(value: Any, pointer: str, mark: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {name: _all_texts(part, f"{pointer}/{name}", mark) for name, part in value.items()}
    if isinstance(value, list):
        return [_all_texts(part, f"{pointer}/{number}", mark) for number, part in enumerate(value)]
    return mark(pointer) if isinstance(value, str) else value


WRITTEN = (str.upper, str.lower, str.capitalize)
PLAIN_FORM = re.compile(rf"{CORE}([{''.join(OWNERS)}])([{IDENTITY}{PLAIN}])".encode(), re.IGNORECASE)
GROUPS = 10
"""How much of a coded text is decoded to read whose mark it is."""


def _coded(core: bytes) -> list[tuple[bytes, int]]:
    """A text in base64 at each of three offsets, without the letters that what stands beside it changes; how many
    letters before it begins the group to decode from.
    """
    found = []
    for offset in range(3):
        code = base64.b64encode(bytes(offset) + core)
        whole = len(bytes(offset) + core) // 3 * 4
        skipped = 4 if offset else 0
        found.append((code[skipped:whole], skipped))
    return found


IN_BASE64 = [each for written in WRITTEN for each in _coded(written(CORE).encode())]
IN_HEX = [written(CORE).encode().hex().encode() for written in WRITTEN]


def found_in(data: bytes) -> set[tuple[str, str]]:
    """Whose marks stand in something, and of what kind: plain, in hexadecimal, in base64."""
    found = set(PLAIN_FORM.findall(data))
    for lowered, needle in ((data.lower(), needle) for needle in IN_HEX):
        found |= {each for at in _all(lowered, needle) for each in _from_hex(lowered[at : at + len(needle) + 4])}
    for needle, skipped in IN_BASE64:
        for at in _all(data, needle):
            coded = re.match(rb"[A-Za-z0-9+/]*", data[at - skipped : at - skipped + 4 * GROUPS])
            text = coded[0] if coded else b""
            found |= set(PLAIN_FORM.findall(base64.b64decode(text[: len(text) // 4 * 4])))
    return {(owner.decode().upper(), kind.decode().upper()) for owner, kind in found}


def _all(data: bytes, needle: bytes) -> Iterator[int]:
    at = data.find(needle)
    while at >= 0:
        yield at
        at = data.find(needle, at + 1)


def _from_hex(digits: bytes) -> list[tuple[bytes, bytes]]:
    try:
        return PLAIN_FORM.findall(bytes.fromhex(digits.decode()))
    except ValueError:
        return []


def places_of(data: bytes, owner: str, kind: str, planted: Mapping[str, str]) -> list[str]:
    """Where the marks of an owner come from that stand in something in plain letters."""
    marks = {each.decode() for each in re.findall(rf"{CORE}{owner}{kind}[A-Z]{{3}}".encode(), data)}
    return sorted({planted[mark] for mark in marks if mark in planted})
