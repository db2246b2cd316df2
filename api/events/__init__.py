"""What happened, in the practice's order: recorded beside the change, sealed into a gapless feed."""

from api.events.event import NewEvent
from api.events.record import react, record
from api.events.seal import seal_events
from api.events.store import FEED
from api.events.timeline import of_subject

__all__ = ["FEED", "NewEvent", "of_subject", "react", "record", "seal_events"]
