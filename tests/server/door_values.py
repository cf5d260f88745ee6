"""What every endpoint and every root field can be asked with, given a pool that has one of everything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from raw_client import RawClient

    Values = dict[str, Any]

KEY = "JBSWY3DPEHPK3PXP"

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
        "POST /api/v2/ldap/verify-user": {"username": "ann", "password": "x"},
        "POST /api/v2/ad/verify-user": {"username": "ann", "password": "x"},
        "POST /api/v3/signin": {"connection": "PASSWORD", "passwordPayload": {"username": "ann", "password": "x"}},
        "POST /api/v2/sms/send": {"phone": "13800000000"},
        "POST /api/v2/register/email-code": {"email": "new@example.com", "code": "x"},
        "POST /api/v2/login/email-code": {"email": "ann@example.com", "code": "x"},
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
        "GET /api/v2/mfa/authenticator": {},
        "POST /api/v2/mfa/totp/associate": {},
        "POST /api/v2/mfa/totp/associate/confirm": {"totp": "123456"},
        "DELETE /api/v2/mfa/totp/associate": {},
        "POST /api/v2/mfa/totp/verify": {"totp": "123456"},
        "POST /api/v2/mfa/totp/recovery": {"recoveryCode": "x"},
        "POST /api/v2/applications/mfa/sms/verify": {"phone": "13800000000", "code": "1234"},
        "POST /api/v2/applications/mfa/email/verify": {"email": "ann@example.com", "code": "1234"},
        "POST /api/v2/applications/mfa/check": {"phone": "13800000000"},
        "POST /api/v2/mfa/face/associate": {"photoA": "x", "photoB": "x"},
        "POST /api/v2/mfa/face/verify": {"photo": "x"},
        "GET /api/v2/users/me/security-level": {},
        "POST /api/v2/upload": {},
        "GET /api/v2/users/principal_authentication": {},
        "POST /api/v2/users/principal_authentication": {"type": "P", "name": "New", "idCard": "2"},
        "POST /api/v2/users/link": {"primaryUserToken": "x", "secondaryUserToken": "y"},
        "POST /api/v2/users/unlink": {"primaryUserToken": "x", "provider": "oidc"},
        "POST /api/v3/unlink-extidp": {"extIdpId": at["provider"]},
        "GET /api/v3/get-identities": {},
        "GET /api/v3/generate-link-extidp-url": {
            "ext_idp_conn_identifier": "elsewhere",
            "id_token": "x",
            "app_id": at["application"],
        },
        "POST /api/v2/connections/oidc/start-interaction": {
            "state": "x",
            "protocol": "oidc",
            "userPoolId": at["pool"],
            "appId": at["application"],
            "connection": {"providerIentifier": "elsewhere"},
        },
        "GET /connections/social/{provider}": {"provider": "github"},
        "GET /connection/social/wechat:mobile/{pool}/callback": {**pool, "code": "x"},
        "POST /api/v2/qrcode/gene": {"scene": "APP_AUTH"},
        "GET /api/v2/qrcode/check": {"random": "x"},
        "POST /api/v2/qrcode/userinfo": {"ticket": "x"},
        **{f"POST /api/v2/qrcode/{act}": {"random": "x"} for act in ("scanned", "confirm", "cancel")},
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
        "loginBySubAccount": {"account": "ann", "password": "x"},
        "refreshToken": {"id": user},
        "resetPasswordByFirstLoginToken": {"token": "x", "password": "x"},
        "resetPasswordByForceResetToken": {"token": "x", "oldPassword": "x", "newPassword": "x"},
        "registerByPhoneCode": {"input": {"phone": "13800000000", "code": "x"}},
        "loginByPhoneCode": {"input": {"phone": "13800000000", "code": "x"}},
        "resetPassword": {"email": "ann@example.com", "code": "x", "newPassword": "x"},
        "updatePhone": {"phone": "13800000000", "phoneCode": "x"},
        "updateEmail": {"email": "new@example.com", "emailCode": "x"},
        "bindPhone": {"phone": "13800000000", "phoneCode": "x"},
        "bindEmail": {"email": "new@example.com", "emailCode": "x"},
        "unbindPhone": {},
        "unbindEmail": {},
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
