from alembic import context
from sqlalchemy import Connection, create_engine, pool, text

from api.kit.postgres.roles import for_sqlalchemy
from api.kit.settings import Settings
from migrations.schema import metadata

MIGRATION_LOCK = 7_202_606_082


class NotMigrator(Exception):
    """Tables made by another role would belong to it, and the policy of their owner would not apply."""

    def __init__(self, role: object) -> None:
        super().__init__(f"migrations run as migrator, not as {role}")


def run(connection: Connection) -> None:
    role = connection.scalar(text("SELECT current_user"))
    if role != "migrator":
        raise NotMigrator(role)
    connection.execute(text("SET search_path = public"))
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        compare_server_default=True,
        # One migration may fill a table that the next alters: PostgreSQL wants a commit in between.
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


url = context.config.attributes.get("url") or Settings().role_url("migrator")
engine = create_engine(for_sqlalchemy(url), poolclass=pool.NullPool)
with engine.connect() as migrator:
    run(migrator)
