"""What is granted to whom and who may do what, over the wire; `test_permission_evaluation` tells the rules in full."""

from __future__ import annotations

from typing import Any

import pytest
from raw_client import RawClient, code_of
from test_policies import ASSIGN, role
from test_policies import CREATE as CREATE_POLICY

ALLOW = """mutation($r: String!, $a: String!, $u: String, $us: [String!], $c: String, $cs: [String!], $n: String) {
  allow(resource: $r, action: $a, userId: $u, userIds: $us, roleCode: $c, roleCodes: $cs, namespace: $n) { code message }
}"""
AUTHORIZE = """mutation($r: String, $o: [AuthorizeResourceOpt], $n: String, $t: ResourceType) {
  authorizeResource(resource: $r, opts: $o, namespace: $n, resourceType: $t) { code message }
}"""
ALLOWED = """query($u: String!, $r: String!, $a: String!, $n: String) {
  isActionAllowed(userId: $u, resource: $r, action: $a, namespace: $n)
}"""
DENIED = ALLOWED.replace("Allowed", "Denied")
ITEMS = "{ totalCount list { code type actions apiIdentifier } }"
OF_USER = f"""query($i: String!, $n: String, $t: String) {{
  user(id: $i) {{ authorizedResources(namespace: $n, resourceType: $t) {ITEMS} }}
}}"""
OF_ROLE = f"query($i: String!, $n: String) {{ role(code: $i, namespace: $n) {{ authorizedResources {ITEMS} }} }}"
OF_GROUP = f"query($i: String!, $n: String) {{ group(code: $i) {{ authorizedResources(namespace: $n) {ITEMS} }} }}"
OF_NODE = f"query($i: String!, $n: String) {{ nodeById(id: $i) {{ authorizedResources(namespace: $n) {ITEMS} }} }}"
OF_TARGET = f"""query($k: PolicyAssignmentTargetType, $i: String, $n: String, $t: String) {{
  authorizedResources(targetType: $k, targetIdentifier: $i, namespace: $n, resourceType: $t) {ITEMS}
}}"""
TARGETS = """query($r: String!, $t: ResourceType!, $k: PolicyAssignmentTargetType, $a: AuthorizedTargetsActionsInput) {
  authorizedTargets(namespace: "default", resource: $r, resourceType: $t, targetType: $k, actions: $a) {
    totalCount list { targetType targetIdentifier actions }
  }
}"""
ASSIGN_ROLE = "mutation($c: String!, $u: [String!]) { assignRole(roleCode: $c, userIds: $u) { code } }"
ACL = "/api/v2/acl/"


def bob(api: RawClient) -> str:
    found: str = api.create(username="bob")["id"]
    return found


def staff(api: RawClient, *members: str) -> str:
    api.manage('mutation { createGroup(code: "staff", name: "Staff") { code } }')
    if members:
        document = 'mutation($u: [String!]!) { addUserToGroup(code: "staff", userIds: $u) { code } }'
        api.manage(document, u=members)
    return "staff"


def firm(api: RawClient) -> tuple[str, str]:
    """An organisation's root and a department below it."""
    org = api.manage('mutation { createOrg(name: "Firm") { id rootNode { id } } }')
    document = 'mutation($o: String!) { addNodeV2(orgId: $o, name: "Sales") { id } }'
    return org["rootNode"]["id"], api.manage(document, o=org["id"])["id"]


def hire(api: RawClient, node: str, user: str) -> None:
    api.manage("mutation($n: String!, $u: [String!]!) { addMember(nodeId: $n, userIds: $u) { id } }", n=node, u=[user])


def granted(api: RawClient, kind: str, name: str, resource: str, *actions: str, **more: Any) -> None:
    option = {"targetType": kind, "targetIdentifier": name, "actions": list(actions) or None}
    assert api.manage(AUTHORIZE, r=resource, o=[option], **more)["code"] == 200


