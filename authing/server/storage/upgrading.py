"""Bringing a database to the present schema with Alembic, on every start.

A database that is already there costs one look-up: Alembic is imported only when there is something to do.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

HEAD = "0020"
MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x617574686E67
"""The advisory lock that lets two servers start on one PostgreSQL database at the same time."""
PATIENCE = 60
"""Seconds to wait for that lock."""


def upgrade(connection: Connection, revision: str = HEAD) -> None:
    """Run what is missing up to `revision`, within the transaction of `connection`.

    Raises:
        ValueError: the database was made by a version of this server that this one does not know.
    """
    lock(connection)
    present = current(connection)
    if present == revision:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        if present is not None:
            ScriptDirectory.from_config(config).get_revision(present)
        command.upgrade(config, revision)
    except CommandError as error:
        raise ValueError(f"its schema {present} is not known to this version of authing") from error


def current(connection: Connection) -> str | None:
    """The revision of the schema, or None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def lock(connection: Connection) -> None:
    """Wait until no other server holds this lock, and hold it until the transaction ends."""
    # On SQLite the transaction that writes is the lock.
    if connection.dialect.name == "postgresql":
        # Longer than for other locks: the first start on a database makes its tables and hashes the passwords of its seed.
        connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        connection.execute(text("SET LOCAL lock_timeout TO DEFAULT"))
