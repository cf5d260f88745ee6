"""Every endpoint and every root field, called by those who may not, and with what belongs to another pool."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from graphql import GraphQLObjectType, get_named_type
from raw_client import RawClient
from sqlalchemy import select

from authing.server.graphql.binding import DOMAINS as GRAPHQL
from authing.server.graphql.binding import ROOTS, bound_schema
from authing.server.rest.routes import DOMAINS as REST
from authing.server.storage.tables.base import Base

if TYPE_CHECKING:
    from collections.abc import Iterator

    from authing.server import LocalServer

    Values = dict[str, Any]

SCHEMA = bound_schema()
KEY = "JBSWY3DPEHPK3PXP"
NOT_AVAILABLE, FORBIDDEN, NOT_LOGGED_IN, NOT_OWN_DATA = 501, 1001, 2020, 2202
UNKNOWN = {404, 2004, 2011, 2210, 3003, 3005}
"""How it is told that there is no such thing: the same for what another pool has."""

ANYBODY = {
    "accessToken",
    "checkLoginStatus",
    "checkPasswordStrength",
    "isUserExists",
    "loginByEmail",
    "loginByPhonePassword",
    "loginByUsername",
    "registerByEmail",
    "registerByUsername",
    "sendEmail",
    "GET /api/v2/.well-known",
    "GET /api/v2/applications/{id}/public-config",
}
USERS = {
    "updatePassword",
    "GET /api/v2/logout",
    "GET /api/v2/users/me",
    "GET /api/v2/users/me/applications/allowed",
    "GET /api/v2/users/me/orgs",
    "GET /api/v3/mydevices/list",
    "POST /api/v3/create-device",
    "POST /api/v3/mydevices/revoke-session",
    "POST /api/v3/mydevices/unbind",
    "POST /api/v3/pub-userEvent",
}
"""For users only, about themselves."""

BOTH = {
    "refreshToken",
    "removeUdv",
    "setUdfValueBatch",
    "setUdv",
    "setUdvBatch",
    "udfValueBatch",
    "udv",
    "updateUser",
    "user",
}
"""For managers, and for users about themselves."""


# -- what a pool has ------------------------------------------------------------------------------


def furnished(client: RawClient) -> Values:
    """One of everything, made in a client's pool; codes are the same in all pools, ids are not."""

    def made(method: str, path: str, token: str | None = None, **body: Any) -> Any:
        response = client.session.request(
            method, client.host + path, headers=client._headers(token or client.management_token), json=body, timeout=20
        )
        answer = response.json()
        assert 200 in (answer.get("code"), answer.get("statusCode")), (path, answer)
        return answer["data"]

    def ran(document: str, **variables: Any) -> Any:
        return client.manage(document, **variables)

    user = client.signed_in("ann", profile={"email": "ann@example.com"})
    spare = client.create(username="spare")
    ids: Values = {"pool": client.pool_id, "application": client.app_id, "user": user["id"], "spare": spare["id"]}
    ids["device"] = made("POST", "/api/v3/create-device", user["token"], deviceUniqueId=f"phone of {user['id']}")["id"]
    ran('mutation { createGroup(code: "staff", name: "Staff") { code } }')
    ids["role"] = ran('mutation { createRole(code: "clerk") { id } }')["id"]
    org = ran('mutation { createOrg(name: "Acme", code: "acme") { id rootNode { id } } }')
    ids |= {"org": org["id"], "root": org["rootNode"]["id"]}
    add = 'mutation($o: String!) { addNodeV2(orgId: $o, name: "Sales", code: "sales") { id } }'
    ids["node"] = ran(add, o=org["id"])["id"]
    join = "mutation($n: String, $u: [String!]!) { addMember(nodeId: $n, userIds: $u) { id } }"
    for node in ("root", "node"):
        ran(join, n=ids[node], u=[user["id"]])
    described = {"code": "library", "name": "Library"}
    ids["namespace"] = made("POST", f"/api/v2/resource-namespace/{client.pool_id}", **described)["id"]
    ids["resource"] = made("POST", "/api/v2/resources", code="books", type="DATA")["id"]
    ran(
        'mutation($s: [PolicyStatementInput!]!) { createPolicy(code: "readers", statements: $s) { code } }',
        s=[{"resource": "books:1", "actions": ["read"]}],
    )
    for kind in ("USER", "ROLE", "ORG", "NODE", "PERMISSION", "APPLICATION", "USERPOOL"):
        ran(f'mutation {{ setUdf(targetType: {kind}, key: "size", dataType: NUMBER, label: "Size") {{ key }} }}')
    application = f"/api/v2/applications/{client.app_id}"
    ids["agreement"] = made("POST", f"{application}/agreements", title="Terms")["id"]
    ids["program"] = made("POST", f"{application}/programmatic-access-accounts")["id"]
    made("POST", f"{application}/authorization/allow", targetType="USER", targetIdentifiers=[user["id"]])
    ids["tenant"] = made("POST", "/api/v2/tenant", name="Customer")["id"]
    made("POST", f"/api/v2/tenant/{ids['tenant']}/user", userIds=[user["id"]])
    provider = made("POST", "/api/v2/extIdp", name="Elsewhere", type="oidc", connections=[connection()])
    ids |= {"provider": provider["id"], "connection": provider["connections"][0]["id"]}
    made("POST", "/api/v2/mfa/totp/import", userId=user["id"], secret=KEY)
    made("POST", "/api/v2/env", key="GREETING", value=f"hello {client.pool_id}")
    made("POST", "/api/v2/users/identity/link", **identity(user["id"]))
    principal = {"type": "P", "name": f"Ann of {client.pool_id}", "idCard": "1"}
    made("POST", f"/api/v2/users/{user['id']}/management/principal_authentication", **principal)
    return ids