def items(answer: Any) -> list[tuple[str, str, list[str] | None]]:
    found = answer.get("authorizedResources", answer)
    assert found["totalCount"] == len(found["list"])
    return [(each["code"], each["type"], each["actions"]) for each in found["list"]]


def acl(api: RawClient, endpoint: str, **body: Any) -> Any:
    answer = api.rest("POST", ACL + endpoint, api.management_token, json=body)
    assert answer["code"] == 200, answer
    return answer["data"]


def refused(api: RawClient, endpoint: str, **body: Any) -> int:
    code: int = api.rest("POST", ACL + endpoint, api.management_token, json=body)["code"]
    return code


def test_allowing(api: RawClient) -> None:
    user, other = bob(api), api.create(username="carol")["id"]
    role(api, "admin")
    assert api.manage(ALLOWED, u=user, r="books:1", a="books:read") is False
    assert api.manage(ALLOW, r="books:1", a="books:read", u=user)["code"] == 200
    assert api.manage(ALLOWED, u=user, r="books:1", a="books:read") is True
    assert api.manage(ALLOWED, u=user, r="books:2", a="books:read") is False
    assert api.manage(ALLOWED, u=user, r="books:*", a="books:read") is False
    assert api.manage(ALLOWED, u=user, r="books:1", a="books:write") is False
    assert api.manage(ALLOWED, u=user, r="books:1", a="books:read", n="system") is False
    assert api.manage(ALLOWED, u=user, r="books:1", a="books:read", n="nowhere") is False
    assert api.manage(ALLOWED, u=other, r="books:1", a="books:read") is False
    api.manage(ALLOW, r="books:*", a="books:*", us=[other], cs=["admin"])
    assert api.manage(ALLOWED, u=other, r="books:7", a="books:write") is True
    api.manage(ASSIGN_ROLE, c="admin", u=[user])
    assert api.manage(ALLOWED, u=user, r="books", a="books:write") is True
    assert acl(api, "is-allowed", userId=user, resource="books:1", action="books:write") == {"allowed": True}
    assert acl(api, "is-allowed", namespace="system", userId=user, resource="books:1", action="x") == {"allowed": False}


def test_denying_wins(api: RawClient) -> None:
    user = bob(api)
    api.manage(ALLOW, r="*", a="*", u=user)
    deny = {"resource": "books:*", "actions": ["books:write"], "effect": "DENY"}
    api.manage(CREATE_POLICY, c="readers", s=[deny])
    assert api.manage(ALLOWED, u=user, r="books:1", a="books:write") is True
    api.manage(ASSIGN, c=["readers"], t="GROUP", i=[staff(api, user)])
    for resource, action, denied in (("books:1", "books:write", True), ("books:1", "books:read", False)):
        assert api.manage(DENIED, u=user, r=resource, a=action) is denied
        assert api.manage(ALLOWED, u=user, r=resource, a=action) is not denied
    assert api.manage(DENIED, u=user, r="boots:1", a="books:write") is False


def test_roles_pass_on_what_the_roles_above_them_have(api: RawClient) -> None:
    user = bob(api)
    role(api, "admin")
    for code, parent in (("editor", "admin"), ("trainee", "editor")):
        api.manage("mutation($c: String!, $p: String) { createRole(code: $c, parent: $p) { id } }", c=code, p=parent)
    api.manage(ASSIGN_ROLE, c="trainee", u=[user])
    granted(api, "ROLE", "admin", "books:1", "read")
    assert api.manage(ALLOWED, u=user, r="books:1", a="read") is True
    assert items(api.manage(OF_USER, i=user)) == [("books:1", "DATA", ["read"])]
    assert items(api.manage(OF_ROLE, i="trainee")) == []
    api.manage('mutation { deleteRole(code: "editor") { code } }')
    assert api.manage(ALLOWED, u=user, r="books:1", a="read") is False


