"""Every table of the product, imported by name so that Alembic sees them all."""

from sqlmodel import SQLModel

import api.acknowledgements.models
import api.audit.models
import api.claims.models
import api.coding.models
import api.contracts.models
import api.coordination.models
import api.denials.models
import api.eligibility.models
import api.events.models
import api.fees.models
import api.files.models
import api.ledger.models
import api.offboarding.models
import api.patient_accounts.models
import api.portal.models
import api.reference.models
import api.registration.models
import api.remittance.models
import api.reports.models
import api.sandbox_channel.models
import api.submission.models
import api.worklists.models  # noqa: F401 - imported for its tables
import tenants.audit.models
import tenants.idempotency.models
import tenants.keys.models
import tenants.oauth.models
import tenants.organizations.models
import tenants.people.models
import tenants.practices.models
import tenants.tokens.models  # noqa: F401 - imported for their tables

metadata = SQLModel.metadata
