from api.kit.postgres.migrate import move
from api.kit.postgres.roles import ensure_roles_and_database
from api.kit.settings import Settings


def start(settings: Settings) -> None:
    """Have a server that answers. With `DATABASE_URL` somebody else keeps it; else ours is started."""
    server = settings.embedded_server
    if server is not None:
        server.ensure_running()


def prepare(settings: Settings, revision: str = "head") -> None:
    """Have a server, its roles, its database, and the schema at ``revision``, whatever was there before.

    Without `MIGRATION_DATABASE_URL` on a server of somebody else's, roles and database must exist already.
    """
    start(settings)
    admin_url = settings.admin_url()
    if admin_url:
        ensure_roles_and_database(admin_url, settings.role_secret, settings.database)
    move(settings.role_url("migrator"), revision)
