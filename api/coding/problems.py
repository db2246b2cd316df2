"""What can go wrong in coding.

Unprocessable
└── EditsFailed 422
Conflict
└── EncounterDiffers 409
"""

from typing import Any

from api.coding.rules import Finding, Severity
from api.kit.problems import Conflict, Unprocessable, field_error


class EditsFailed(Unprocessable):
    """The encounter can't become a claim; `errors` name every edit that failed, where, and what to fix."""

    slug, title = "edits-failed", "The encounter can't be billed as it is"

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(errors=_blocking(findings))
        self.findings = findings


class EncounterDiffers(Conflict):
    """An encounter with this external id is kept with other content; its claim stays as it is, sent or still ready.

    `errors` name the external id, then every edit that the new content would fail as well.
    """

    slug, title = "encounter-differs", "An encounter with this external_id was received before, with other content"

    def __init__(self, findings: list[Finding]) -> None:
        message = "Names an encounter with other content, whose claim is unchanged: send a new visit under its own id"
        super().__init__(errors=[field_error("/body/external_id", self.slug, message), *_blocking(findings)])


def _blocking(findings: list[Finding]) -> list[dict[str, Any]]:
    blocking = (each for each in findings if each.severity is Severity.ERROR)
    return [field_error(each.pointer, each.code, each.message) for each in blocking]
