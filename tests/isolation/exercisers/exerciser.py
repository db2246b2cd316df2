"""What an exerciser is: a valid request of a site, and every id that the request carries."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.isolation.sites import Site

Body = Callable[[Site], Any]
File = Callable[[Site, str, str], bytes]
"""A file of a site under a trace number of its own, in which one value stands that may be another site's."""
ORGANIZATION, PRACTICE, PARTNER, ANY = "organizations", "practices", "partners", "any"
ORG = "/v1/organizations/{organization_id}"
PRA = "/v1/practices/{practice_id}"


@dataclass(frozen=True, slots=True)
class Exerciser:
    """One operation. Ids in the path are taken from the site by the parameter's name."""

    operation: str
    label: str = field(default="", kw_only=True)
    """Tells two entries of one operation apart."""
    body: Body | None = None
    file: Callable[[Site], bytes] | None = None
    query: Callable[[Site], dict[str, Any]] = field(default=lambda _: {})
    body_ids: dict[str, str] = field(default_factory=dict)
    """Where the body holds ids: JSON pointer to the name of the id in the site."""
    variants: tuple[tuple[Body, str, str], ...] = ()
    """Other bodies of the operation: body, pointer, name of the id."""
    query_ids: dict[str, str] = field(default_factory=dict)
    path_ids: dict[str, str] = field(default_factory=dict)
    """Path parameters that take an id of another name."""
    headers: dict[str, str] = field(default_factory=dict)
    keeps: dict[str, str] = field(default_factory=dict)
    """Ids to keep from the answer: name to JSON pointer."""
    once: bool = False
    """What it asks for can be done once: again it is a 409."""
    jobs: bool = False
    """Run the jobs afterwards."""
    times: int = 1
    """How often it fills a site in one round; `site.turn` counts."""
    file_ids: dict[str, File] = field(default_factory=dict)
    """Files that name something of a practice: what it is called in the site, and the file that names it so."""
    file_reads: tuple[str, ...] = ()
    """Where to read what became of a file, by operation."""

    staff: bool = False
    """In a practice, but done by the organization's client alone."""

    @property
    def caller(self) -> str:
        """Whose client fills a site with it."""
        return ORGANIZATION if self.staff else self.level

    @property
    def name(self) -> str:
        """The operation, and its label."""
        return f"{self.operation} {self.label}".strip()

    @property
    def method(self) -> str:
        return self.operation.split(" ")[0]

    @property
    def path(self) -> str:
        return self.operation.split(" ")[1]

    @property
    def level(self) -> str:
        """What kind of owner the path begins with; any, where it names none."""
        return self.path.split("/")[2] if "{" in self.path else ANY
