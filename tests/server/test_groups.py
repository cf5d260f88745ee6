"""Groups, and the roles of groups and departments, as the protocol has them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from raw_client import RawClient, code_of
from sqlalchemy import Engine, event

CREATE = 'mutation($c: String!) { createGroup(code: $c, name: "A group", description: null) { code name description createdAt updatedAt } }'
JOIN = "mutation($c: String, $u: [String!]!) { addUserToGroup(code: $c, userIds: $u) { code } }"
MEMBERS = "query($c: String!) { group(code: $c) { users { totalCount list { username } } } }"
ROLE = "mutation($c: String!) { createRole(code: $c) { code } }"
ASSIGN = "mutation($r: String, $g: [String!], $n: [String!]) { assignRole(roleCode: $r, groupCodes: $g, nodeCodes: $n) { code } }"
REVOKE = ASSIGN.replace("assignRole", "revokeRole")
ORG = "mutation($c: String!) { createOrg(name: $c, code: $c) { id rootNode { id } } }"


def has_role(api: RawClient, user: dict[str, Any], code: str) -> Any:
    return api.rest("GET", f"/api/v2/users/{user['id']}/has-role?code={code}", api.management_token)["data"]


def test_a_group(api: RawClient) -> None:
    group = api.manage(CREATE, c="staff")
    assert (group["code"], group["name"], group["description"]) == ("staff", "A group", None)
    assert group["createdAt"].endswith("+00:00")
    assert api.manage('{ group(code: "staff") { code name description createdAt updatedAt } }') == group
    assert code_of(api.manage, CREATE, c="staff") == 409
    for code in ("", "a b", "ä", "x" * 101, "a\n"):
        assert code_of(api.manage, CREATE, c=code) == 400
    assert code_of(api.manage, 'mutation { createGroup(code: "x", name: "") { code } }') == 2231
    assert code_of(api.manage, f'mutation {{ createGroup(code: "x", name: "{"x" * 101}") {{ code }} }}') == 400
    assert code_of(api.manage, 'mutation { updateGroup(code: "staff", name: "") { code } }') == 2231
    assert code_of(api.manage, 'mutation { updateGroup(code: "staff", newCode: "a b") { code } }') == 400


def test_the_groups_of_one_user_in_pages(api: RawClient) -> None:
    user = api.create(username="bob")
    for code in ("one", "two", "three"):
        api.manage(CREATE, c=code)
    for code in ("one", "three"):
        api.manage(JOIN, c=code, u=[user["id"]])
    document = "query($u: String) { groups(userId: $u, sortBy: CREATEDAT_ASC, limit: 1) { totalCount list { code } } }"
    assert api.manage(document, u=user["id"]) == {"totalCount": 2, "list": [{"code": "one"}]}
    assert api.manage(document, u=None)["totalCount"] == 3
    assert code_of(api.manage, document, u="f" * 24) == 2004


def test_odd_lists_of_members(api: RawClient) -> None:
    user = api.create(username="bob")
    api.manage(CREATE, c="staff")
    assert code_of(api.manage, JOIN, c=None, u=[user["id"]]) == 2231
    assert code_of(api.manage, JOIN, c="staff", u=["\x00"]) == 400
    assert api.manage(JOIN, c="staff", u=[])["code"] == 200
    assert api.manage(JOIN, c="staff", u=[user["id"], user["id"]])["code"] == 200
    assert api.manage(MEMBERS, c="staff")["users"] == {"totalCount": 1, "list": [{"username": "bob"}]}


@pytest.mark.parametrize(
    "document",
    [
        "{ groups { totalCount } }",
        '{ group(code: "staff") { code } }',
        'mutation { createGroup(code: "x", name: "x") { code } }',
        'mutation { updateGroup(code: "staff", name: "x") { code } }',
        'mutation { deleteGroups(codeList: ["staff"]) { code } }',
        'mutation { addUserToGroup(code: "staff", userIds: []) { code } }',
        'mutation { removeUserFromGroup(code: "staff", userIds: []) { code } }',
        'mutation { assignRole(roleCode: "x", groupCodes: ["staff"]) { code } }',
    ],
)
def test_groups_are_for_managers(api: RawClient, document: str) -> None:
    api.manage(CREATE, c="staff")
    assert code_of(api.run, document) == 2020
    assert code_of(api.run, document, api.signed_in()["token"]) == 1001
    assert api.manage("{ groups { totalCount } }") == {"totalCount": 1}


def test_a_user_sees_its_groups_and_not_who_else_is_in_them(api: RawClient) -> None:
    bob = api.signed_in()
    api.manage(CREATE, c="staff")
    api.manage(JOIN, c="staff", u=[bob["id"]])
    own = "{ user { groups { totalCount list { code } } } }"
    assert api.run(own, bob["token"])["groups"] == {"totalCount": 1, "list": [{"code": "staff"}]}
    assert code_of(api.run, "{ user { groups { list { users { totalCount } } } } }", bob["token"]) == 1001


def test_a_group_gives_its_roles_to_its_members(api: RawClient, neighbour: RawClient) -> None:
    ann, bob = api.create(username="ann"), api.create(username="bob")
    for group in ("staff", "crew"):
        api.manage(CREATE, c=group)
    api.manage(JOIN, c="staff", u=[ann["id"]])
    api.manage(ROLE, c="clerk")
    neighbour.manage(CREATE, c="theirs")
    assert code_of(api.manage, ASSIGN, r="clerk", g=["staff", "nobody"]) == 404
    assert code_of(api.manage, ASSIGN, r="clerk", g=["theirs"]) == 404
    assert code_of(api.manage, ASSIGN, r="nobody", g=["staff"]) == 404
    assert code_of(api.manage, ASSIGN, r="clerk", g=["staff"] * 1001) == 400
    assert has_role(api, ann, "clerk") is False
    for _ in range(2):
        assert api.manage(ASSIGN, r="clerk", g=["staff", "crew"])["code"] == 200
    assert (has_role(api, ann, "clerk"), has_role(api, bob, "clerk")) == (True, False)
    assert api.manage('{ role(code: "clerk") { users { totalCount } } }')["users"] == {"totalCount": 0}
    assert api.manage(REVOKE, r="clerk", g=["staff"])["code"] == 200
    assert has_role(api, ann, "clerk") is False
    api.manage(ASSIGN, r="clerk", g=["staff"])
    api.manage('mutation { deleteGroups(codeList: ["staff"]) { code } }')
    assert has_role(api, ann, "clerk") is False


def test_departments_are_named_by_id_or_by_code(api: RawClient, neighbour: RawClient) -> None:
    ann = api.create(username="ann")
    firm, shop = (api.manage(ORG, c=code)["rootNode"]["id"] for code in ("firm", "shop"))
    document = "mutation($n: String, $u: [String!]!) { addMember(nodeId: $n, userIds: $u) { id } }"
    api.manage(document, n=firm, u=[ann["id"]])
    theirs = neighbour.manage(ORG, c="theirs")["rootNode"]["id"]
    api.manage(ROLE, c="clerk")
    for name in (firm, "firm"):
        assert api.manage(ASSIGN, r="clerk", n=[name, shop])["code"] == 200
        assert has_role(api, ann, "clerk") is True
        assert api.manage(REVOKE, r="clerk", n=[name])["code"] == 200
        assert has_role(api, ann, "clerk") is False
    for name in ("nobody", "f" * 24, theirs, "theirs"):
        assert code_of(api.manage, ASSIGN, r="clerk", n=[firm, name]) == 404
    assert has_role(api, ann, "clerk") is False


def test_a_code_that_two_organisations_have_names_no_department(api: RawClient) -> None:
    add = 'mutation($o: String!, $p: String!) { addNodeV2(orgId: $o, parentNodeId: $p, name: "Sales", code: "sales") { id } }'
    for code in ("firm", "shop"):
        org = api.manage(ORG, c=code)
        api.manage(add, o=org["id"], p=org["rootNode"]["id"])
    api.manage(ROLE, c="clerk")
    assert code_of(api.manage, ASSIGN, r="clerk", n=["sales"]) == 400


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that any database of this process is asked meanwhile."""
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *others: Any) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_a_longer_page_costs_no_more_statements(api: RawClient) -> None:
    document = (
        "query($n: Int) { users(limit: $n) { list { username identities { provider } groups { list { code } }"
        ' roles { list { code parent { code } } } others: roles(namespace: "system") { totalCount } } } }'
    )
    api.manage(CREATE, c="staff")
    api.manage(ROLE, c="parent")
    api.manage('mutation { createRole(code: "clerk", parent: "parent") { code } }')
    ids = [api.create(username=f"user{number}")["id"] for number in range(12)]
    api.manage(JOIN, c="staff", u=ids)
    api.manage('mutation($u: [String!]) { assignRole(roleCode: "clerk", userIds: $u) { code } }', u=ids)
    asked = {}
    for limit in (2, 12):
        with counted() as seen:
            page = api.manage(document, n=limit)["list"]
        asked[limit] = len(seen)
        assert len(page) == limit
        for user in page:
            assert user["groups"] == {"list": [{"code": "staff"}]}
            assert user["roles"] == {"list": [{"code": "clerk", "parent": {"code": "parent"}}]}
            assert (user["others"], user["identities"]) == ({"totalCount": 0}, [])
    assert asked[2] == asked[12]
