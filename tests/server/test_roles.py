"""Roles, their members and their namespaces."""

from __future__ import annotations

from typing import Any

import pytest
from raw_client import RawClient, Refused, code_of

ROLE = "id namespace code arn description isSystem createdAt updatedAt parent { code namespace }"
CREATE = f"mutation($c: String!, $n: String, $d: String, $p: String) {{ createRole(code: $c, namespace: $n, description: $d, parent: $p) {{ {ROLE} }} }}"
ASSIGN = "mutation($c: [String], $u: [String!], $n: String) { assignRole(roleCodes: $c, userIds: $u, namespace: $n) { code } }"
REVOKE = ASSIGN.replace("assignRole", "revokeRole")
ROLES = "query($id: String, $n: String) { user(id: $id) { roles(namespace: $n) { totalCount list { code } } } }"
MEMBERS = "query($c: String!, $page: Int, $limit: Int) { role(code: $c) { users(page: $page, limit: $limit) { totalCount list { username } } } }"


def codes(api: RawClient, user: dict[str, Any], namespace: str | None = None) -> list[str]:
    found = api.manage(ROLES, id=user["id"], n=namespace)["roles"]
    assert found["totalCount"] == len(found["list"])
    return [role["code"] for role in found["list"]]


def test_a_role(api: RawClient) -> None:
    role = api.manage(CREATE, c="admin", d="May do everything", n=None)
    assert (role["namespace"], role["code"], role["description"], role["isSystem"], role["parent"]) == (
        "default",
        "admin",
        "May do everything",
        False,
        None,
    )
    assert role["arn"] == f"arn:cn:authing:{api.pool_id}:role:{role['id']}"
    assert role["createdAt"].endswith("+00:00")
    assert api.manage(f'{{ role(code: "admin") {{ {ROLE} }} }}') == role
    assert api.manage('{ role(code: "none") { id } }') is None
    with pytest.raises(Refused) as refused:
        api.manage(CREATE, c="admin")
    assert (refused.value.code, refused.value.message) == (409, "there is a role with this code already")
    for code in ("", "a b", "ä", "x" * 101, "a\n"):
        assert code_of(api.manage, CREATE, c=code) == 400
    assert code_of(api.manage, CREATE, c="x", n="nowhere") == 404
    assert code_of(api.manage, CREATE, c="x", p="none") == 404


def test_namespaces(api: RawClient) -> None:
    for namespace in ("default", "system", api.app_id):
        assert api.manage(CREATE, c="admin", n=namespace)["namespace"] == namespace
        found = api.manage("query($n: String) { roles(namespace: $n) { totalCount list { namespace } } }", n=namespace)
        assert found == {"totalCount": 1, "list": [{"namespace": namespace}]}
    assert api.manage('{ roles(namespace: "nowhere") { totalCount } }')["totalCount"] == 0


def test_parents(api: RawClient) -> None:
    api.manage(CREATE, c="admin")
    child = api.manage(CREATE, c="editor", p="admin")
    assert child["parent"] == {"code": "admin", "namespace": "default"}
    assert code_of(api.manage, CREATE, c="x", p="admin", n="system") == 404
    api.manage('mutation { deleteRole(code: "admin") { code } }')
    assert api.manage('{ role(code: "editor") { parent { code } } }') == {"parent": None}


def test_updating(api: RawClient) -> None:
    api.manage(CREATE, c="admin")
    api.manage(CREATE, c="other")
    document = "mutation($c: String!, $n: String, $d: String) { updateRole(code: $c, newCode: $n, description: $d) { code description } }"
    assert api.manage(document, c="admin", d="All") == {"code": "admin", "description": "All"}
    assert api.manage(document, c="admin", n="root") == {"code": "root", "description": "All"}
    assert code_of(api.manage, document, c="root", n="other") == 409
    assert code_of(api.manage, document, c="root", n="a b") == 400
    assert code_of(api.manage, document, c="admin", d="x") == 404


def test_members(api: RawClient) -> None:
    users = [api.create(username=name) for name in "abc"]
    for code in ("one", "two"):
        api.manage(CREATE, c=code)
    ids = [user["id"] for user in users]
    assert api.manage(ASSIGN, c=["one", "two"], u=[*ids, ids[0]])["code"] == 200
    assert api.manage(ASSIGN, c=["one"], u=ids[:1])["code"] == 200
    assert codes(api, users[0]) == ["one", "two"]
    assert codes(api, users[0], "system") == []
    assert api.manage(MEMBERS, c="one", limit=2)["users"] == {
        "totalCount": 3,
        "list": [{"username": "c"}, {"username": "b"}],
    }
    assert api.manage(MEMBERS, c="one", page=2, limit=2)["users"]["list"] == [{"username": "a"}]
    assert api.manage(REVOKE, c=["one"], u=ids[:2])["code"] == 200
    assert api.manage(REVOKE, c=["one"], u=ids[:2])["code"] == 200
    assert api.manage(MEMBERS, c="one")["users"] == {"totalCount": 1, "list": [{"username": "c"}]}
    api.manage("mutation($id: String!) { deleteUser(id: $id) { code } }", id=ids[2])
    assert api.manage(MEMBERS, c="one")["users"]["totalCount"] == 0


def test_assigning_is_all_or_nothing(api: RawClient) -> None:
    user = api.create(username="bob")
    api.manage(CREATE, c="one")
    assert code_of(api.manage, ASSIGN, c=["one", "none"], u=[user["id"]]) == 404
    assert code_of(api.manage, ASSIGN, c=["one"], u=[user["id"], "f" * 24]) == 2004
    assert code_of(api.manage, ASSIGN, c=["one"], u=[user["id"]], n="nowhere") == 404
    assert code_of(api.manage, ASSIGN, c=[], u=[user["id"]]) == 2231
    assert codes(api, user) == []
    assert (
        api.manage('mutation { assignRole(roleCode: "one", groupCodes: [], nodeCodes: null) { code } }')["code"] == 200
    )


def test_deleting(api: RawClient) -> None:
    user = api.create(username="bob")
    for code in ("one", "two", "three"):
        api.manage(CREATE, c=code)
    api.manage(ASSIGN, c=["one", "two"], u=[user["id"]])
    document = "mutation($c: [String!]!) { deleteRoles(codeList: $c) { code message } }"
    assert code_of(api.manage, document, c=["one", "none"]) == 404
    assert codes(api, user) == ["one", "two"]
    assert api.manage(document, c=["one", "three"])["code"] == 200
    assert codes(api, user) == ["two"]
    assert code_of(api.manage, 'mutation { deleteRole(code: "one") { code } }') == 404
