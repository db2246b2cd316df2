"""What the tests stand on: a PostgreSQL a run, a database a worker, no network past loopback."""