def test_policies_go_down_the_departments_where_the_assignment_says_so(api: RawClient) -> None:
    user = bob(api)
    root, sales = firm(api)
    hire(api, sales, user)
    api.manage(CREATE_POLICY, c="readers", s=[{"resource": "books:*", "actions": ["read"]}])
    api.manage(ASSIGN, c=["readers"], t="ORG", i=[root])
    granted(api, "ORG", root, "boots:1", "read")
    assert api.manage(ALLOWED, u=user, r="books:1", a="read") is False
    assert api.manage(ALLOWED, u=user, r="boots:1", a="read") is False
    api.manage(ASSIGN, c=["readers"], t="ORG", i=[root], b=True)
    assert api.manage(ALLOWED, u=user, r="books:1", a="read") is True
    hire(api, root, user)
    assert api.manage(ALLOWED, u=user, r="boots:1", a="read") is True


def test_statements_with_conditions(api: RawClient, app_api: RawClient) -> None:
    user = bob(api)
    condition = [{"param": "AppId", "operator": "StringEquals", "value": api.app_id}]
    api.manage(CREATE_POLICY, c="in", s=[{"resource": "in:1", "actions": ["*"], "condition": condition}])
    condition = [{"param": "AppId", "operator": "StringNotEquals", "value": api.app_id}]
    api.manage(CREATE_POLICY, c="out", s=[{"resource": "out:1", "actions": ["*"], "condition": condition}])
    api.manage(ASSIGN, c=["in", "out"], t="USER", i=[user])
    for client, resource, allowed in (
        (api, "in:1", False),
        (app_api, "in:1", True),
        (api, "out:1", True),
        (app_api, "out:1", False),
    ):
        assert client.manage(ALLOWED, u=user, r=resource, a="x") is allowed


def test_granting_twice_merges(api: RawClient) -> None:
    user = bob(api)
    granted(api, "USER", user, "books:1", "read", "read")
    granted(api, "USER", user, "books:2")
    granted(api, "USER", user, "books:1", "write", "read")
    assert items(api.manage(OF_USER, i=user)) == [("books:1", "DATA", ["read", "write"]), ("books:2", "DATA", None)]
    granted(api, "GROUP", staff(api, user), "books:1")
    granted(api, "USER", user, "books:2", "read")
    assert items(api.manage(OF_USER, i=user)) == [("books:1", "DATA", None), ("books:2", "DATA", None)]
    assert items(api.manage(OF_TARGET, k="USER", i=user)) == [
        ("books:1", "DATA", ["read", "write"]),
        ("books:2", "DATA", None),
    ]


def test_what_is_denied_is_not_listed(api: RawClient) -> None:
    user = bob(api)
    granted(api, "USER", user, "books:1", "read", "write")
    granted(api, "USER", user, "books:2", "write")
    granted(api, "USER", user, "boots:1", "write")
    granted(api, "USER", user, "boots:2")
    statements = [{"resource": "books:*", "actions": ["write"]}, {"resource": "boots", "actions": ["*"]}]
    api.manage(CREATE_POLICY, c="no", s=[{**each, "effect": "DENY"} for each in statements])
    api.manage(ASSIGN, c=["no"], t="USER", i=[user])
    assert items(api.manage(OF_USER, i=user)) == [("books:1", "DATA", ["read"])]
    found = acl(api, "check-resource-permission-batch", userId=user, resources=["boots:1", "books:2", "books:1"])
    assert found == [{"code": "books:1", "actions": ["read"]}]


