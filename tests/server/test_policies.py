"""Policies and who has them, over the wire."""

from __future__ import annotations

from typing import Any

import pytest
from raw_client import RawClient, code_of

STATEMENTS = "statements { resource actions effect condition { param operator value } }"
POLICY = f"namespace code isDefault description {STATEMENTS} createdAt updatedAt assignmentsCount"
CREATE = f"""mutation($c: String!, $s: [PolicyStatementInput!]!, $n: String, $d: String) {{
  createPolicy(code: $c, statements: $s, namespace: $n, description: $d) {{ {POLICY} }}
}}"""
UPDATE = f"""mutation($c: String!, $s: [PolicyStatementInput!], $n: String, $d: String) {{
  updatePolicy(code: $c, statements: $s, newCode: $n, description: $d) {{ {POLICY} }}
}}"""
GET = f"query($c: String!, $n: String) {{ policy(code: $c, namespace: $n) {{ {POLICY} }} }}"
LIST = (
    "query($n: String, $p: Int, $l: Int) { policies(namespace: $n, page: $p, limit: $l) { totalCount list { code } } }"
)
DELETE = "mutation($c: [String!]!, $n: String) { deletePolicies(codeList: $c, namespace: $n) { code message } }"
NAMED = "$c: [String!]!, $t: PolicyAssignmentTargetType!, $i: [String!], $n: String"
ASSIGN = f"""mutation({NAMED}, $b: Boolean) {{
  addPolicyAssignments(policies: $c, targetType: $t, targetIdentifiers: $i, namespace: $n, inheritByChildren: $b) {{ code }}
}}"""
UNASSIGN = f"""mutation({NAMED}) {{
  removePolicyAssignments(policies: $c, targetType: $t, targetIdentifiers: $i, namespace: $n) {{ code }}
}}"""
ENABLE = """mutation($c: String!, $t: PolicyAssignmentTargetType!, $i: String!) {
  enablePolicyAssignment(policy: $c, targetType: $t, targetIdentifier: $i) { code }
}"""
DISABLE = ENABLE.replace("enable", "disbale")
ASSIGNMENTS = """query($c: String, $t: PolicyAssignmentTargetType, $i: String, $p: Int, $l: Int, $n: String) {
  policyAssignments(code: $c, targetType: $t, targetIdentifier: $i, page: $p, limit: $l, namespace: $n) {
    totalCount list { code targetType targetIdentifier }
  }
}"""
READ = {"resource": "books:*", "actions": ["books:read"]}


def made(api: RawClient, *codes: str, **more: Any) -> None:
    for code in codes:
        api.manage(CREATE, c=code, s=[READ], **more)


def role(api: RawClient, code: str, namespace: str | None = None) -> str:
    document = "mutation($c: String!, $n: String) { createRole(code: $c, namespace: $n) { id } }"
    found: str = api.manage(document, c=code, n=namespace)["id"]
    return found


def targets(api: RawClient, **wanted: Any) -> list[tuple[str, str, str]]:
    found = api.manage(ASSIGNMENTS, **wanted)
    assert found["totalCount"] == len(found["list"])
    return [(each["code"], each["targetType"], each["targetIdentifier"]) for each in found["list"]]


def test_a_policy(api: RawClient) -> None:
    statements = [
        {**READ, "effect": "ALLOW", "condition": [{"param": "AppId", "operator": "StringNotEquals", "value": "x"}]},
        {"resource": "*", "actions": ["*", "read"], "effect": "DENY", "condition": None},
    ]
    policy = api.manage(CREATE, c="readers", s=statements, d="May read")
    assert policy["createdAt"] == policy["updatedAt"]
    assert policy["createdAt"].endswith("+00:00")
    assert policy == {
        "namespace": "default",
        "code": "readers",
        "isDefault": False,
        "description": "May read",
        "statements": statements,
        "createdAt": policy["createdAt"],
        "updatedAt": policy["updatedAt"],
        "assignmentsCount": 0,
    }
    assert api.manage(GET, c="readers") == policy
    assert api.manage(GET, c="readers", n="system") is None
    assert api.manage(GET, c="nobody") is None
    made(api, "plain")
    assert api.manage(GET, c="plain")["statements"] == [{**READ, "effect": "ALLOW", "condition": None}]


