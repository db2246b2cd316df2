"""PostgreSQL as the product meets it: the embedded server, the roles and their passwords, the migrations.

Row-level security does not bind a superuser, so that login's URL is handed out by
``EmbeddedServer.migration_url`` alone.
"""