def identity(user_id: str) -> Values:
    return {"userId": user_id, "identifier": "oidc", "userIdInIdp": f"{user_id} elsewhere", "isSocial": True}


def connection(identifier: str = "elsewhere") -> Values:
    return {"type": "oidc", "identifier": identifier, "displayName": "Elsewhere", "fields": {}}


def grant(at: Values, **more: Any) -> Values:
    return {"resource": "books:1", "opts": [{"targetType": "USER", "targetIdentifier": at["user"], **more}]}


def grants(at: Values) -> Values:
    targets = {"targetType": "USER", "targetIdentifiers": [at["user"]]}
    return {"opts": [{**targets, "resources": [{"code": "books:1", "actions": ["read"]}]}]}


# -- what is asked of every door ------------------------------------------------------------------


def endpoints(at: Values) -> dict[str, Values]:
    """Good values of path, query and body for every endpoint."""
    user, pool, device = at["user"], {"pool": at["pool"]}, {"id": at["device"]}
    application, tenant, provider = {"id": at["application"]}, {"id": at["tenant"]}, {"id": at["provider"]}
    users, of_user, link = [user], {"userId": user}, {"id": at["connection"]}
    targets = {**application, "targetType": "USER", "targetIdentifiers": users}
    agreement = {**application, "agreement_id": str(at["agreement"])}
    switched = {"tenantId": at["tenant"], "appId": at["application"], "enabled": True}
    row = {"modelId": "device"}
    accesses = "/api/v2/applications/{id}/authorization"
    programs = "programmatic-access-accounts"
    return {
        "GET /api/v2/.well-known": {},
        "GET /api/v2/users/me": {},
        "GET /api/v2/users/{id}": {"id": user},
        "GET /api/v2/logout": {"app_id": at["application"]},
        "GET /logout": {**of_user, "appId": at["application"]},
        "POST /api/v2/password/check": {"password": "x"},
        "POST /api/v2/users/kick": {"userIds": users},
        "GET /api/v2/users/login-status": of_user,
        "POST /api/v2/users/batch": {"ids": users},
        "POST /api/v2/users/filter": {"filter": [{"field": "id", "operator": "in", "value": users}]},
        "POST /api/v2/users/identity/link": {**identity(user), "userIdInIdp": "another"},
        "POST /api/v2/users/identity/unlink": {**of_user, "identifier": "oidc", "isSocial": True},
        "POST /api/v2/roles/roleUsers": {"code": "clerk"},
        "GET /api/v2/users/{id}/has-role": {"id": user, "code": "clerk"},
        "POST /api/v3/resign-user": of_user,
        "POST /api/v3/resign-user-batch": {"userIds": users},
        "GET /api/v2/analysis/exist-defined-field-count": {"definedFieldKey": "size"},
        "GET /api/v2/resource-namespace/{pool}": pool,
        "POST /api/v2/resource-namespace/{pool}": {**pool, "code": "new", "name": "New"},
        "PUT /api/v2/resource-namespace/{pool}/{id}": {**pool, "id": str(at["namespace"]), "name": "New"},
        "DELETE /api/v2/resource-namespace/{pool}/{id}": {**pool, "id": str(at["namespace"])},
        "PUT /api/v2/resource-namespace/{pool}/code/{present}": {**pool, "present": "library", "name": "New"},
        "DELETE /api/v2/resource-namespace/{pool}/code/{present}": {**pool, "present": "library"},
        "GET /api/v2/resources": {},
        "POST /api/v2/resources": {"code": "new", "type": "DATA"},
        "GET /api/v2/resources/detail": {"id": at["resource"]},
        "POST /api/v2/resources/bulk": {"bulk": [{"code": "newer", "type": "DATA"}]},
        "POST /api/v2/resources/{code}": {"code": "books", "description": "New"},
        "DELETE /api/v2/resources/{code}": {"code": "books"},
        "POST /api/v2/acl/check-resource-permission-batch": {**of_user, "resources": ["books:1"]},
        "POST /api/v2/acl/get-authorized-resources-of-resource-kind": {**of_user, "resource": "books"},
        "POST /api/v2/acl/is-allowed": {**of_user, "resource": "books:1", "action": "read"},
        "POST /api/v2/acl/list-authorized-resources-batch": {
            "targets": [{"targetType": "USER", "targetIdentifier": user}]
        },
        "POST /api/v2/acl/authorize-resources": grants(at),
        "POST /api/v2/acl/revoke-resources": grants(at),
        "POST /api/v2/acl/revoke-resource": grant(at),
        "GET /api/v2/policies/assignments/by-target": {"policy_code": "readers", "target_type": "USER"},
        "GET /api/v2/users/me/orgs": {},
        "GET /api/v2/users/{id}/orgs": {"id": user},
        "GET /api/v2/orgs": {},
        "GET /api/v2/orgs/count": {},
        "GET /api/v2/orgs/by-tenant": {"tenant_id": at["tenant"]},
        "POST /api/v2/orgs/import": {"filetype": "json", "file": {"name": "New"}},
        "GET /api/v2/orgs/export": {"org_id": at["org"]},
        "POST /connections/enterprise/{provider}/start-sync": {"provider": "dingtalk"},
        "POST /api/v2/ad/sync": {"connectionId": at["connection"]},
        "GET /api/v2/users/me/applications/allowed": {},
        "GET /api/v2/applications": {},
        "POST /api/v2/applications": {"name": "New", "identifier": "new"},
        "GET /api/v2/applications/{id}": application,
        "POST /api/v2/applications/{id}": {**application, "description": "New"},
        "DELETE /api/v2/applications/{id}": application,
        "GET /api/v2/applications/{id}/active-users": application,
        "GET /api/v2/applications/{id}/public-config": application,
        "PATCH /api/v2/application/{id}/refresh-secret": application,
        "GET /api/v2/application/{id}/tenants": application,
        "GET /api/v2/applications/{id}/agreements": application,
        "POST /api/v2/applications/{id}/agreements": {**application, "title": "New"},
        "POST /api/v2/applications/{id}/agreements/sort": {**application, "ids": [at["agreement"]]},
        "PUT /api/v2/applications/{id}/agreements/{agreement_id}": {**agreement, "title": "New"},
        "DELETE /api/v2/applications/{id}/agreements/{agreement_id}": agreement,
        f"GET {accesses}/records": application,
        **{f"POST {accesses}/{act}": targets for act in ("allow", "deny", "enable-effect", "disable-effect", "revoke")},
        f"GET /api/v2/applications/{{id}}/{programs}": application,
        f"POST /api/v2/applications/{{id}}/{programs}": application,
        f"PATCH /api/v2/applications/{programs}": {"id": at["program"], "enabled": False},
        f"DELETE /api/v2/applications/{programs}": {"id": at["program"]},
        "GET /api/v2/userpools/detail": {},
        "GET /api/v2/env": {},
        "POST /api/v2/env": {"key": "GREETING", "value": "New"},
        "DELETE /api/v2/env/{key}": {"key": "GREETING"},
        "GET /api/v2/users/{id}/management/principal_authentication": {"id": user},
        "POST /api/v2/users/{id}/management/principal_authentication": {
            "id": user,
            "type": "P",
            "name": "New",
            "idCard": "2",
        },
        "GET /api/v2/analysis/user-action": {"operator_arn": user},
        "GET /api/v2/analysis/audit": {},
        "GET /api/v2/analysis/total-login-count": {"appId": at["application"]},
        "GET /api/v2/tenants": {},
        "GET /api/v2/users/{id}/tenants": {"id": user},
        "GET /api/v2/tenant/{id}": tenant,
        "POST /api/v2/tenant": {"name": "New", "appIds": at["application"]},
        "POST /api/v2/tenant/{id}": {**tenant, "name": "New", "appIds": at["application"]},
        "DELETE /api/v2/tenant/{id}": tenant,
        "GET /api/v2/tenant/{id}/users": tenant,
        "POST /api/v2/tenant/{id}/user": {**tenant, "userIds": users},
        "DELETE /api/v2/tenant/{id}/user": {**tenant, **of_user},
        "PUT /api/v2/tenant/{id}/{user_id}": {**tenant, "user_id": user, "isEnabled": False},
        "PUT /api/v2/tenant/{id}/admin": {**tenant, "userIds": users},
        "DELETE /api/v2/tenant/{id}/admin/{user_id}": {**tenant, "user_id": user},
        "GET /api/v2/extIdp": {"tenantId": at["tenant"]},
        "GET /api/v2/extIdp/{id}": provider,
        "POST /api/v2/extIdp": {"name": "New", "type": "oidc", "tenantId": at["tenant"]},
        "PUT /api/v2/extIdp/{id}": {**provider, "name": "New"},
        "DELETE /api/v2/extIdp/{id}": provider,
        "PUT /api/v2/extIdp/{id}/connState": {**provider, **switched},
        "POST /api/v2/extIdpConn": {"extIdpId": at["provider"], **connection("new")},
        "PUT /api/v2/extIdpConn/{id}": {**link, **connection()},
        "DELETE /api/v2/extIdpConn/{id}": link,
        "PUT /api/v2/extIdpConn/{id}/state": {**link, **switched},
        "POST /api/v2/check/extIdpConn/identifier": {"identifier": "elsewhere"},
        "POST /api/v3/metadata/filter": row,
        "GET /api/v3/metadata/get-row": {**row, "rowId": at["device"]},
        "POST /api/v3/device-status": device,
        "POST /api/v3/get-user-devices": of_user,
        **{f"POST /api/v3/{act}-device": device for act in ("delete", "disable", "enable")},
        **{f"POST /api/v3/{act}-device-by-user": {**device, **of_user} for act in ("delete", "disable", "enable")},
        "POST /api/v3/suspend-device": {**device, "endTime": 10**13},
        "POST /api/v3/suspend-device-by-user": {**device, **of_user, "endTime": 10**13},
        "POST /api/v3/create-device": {"deviceUniqueId": "another"},
        "GET /api/v3/mydevices/list": {},
        "POST /api/v3/mydevices/unbind": {"deviceId": at["device"]},
        "POST /api/v3/mydevices/revoke-session": {"deviceId": at["device"]},
        "POST /api/v3/pub-event": {"eventType": "x", "eventData": 1},
        "POST /api/v3/pub-userEvent": {"eventType": "x", "eventData": 1},
        "GET /api/v2/users/{id}/mfa-bound": {"id": user},
        "DELETE /api/v2/users/{id}/mfa-bound": {"id": user, "type": "OTP"},
        "POST /api/v2/mfa/totp/import": {**of_user, "secret": KEY},
    }


