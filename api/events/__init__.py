"""What happened, in the practice's order: recorded beside the change, sealed into a gapless feed."""

from api.events.event import NewEvent
from api.events.record import react, record
from api.events.timeline import of_subject

__all__ = ["NewEvent", "of_subject", "react", "record"]
