"""What can stand in a leaving practice's way.

Conflict
├── StepOutOfOrder 409
├── StepUnderWay 409
├── LegalHold 409
└── RetentionNotOver 409
"""

from api.kit.problems import Conflict


class StepOutOfOrder(Conflict):
    """The step can't be taken in the practice's state."""

    slug, title = "offboarding-out-of-order", "This step can't be taken now"


class StepUnderWay(Conflict):
    """Another step is being taken."""

    slug, title = "offboarding-under-way", "Another step is being taken; read it back until it is done"


class LegalHold(Conflict):
    """Nothing of the practice may be destroyed while a legal hold lasts."""

    slug, title = "legal-hold", "A legal hold keeps this practice's records"


class RetentionNotOver(Conflict):
    """The law wants the records longer."""

    slug, title = "retention-not-over", "The practice's records must be kept longer"