def test_types_of_resources(api: RawClient) -> None:
    user = bob(api)
    for code, kind in (("menu", "MENU"), ("books", "DATA"), ("orders", "API")):
        body = {"namespace": "default", "code": code, "type": kind, "actions": [], "apiIdentifier": f"https://{code}"}
        answer = api.rest("POST", "/api/v2/resources", api.management_token, json=body)
        assert answer["code"] == 200, answer
    for resource in ("menu", "books:1", "books", "orders", "unknown"):
        granted(api, "USER", user, resource)
    granted(api, "USER", user, "button", t="BUTTON")
    granted(api, "USER", user, "button:*")
    found = [(code, kind) for code, kind, _ in items(api.manage(OF_USER, i=user))]
    assert found == [
        ("menu", "MENU"),
        ("books:1", "DATA"),
        ("books:*", "DATA"),
        ("orders", "API"),
        ("unknown:*", "DATA"),
        ("button", "BUTTON"),
    ]
    assert [code for code, _, _ in items(api.manage(OF_USER, i=user, t="DATA"))] == ["books:1", "books:*", "unknown:*"]
    assert api.manage(OF_USER, i=user, t="API")["authorizedResources"]["list"][0]["apiIdentifier"] == "https://orders"
    assert items(api.manage(OF_USER, i=user, t="UI")) == []
    assert code_of(api.manage, OF_USER, i=user, t="FOOD") == 400
    assert api.manage(TARGETS, r="menu", t="MENU")["totalCount"] == 1
    assert api.manage(TARGETS, r="menu", t="DATA")["totalCount"] == 0


def test_namespaces_and_their_defaults(api: RawClient) -> None:
    user, group = bob(api), staff(api)
    node, _ = firm(api)
    role(api, "admin")
    role(api, "admin", "system")
    everybody = (("USER", user), ("GROUP", group), ("ORG", node), ("ROLE", "admin"))
    for namespace in ("default", "system"):
        for kind, name in everybody:
            granted(api, kind, name, "books:1", namespace, n=namespace)
    here, there = ("books:1", "DATA", ["default"]), ("books:1", "DATA", ["system"])
    for document, name, found in (
        (OF_USER, user, [here]),
        (OF_ROLE, "admin", [here]),
        (OF_GROUP, group, [here, there]),
        (OF_NODE, node, [here, there]),
    ):
        assert items(api.manage(document, i=name)) == found
        assert items(api.manage(document, i=name, n="system")) == [there]
        if document != OF_ROLE:
            assert items(api.manage(document, i=name, n="nowhere")) == []
    for kind, name in everybody:
        found = [here, there] if kind in ("GROUP", "ORG") else [here]
        assert items(api.manage(OF_TARGET, k=kind, i=name)) == found
        assert items(api.manage(OF_TARGET, k=kind, i=name, n="system")) == [there]
    asked = [{"targetType": kind, "targetIdentifier": name} for kind, name in everybody]
    lists = acl(api, "list-authorized-resources-batch", targets=asked)["list"]
    assert [items(each) for each in lists] == [[here], [here, there], [here, there], [here]]
    lists = acl(api, "list-authorized-resources-batch", targets=asked, namespace="system", resourceType="UI")["list"]
    assert lists == [{"totalCount": 0, "list": []}] * 4


def test_who_is_granted_a_resource(api: RawClient) -> None:
    user, group = bob(api), staff(api)
    node, _ = firm(api)
    role(api, "admin")
    granted(api, "USER", user, "books:1", "read")
    granted(api, "ROLE", "admin", "books:1", "write", "read")
    granted(api, "GROUP", group, "books:1", "*")
    granted(api, "ORG", node, "books:1")
    granted(api, "USER", user, "books")

    def targets(resource: str = "books:1", **more: Any) -> list[str]:
        found = api.manage(TARGETS, r=resource, t="DATA", **more)
        assert found["totalCount"] == len(found["list"])
        return [each["targetType"] for each in found["list"]]

    assert api.manage(TARGETS, r="books:1", t="DATA")["list"] == [
        {"targetType": "USER", "targetIdentifier": user, "actions": ["read"]},
        {"targetType": "ROLE", "targetIdentifier": "admin", "actions": ["write", "read"]},
        {"targetType": "GROUP", "targetIdentifier": group, "actions": ["*"]},
        {"targetType": "ORG", "targetIdentifier": node, "actions": None},
    ]
    assert targets(k="ROLE") == ["ROLE"]
    assert targets(a={"op": "AND", "list": ["read", "write"]}) == ["ROLE", "GROUP", "ORG"]
    assert targets(a={"op": "OR", "list": ["read", "write"]}) == ["USER", "ROLE", "GROUP", "ORG"]
    assert targets(a={"op": "OR", "list": []}) == ["USER", "ROLE", "GROUP", "ORG"]
    assert targets("books") == targets("books:*") == ["USER"]
    assert targets("books:2") == []