def fields(at: Values) -> dict[str, Values]:
    """Good arguments for every root field."""
    user, node, org = at["user"], at["node"], at["org"]
    clerk, staff, readers = {"code": "clerk"}, {"code": "staff"}, {"code": "readers"}
    asked = {"resource": "books:1", "action": "read", "userId": user}
    target = {"targetType": "USER", "targetIdentifier": user}
    value = {"targetType": "USER", "targetId": user}
    size = {"targetType": "USER", "key": "size"}
    place = {"nodeId": node, "orgId": org}
    assigned = {"roleCode": "clerk", "userIds": [user], "nodeCodes": [node]}
    statements = [{"resource": "books:2", "actions": ["read"]}]
    holders = {"policies": ["readers"], "targetType": "USER", "targetIdentifiers": [user]}
    listed = {"type": "USERNAME", "list": ["ann"]}
    new = {"code": "new", "name": "New"}
    return {
        "users": {},
        "archivedUsers": {},
        "user": {"id": user},
        "userBatch": {"ids": [user]},
        "searchUser": {"query": "a", "departmentOpts": [{"departmentId": node}]},
        "findUser": {"username": "ann"},
        "isUserExists": {"username": "ann"},
        "role": clerk,
        "roles": {},
        "group": staff,
        "groups": {"userId": user},
        "org": {"id": org},
        "orgs": {},
        "nodeById": {"id": node},
        "nodeByCode": {"orgId": org, "code": "sales"},
        "rootNode": {"orgId": org},
        "isRootNode": place,
        "childrenNodes": {"nodeId": at["root"]},
        "searchNodes": {"keyword": "a"},
        "isActionAllowed": asked,
        "isActionDenied": asked,
        "authorizedResources": target,
        "authorizedTargets": {"namespace": "default", "resourceType": "DATA", "resource": "books:1"},
        "policy": readers,
        "policies": {},
        "policyAssignments": {**readers, **target},
        "udf": {"targetType": "USER"},
        "udv": value,
        "udfValueBatch": {"targetType": "USER", "targetIds": [user]},
        "checkLoginStatus": {},
        "accessToken": {"userPoolId": at["pool"], "secret": "wrong"},
        "userpool": {},
        "checkPasswordStrength": {"password": "x"},
        "whitelist": {"type": "USERNAME"},
        "createUser": {"userInfo": {"username": "new"}},
        "updateUser": {"id": user, "input": {"nickname": "New"}},
        "updatePassword": {"newPassword": "x"},
        "deleteUser": {"id": user},
        "deleteUsers": {"ids": [user]},
        "createRole": {"code": "new", "parent": "clerk"},
        "updateRole": {**clerk, "description": "New"},
        "deleteRole": clerk,
        "deleteRoles": {"codeList": ["clerk"]},
        "assignRole": assigned,
        "revokeRole": assigned,
        "createGroup": new,
        "updateGroup": {**staff, "name": "New"},
        "deleteGroups": {"codeList": ["staff"]},
        "addUserToGroup": {**staff, "userIds": [user]},
        "removeUserFromGroup": {**staff, "userIds": [user]},
        "createOrg": {**new, "tenantId": at["tenant"]},
        "deleteOrg": {"id": org},
        "addNode": {**new, "orgId": org, "parentNodeId": node},
        "addNodeV2": {**new, "orgId": org, "parentNodeId": node},
        "updateNode": {"id": node, "name": "New"},
        "deleteNode": place,
        "moveNode": {**place, "targetParentId": at["root"]},
        "addMember": {**place, "userIds": [user]},
        "removeMember": {**place, "userIds": [user]},
        "moveMembers": {"userIds": [user], "sourceNodeId": node, "targetNodeId": at["root"]},
        "setMainDepartment": {"userId": user, "departmentId": node},
        "allow": {**asked, "roleCodes": ["clerk"]},
        "authorizeResource": grant(at, actions=["read"]),
        "createPolicy": {"code": "new", "statements": statements},
        "updatePolicy": {**readers, "statements": statements},
        "deletePolicy": readers,
        "deletePolicies": {"codeList": ["readers"]},
        "addPolicyAssignments": holders,
        "removePolicyAssignments": holders,
        "enablePolicyAssignment": {"policy": "readers", **target},
        "disbalePolicyAssignment": {"policy": "readers", **target},
        "setUdf": {**size, "dataType": "NUMBER", "label": "New"},
        "removeUdf": size,
        "setUdv": {**value, "key": "size", "value": "1"},
        "setUdvBatch": {**value, "udvList": [{"key": "size", "value": "1"}]},
        "setUdfValueBatch": {"targetType": "USER", "input": [{"targetId": user, "key": "size", "value": "1"}]},
        "removeUdv": {**value, "key": "size"},
        "registerByUsername": {"input": {"username": "new", "password": "x"}},
        "registerByEmail": {"input": {"email": "new@example.com", "password": "x"}},
        "loginByUsername": {"input": {"username": "ann", "password": "x"}},
        "loginByEmail": {"input": {"email": "ann@example.com", "password": "x"}},
        "loginByPhonePassword": {"input": {"phone": "1", "password": "x"}},
        "refreshToken": {"id": user},
        "sendEmail": {"email": "ann@example.com", "scene": "RESET_PASSWORD"},
        "sendFirstLoginVerifyEmail": {"userId": user, "appId": at["application"]},
        "updateUserpool": {"input": {"description": "New"}},
        "addWhitelist": listed,
        "removeWhitelist": listed,
    }


