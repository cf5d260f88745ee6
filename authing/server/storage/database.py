"""The connection to SQLite or PostgreSQL: transactions, locks, and driver errors told in our own words."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError, SQLAlchemyError, StatementError
from sqlalchemy.orm import Session

from authing.server.storage.tables.base import Unstorable
from authing.server.storage.upgrading import HEAD, lock, upgrade

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

CONNECTIONS = 40
"""As many as the worker threads that serve requests, so that none waits for a connection."""

UNIQUE_VIOLATION = "23505"


class Unavailable(Exception):
    """The database cannot be opened or brought up to date; the text is one line for the operator."""


class Busy(Exception):
    """The database is locked, gone, or two changes met; the same request may succeed later."""


class Taken(Exception):
    """A value that must be unique is already there."""

    def __init__(self, table: str, column: str) -> None:
        super().__init__(f"{table}.{column}")
        self.table = table
        self.column = column


class Database:
    """A database opened by URL (`sqlite:///…`, `postgresql+psycopg://…`) or by the path of an SQLite file.

    Attributes:
        label: What to call it in a message: the path or the URL, without its password.
    """

    def __init__(self, location: str | Path, *, busy_timeout: float = 5.0) -> None:
        try:
            url = _url(str(location))
        except (ArgumentError, ValueError):
            # Neither what was given nor the parser's words: a password may be in them.
            raise Unavailable("the URL of the database is malformed") from None
        self.label = _label(url)
        try:
            self._engine = _engine(url, busy_timeout)
        except (ArgumentError, ImportError, ValueError) as error:
            raise Unavailable(f"cannot use the database {self.label}: {_first_line(error)}") from error
        self._writes = self._engine.execution_options(writes=True)
        self._is_sqlite = self._engine.dialect.name == "sqlite"
        # SQLite lets one connection write at a time; waiting on a lock of our own is fairer than its polling.
        self._writer = threading.Lock()

    def upgrade(self, revision: str = HEAD) -> None:
        """Bring the tables to the given revision of the schema, whatever older one they have.

        Raises:
            Unavailable: the database cannot be opened, is locked, or was made by a newer version.
        """
        try:
            with self._writes.begin() as connection:
                upgrade(connection, revision)
        except (SQLAlchemyError, sqlite3.Error, OSError, ValueError) as error:
            reason = _first_line(getattr(error, "orig", None) or error)
            raise Unavailable(f"cannot open the database {self.label}: {reason}") from error

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One transaction that only reads."""
        with _translated(), Session(self._engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self, *, alone: bool = False) -> Iterator[Session]:
        """One transaction that is committed at the end of the block, or rolled back by an exception.

        With `alone`, no other server is in such a block on this database at the same time.
        """
        with (
            _translated(),
            self._one_writer(),
            Session(self._writes, expire_on_commit=False) as session,
            session.begin(),
        ):
            if alone:
                lock(session.connection())
            yield session

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        if self._is_sqlite:
            with self._writer:
                yield
        else:
            yield

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _url(location: str) -> URL:
    if "://" not in location:
        return URL.create("sqlite", database=location)
    url = make_url(location)
    # Without a driver, SQLAlchemy 2.0 would look for another one than we require.
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def _label(url: URL) -> str:
    if url.get_backend_name() == "sqlite" and not url.query:
        return url.database or ""
    secret = [name for name in url.query if "password" in name]
    return url.difference_update_query(secret).render_as_string(hide_password=True)


def _engine(url: URL, busy_timeout: float) -> Engine:
    dialect = url.get_backend_name()
    if dialect not in ("sqlite", "postgresql"):
        raise ValueError("only SQLite and PostgreSQL will do")
    is_sqlite = dialect == "sqlite"
    if is_sqlite and url.database in (None, "", ":memory:"):
        raise ValueError("SQLite needs a file")
    engine = create_engine(
        url,
        connect_args={"timeout": busy_timeout, "check_same_thread": False}
        if is_sqlite
        else {"connect_timeout": max(1, int(busy_timeout)), "options": _postgresql_options(url, busy_timeout)},
        pool_size=10,
        max_overflow=CONNECTIONS - 10,
        # Errors end up in logs, and parameters are secrets.
        hide_parameters=True,
    )
    if is_sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _postgresql_options(url: URL, busy_timeout: float) -> str:
    # Those of the URL come last, so that they win.
    given = url.query.get("options", "")
    return f"-c lock_timeout={max(1, int(busy_timeout * 1000))} {given if isinstance(given, str) else ' '.join(given)}"


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver's own BEGIN comes too late for BEGIN IMMEDIATE; `_begin_sqlite` sends it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    # SQLite's own lower() knows ASCII only, PostgreSQL's all letters.
    connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(value: str | None) -> str | None:
    return None if value is None else value.lower()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that begins by reading cannot wait for a writer once it writes itself; IMMEDIATE waits at once.
    writes = connection.get_execution_options().get("writes", False)
    driver = connection.connection.driver_connection
    if driver is not None:
        driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise _conflict(error) from error
    except StatementError as error:
        if isinstance(error.orig, Unstorable):
            raise error.orig from None
        if _is_busy(error):
            raise Busy(_first_line(error.orig or error)) from error
        raise
    except sqlite3.OperationalError as error:
        raise Busy(_first_line(error)) from error


def _conflict(error: IntegrityError) -> Exception:
    """Name the column of a broken uniqueness; a broken reference means that a row just went: Busy."""
    text = str(error.orig)
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        table, unique, column = str(diagnosis.constraint_name).partition("_unique_")
        if not unique and diagnosis.sqlstate == UNIQUE_VIOLATION:
            table, unique, column = str(diagnosis.table_name), "primary key", "id"
    else:
        unique = "UNIQUE" if text.startswith("UNIQUE") else ""
        table, _, column = text.rpartition(" ")[2].partition(".")
    return Taken(table, column) if unique else Busy(_first_line(text))


def _is_busy(error: StatementError) -> bool:
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        return "locked" in str(error.orig) or "busy" in str(error.orig)
    return isinstance(error, OperationalError) or error.connection_invalidated


def _first_line(error: object) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