def test_checking_many_resources_at_once(api: RawClient) -> None:
    user = bob(api)
    granted(api, "USER", user, "books", "books:read")
    granted(api, "USER", user, "books:1", "books:write")
    granted(api, "USER", user, "boots:1")
    resources = ["boots:*", "boots:1", "books:1", "books:2", "books:*", "hats:1"]
    assert acl(api, "check-resource-permission-batch", namespace="default", userId=user, resources=resources) == [
        {"code": "boots:1", "actions": None},
        {"code": "books:1", "actions": ["books:read", "books:write"]},
        {"code": "books:2", "actions": ["books:read"]},
        {"code": "books:*", "actions": ["books:read"]},
    ]
    found = acl(api, "get-authorized-resources-of-resource-kind", namespace="default", userId=user, resource="books")
    assert [each["code"] for each in found] == ["books:*", "books:1"]
    assert acl(api, "get-authorized-resources-of-resource-kind", userId=user, resource="book") == []
    for endpoint, asked in (
        ("check-resource-permission-batch", {"resources": ["books:1"]}),
        ("get-authorized-resources-of-resource-kind", {"resource": "books"}),
    ):
        assert acl(api, endpoint, userId=user, namespace="nowhere", **asked) == []
        assert refused(api, endpoint, userId="f" * 24, **asked) == 2004
        assert refused(api, endpoint, **asked) == 2231
        assert refused(api, endpoint, userId=user) == 2231
    assert refused(api, "check-resource-permission-batch", userId=user, resources="books") == 400
    assert refused(api, "check-resource-permission-batch", userId=user, resources=["books"] * 101) == 400


def test_revoking(api: RawClient) -> None:
    user, other = bob(api), api.create(username="carol")["id"]

    def left(*revoked: str, of: str = user) -> list[str]:
        for who in (user, other):
            for resource in ("books:1", "books:2", "books", "boots:1"):
                granted(api, "USER", who, resource, "read")
        opts = [{"targetType": "USER", "targetIdentifier": user}]
        for resource in revoked:
            assert acl(api, "revoke-resource", namespace="default", resource=resource, opts=opts) is None
        return [code for code, _, _ in items(api.manage(OF_TARGET, k="USER", i=of))]

    assert left("books:1") == ["books:2", "books:*", "boots:1"]
    assert left("books:*", "hats") == ["books:2", "boots:1", "books:1"]
    assert left("books") == ["boots:1"]
    assert len(left("books", of=other)) == 4
    assert api.manage(ALLOWED, u=user, r="books:1", a="read") is False


def test_granting_and_revoking_many_at_once(api: RawClient) -> None:
    users = [bob(api), api.create(username="carol")["id"]]
    role(api, "admin")
    opts = [
        {"targetType": "USER", "targetIdentifiers": users, "resources": [{"code": "books:1", "actions": ["read"]}]},
        {
            "targetType": "ROLE",
            "targetIdentifiers": ["admin"],
            "resources": [{"code": "menu", "resourceType": "MENU"}, {"code": "books:1", "actions": []}],
        },
    ]
    acl(api, "authorize-resources", namespace="default", opts=opts)
    for user in users:
        assert items(api.manage(OF_USER, i=user)) == [("books:1", "DATA", ["read"])]
    assert items(api.manage(OF_ROLE, i="admin")) == [("menu", "MENU", None), ("books:1", "DATA", [])]
    acl(api, "revoke-resources", namespace="default", opts=opts[:1])
    assert [items(api.manage(OF_USER, i=user)) for user in users] == [[], []]
    opts[1]["targetIdentifiers"] = ["admin", "none"]
    assert refused(api, "authorize-resources", opts=opts) == 404
    assert items(api.manage(OF_USER, i=users[0])) == []


