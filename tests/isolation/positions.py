"""Every position of the walk: one place of one operation, for one caller, with a foreign and with a random id in it."""

import copy
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from tests.harness.world import Caller
from tests.isolation.exercisers import ANY, EXERCISERS, ORGANIZATION, PARTNER, PRACTICE, Exerciser, File
from tests.isolation.places import Place, places
from tests.isolation.sites import Ground, Site, with_check_digit
from tests.isolation.walk import Request, value_at

GARBAGE_CURSOR = "A" * 43
OWNERS = {ORGANIZATION: "organization_id", PRACTICE: "practice_id", PARTNER: "partner_id"}
ITS_OWN_KEY = "/external_id"
OF_THE_ORGANIZATION = {"payer_id"}
"""Ids of a site that are no less its neighbor's."""


@dataclass(frozen=True, slots=True)
class Position:
    """`made`: what each request names anew, so that both find nothing of it there; it may stand in the answers."""

    operation: str
    caller: str
    place: Place
    foreign: Request
    random: Request
    foreign_made: tuple[str, ...] = ()
    random_made: tuple[str, ...] = ()
    in_organization: bool = False
    """Whether the id is of another practice of the same organization."""

    @property
    def is_strict(self) -> bool:
        """Whether the answers must be the same to the last byte: nothing was made that has a name."""
        return not self.foreign_made


def callers(ground: Ground, exerciser: Exerciser) -> dict[str, tuple[Caller, list[Site]]]:
    """Who may call an operation on `mine`, and the sites whose ids are foreign to them."""
    mine, neighbor, stranger = ground.sites
    if exerciser.level == ORGANIZATION:
        return {"organization": (mine.world.staff, [stranger])}
    if exerciser.level == PARTNER:
        assert mine.partner is not None
        return {"partner": (mine.partner, [neighbor, stranger])}
    assert exerciser.level in {PRACTICE, ANY}
    if exerciser.staff:
        return {"organization": (mine.world.staff, [neighbor, stranger])}
    return {
        "practice": (mine.practice.ehr, [neighbor, stranger]),
        "organization": (mine.world.staff, [neighbor, stranger]),
    }


def others(ground: Ground, exerciser: Exerciser) -> dict[str, Caller]:
    """The kinds of caller that the operation is not for."""
    assert ground.mine.partner is not None
    every = {
        "practice": ground.mine.practice.ehr,
        "organization": ground.mine.world.staff,
        "partner": ground.mine.partner,
    }
    return {kind: caller for kind, caller in every.items() if kind not in callers(ground, exerciser)}


def positions(ground: Ground, exerciser: Exerciser) -> Iterator[Position]:
    """Every id in path, query and body, and the cursor; what a file names is in `files`."""
    declared = _declared(ground, exerciser)
    owner = OWNERS.get(exerciser.level)
    for caller, (_, foreign_sites) in callers(ground, exerciser).items():
        for site in foreign_sites:
            for place, own, whole in declared:
                if caller == "organization" and place.name == owner and site is ground.neighbor:
                    continue  # a practice of its own, where it is granted
                if site.ids[own] == ground.mine.ids[own] or (site is ground.neighbor and own in OF_THE_ORGANIZATION):
                    continue  # practices of one organization bill the same payers, and share its staff
                foreign = whole.changed(place.where, place.name, site.ids[own])
                random = whole.changed(place.where, place.name, like(site.ids[own]))
                yield Position(exerciser.operation, caller, place, foreign, random)
            cursor = site.cursors.get(exerciser.operation)
            if cursor is not None:
                whole = Request.of(exerciser, ground.mine).unfiltered()
                foreign, random = (whole.changed("query", "cursor", each) for each in (cursor, GARBAGE_CURSOR))
                yield Position(exerciser.operation, caller, Place("query", "cursor"), foreign, random)
    for caller in others(ground, exerciser):
        request = Request.of(exerciser, ground.mine)
        for site in (ground.neighbor, ground.stranger):
            for name in request.path:
                own = exerciser.path_ids.get(name, name)
                foreign, random = (request.changed("path", name, each) for each in (site.ids[own], str(uuid4())))
                yield Position(exerciser.operation, f"{caller}, whose it is not", Place("path", name), foreign, random)