def test_a_code_is_there_once_in_a_namespace(api: RawClient) -> None:
    made(api, "one", "two")
    made(api, "one", n="system")
    assert code_of(api.manage, CREATE, c="one", s=[READ]) == 409
    assert code_of(api.manage, UPDATE, c="one", n="two") == 409
    assert code_of(api.manage, CREATE, c="three", s=[READ], n="nowhere") == 404
    for code in ("", "a b", "a\n", "x" * 101):
        assert code_of(api.manage, CREATE, c=code, s=[READ]) == 400
    assert api.manage(LIST)["totalCount"] == 2


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        ([], 2231),
        ([{"resource": "a:*", "actions": []}], 2231),
        ([{"resource": "", "actions": ["*"]}], 400),
        ([{"resource": "a:*:b", "actions": ["*"]}], 400),
        ([{"resource": "a*", "actions": ["*"]}], 400),
        ([{"resource": "**", "actions": ["*"]}], 400),
        ([{"resource": "a\x00", "actions": ["*"]}], 400),
        ([{"resource": "x" * 201, "actions": ["*"]}], 400),
        ([{"resource": "a", "actions": ["x" * 201]}], 400),
        ([{"resource": "a", "actions": ["a*b"]}], 400),
        ([{"resource": "a", "actions": ["b"] * 101}], 400),
        ([READ] * 101, 400),
        ([{**READ, "effect": "PERHAPS"}], 400),
        ([{**READ, "condition": [{"param": "AppId", "operator": "NumericEquals", "value": "x"}]}], 400),
        ([{**READ, "condition": [{"param": "Weather", "operator": "StringEquals", "value": "x"}]}], 400),
        ([{**READ, "condition": [{"param": "AppId", "operator": "StringEquals", "value": 1}]}], 400),
    ],
)
def test_statements_that_nobody_can_judge(api: RawClient, statements: list[Any], code: int) -> None:
    assert code_of(api.manage, CREATE, c="one", s=statements) == code
    made(api, "one")
    assert code_of(api.manage, UPDATE, c="one", s=statements, n="other") == code
    assert api.manage(GET, c="one")["statements"][0]["resource"] == "books:*"


def test_updating(api: RawClient) -> None:
    made(api, "one")
    changed = api.manage(UPDATE, c="one", d="Changed")
    assert (changed["description"], len(changed["statements"])) == ("Changed", 1)
    statements = [{"resource": f"books:{number}", "actions": ["read"]} for number in range(3)]
    for wanted in (statements, statements[1:], statements[::-1]):
        changed = api.manage(UPDATE, c="one", s=wanted)
        assert [each["resource"] for each in changed["statements"]] == [each["resource"] for each in wanted]
        assert changed == api.manage(GET, c="one")
    assert api.manage(UPDATE, c="one", n="two")["code"] == "two"
    assert api.manage(GET, c="one") is None
    assert code_of(api.manage, UPDATE, c="one", d="x") == 404
    assert code_of(api.manage, UPDATE, c="two", n="a b") == 400


def test_policies_come_in_pages_newest_first(api: RawClient) -> None:
    made(api, "a", "b", "c")
    assert api.manage(LIST, p=1, l=2) == {"totalCount": 3, "list": [{"code": "c"}, {"code": "b"}]}
    assert api.manage(LIST, p=2, l=2) == {"totalCount": 3, "list": [{"code": "a"}]}
    assert api.manage(LIST, n="nowhere") == {"totalCount": 0, "list": []}
    assert code_of(api.manage, LIST, l=1001) == 400
    assert api.manage("{ policies(excludeDefault: true) { totalCount } }") == {"totalCount": 3}


def test_deleting_is_all_or_nothing(api: RawClient) -> None:
    user = api.create(username="bob")["id"]
    made(api, "one", "two", "three")
    api.manage(ASSIGN, c=["one"], t="USER", i=[user])
    assert code_of(api.manage, DELETE, c=["one", "none"]) == 404
    assert code_of(api.manage, DELETE, c=["one"], n="system") == 404
    assert code_of(api.manage, DELETE, c=[]) == 2231
    assert api.manage(LIST)["totalCount"] == 3
    assert api.manage(DELETE, c=["one", "two"])["code"] == 200
    assert api.manage('mutation { deletePolicy(code: "three") { code } }')["code"] == 200
    assert code_of(api.manage, 'mutation { deletePolicy(code: "three") { code } }') == 404
    assert targets(api, t="USER", i=user) == []


