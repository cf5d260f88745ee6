"""Seeds: what they put in, and how their mistakes are told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from raw_client import RawClient
from sqlalchemy import create_engine, text
from two_pools import CHEAP

from authing.server import LocalServer, Settings
from authing.server.rules import seed as seed_rules
from authing.server.rules import startup
from authing.server.rules.seed import SeedError


def example() -> str:
    """The example of the module's documentation, as a file would have it."""
    lines = [line for line in (seed_rules.__doc__ or "").splitlines() if line.startswith("    ")]
    assert lines
    return "\n".join(line[4:] for line in lines)


def settings(database: str, seed: object) -> Settings:
    return Settings(database=database, argon2=CHEAP, seed=seed)  # type: ignore[arg-type]


def test_the_documented_example_works(new_database: str, tmp_path: Path) -> None:
    path = tmp_path / "seed.yaml"
    path.write_text(example(), encoding="utf-8")
    with LocalServer(settings(new_database, path)) as server:
        assert server.user_pool_id == "5f0000000000000000000001"
        assert (server.secret, server.app_secret) == ("0" * 31 + "1", "0" * 31 + "2")
        assert server.app_id == "5f0000000000000000000002"
        api = RawClient(server)
        with api.session:
            for _ in range(2):
                alice = api.login(username="alice")
                assert (alice["id"], alice["nickname"], alice["loginsCount"]) == (
                    "5f0000000000000000000003",
                    "Alice",
                    1,
                )
                roles = api.manage(
                    "{ roles(sortBy: CREATEDAT_ASC) { list { code parent { code } users { list { username } } } } }"
                )["list"]
                by_code = {role["code"]: role for role in roles}
                assert by_code["admin"] == {"code": "admin", "parent": None, "users": {"list": [{"username": "alice"}]}}
                assert by_code["editor"]["parent"] == {"code": "admin"}
                api.register(username="other")
                server.reset()


def test_json_and_several_pools(tmp_path: Path) -> None:
    path = tmp_path / "seed.json"
    path.write_text(
        json.dumps({"pool": {"id": "a" * 24, "registerDisabled": True}, "users": [{"email": "A@b.example"}]})
    )
    with LocalServer(settings(str(tmp_path / "a.db"), path)) as server:
        assert server.user_pool_id == "a" * 24
        api = RawClient(server)
        with api.session:
            assert api.manage("{ users { list { email } } }") == {"list": [{"email": "a@b.example"}]}
            answer = api.answer(
                "mutation($i: RegisterByUsernameInput!) { registerByUsername(input: $i) { id } }",
                i={"username": "x", "password": api.sealed("Passw0rd!")},
            )
            assert answer["errors"][0]["message"]["code"] == 2031
            answer = api.answer(
                "mutation($i: LoginByUsernameInput!) { loginByUsername(input: $i) { id } }",
                i={"username": "x", "password": api.sealed("Passw0rd!"), "autoRegister": True},
            )
            assert answer["errors"][0]["message"]["code"] == 2031
            assert api.create(username="x")["username"] == "x"
    several = tmp_path / "several.yaml"
    several.write_text("pool: {name: First}\n---\npool: {id: " + "c" * 24 + "}\n---\n")
    with LocalServer(settings(str(tmp_path / "b.db"), str(several))) as server:
        api = RawClient(server)
        with api.session:
            assert api.manage("{ userpool { name } }") == {"name": "First"}


def test_a_seed_is_loaded_once_and_kept(tmp_path: Path) -> None:
    database, seed = str(tmp_path / "a.db"), {"pool": {"name": "First"}, "users": [{"username": "alice"}]}
    with LocalServer(settings(database, seed)) as server:
        pool = server.user_pool_id
        api = RawClient(server)
        with api.session:
            api.create(username="bob")
    with LocalServer(settings(database, seed)) as server:
        assert server.user_pool_id == pool
        api = RawClient(server)
        with api.session:
            assert api.manage("{ users { totalCount } }")["totalCount"] == 2
            server.reset()
            assert api.manage("{ users { totalCount } }")["totalCount"] == 1
    for other in ({"pool": {"id": "f" * 24}}, {"pool": {"secret": "f" * 32}}, {"application": {"id": "f" * 24}}):
        with pytest.raises(SeedError, match="already holds another pool or application"):
            LocalServer(settings(database, other)).start()


def test_all_pools_of_a_seed_are_kept(new_database: str) -> None:
    # Without secrets: they are made up once.
    seed = [{"pool": {"name": "First"}}, {"pool": {"id": "c" * 24}, "users": [{"username": "alice"}]}]

    def found() -> list[Any]:
        engine = create_engine(new_database if "://" in new_database else f"sqlite:///{new_database}")
        with engine.connect() as connection:
            pools = connection.execute(text("SELECT id, secret, jwt_secret, management_key FROM pools ORDER BY id"))
            applications = connection.execute(text("SELECT id, pool_id, secret FROM applications ORDER BY id"))
            rows = [tuple(row) for row in (*pools, *applications)]
        engine.dispose()
        return rows

    with LocalServer(settings(new_database, seed)):
        first = found()
    assert len(first) == 4
    with LocalServer(settings(new_database, seed)) as server:
        server.reset()
        assert found() == first


