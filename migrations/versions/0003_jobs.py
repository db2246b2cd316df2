"""The job queue (procrastinate) in a schema of its own. Holds ids alone; a job sets its own owner."""

from collections.abc import Sequence

from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy import text

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the schema and let `app` work the queue."""
    op.execute("create schema jobs")
    op.execute("set search_path = jobs")
    # Percent signs of its PL/pgSQL would be read as parameters by exec_driver_sql; text() leaves them, colons escaped.
    op.execute(text(SchemaManager.get_schema().replace(":", r"\:")))
    op.execute("set search_path = public")
    op.execute("grant usage on schema jobs to app")
    op.execute("grant select, insert, update, delete on all tables in schema jobs to app")
    op.execute("grant usage on all sequences in schema jobs to app")
    op.execute("grant execute on all functions in schema jobs to app")
    op.execute("grant usage on schema jobs to backup")
    op.execute("grant select on all tables in schema jobs to backup")
    op.execute("grant select on all sequences in schema jobs to backup")


def downgrade() -> None:
    """Drop the queue with what waits in it."""
    op.execute("drop schema jobs cascade")