def test_assignments(api: RawClient) -> None:
    users = [api.create(username=name)["id"] for name in ("bob", "carol")]
    role(api, "admin")
    api.manage('mutation { createGroup(code: "staff", name: "Staff") { code } }')
    node = api.manage('mutation { createOrg(name: "Firm") { rootNode { id } } }')["rootNode"]["id"]
    made(api, "one", "two")
    for kind, names in (("USER", users), ("ROLE", ["admin"]), ("GROUP", ["staff"]), ("ORG", [node])):
        assert api.manage(ASSIGN, c=["one", "two"], t=kind, i=names)["code"] == 200
    assert targets(api, c="one") == [
        ("one", "USER", users[0]),
        ("one", "USER", users[1]),
        ("one", "ROLE", "admin"),
        ("one", "GROUP", "staff"),
        ("one", "ORG", node),
    ]
    assert targets(api, t="ROLE", i="admin") == [("one", "ROLE", "admin"), ("two", "ROLE", "admin")]
    assert targets(api, c="two", t="USER") == [("two", "USER", user) for user in users]
    assert targets(api, c="two", t="ORG", i=node) == [("two", "ORG", node)]
    page = api.manage(ASSIGNMENTS, c="one", p=2, l=2)
    assert (page["totalCount"], [each["targetType"] for each in page["list"]]) == (5, ["ROLE", "GROUP"])
    assert api.manage(GET, c="one")["assignmentsCount"] == 5
    document = 'query($n: String) { policy(code: "one") { assignments(page: 2, limit: 4, namespace: $n) { targetIdentifier } } }'
    assert api.manage(document) == {"assignments": [{"targetIdentifier": node}]}
    assert api.manage(document, n="system") == {"assignments": []}
    assert api.manage(UNASSIGN, c=["one"], t="USER", i=users)["code"] == 200
    assert api.manage(UNASSIGN, c=["one"], t="USER", i=users)["code"] == 200
    assert [kind for _, kind, _ in targets(api, c="one")] == ["ROLE", "GROUP", "ORG"]


def test_assigning_twice_changes_nothing(api: RawClient) -> None:
    user = api.create(username="bob")["id"]
    made(api, "one")
    for _ in range(2):
        assert api.manage(ASSIGN, c=["one", "one"], t="USER", i=[user, user])["code"] == 200
    assert targets(api, c="one") == [("one", "USER", user)]


def test_an_assignment_needs_both_sides(api: RawClient, neighbour: RawClient) -> None:
    user = api.create(username="bob")["id"]
    theirs = neighbour.manage('{ findUser(username: "neighbour") { id } }')["id"]
    made(api, "one")
    neighbour.manage(CREATE, c="theirs", s=[READ])
    for document in (ASSIGN, UNASSIGN):
        assert code_of(api.manage, document, c=["one", "none"], t="USER", i=[user]) == 404
        assert code_of(api.manage, document, c=["theirs"], t="USER", i=[user]) == 404
        assert code_of(api.manage, document, c=["one"], t="USER", i=[user, theirs]) == 2004
        assert code_of(api.manage, document, c=["one"], t="ROLE", i=["neighbourly"]) == 404
        assert code_of(api.manage, document, c=["one"], t="GROUP", i=["none"]) == 404
        assert code_of(api.manage, document, c=["one"], t="ORG", i=["f" * 24]) == 404
        assert code_of(api.manage, document, c=["one"], t="AK_SK", i=["f" * 24]) == 404
        assert code_of(api.manage, document, c=["one"], t="USER", i=[]) == 2231
        assert code_of(api.manage, document, c=["one"], t="USER") == 2231
        assert code_of(api.manage, document, c=[], t="USER", i=[user]) == 2231
        assert code_of(api.manage, document, c=["one"], t="PERSON", i=[user]) == 400
        assert code_of(api.manage, document, c=["one"], t="USER", i=[user], n="system") == 404
    assert targets(api, c="one") == []
    assert code_of(api.manage, ASSIGNMENTS) == 2231
    assert code_of(api.manage, ASSIGNMENTS, t="USER") == 2231
    assert code_of(api.manage, ASSIGNMENTS, i=user) == 2231
    assert code_of(api.manage, ASSIGNMENTS, c="theirs") == 404
    assert code_of(api.manage, ASSIGNMENTS, t="USER", i=theirs) == 2004


def test_roles_are_named_by_code_or_id(api: RawClient) -> None:
    other, own = role(api, "admin", "system"), role(api, "admin")
    made(api, "one")
    api.manage(ASSIGN, c=["one"], t="ROLE", i=[other])
    assert targets(api, t="ROLE", i="admin") == []
    assert targets(api, t="ROLE", i=other) == [("one", "ROLE", "admin")]
    api.manage(ASSIGN, c=["one"], t="ROLE", i=["admin", own])
    assert len(targets(api, c="one")) == 2
    for document in (DISABLE, ENABLE):
        for name in ("admin", own):
            assert api.manage(document, c="one", t="ROLE", i=name)["code"] == 200