@pytest.mark.parametrize("endpoint", ["authorize-resources", "revoke-resources"])
@pytest.mark.parametrize(
    ("opts", "code"),
    [
        (None, 2231),
        ([], 2231),
        ("x", 400),
        (["x"], 400),
        ([{"targetType": "USER", "targetIdentifiers": ["x"]}], 2231),
        ([{"targetType": "USER", "targetIdentifiers": [], "resources": [{"code": "a"}]}], 2231),
        ([{"targetType": "PERSON", "targetIdentifiers": ["x"], "resources": [{"code": "a"}]}], 400),
        ([{"targetType": "USER", "targetIdentifiers": ["x"], "resources": [{"actions": ["a"]}]}], 2231),
        ([{"targetType": "USER", "targetIdentifiers": ["x"], "resources": [{"code": "a", "actions": "b"}]}], 400),
        ([{"targetType": "USER", "targetIdentifiers": ["x"], "resources": [{"code": "a"}]}], 2004),
    ],
)
def test_odd_lists_of_options(api: RawClient, endpoint: str, opts: Any, code: int) -> None:
    assert refused(api, endpoint, namespace="default", opts=opts) == code


def test_odd_grants(api: RawClient, neighbour: RawClient) -> None:
    user = bob(api)
    theirs = neighbour.manage('{ findUser(username: "neighbour") { id } }')["id"]
    option = {"targetType": "USER", "targetIdentifier": user}
    for resource in ("", "a*", "*:a", "x" * 201, "a\x00", "a\ud800"):
        assert code_of(api.manage, AUTHORIZE, r=resource, o=[option]) == 400
        assert code_of(api.manage, ALLOW, r=resource, a="read", u=user) == 400
    for action in ("", "a*", "x" * 201):
        assert code_of(api.manage, AUTHORIZE, r="a", o=[{**option, "actions": [action]}]) == 400
        assert code_of(api.manage, ALLOW, r="a", a=action, u=user) == 400
    assert code_of(api.manage, AUTHORIZE, r="a", o=[{**option, "actions": ["x"] * 101}]) == 400
    assert code_of(api.manage, AUTHORIZE, o=[option]) == 2231
    assert code_of(api.manage, AUTHORIZE, r="a") == 2231
    assert code_of(api.manage, AUTHORIZE, r="a", o=[]) == 2231
    assert code_of(api.manage, AUTHORIZE, r="a", o=[option], n="nowhere") == 404
    assert code_of(api.manage, AUTHORIZE, r="a", o=[option], t="FOOD") == 400
    assert code_of(api.manage, AUTHORIZE, r="a", o=[option, {**option, "targetIdentifier": theirs}]) == 2004
    assert code_of(api.manage, AUTHORIZE, r="a", o=[{"targetType": "ROLE", "targetIdentifier": "neighbourly"}]) == 404
    assert code_of(api.manage, ALLOW, r="a", a="read") == 2231
    assert code_of(api.manage, ALLOW, r="a", a="read", u=theirs) == 2004
    assert code_of(api.manage, ALLOW, r="a", a="read", u=user, c="none") == 404
    assert code_of(api.manage, ALLOWED, u=theirs, r="a", a="read") == 2004
    assert code_of(api.manage, OF_TARGET, k="USER") == 2231
    assert code_of(api.manage, OF_TARGET, k="USER", i=theirs) == 2004
    assert items(api.manage(OF_USER, i=user)) == []
    granted(api, "USER", user, "a", *(f"a{number}" for number in range(60)))
    more = {**option, "actions": [f"b{number}" for number in range(60)]}
    assert code_of(api.manage, AUTHORIZE, r="a", o=[more]) == 400


def test_what_goes_takes_its_grants_along(api: RawClient) -> None:
    user, group = bob(api), staff(api)
    role(api, "admin")
    for kind, name in (("USER", user), ("ROLE", "admin"), ("GROUP", group)):
        granted(api, kind, name, "books:1")
    api.manage("mutation($u: String!) { deleteUser(id: $u) { code } }", u=user)
    assert [each["targetType"] for each in api.manage(TARGETS, r="books:1", t="DATA")["list"]] == ["ROLE", "GROUP"]
    api.manage('mutation { deleteRole(code: "admin") { code } }')
    api.manage('mutation { deleteGroups(codeList: ["staff"]) { code } }')
    assert api.manage(TARGETS, r="books:1", t="DATA") == {"totalCount": 0, "list": []}
    role(api, "admin")
    assert items(api.manage(OF_ROLE, i="admin")) == []


