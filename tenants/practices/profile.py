"""What a practice's transactions need to know of the practice itself."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from api.kit.clock import local_day
from api.kit.problems import Conflict
from tenants.practices import store
from tenants.session import Transaction

TAKING_CLAIMS = {"none", "notice"}


class PracticeLeaving(Conflict):
    """The practice is on its way out and takes no new claims."""

    slug, title = "practice-leaving", "The practice is leaving and takes no new claims"


@dataclass(frozen=True, slots=True)
class Profile:
    """A practice: its organization, its time zone (its business dates), whether it is a test practice, if it leaves."""

    tenant_id: UUID
    organization_id: UUID
    name: str
    time_zone: str
    is_test: bool
    offboarding: str

    def require_taking_claims(self) -> None:
        """Raises PracticeLeaving once the practice takes no new claims; money still arrives and posts."""
        if self.offboarding not in TAKING_CLAIMS:
            raise PracticeLeaving

    def business_date(self, at: datetime) -> date:
        """The practice's local day of an instant."""
        return local_day(at, self.time_zone)


class PracticeNotSetUpError(RuntimeError):
    """A practice's transaction before its onboarding has finished."""


async def profile_of(tx: Transaction) -> Profile:
    """The profile of the transaction's practice. Raises PracticeNotSetUpError."""
    row = await store.profile(tx, tx.owned_by.id)
    if row is None:
        raise PracticeNotSetUpError(str(tx.owner))
    return Profile(
        tx.owned_by.id, row["organization_id"], row["name"], row["time_zone"], row["mode"] == "test", row["offboarding"]
    )