def test_what_goes_takes_its_assignments_along(api: RawClient) -> None:
    user = api.create(username="bob")["id"]
    role(api, "admin")
    api.manage('mutation { createGroup(code: "staff", name: "Staff") { code } }')
    org = api.manage('mutation { createOrg(name: "Firm") { id rootNode { id } } }')
    made(api, "one")
    for kind, name in (("USER", user), ("ROLE", "admin"), ("GROUP", "staff"), ("ORG", org["rootNode"]["id"])):
        api.manage(ASSIGN, c=["one"], t=kind, i=[name])
    api.manage("mutation($u: String!) { deleteUser(id: $u) { code } }", u=user)
    assert len(targets(api, c="one")) == 3
    api.manage('mutation { deleteRole(code: "admin") { code } }')
    api.manage('mutation { deleteGroups(codeList: ["staff"]) { code } }')
    api.manage("mutation($o: String!) { deleteOrg(id: $o) { code } }", o=org["id"])
    assert targets(api, c="one") == []
    assert api.manage(GET, c="one")["assignmentsCount"] == 0


def test_assignments_are_switched_off_and_on(api: RawClient) -> None:
    user = api.create(username="bob")["id"]
    made(api, "one", "two")
    api.manage(ASSIGN, c=["one"], t="USER", i=[user])
    asked = 'query($u: String!) { isActionAllowed(userId: $u, resource: "books:1", action: "books:read") }'
    for document, allowed in ((DISABLE, False), (DISABLE, False), (ENABLE, True)):
        assert api.manage(document, c="one", t="USER", i=user)["code"] == 200
        assert api.manage(asked, u=user) is allowed
    api.manage(DISABLE, c="one", t="USER", i=user)
    api.manage(ASSIGN, c=["one"], t="USER", i=[user])
    assert api.manage(asked, u=user) is False
    assert targets(api, c="one") == [("one", "USER", user)]
    for document in (ENABLE, DISABLE):
        assert code_of(api.manage, document, c="two", t="USER", i=user) == 404
        assert code_of(api.manage, document, c="none", t="USER", i=user) == 404
        assert code_of(api.manage, document, c="one", t="USER", i="f" * 24) == 2004


def test_assignments_of_a_policy_by_type_of_target(api: RawClient) -> None:
    node = api.manage('mutation { createOrg(name: "Firm") { rootNode { id } } }')["rootNode"]["id"]
    role(api, "admin")
    made(api, "one")
    api.manage(ASSIGN, c=["one"], t="ORG", i=[node])
    api.manage(ASSIGN, c=["one"], t="ORG", i=[node], b=True)
    api.manage(ASSIGN, c=["one"], t="ROLE", i=["admin"])
    api.manage(DISABLE, c="one", t="ROLE", i="admin")

    def found(**query: str) -> dict[str, Any]:
        path = "/api/v2/policies/assignments/by-target"
        return api.rest("GET", path, api.management_token, params={"namespace": "default", **query})

    departments = found(policy_code="one", target_type="ORG")["data"]
    assert (departments["code"], departments["targetType"], departments["totalCount"]) == ("one", "ORG", 1)
    assert departments["policy"]["statements"] == [{**READ, "effect": "ALLOW", "condition": None}]
    (target,) = departments["targets"]
    assert target.pop("assignedAt").endswith("Z")
    assert target == {"targetIdentifier": node, "inheritByChildren": True, "enabled": True}
    (target,) = found(policy_code="one", target_type="ROLE")["data"]["targets"]
    assert (target["targetIdentifier"], target["inheritByChildren"], target["enabled"]) == ("admin", False, False)
    assert found(policy_code="one", target_type="USER")["data"]["targets"] == []
    assert found(policy_code="none", target_type="USER")["code"] == 404
    assert found(policy_code="one", target_type="PERSON")["code"] == 400
    assert found(policy_code="one")["code"] == 2231


def test_policies_are_for_managers_of_their_pool(api: RawClient, neighbour: RawClient) -> None:
    made(api, "one")
    token = api.signed_in()["token"]
    for document, variables in (
        (CREATE, {"c": "two", "s": [READ]}),
        (UPDATE, {"c": "one", "d": "x"}),
        (GET, {"c": "one"}),
        (LIST, {}),
        (DELETE, {"c": ["one"]}),
        (ASSIGN, {"c": ["one"], "t": "USER", "i": ["x"]}),
        (UNASSIGN, {"c": ["one"], "t": "USER", "i": ["x"]}),
        (ENABLE, {"c": "one", "t": "USER", "i": "x"}),
        (DISABLE, {"c": "one", "t": "USER", "i": "x"}),
        (ASSIGNMENTS, {"c": "one"}),
    ):
        assert code_of(api.run, document, token, **variables) == 1001
        assert code_of(api.run, document, **variables) == 2020
    assert neighbour.manage(LIST) == {"totalCount": 0, "list": []}
    assert neighbour.manage(GET, c="one") is None
    assert code_of(neighbour.manage, UPDATE, c="one", d="x") == 404
    assert code_of(neighbour.manage, DELETE, c=["one"]) == 404
