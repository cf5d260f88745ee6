"""Applications by the raw protocol: who may manage them, whom they let in, and what is no application."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from raw_client import PASSWORD, RawClient, Refused, code_of
from sqlalchemy import event
from two_pools import CHEAP

from authing.server import LocalServer, Settings
from authing.server.rules.seed import SeedError

NOBODY = "0" * 24
ALL = "/api/v2/applications"
ANY_PROGRAM = f"{ALL}/programmatic-access-accounts"
WITHIN = [
    ("GET", ""),
    ("POST", ""),
    ("DELETE", ""),
    ("GET", "/active-users"),
    ("GET", "/agreements"),
    ("POST", "/agreements"),
    ("POST", "/agreements/sort"),
    ("PUT", "/agreements/1"),
    ("DELETE", "/agreements/1"),
    ("GET", "/authorization/records"),
    ("POST", "/authorization/allow"),
    ("POST", "/authorization/deny"),
    ("POST", "/authorization/enable-effect"),
    ("POST", "/authorization/disable-effect"),
    ("POST", "/authorization/revoke"),
    ("GET", "/programmatic-access-accounts"),
    ("POST", "/programmatic-access-accounts"),
]
SUMMARY = {"id", "name", "logo", "domain", "description", "createdAt", "updatedAt", "protocol"}
VALID = {"title": "Terms", "ids": [1], "targetType": "USER", "targetIdentifiers": ["e" * 24], "name": "New"}


class Manager:
    """Calls with a management token; a refusal is raised."""

    def __init__(self, api: RawClient) -> None:
        self.api = api

    def __call__(self, method: str, path: str, /, **body: Any) -> Any:
        options: dict[str, Any] = {"params": body} if method in ("GET", "DELETE") else {"json": body}
        answer = self.api.rest(method, path, self.api.management_token, **options)
        if answer["code"] != 200:
            raise Refused(answer)
        return answer["data"]

    def create(self, name: str = "Shop", identifier: str = "shop", **values: Any) -> Any:
        return self("POST", ALL, name=name, identifier=identifier, **values)

    def decide(self, what: str, app_id: str, kind: str, *names: str, **more: Any) -> None:
        body = {"targetType": kind, "targetIdentifiers": list(names), **more}
        self("POST", f"{ALL}/{app_id}/authorization/{what}", **body)


@pytest.fixture
def manage(api: RawClient) -> Manager:
    return Manager(api)


@pytest.fixture
def shop(manage: Manager) -> str:
    app_id: str = manage.create()["id"]
    return app_id


@pytest.fixture
def shoppers(server: LocalServer, shop: str) -> Iterator[RawClient]:
    """A plain client of the shop."""
    client = RawClient(server, app_id=shop, **{"x-authing-app-id": shop})
    with client.session:
        yield client


@contextmanager
def statements(server: LocalServer) -> Iterator[list[str]]:
    """The SQL that is run in a block."""
    assert server._service is not None
    engine = server._service.database._engine
    seen: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


# -- who may manage -------------------------------------------------------------------------------


def test_only_a_manager_of_the_pool_manages_its_applications(
    api: RawClient, neighbour: RawClient, manage: Manager, shop: str
) -> None:
    user = api.signed_in()["token"]
    paths = [("GET", ALL), ("POST", ALL), *[(method, f"{ALL}/{shop}{rest}") for method, rest in WITHIN]]
    paths += [("PATCH", f"/api/v2/application/{shop}/refresh-secret"), ("GET", f"/api/v2/application/{shop}/tenants")]
    for method, path in paths:
        body: dict[str, Any] = {} if method in ("GET", "DELETE") else {"json": VALID}
        assert api.rest(method, path, **body)["code"] == 2020, path
        assert api.rest(method, path, user, **body)["code"] == 1001, path
        if path != ALL:
            assert neighbour.rest(method, path, neighbour.management_token, **body)["code"] == 2011, path
    assert manage("GET", f"{ALL}/{shop}")["name"] == "Shop"
    assert Manager(neighbour)("GET", ALL)["totalCount"] == 1


def test_only_a_manager_of_the_pool_manages_programs(
    api: RawClient, neighbour: RawClient, manage: Manager, shop: str
) -> None:
    account = manage("POST", f"{ALL}/{shop}/programmatic-access-accounts")
    user = api.signed_in()["token"]
    requests: list[tuple[str, dict[str, Any]]] = [
        ("PATCH", {"json": {"id": account["id"], "enabled": False}}),
        ("DELETE", {"params": {"id": account["id"]}}),
    ]
    for method, body in requests:
        assert api.rest(method, ANY_PROGRAM, **body)["code"] == 2020
        assert api.rest(method, ANY_PROGRAM, user, **body)["code"] == 1001
        assert neighbour.rest(method, ANY_PROGRAM, neighbour.management_token, **body)["code"] == 404
    assert manage("GET", f"{ALL}/{shop}/programmatic-access-accounts")["list"][0]["enabled"] is True


def test_anybody_may_read_what_a_login_page_shows(api: RawClient, neighbour: RawClient, shop: str) -> None:
    path = f"{ALL}/{shop}/public-config"
    found = api.rest("GET", path)["data"]
    assert (found["id"], found["name"], found["loginTabs"]) == (shop, "Shop", ["phone-code", "password"])
    assert not {"secret", "oidcConfig", "oauthConfig", "jwks", "permissionStrategy"} & set(found)
    neighbour.headers = {}
    assert neighbour.rest("GET", path)["data"] == found
    neighbour.headers = {"x-authing-userpool-id": neighbour.pool_id}
    assert neighbour.rest("GET", path)["code"] == 2011
    assert api.rest("GET", f"{ALL}/{NOBODY}/public-config")["code"] == 2011


# -- settings -------------------------------------------------------------------------------------


def test_an_update_changes_what_it_names(manage: Manager, shop: str) -> None:
    before = manage("GET", f"{ALL}/{shop}")
    changes = {
        "name": "Store",
        "identifier": "store",
        "description": "Sells",
        "logo": "https://shop.test/logo.png",
        "redirectUris": ["https://shop.test/a", "com.example.shop:/back"],
        "logoutRedirectUris": ["https://shop.test/bye"],
        "ssoEnabled": True,
        "registerTabs": ["email"],
        "passwordTabConfig": {"enabledLoginMethods": ["email-password"]},
        "css": "body { color: red }",
    }
    after = manage("POST", f"{ALL}/{shop}", **changes, oidcConfig={"id_token_expire": 60, "skip_consent": False})
    assert {name: after[name] for name in changes} == changes
    assert (after["oidcConfig"]["id_token_expire"], after["oidcConfig"]["skip_consent"]) == (60, False)
    assert after["oidcConfig"]["redirect_uris"] == after["oauthConfig"]["redirect_uris"] == changes["redirectUris"]
    assert after["oidcConfig"]["grant_types"] == before["oidcConfig"]["grant_types"]
    kept = set(before) - set(changes) - {"oidcConfig", "oauthConfig", "updatedAt", "domain"}
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert manage("GET", f"{ALL}/{shop}") == after
    again = manage("POST", f"{ALL}/{shop}", **after)
    assert {**again, "updatedAt": None} == {**after, "updatedAt": None}


def test_the_life_of_an_id_token_is_that_of_a_login(manage: Manager, shop: str, shoppers: RawClient) -> None:
    manage("POST", f"{ALL}/{shop}", oidcConfig={"id_token_expire": 60})
    status = shoppers.status(shoppers.signed_in()["token"])
    assert status["exp"] - status["iat"] == 60


def test_registration_can_be_closed_for_one_application(
    manage: Manager, shop: str, shoppers: RawClient, app_api: RawClient
) -> None:
    manage("POST", f"{ALL}/{shop}", registerDisabled=True)
    assert code_of(shoppers.register, username="bob") == 2031
    assert code_of(shoppers.login, username="bob", autoRegister=True) == 2031
    assert app_api.register(username="bob")["username"] == "bob"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": ""}, 2007),
        ({"name": " "}, 2007),
        ({"name": "x" * 101}, 2007),
        ({"name": 5}, 2007),
        ({"name": "a\x00"}, 400),
        ({"identifier": ""}, 400),
        ({"identifier": "a b"}, 400),
        ({"identifier": "../x"}, 400),
        ({"identifier": "x" * 101}, 400),
        ({"identifier": ["x"]}, 400),
        ({"description": "x" * 141}, 2024),
        ({"description": 5}, 2013),
        ({"logo": "x" * 2001}, 400),
        ({"appType": "NONE"}, 2009),
        ({"appType": ["BOTH"]}, 2009),
        ({"ssoEnabled": "yes"}, 400),
        ({"registerDisabled": 1}, 400),
        ({"permissionStrategy": "DENY_ALL"}, 400),
        ({"permissionStrategy": {"defaultStrategy": "deny"}}, 400),
        ({"permissionStrategy": {"defaultStrategy": ["DENY_ALL"]}}, 400),
        ({"loginTabs": "password"}, 400),
        ({"loginTabs": ["x" * 70_000]}, 400),
        ({"oidcConfig": {"grant_types": None}}, 400),
        ({"oidcConfig": {"skip_consent": 1}}, 400),
        ({"oidcConfig": {"id_token_expire": 0}}, 400),
        ({"oidcConfig": {"id_token_expire": "60"}}, 400),
        ({"oidcConfig": {"id_token_expire": 2**31}}, 400),
        ({"oidcConfig": {"access_token_expire": -1}}, 400),
        ({"oidcConfig": ["x"]}, 400),
        ({"oidcConfig": {"id_token_signed_response_alg": "none"}}, 400),
        ({"skipMfa": True}, 501),
        ({"samlProviderEnabled": True}, 501),
        ({"protocol": "saml"}, 501),
    ],
)
def test_what_is_no_setting_is_refused(manage: Manager, shop: str, changes: dict[str, Any], code: int) -> None:
    before = manage("GET", f"{ALL}/{shop}")
    assert code_of(manage, "POST", f"{ALL}/{shop}", **changes) == code
    assert code_of(manage, "POST", ALL, **{"name": "Other", "identifier": "other", **changes}) == code
    assert manage("GET", f"{ALL}/{shop}") == before
    assert manage("GET", ALL)["totalCount"] == 2


@pytest.mark.parametrize(
    "uris",
    [
        "https://shop.test",
        {"https://shop.test": 1},
        [5],
        [None],
        [""],
        ["/back"],
        ["shop.test/back"],
        ["https://"],
        ["https:shop.test"],
        ["https://shop.test/#back"],
        ["https://shop.test/a b"],
        ["https://shop.test/\r\nx: y"],
        ["https://[::1"],
        ["https://shop.test\\@evil.test"],
        ["javascript:alert(1)"],
        ["JavaScript:alert(1)"],
        [" javascript:alert(1)"],
        ["java\tscript:alert(1)"],
        ["data:text/html,x"],
        ["vbscript:x"],
        ["file:///etc/passwd"],
        ["https://shop.test/" + "x" * 2000],
        [f"https://shop.test/{number}" for number in range(10_000)],
    ],
    ids=lambda uris: str(uris)[:40],
)
def test_where_no_user_may_be_sent(manage: Manager, shop: str, uris: Any) -> None:
    for name in ("redirectUris", "logoutRedirectUris"):
        assert code_of(manage, "POST", f"{ALL}/{shop}", **{name: uris}) == 400
    assert code_of(manage.create, "Other", "other", redirectUris=uris) == 400
    assert manage("GET", f"{ALL}/{shop}")["redirectUris"] == []


def test_what_an_application_needs(manage: Manager) -> None:
    assert code_of(manage, "POST", ALL, name="Shop") == 2231
    assert code_of(manage, "POST", ALL, identifier="shop") == 2231
    assert manage.create("名字 😀", "a", redirectUris=["http://localhost:3000/"] * 3)["redirectUris"] == [
        "http://localhost:3000/"
    ]
    assert manage.create("x" * 100, "b", id=NOBODY, secret="mine", userPoolId="c" * 24)["id"] != NOBODY
    for page, limit in ((0, 10), (1, 0), (1, 1001), ("x", 10), (1, "٣")):
        assert code_of(manage, "GET", ALL, page=page, limit=limit) == 400


def test_names_may_be_the_neighbours(manage: Manager, neighbour: RawClient, shop: str) -> None:
    assert Manager(neighbour).create()["name"] == "Shop"
    assert code_of(manage, "POST", f"{ALL}/{manage.create('B', 'b')['id']}", name="Shop") == 2008
    assert code_of(manage, "POST", f"{ALL}/{shop}", identifier="b") == 2039
    assert manage("POST", f"{ALL}/{shop}", name="Shop", identifier="shop")["name"] == "Shop"


# -- whom an application lets in ------------------------------------------------------------------

NODES = "mutation($o: String!, $p: String, $n: String!) { addNodeV2(orgId: $o, parentNodeId: $p, name: $n) { id } }"
ROLE = "mutation($c: String!, $p: String) { createRole(code: $c, parent: $p) { id } }"
ADD = "mutation($n: String, $u: [String!]!) { addMember(nodeId: $n, userIds: $u) { id } }"


class Village:
    """Bob, who is in the group `staff`, and in the department `team` below `house`; each of these has a role."""

    def __init__(self, api: RawClient) -> None:
        self.api, self.bob = api, api.create(username="bob", password=api.sealed(PASSWORD))["id"]
        organisation = api.manage('mutation { createOrg(name: "Org") { id rootNode { id } } }')
        self.root = organisation["rootNode"]["id"]
        self.house = api.manage(NODES, o=organisation["id"], p=self.root, n="house")["id"]
        self.team = api.manage(NODES, o=organisation["id"], p=self.house, n="team")["id"]
        api.manage(ADD, n=self.team, u=[self.bob])
        api.manage('mutation { createGroup(code: "staff", name: "Staff") { code } }')
        api.manage('mutation($u: [String!]!) { addUserToGroup(code: "staff", userIds: $u) { code } }', u=[self.bob])
        for role, held in (
            ("above", {}),
            ("own", {"userIds": [self.bob]}),
            ("groups", {"groupCodes": ["staff"]}),
            ("teams", {"nodeCodes": [self.team]}),
            ("houses", {"nodeCodes": [self.house]}),
            ("others", {}),
        ):
            above = "above" if role == "own" else None
            api.manage(ROLE, c=role, p=above)
            if held:
                (name,), (values,) = held, held.values()
                document = f"mutation($c: String, $v: [String!]) {{ assignRole(roleCode: $c, {name}: $v) {{ code }} }}"
                api.manage(document, c=role, v=values)

    def named(self, name: str) -> str:
        return str(getattr(self, name, name))


REACHING = [
    ("USER", "bob", False),
    ("ROLE", "own", False),
    ("ROLE", "above", False),
    ("ROLE", "groups", False),
    ("ROLE", "teams", False),
    ("ROLE", "houses", False),
    ("GROUP", "staff", False),
    ("ORG", "team", False),
    ("ORG", "team", True),
    ("ORG", "house", True),
    ("ORG", "root", True),
]
MISSING = [("ROLE", "others", False), ("ORG", "house", False), ("ORG", "root", False)]


def test_records_about_all_that_a_user_is(api: RawClient, manage: Manager, shop: str, shoppers: RawClient) -> None:
    village = Village(api)

    def enters() -> bool:
        try:
            return bool(shoppers.login(username="bob")["token"])
        except Refused as refused:
            if refused.message != "the user may not log in to this application":
                raise
            return False

    for strategy, decision in (("ALLOW_ALL", "deny"), ("DENY_ALL", "allow")):
        manage("POST", f"{ALL}/{shop}", permissionStrategy={"defaultStrategy": strategy})
        without = strategy == "ALLOW_ALL"
        assert enters() is without
        for kind, name, inherit in [*REACHING, *MISSING]:
            who = (shop, kind, village.named(name))
            options: dict[str, Any] = {"namespace": "default", "inheritByChildren": inherit}
            manage.decide(decision, *who, **options)
            reached = (kind, name, inherit) in REACHING
            assert enters() is (without != reached), (decision, kind, name, inherit)
            manage.decide("disable-effect", *who, **options)
            assert enters() is without
            manage.decide("revoke", *who, **options)
        assert manage("GET", f"{ALL}/{shop}/authorization/records")["totalCount"] == 0


def test_what_denies_wins(api: RawClient, manage: Manager, shop: str, shoppers: RawClient) -> None:
    village = Village(api)
    manage.decide("allow", shop, "USER", village.bob)
    manage.decide("deny", shop, "GROUP", "staff")
    assert code_of(shoppers.login, username="bob") == 1001
    manage.decide("allow", shop, "GROUP", "staff")
    assert manage("GET", f"{ALL}/{shop}/authorization/records")["totalCount"] == 2
    assert shoppers.login(username="bob")["token"]


def test_a_wrong_password_is_told_before_the_application_is_asked(
    api: RawClient, manage: Manager, shop: str, shoppers: RawClient
) -> None:
    village = Village(api)
    manage.decide("deny", shop, "USER", village.bob)
    assert code_of(shoppers.login, username="bob", password="wrong!") == 2333
    assert code_of(shoppers.login, username="bob") == 1001
    assert api.manage("query($id: String) { user(id: $id) { loginsCount } }", id=village.bob) == {"loginsCount": 0}


def test_registering_is_no_way_around(manage: Manager, shop: str, shoppers: RawClient, app_api: RawClient) -> None:
    manage("POST", f"{ALL}/{shop}", permissionStrategy={"defaultStrategy": "DENY_ALL"})
    for flags in ({"forceLogin": True}, {"generateToken": True}):
        assert code_of(shoppers.register, username="bob", **flags) == 1001
    assert code_of(shoppers.login, username="bob", autoRegister=True) == 1001
    assert shoppers.register(username="bob")["token"] is None
    assert code_of(shoppers.login, username="bob") == 1001
    assert app_api.login(username="bob")["token"]


def test_a_token_is_not_renewed_for_who_may_not_enter_any_more(manage: Manager, shop: str, shoppers: RawClient) -> None:
    user = shoppers.signed_in()
    renew = "mutation { refreshToken { token } }"
    assert shoppers.run(renew, user["token"])["token"]
    manage.decide("deny", shop, "USER", user["id"])
    assert code_of(shoppers.run, renew, user["token"]) == 1001


def test_what_one_may_enter(
    api: RawClient, app_api: RawClient, neighbour: RawClient, manage: Manager, shop: str
) -> None:
    user = app_api.signed_in()
    path = "/api/v2/users/me/applications/allowed"

    def allowed(**page: int) -> list[str]:
        found = app_api.rest("GET", path, user["token"], params=page)["data"]
        assert set(found["list"][0]) == SUMMARY
        return [found["totalCount"], *[each["name"] for each in found["list"]]]

    assert allowed() == [2, "Shop", "Default application"]
    assert allowed(page=2, limit=1) == [2, "Default application"]
    manage.decide("deny", shop, "USER", user["id"])
    assert allowed() == [1, "Default application"]
    closed = manage.create("Closed", "closed", permissionStrategy={"defaultStrategy": "DENY_ALL"})["id"]
    assert allowed() == [1, "Default application"]
    manage.decide("allow", closed, "USER", user["id"])
    assert allowed() == [2, "Closed", "Default application"]
    assert api.rest("GET", path)["code"] == 2020
    assert api.rest("GET", path, api.management_token)["code"] == 2020


def test_a_record_goes_with_its_target(api: RawClient, manage: Manager, shop: str) -> None:
    village = Village(api)
    for kind, name in (("USER", "bob"), ("ROLE", "own"), ("GROUP", "staff"), ("ORG", "team")):
        manage.decide("deny", shop, kind, village.named(name), namespace="default")
    records = f"{ALL}/{shop}/authorization/records"
    assert manage("GET", records)["totalCount"] == 4
    api.manage('mutation { deleteRole(code: "own") { code } }')
    api.manage('mutation { deleteGroups(codeList: ["staff"]) { code } }')
    api.manage("mutation($u: String!) { deleteUser(id: $u) { code } }", u=village.bob)
    found = manage("GET", records)
    assert (found["totalCount"], [each["targetIdentifier"] for each in found["list"]]) == (1, [village.team])


def test_a_record_needs_a_target(manage: Manager, shop: str) -> None:
    path = f"{ALL}/{shop}/authorization/deny"
    for body, code in (
        ({}, 2231),
        ({"targetType": "USER"}, 2231),
        ({"targetType": "USER", "targetIdentifiers": []}, 2231),
        ({"targetType": "user", "targetIdentifiers": ["x"]}, 400),
        ({"targetType": "AK_SK", "targetIdentifiers": ["x"]}, 400),
        ({"targetType": ["USER"], "targetIdentifiers": ["x"]}, 400),
        ({"targetType": "USER", "targetIdentifiers": "x"}, 400),
        ({"targetType": "USER", "targetIdentifiers": [5]}, 400),
        ({"targetType": "USER", "targetIdentifiers": ["x"] * 1001}, 400),
        ({"targetType": "USER", "targetIdentifiers": ["x"], "inheritByChildren": "yes"}, 400),
        ({"targetType": "USER", "targetIdentifiers": ["e" * 24]}, 2004),
        ({"targetType": "ROLE", "targetIdentifiers": ["x"]}, 404),
        ({"targetType": "ROLE", "targetIdentifiers": ["x"], "namespace": 5}, 400),
        ({"targetType": "GROUP", "targetIdentifiers": ["x\x00"]}, 400),
    ):
        assert code_of(manage, "POST", path, **body) == code, body


def test_an_application_that_keeps_nobody_out_costs_a_login_nothing(
    server: LocalServer, manage: Manager, shop: str, shoppers: RawClient
) -> None:
    user = shoppers.signed_in()
    manage.decide("deny", shop, "USER", user["id"])
    manage.decide("revoke", shop, "USER", user["id"])
    with statements(server) as seen:
        shoppers.login(username="bob")
    assert seen
    assert not [each for each in seen if "access_records" in each or "applications.settings" in each]
    manage.decide("allow", shop, "USER", user["id"])
    with statements(server) as seen:
        shoppers.login(username="bob")
    assert len([each for each in seen if "access_records" in each]) == 1


# -- agreements, programs, seeds ------------------------------------------------------------------


def test_odd_agreements(manage: Manager, shop: str) -> None:
    path = f"{ALL}/{shop}/agreements"
    for body, code in (
        ({}, 2231),
        ({"title": " "}, 2231),
        ({"title": 5}, 400),
        ({"title": "x" * 10_001}, 400),
        ({"title": "Terms", "required": "yes"}, 400),
        ({"title": "Terms", "lang": ""}, 2231),
        ({"title": "Terms", "lang": "x" * 21}, 400),
    ):
        assert code_of(manage, "POST", path, **body) == code, body
    for number in ("0", "-1", "1.5", "x", "٣", "9" * 30, "%00"):
        assert code_of(manage, "DELETE", f"{path}/{number}") == 404
    for ids in (None, "1", ["1"], [True], [1, 1], [2**70]):
        assert code_of(manage, "POST", f"{path}/sort", ids=ids) == 400
    made = [manage("POST", path, title=f"{number}")["id"] for number in range(100)]
    assert code_of(manage, "POST", path, title="one more") == 400
    manage("POST", f"{path}/sort", ids=made[::-1])
    assert [each["id"] for each in manage("GET", path)["list"]] == made[::-1]


def test_odd_programs(manage: Manager, shop: str) -> None:
    path = f"{ALL}/{shop}/programmatic-access-accounts"
    for life in (0, -1, "x", 2**31, True, 1.5):
        assert code_of(manage, "POST", path, tokenLifetime=life) == 400
    assert code_of(manage, "POST", path, remarks="x" * 501) == 400
    assert manage("POST", path, remark="by the name of older clients")["remarks"] == "by the name of older clients"
    account = manage("POST", path)
    for secret in ("", "short", "x" * 129, "ü" * 32, "x" * 31 + "\n", 5):
        assert code_of(manage, "PATCH", ANY_PROGRAM, id=account["id"], secret=secret) == 400
    assert code_of(manage, "PATCH", ANY_PROGRAM, id=account["id"], enabled="yes") == 400
    assert code_of(manage, "PATCH", ANY_PROGRAM, enabled=True) == 2231
    assert code_of(manage, "DELETE", ANY_PROGRAM) == 2231
    assert manage("PATCH", ANY_PROGRAM, id=account["id"])["secret"] is None


def test_the_secret_of_a_program_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "programs.db"
    with LocalServer(Settings(database=str(path), argon2=CHEAP)) as server:
        api = RawClient(server)
        with api.session:
            manage = Manager(api)
            account = manage("POST", f"{ALL}/{server.app_id}/programmatic-access-accounts")
            chosen = manage("PATCH", ANY_PROGRAM, id=account["id"], secret="z" * 40)
        with closing(sqlite3.connect(path)) as connection:
            dump = "\n".join(connection.iterdump())
    assert account["id"] in dump
    assert account["secret"] not in dump
    assert chosen["secret"] not in dump


def test_a_seed_describes_its_application(tmp_path: Path) -> None:
    application = {"name": "Web", "identifier": "web", "redirectUris": ["https://app.test/back"]}
    settings = Settings(database=str(tmp_path / "seed.db"), argon2=CHEAP, seed={"application": application})
    with LocalServer(settings) as server:
        api = RawClient(server)
        with api.session:
            found = Manager(api)("GET", f"{ALL}/{server.app_id}")
    assert {name: found[name] for name in application} == application
    for wrong in ({"identifier": "a b"}, {"redirectUris": ["javascript:x"]}, {"redirectUris": "https://app.test"}):
        with pytest.raises(SeedError):
            LocalServer(
                Settings(database=str(tmp_path / "wrong.db"), argon2=CHEAP, seed={"application": wrong})
            ).start()


def test_other_applications_outlive_a_restart_but_no_reset(new_database: str) -> None:
    with LocalServer(Settings(database=new_database, argon2=CHEAP)) as server:
        api = RawClient(server)
        with api.session:
            shop = Manager(api).create()["id"]
        first = (server.app_id, server.app_secret)
    with LocalServer(Settings(database=new_database, argon2=CHEAP)) as server:
        assert (server.app_id, server.app_secret) == first
        api = RawClient(server)
        with api.session:
            assert Manager(api)("GET", f"{ALL}/{shop}")["name"] == "Shop"
            server.reset()
            assert code_of(Manager(api), "GET", f"{ALL}/{shop}") == 2011
