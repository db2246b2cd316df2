"""What can go wrong with work items.

Conflict
├── WorkItemClosed 409
└── SettledElsewhere 409
Unprocessable
└── AssigneeUnknown 422
"""

from api.kit.problems import Conflict, Unprocessable, field_error


class WorkItemClosed(Conflict):
    """The item is done: it is not assigned or closed again."""

    slug, title = "work-item-closed", "The work item is closed"


class SettledElsewhere(Conflict):
    """The item stands for something open and is closed with it, not by hand; the detail says what closes it."""

    slug, title = "work-item-settled-elsewhere", "The work item is closed with what it is about"


class AssigneeUnknown(Unprocessable):
    """Nobody with a grant in this practice has this id."""

    slug, title = "assignee-unknown", "The assignee has no grant in this practice"

    def __init__(self) -> None:
        message = "Names nobody who may act in this practice now"
        super().__init__(errors=[field_error("/body/assignee_id", "assignee_unknown", message)])