def _declared(ground: Ground, exerciser: Exerciser) -> list[tuple[Place, str, Request]]:
    """Places that hold another row's id: the place, the id's name in a site, and a request that holds it."""
    request = Request.of(exerciser, ground.mine)
    found = [(Place("path", name), exerciser.path_ids.get(name, name), request) for name in request.path]
    found += [(Place("query", name), own, request) for name, own in exerciser.query_ids.items()]
    found += [(Place("body", pointer), own, request) for pointer, own in exerciser.body_ids.items()]
    for body, pointer, own in exerciser.variants:
        variant = copy.deepcopy(request)
        variant.json = body(ground.mine)
        found.append((Place("body", pointer), own, variant))
    return found


def names(ground: Ground, exerciser: Exerciser) -> Iterator[Position]:
    """Ids that a request gives to what it makes: that another site has something of this name must not show.

    Each is used once, as a name is only new once: so each caller takes those of another round.
    """
    entries = [each for each in EXERCISERS if each.operation == exerciser.operation]
    declared = {place for each in entries for place, _, _ in _declared(ground, each)}
    bodies = [exerciser.body, *(body for body, _, _ in exerciser.variants)]
    for place in sorted(places(exerciser) - declared):
        body = next((each for each in bodies if each and _has(each(ground.mine), place.name)), None)
        if place.where != "body" or body is None:
            continue
        for number, (caller, (_, foreign_sites)) in enumerate(callers(ground, exerciser).items()):
            for site in foreign_sites:
                theirs = str(value_at(_in_round(site, number, body), place.name))
                whole = Request.of(exerciser, ground.mine)
                whole.json = body(ground.mine)
                foreign, foreign_made = _named(whole, place, theirs)
                random, random_made = _named(whole, place, like(theirs))
                yield Position(
                    exerciser.operation,
                    caller,
                    place,
                    foreign,
                    random,
                    foreign_made,
                    random_made,
                    in_organization=site is ground.neighbor,
                )


def _in_round(site: Site, number: int, body: Any) -> Any:
    kept, site.round = site.round, number
    try:
        return body(site)
    finally:
        site.round = kept


def _named(whole: Request, place: Place, value: str) -> tuple[Request, tuple[str, ...]]:
    """The request with a name in one place, and for something new: its own external id is new as well."""
    named = whole.changed("body", place.name, value)
    if place.name != ITS_OWN_KEY and _has(named.json, ITS_OWN_KEY):
        fresh = f"N-{secrets.token_hex(6)}"
        return named.changed("body", ITS_OWN_KEY, fresh), (value, fresh)
    return named, (value,)


def _has(body: Any, pointer: str) -> bool:
    try:
        return value_at(body, pointer) is not None
    except (KeyError, IndexError, TypeError):
        return False


def files(ground: Ground, exerciser: Exerciser) -> Iterator[Position]:
    """Files that name something of another site: its claim, its payee."""
    for caller, (_, foreign_sites) in callers(ground, exerciser).items():
        for site in foreign_sites:
            for name, file in exerciser.file_ids.items():
                if caller == "organization" and site is ground.neighbor and exerciser.level == ORGANIZATION:
                    continue
                theirs = site.npi if name == "npi" else site.ids[name]
                foreign, random = (_filed(ground, exerciser, file, each) for each in (theirs, like(theirs)))
                place = Place("file", name)
                yield Position(exerciser.operation, caller, place, foreign[0], random[0], foreign[1], random[1])


def _filed(ground: Ground, exerciser: Exerciser, file: File, value: str) -> tuple[Request, tuple[str, ...]]:
    request = Request.of(exerciser, ground.mine)
    trace = f"T{secrets.randbelow(9 * 10**8) + 10**8}"
    request.content = file(ground.mine, trace, value)
    return request, (value, trace, trace[-9:])


def like(value: str) -> str:
    """Something of the same form that nobody has: an id for an id, letters for letters."""
    try:
        UUID(value)
    except ValueError:
        pass
    else:
        return str(uuid4())
    if re.fullmatch(r"[0-9]{10}", value):
        return with_check_digit(f"17{secrets.randbelow(10**7):07d}")
    return re.sub("[0-9]", lambda _: secrets.choice("0123456789"), re.sub("[A-Z]", _another_letter, value))


def _another_letter(found: re.Match[str]) -> str:
    del found
    return secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ")