def asked(at: Values) -> dict[str, Values]:
    """What is asked of every door; what takes something away comes last."""
    every = endpoints(at) | fields(at)
    return dict(sorted(every.items(), key=lambda item: bool(re.match("DELETE|delete|remove|revoke", item[0]))))


def call(client: RawClient, door: str, values: Values, token: str | None) -> tuple[int, str]:
    """The code and the text of an answer."""
    if " " not in door:
        answer = client.answer(document(door, values), token, **values)
        code = answer["errors"][0]["message"]["code"] if "errors" in answer else 200
        return code, str(answer)
    method, path = door.split()
    inside = set(re.findall(r"\{(\w+)\}", path))
    rest = {name: value for name, value in values.items() if name not in inside}
    options: Values = {"params": rest} if method in ("GET", "DELETE") else {"json": rest}
    url = client.host + path.format(**values)
    response = client.session.request(method, url, headers=client._headers(token), timeout=20, **options)
    body = response.json()
    return body.get("apiCode") or body.get("code") or body["statusCode"], response.text


def document(field: str, values: Values) -> str:
    """A document with one root field that asks for all there is to know, and for some of what is below that."""
    kind = next(root for root in ROOTS if field in root_fields(root))
    definition = root_fields(kind)[field]
    declared = ", ".join(f"${name}: {definition.args[name].type}" for name in values)
    given = ", ".join(f"{name}: ${name}" for name in values)
    head = f"{kind.lower()}({declared}) {{ {field}({given})" if values else f"{kind.lower()} {{ {field}"
    return f"{head} {selection(definition.type, 3)} }}"


