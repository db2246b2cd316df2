"""What can go wrong in coding.

Unprocessable
└── EditsFailed 422
Conflict
└── EncounterDiffers 409
"""

from api.coding.rules import Finding, Severity
from api.kit.problems import Conflict, Unprocessable, field_error


class EditsFailed(Unprocessable):
    """The encounter can't become a claim; `errors` name every edit that failed, where, and what to fix."""

    slug, title = "edits-failed", "The encounter can't be billed as it is"

    def __init__(self, findings: list[Finding]) -> None:
        blocking = [each for each in findings if each.severity is Severity.ERROR]
        super().__init__(errors=[field_error(each.pointer, each.code, each.message) for each in blocking])
        self.findings = findings


class EncounterDiffers(Conflict):
    """An encounter with this external id was billed with other content; a correction is a claim of its own."""

    slug, title = "encounter-differs", "An encounter with this external_id was billed with other content"
