"""Every table of the product, imported by name so that Alembic sees them all."""

from sqlmodel import SQLModel

import tenants.audit.models
import tenants.idempotency.models
import tenants.keys.models
import tenants.oauth.models
import tenants.organizations.models
import tenants.people.models
import tenants.practices.models
import tenants.tokens.models  # noqa: F401 - imported for their tables

metadata = SQLModel.metadata