def root_fields(kind: str) -> dict[str, Any]:
    found = SCHEMA.type_map[kind]
    assert isinstance(found, GraphQLObjectType)
    return dict(found.fields)


def selection(of: Any, levels: int) -> str:
    """All fields of an object, and those of the objects below it for so many levels."""
    kind = get_named_type(of)
    if not isinstance(kind, GraphQLObjectType):
        return ""
    shown = []
    for name, field in kind.fields.items():
        is_object = isinstance(get_named_type(field.type), GraphQLObjectType)
        below = selection(field.type, levels - 1) if is_object and levels else ""
        if below or not is_object:
            shown.append(f"{name} {below}".strip())
    return f"{{ {' '.join(shown)} }}" if shown else ""


# -- who may --------------------------------------------------------------------------------------


@pytest.fixture
def home(api: RawClient) -> Values:
    """What the server's own pool has."""
    return furnished(api)


def test_every_door_is_asked(home: Values) -> None:
    doors = {f"{method} {path}" for domain in REST for method, path, _ in domain.TABLE}
    doors |= {name for domain in GRAPHQL for root in ROOTS for name in domain.RESOLVERS.get(root, {})}
    assert set(asked(home)) == doors
    assert doors >= ANYBODY | USERS | BOTH


def codes(client: RawClient, doors: dict[str, Values], token: str | None) -> dict[str, int]:
    return {door: call(client, door, values, token)[0] for door, values in doors.items()}