MISTAKES: list[tuple[object, str]] = [
    ({"pol": {}}, "unknown key 'pol'"),
    ({"policies": []}, "policies are not available in this version"),
    ({"pool": []}, "pool must be a mapping"),
    ({"pool": {"id": 5}}, "pool: id must be a text"),
    ({"pool": {"id": "x"}}, "pool: id must be 24 hexadecimal digits"),
    ({"pool": {"secret": "short"}}, "pool: secret must have 32 to 64"),
    ({"pool": {"secert": "x"}}, "pool: unknown key 'secert'"),
    ({"pool": {"passwordStrength": 4}}, "between 0 and 3"),
    ({"pool": {"passwordStrength": True}}, "passwordStrength must be a whole number"),
    ({"pool": {"tokenExpiresAfter": 0}}, "pool: tokenExpiresAfter must be between 1 and"),
    ({"application": {"tokenExpiresAfter": 2**31}}, "application: tokenExpiresAfter must be between 1 and"),
    ({"application": {"id": "x"}}, "application: id"),
    ({"users": [{"username": "a", "loginsCount": 2**31}]}, r"users\[0\]: loginsCount must be between 0 and"),
    ({"users": [{"username": "a", "registerSource": [1]}]}, r"users\[0\]: registerSource must be a list of texts"),
    ([{}, {"pool": {"name": "x"}}], "seed 2: pool: every pool but the first needs an id"),
    ({"users": [{"username": "a", "passwd": "x"}]}, r"users\[0\]: unknown key 'passwd'"),
    ({"users": [{"username": 5}]}, r"users\[0\]: username must be a text"),
    ({"users": [{"username": "a", "id": "x"}]}, r"users\[0\]: id"),
    ({"users": [{"username": "a", "password": "x"}]}, "at least 6 characters"),
    ({"users": ["a"]}, r"users\[0\]: a mapping is needed"),
    ({"users": [{"nickname": "a"}]}, "needs a user name"),
    ({"users": [{"username": "a"}, {"username": "a"}]}, "accounts.username occurs twice"),
    ({"users": [{"username": "a", "id": "a" * 24}, {"username": "b", "id": "a" * 24}]}, "accounts.id occurs twice"),
    ({"users": [{"username": "a" * 101}]}, "username is longer than 100 characters"),
    ({"users": [{"username": "a", "birthdate": "x"}]}, "birthdate is not a date"),
    ({"roles": [{}]}, r"roles\[0\]: code is missing"),
    ({"roles": [{"code": "a b"}]}, "the code of a role"),
    ({"roles": [{"code": "a", "users": ["x"]}]}, r"there is no user 'x'"),
    ({"roles": [{"code": "a", "users": [{}]}]}, r"there is no user"),
    ({"roles": [{"code": "a", "namespace": "x"}]}, "there is no namespace 'x'"),
    ({"roles": [{"code": "a", "parent": "b"}, {"code": "b", "parent": "a"}]}, "missing or go in a circle: a, b"),
    ({"roles": [{"code": "a"}, {"code": "a"}]}, "roles.code occurs twice"),
    ([{"pool": {"id": "a" * 24}}, {"pool": {"id": "a" * 24}}], "pools.id occurs twice"),
    ([{}, {"x": 1}], "seed 2: unknown key 'x'"),
    ([], "the seed is empty"),
    (["text"], "a mapping is needed"),
]


def test_mistakes_are_named(new_database: str) -> None:
    for seed, message in MISTAKES:
        with pytest.raises(SeedError, match=message) as caught:
            LocalServer(settings(new_database, seed)).start()
        assert "\n" not in str(caught.value)
    with LocalServer(settings(new_database, None)) as server:
        assert server.user_pool_id


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.yaml", "pool: ["),
        ("a.json", "{"),
        ("a.yaml", ""),
        ("a.yaml", "\x00"),
        ("a.yaml", "[" * 20_000),
        ("a.json", "[" * 200_000),
        ("missing.yaml", None),
    ],
)
def test_files_that_are_no_seeds(tmp_path: Path, name: str, content: str | None) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content)
    with pytest.raises(SeedError) as caught:
        LocalServer(settings(str(tmp_path / "a.db"), path)).start()
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "a.db").exists()


def test_passwords_of_a_seed_are_hashed_only_when_it_is_loaded(tmp_path: Path) -> None:
    seed = {"users": [{"username": "bob", "password": "Passw0rd!"}]}
    given = settings(str(tmp_path / "x.db"), seed)
    first = startup.open_service(given)
    first.database.close()
    second = startup.open_service(given)
    assert (list(first.seeds.hashes), list(second.seeds.hashes)) == (["Passw0rd!"], [])
    startup.reset(second)
    assert list(second.seeds.hashes) == ["Passw0rd!"]
    second.database.close()
