"""Databases: upgrades, locks, several servers on one, and what is kept."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from raw_client import RawClient, Refused, code_of
from sqlalchemy import Engine, create_engine, insert, inspect, text
from two_pools import CHEAP

from authing.server import Argon2Costs, LocalServer, Settings
from authing.server.storage.database import Database, Unavailable
from authing.server.storage.tables.accounts import ACCOUNTS
from authing.server.storage.tables.base import EPOCH, Base
from authing.server.storage.upgrading import HEAD, MIGRATIONS

OLD_ROWS = """
INSERT INTO pools VALUES ('{p}', 'Old', 'old', NULL, '', '{p}', '{s}', '{s}', '{s}', false, false, 1296000, 3, 1, 1);
INSERT INTO applications VALUES ('{a}', '{p}', 'Web', '{s}', 1209600, 2, 2);
INSERT INTO accounts (id, pool_id, status, is_deleted, blocked, email_verified, phone_verified, username, register_source,
 logins_count, signed_up, created_at, updated_at) VALUES ('{u}', '{p}', 'Activated', false, false, false, false, 'bob', '["x"]', 5, 3, 3, 3);
INSERT INTO server_state VALUES ('home_pool', '{p}');
INSERT INTO server_state VALUES ('home_application', '{a}')
"""


def settings(database: str, **options: Any) -> Settings:
    return Settings(database=database, **{"argon2": CHEAP, "busy_timeout": 1.0, **options})


@contextmanager
def connected(database: str) -> Iterator[Engine]:
    engine = create_engine(database if "://" in database else f"sqlite:///{database}")
    yield engine
    engine.dispose()


def test_the_newest_revision_is_known() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [HEAD]


def test_migrations_make_the_tables_that_the_code_expects(new_database: str) -> None:
    database = Database(new_database)
    database.upgrade()
    database.close()
    with connected(new_database) as engine:
        found = inspect(engine)
        for table in Base.metadata.sorted_tables:
            columns = {column["name"]: column for column in found.get_columns(table.name)}
            assert set(columns) == set(table.columns.keys())
            for column in table.columns:
                assert columns[column.name]["nullable"] == column.nullable, column
                assert getattr(columns[column.name]["type"], "length", None) == getattr(column.type, "limit", None), (
                    column
                )
            made = {index["name"]: index for index in found.get_indexes(table.name)}
            assert {index.name for index in table.indexes} <= set(made)
            for index in table.indexes:
                assert bool(made[index.name]["unique"]) == index.unique
                assert made[index.name]["column_names"] == [column.name for column in index.columns]


def test_an_older_database_is_upgraded_and_keeps_its_data(new_database: str) -> None:
    database = Database(new_database)
    database.upgrade("0001")
    database.close()
    names = {"p": "1" * 24, "a": "2" * 24, "u": "3" * 24, "s": "4" * 32}
    with connected(new_database) as engine, engine.begin() as connection:
        for statement in OLD_ROWS.format(**names).split(";"):
            connection.execute(text(statement.replace(":", "\\:")))
    for _ in range(2):
        with LocalServer(settings(new_database)) as server:
            assert (server.user_pool_id, server.secret, server.app_id) == (names["p"], names["s"], names["a"])
            api = RawClient(server)
            with api.session:
                user = api.manage(
                    '{ findUser(username: "bob") { id loginsCount registerSource roles { totalCount } } }'
                )
                assert user == {"id": names["u"], "loginsCount": 5, "registerSource": ["x"], "roles": {"totalCount": 0}}
                for namespace in ("default", "system", names["a"]):
                    document = 'mutation($n: String) { createRole(code: "r", namespace: $n) { namespace } }'
                    if _ == 0:
                        assert api.manage(document, n=namespace) == {"namespace": namespace}
                    else:
                        with pytest.raises(Refused):
                            api.manage(document, n=namespace)


def test_a_failed_upgrade_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "half.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE sessions (x)")
    database = Database(path)
    with pytest.raises(Unavailable):
        database.upgrade()
    database.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [("sessions",)]


def test_a_newer_database_is_left_alone(new_database: str) -> None:
    database = Database(new_database)
    database.upgrade()
    with connected(new_database) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Unavailable, match="9999 is not known to this version"):
        database.upgrade()
    database.close()


def test_everything_outlives_a_restart(new_database: str) -> None:
    with LocalServer(settings(new_database)) as server:
        api = RawClient(server)
        with api.session:
            token, management, key = api.signed_in()["token"], api.management_token, api.key.public_numbers()
        first = (server.user_pool_id, server.secret, server.app_id, server.app_secret)
    with LocalServer(settings(new_database)) as server:
        assert first == (server.user_pool_id, server.secret, server.app_id, server.app_secret)
        api = RawClient(server)
        with api.session:
            assert api.me(token)["data"]["username"] == "bob"
            assert api.run("{ users { totalCount } }", management) == {"totalCount": 1}
            assert api.key.public_numbers() == key
            server.reset()
            assert first == (server.user_pool_id, server.secret, server.app_id, server.app_secret)
            assert api.run("{ users { totalCount } }", management) == {"totalCount": 0}


def test_two_servers_start_at_once_on_one_database(new_database: str) -> None:
    servers = [LocalServer(settings(new_database, busy_timeout=10.0)) for _ in range(3)]
    threads = [threading.Thread(target=server.start) for server in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    try:
        assert len({(server.user_pool_id, server.secret, server.app_secret) for server in servers}) == 1
        clients = [RawClient(server) for server in servers]
        clients[0].register(username="bob")
        assert clients[1].login(username="bob")["loginsCount"] == 1
        assert clients[2].login(username="bob")["loginsCount"] == 2
        for client in clients:
            client.session.close()
    finally:
        for server in servers:
            server.stop()


def test_a_locked_file_is_a_busy_system(tmp_path: Path) -> None:
    path = tmp_path / "locked.db"
    with LocalServer(settings(str(path), busy_timeout=0.2)) as server, closing(sqlite3.connect(path)) as other:
        api = RawClient(server)
        with api.session:
            assert api.manage("{ users { totalCount } }")["totalCount"] == 0
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(Refused) as caught:
                api.register(username="bob")
            assert caught.value.code == 1000
            assert api.rest("POST", "/_local/reset")["code"] == 1000
            assert api.manage("{ users { totalCount } }")["totalCount"] == 0
            other.rollback()
            assert api.register(username="bob")["username"] == "bob"


def test_a_locked_table_is_a_busy_system(new_postgres_url: str) -> None:
    with LocalServer(settings(new_postgres_url, busy_timeout=0.2)) as server:
        api = RawClient(server)
        with api.session, connected(new_postgres_url) as engine:
            with engine.begin() as connection:
                connection.execute(text("LOCK TABLE accounts IN ACCESS EXCLUSIVE MODE"))
                assert code_of(api.run, '{ isUserExists(username: "bob") }') == 1000
                assert api.rest("POST", "/_local/reset")["code"] == 1000
            assert api.run('{ isUserExists(username: "bob") }') is False


def test_many_at_once(server: LocalServer, api: RawClient) -> None:
    """As many as fit into one request, which is more than PostgreSQL takes parameters in one statement."""
    assert server._service is not None
    ids = [f"{number:024x}" for number in range(22_000)]
    common = {"pool_id": api.pool_id, "status": "Activated", "register_source": [], "logins_count": 0}
    flags = dict.fromkeys(("is_deleted", "blocked", "email_verified", "phone_verified"), False)
    moments = dict.fromkeys(("signed_up", "created_at", "updated_at"), EPOCH)
    with server._service.database.writing() as db:
        db.connection().execute(
            insert(ACCOUNTS), [{"id": each, "username": each, **common, **flags, **moments} for each in ids]
        )
    api.manage('mutation { createRole(code: "all") { id } }')
    api.manage('mutation { createGroup(code: "all", name: "x") { code } }')
    root = api.manage('mutation { createOrg(name: "all") { rootNode { id } } }')["rootNode"]["id"]
    place = f'nodeId: "{root}", userIds: $u'
    for operation in (
        'assignRole(roleCode: "all", userIds: $u) { code }',
        'addUserToGroup(code: "all", userIds: $u) { code }',
        f"addMember({place}, isLeader: true) {{ id }}",
    ):
        assert api.manage(f"mutation($u: [String!]!) {{ {operation} }}", u=ids)
    with server._service.database.writing() as db:
        db.execute(text("ANALYZE"))  # as PostgreSQL does by itself within a minute; until then it knows empty tables
    owners = f'role(code: "all") group(code: "all") nodeById(id: "{root}")'.replace(")", ") { users { totalCount } }")
    counted = {"users": {"totalCount": len(ids)}}
    assert set(map(str, api.answer(f"{{ {owners} }}", api.management_token)["data"].values())) == {str(counted)}
    kicked = api.rest("POST", "/api/v2/users/kick", api.management_token, json={"userIds": ids})
    assert kicked["code"] == 200
    for operation in (
        'revokeRole(roleCode: "all", userIds: $u) { code }',
        'removeUserFromGroup(code: "all", userIds: $u) { code }',
        f"removeMember({place}) {{ id }}",
    ):
        assert api.manage(f"mutation($u: [String!]!) {{ {operation} }}", u=ids)
    assert "22000" not in str(api.answer(f"{{ {owners} }}", api.management_token)["data"])
    assert api.manage("mutation($u: [String!]!) { deleteUsers(ids: $u) { code } }", u=ids)["code"] == 200
    assert api.manage("{ users { totalCount } }")["totalCount"] == 0


def test_a_lost_database_is_a_busy_system(new_postgres_url: str) -> None:
    with LocalServer(settings(new_postgres_url)) as server:
        api = RawClient(server)
        with api.session, connected(new_postgres_url) as engine:
            api.register(username="bob")
            with engine.begin() as connection:
                connection.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
                )
            # Each worker's connection is found dead once; then there is a new one.
            codes = {_login_code(api) for _ in range(12)}
            assert codes <= {200, 1000}
            assert _login_code(api) == 200


def _login_code(api: RawClient) -> int:
    try:
        api.login(username="bob")
    except Refused as refused:
        return refused.code
    return 200


def test_hashes_follow_the_settings(tmp_path: Path) -> None:
    path = str(tmp_path / "rehash.db")

    def stored() -> str:
        with closing(sqlite3.connect(path)) as connection:
            found: str = connection.execute("SELECT password_hash FROM accounts").fetchone()[0]
            return found

    with LocalServer(settings(path)) as server:
        api = RawClient(server)
        with api.session:
            api.register(username="bob")
            assert stored().startswith("$argon2id$v=19$m=64,t=1,p=1$")
            before = stored()
            api.login(username="bob")
            assert stored() == before
    with LocalServer(settings(path, argon2=Argon2Costs(memory_kib=128, iterations=2))) as server:
        api = RawClient(server)
        with api.session:
            with pytest.raises(Refused):
                api.login(username="bob", password="wrong!")
            assert stored() == before
            api.login(username="bob")
            assert stored().startswith("$argon2id$v=19$m=128,t=2,p=1$")
            assert api.login(username="bob")["loginsCount"] == 3


def test_tokens_and_passwords_are_not_kept_in_clear(tmp_path: Path) -> None:
    path = tmp_path / "secret.db"
    with LocalServer(settings(str(path))) as server:
        api = RawClient(server)
        with api.session:
            token = api.signed_in()["token"]
        with closing(sqlite3.connect(path)) as connection:
            dump = "\n".join(connection.iterdump())
    assert token not in dump
    assert "Passw0rd!" not in dump


def test_classic_login_codes(tmp_path: Path) -> None:
    with LocalServer(settings(str(tmp_path / "classic.db"), classic_login_codes=True)) as server:
        api = RawClient(server)
        with api.session:
            api.register(username="bob")
            for attempt, code in (({"username": "nobody"}, 2004), ({"username": "bob", "password": "wrong!"}, 2006)):
                with pytest.raises(Refused) as caught:
                    api.login(**attempt)
                assert caught.value.code == code


def test_a_temporary_server_leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    server = LocalServer()
    server.start()
    assert len(list(tmp_path.iterdir())) == 1
    server.stop()
    server.stop()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(RuntimeError):
        server.reset()


def test_databases_that_cannot_be_opened(tmp_path: Path) -> None:
    no_database = tmp_path / "text.db"
    no_database.write_text("this is no database " * 100)
    for location in (
        str(no_database),
        str(tmp_path),
        str(tmp_path / "nowhere" / "x.db"),
        "nosuchdriver://x",
        "postgresql+psycopg://x@127.0.0.1:1/x",
        "::://",
        "",
        ":memory:",
        "sqlite://",
        "mysql://x:hidden@127.0.0.1/x",
        "postgresql+psycopg://x:hidden@127.0.0.1:port/x",
        "postgresql+psycopg://x:hidden@127.0.0.1:1/x?nosuch=1",
        "postgresql+psycopg://x@127.0.0.1:1/x?password=hidden",
    ):
        with pytest.raises(Unavailable) as caught:
            LocalServer(settings(location)).start()
        assert "\n" not in str(caught.value)
        assert "hidden" not in str(caught.value)


def test_a_path_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a?b=%20c#é.db"
    with LocalServer(settings(str(path))) as server:
        assert server.database == str(path)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_the_driver_of_postgresql_need_not_be_named(new_postgres_url: str) -> None:
    with LocalServer(settings(new_postgres_url.replace("+psycopg", "") + "?options=-c%20TimeZone%3DUTC")) as server:
        assert server.database.startswith("postgresql+psycopg://")