def test_without_a_token(server: LocalServer, api: RawClient, home: Values) -> None:
    doors = {door: values for door, values in asked(home).items() if door not in ANYBODY}
    before = kept(server)
    assert codes(api, doors, None) == dict.fromkeys(doors, NOT_LOGGED_IN)
    assert kept(server) == before


def test_as_another_user(server: LocalServer, api: RawClient, home: Values) -> None:
    token = api.signed_in("eve")["token"]
    doors = {door: values for door, values in asked(home).items() if door not in ANYBODY | USERS}
    before = kept(server)
    refused = codes(api, doors, token)
    assert {door for door in doors if refused[door] not in (FORBIDDEN, NOT_OWN_DATA)} == set()
    assert {door for door in doors if refused[door] == NOT_OWN_DATA} <= BOTH
    assert kept(server) == before
    # Devices are named by their ids; all else of these doors is about the caller anyway.
    mine = {door: values for door, values in asked(home).items() if "mydevices/" in door and values}
    assert codes(api, mine, token) == dict.fromkeys(mine, 404)


def test_as_a_manager_in_the_place_of_a_user(api: RawClient, home: Values) -> None:
    doors = {door: values for door, values in asked(home).items() if door in USERS}
    assert codes(api, doors, api.management_token) == dict.fromkeys(doors, NOT_LOGGED_IN)