def test_permissions_are_for_managers_and_a_users_own_for_the_user(api: RawClient, neighbour: RawClient) -> None:
    other, group = bob(api), staff(api)
    caller = api.signed_in("carol")
    granted(api, "USER", caller["id"], "books:1", "read")
    granted(api, "GROUP", group, "books:2")
    own = f"{{ user {{ authorizedResources {ITEMS} }} }}"
    assert items(api.run(own, caller["token"])) == [("books:1", "DATA", ["read"])]
    option = {"targetType": "USER", "targetIdentifier": caller["id"]}
    for document, variables in (
        (ALLOW, {"r": "a", "a": "b", "u": caller["id"]}),
        (AUTHORIZE, {"r": "a", "o": [option]}),
        (ALLOWED, {"u": caller["id"], "r": "a", "a": "b"}),
        (DENIED, {"u": caller["id"], "r": "a", "a": "b"}),
        (OF_USER, {"i": other}),
        (OF_TARGET, {"k": "USER", "i": caller["id"]}),
        (TARGETS, {"r": "books:1", "t": "DATA"}),
    ):
        assert code_of(api.run, document, caller["token"], **variables) == 1001
        assert code_of(api.run, document, **variables) == 2020
    opts = [{**option, "targetIdentifiers": [caller["id"]], "resources": [{"code": "a"}]}]
    for endpoint in (
        "check-resource-permission-batch",
        "get-authorized-resources-of-resource-kind",
        "is-allowed",
        "list-authorized-resources-batch",
        "authorize-resources",
        "revoke-resources",
        "revoke-resource",
    ):
        body = {"userId": other, "resources": ["a"], "resource": "a", "action": "b", "targets": [option], "opts": opts}
        if endpoint.startswith("get"):
            body["resource"] = "books"
        assert api.rest("POST", ACL + endpoint, caller["token"], json=body)["code"] == 1001
        assert api.rest("POST", ACL + endpoint, json=body)["code"] == 2020
    assert neighbour.manage(TARGETS, r="books:1", t="DATA") == {"totalCount": 0, "list": []}


def test_access_keys(api: RawClient) -> None:
    path = f"/api/v2/applications/{api.app_id}/programmatic-access-accounts"
    answer = api.rest("POST", path, api.management_token, json={"tokenLifetime": 600, "remarks": "robot"})
    assert answer["code"] == 200, answer
    key = answer["data"]["id"]
    granted(api, "AK_SK", key, "books:1", "read")
    assert items(api.manage(OF_TARGET, k="AK_SK", i=key)) == [("books:1", "DATA", ["read"])]
    assert api.manage(TARGETS, r="books:1", t="DATA")["list"][0]["targetIdentifier"] == key
    shared = "/api/v2/applications/programmatic-access-accounts"
    assert api.rest("DELETE", f"{shared}?id={key}", api.management_token)["code"] == 200
    assert api.manage(TARGETS, r="books:1", t="DATA")["list"] == []


def test_the_number_of_combinations_is_bounded(api: RawClient) -> None:
    resources = [{"code": f"books:{number}"} for number in range(100)]
    option = {"targetType": "USER", "targetIdentifiers": ["0" * 24] * 501, "resources": resources}
    answer = api.rest("POST", f"{ACL}authorize-resources", api.management_token, json={"opts": [option]})
    assert answer["code"] == 400
    assert "50000" in answer["message"]
    assign = "mutation($r: [String], $u: [String!]) { assignRole(roleCodes: $r, userIds: $u) { code } }"
    assert code_of(api.manage, assign, r=["x"] * 100, u=["0" * 24] * 501) == 400