def test_as_the_manager_of_another_pool(
    server: LocalServer, api: RawClient, neighbour: RawClient, home: Values
) -> None:
    """With the header of the home pool: nothing at all."""
    doors = {door: values for door, values in asked(home).items() if door not in ANYBODY | USERS}
    before = kept(server)
    assert codes(api, doors, neighbour.management_token) == dict.fromkeys(doors, FORBIDDEN)
    assert kept(server) == before


def test_with_what_another_pool_has(server: LocalServer, neighbour: RawClient, home: Values) -> None:
    """In the own pool, with everything of the home pool, and with each one thing of it among the own ones."""
    ours = {row for row in kept(server) if neighbour.pool_id not in row}
    own = furnished(neighbour)
    foreign = {each for each in home.values() if isinstance(each, str)}
    before = kept(server)
    wrong = {}
    for door, values in asked(own).items():
        if door in ANYBODY | USERS:
            continue
        for tried in mixed(values, asked(home)[door]):
            code, answer = call(neighbour, door, tried, neighbour.management_token)
            told = {each for each in foreign if each in answer and not (code in UNKNOWN and each in str(tried))}
            # Numbers of agreements are no secret: the order of the own ones is given wholly or not at all.
            known = {200, NOT_AVAILABLE, FORBIDDEN, *UNKNOWN} | ({400} if door.endswith("agreements/sort") else set())
            if told or code not in known:
                wrong[door, str(tried)] = code, answer
    assert wrong == {}
    after = kept(server)
    assert ours - after == set()
    assert {row for row in after - before if not foreign.isdisjoint(row)} == set()


def mixed(own: Values, foreign: Values) -> Iterator[Values]:
    """The foreign values, and the own ones with each one of the foreign among them; the own ones where they are the same."""
    if own != foreign:
        yield foreign
    others = [name for name in own if own[name] != foreign[name]]
    for name in others:
        yield {**own, name: foreign[name]}
    if not others:
        yield own


def kept(server: LocalServer) -> set[tuple[str, ...]]:
    """All rows of all tables but the log and the sessions."""
    assert server._service is not None
    with server._service.database.reading() as db:
        return {
            (table.name, *map(str, row))
            for table in Base.metadata.sorted_tables
            if table.name not in ("records", "sessions", "account_counts")
            for row in db.execute(select(table))
        }
