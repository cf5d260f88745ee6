"""The GraphQL documents, as constants. Tests check every one of them against the schema."""

from __future__ import annotations

_USER = (
    "id arn userPoolId status username email emailVerified phone phoneVerified unionid openid nickname registerSource "
    "photo password oauth token tokenExpiredAt loginsCount lastLogin lastIP signedUp blocked isDeleted device browser "
    "company name givenName familyName middleName profile preferredUsername website gender birthdate zoneinfo locale "
    "address formatted streetAddress locality region postalCode city province country createdAt updatedAt externalId"
)
_IDENTITIES = "identities { openid userIdInIdp userId connectionId isSocial provider type userPoolId }"
_ROLE = "id namespace code arn description isSystem createdAt updatedAt"
_PARENT = f"parent {{ {_ROLE} }}"

# -- tokens ---------------------------------------------------------------------------------------

ACCESS_TOKEN = """query accessToken($userPoolId: String!, $secret: String!) {
  accessToken(userPoolId: $userPoolId, secret: $secret) { accessToken exp iat }
}"""

REFRESH_TOKEN = """mutation refreshToken($id: String) {
  refreshToken(id: $id) { token iat exp }
}"""

CHECK_LOGIN_STATUS = """query checkLoginStatus($token: String) {
  checkLoginStatus(token: $token) { code message status exp iat data { id userPoolId arn } }
}"""

# -- registering and logging in -------------------------------------------------------------------

REGISTER_BY_EMAIL = f"""mutation registerByEmail($input: RegisterByEmailInput!) {{
  registerByEmail(input: $input) {{ {_USER} }}
}}"""

REGISTER_BY_USERNAME = f"""mutation registerByUsername($input: RegisterByUsernameInput!) {{
  registerByUsername(input: $input) {{ {_USER} }}
}}"""

LOGIN_BY_EMAIL = f"""mutation loginByEmail($input: LoginByEmailInput!) {{
  loginByEmail(input: $input) {{ {_USER} }}
}}"""

LOGIN_BY_USERNAME = f"""mutation loginByUsername($input: LoginByUsernameInput!) {{
  loginByUsername(input: $input) {{ {_USER} }}
}}"""

LOGIN_BY_PHONE_PASSWORD = f"""mutation loginByPhonePassword($input: LoginByPhonePasswordInput!) {{
  loginByPhonePassword(input: $input) {{ {_USER} }}
}}"""

UPDATE_PASSWORD = f"""mutation updatePassword($newPassword: String!, $oldPassword: String) {{
  updatePassword(newPassword: $newPassword, oldPassword: $oldPassword) {{ {_USER} }}
}}"""

CHECK_PASSWORD_STRENGTH = """query checkPasswordStrength($password: String!) {
  checkPasswordStrength(password: $password) { valid message }
}"""

# -- users ----------------------------------------------------------------------------------------

USERS = f"""query users($page: Int, $limit: Int) {{
  users(page: $page, limit: $limit) {{ totalCount list {{ {_USER} {_IDENTITIES} }} }}
}}"""

ARCHIVED_USERS = f"""query archivedUsers($page: Int, $limit: Int) {{
  archivedUsers(page: $page, limit: $limit) {{ totalCount list {{ {_USER} }} }}
}}"""

SEARCH_USER = f"""query searchUser($query: String!, $fields: [String], $page: Int, $limit: Int,
  $departmentOpts: [SearchUserDepartmentOpt], $groupOpts: [SearchUserGroupOpt], $roleOpts: [SearchUserRoleOpt]) {{
  searchUser(query: $query, fields: $fields, page: $page, limit: $limit,
    departmentOpts: $departmentOpts, groupOpts: $groupOpts, roleOpts: $roleOpts) {{ totalCount list {{ {_USER} }} }}
}}"""

FIND_USER = f"""query findUser($email: String, $phone: String, $username: String, $externalId: String) {{
  findUser(email: $email, phone: $phone, username: $username, externalId: $externalId) {{ {_USER} }}
}}"""

IS_USER_EXISTS = """query isUserExists($email: String, $phone: String, $username: String, $externalId: String) {
  isUserExists(email: $email, phone: $phone, username: $username, externalId: $externalId)
}"""

USER_BATCH = f"""query userBatch($ids: [String!]!, $type: String) {{
  userBatch(ids: $ids, type: $type) {{ {_USER} {_IDENTITIES} }}
}}"""

CREATE_USER = f"""mutation createUser($userInfo: CreateUserInput!, $keepPassword: Boolean, $params: String) {{
  createUser(userInfo: $userInfo, keepPassword: $keepPassword, params: $params) {{ {_USER} }}
}}"""

UPDATE_USER = f"""mutation updateUser($id: String, $input: UpdateUserInput!) {{
  updateUser(id: $id, input: $input) {{ {_USER} }}
}}"""

DELETE_USER = """mutation deleteUser($id: String!) {
  deleteUser(id: $id) { message code }
}"""

DELETE_USERS = """mutation deleteUsers($ids: [String!]!) {
  deleteUsers(ids: $ids) { message code }
}"""

USER_ROLES = f"""query getUserRoles($id: String!, $namespace: String) {{
  user(id: $id) {{ roles(namespace: $namespace) {{ totalCount list {{ {_ROLE} {_PARENT} }} }} }}
}}"""

# -- roles ----------------------------------------------------------------------------------------

ROLES = f"""query roles($namespace: String, $page: Int, $limit: Int) {{
  roles(namespace: $namespace, page: $page, limit: $limit) {{ totalCount list {{ {_ROLE} }} }}
}}"""

ROLE = f"""query role($code: String!, $namespace: String) {{
  role(code: $code, namespace: $namespace) {{ {_ROLE} {_PARENT} }}
}}"""

ROLE_USERS = f"""query roleWithUsers($code: String!, $namespace: String, $page: Int, $limit: Int) {{
  role(code: $code, namespace: $namespace) {{ users(page: $page, limit: $limit) {{ totalCount list {{ {_USER} }} }} }}
}}"""

CREATE_ROLE = f"""mutation createRole($namespace: String, $code: String!, $description: String, $parent: String) {{
  createRole(namespace: $namespace, code: $code, description: $description, parent: $parent) {{ {_ROLE} {_PARENT} }}
}}"""

UPDATE_ROLE = f"""mutation updateRole($code: String!, $description: String, $newCode: String, $namespace: String) {{
  updateRole(code: $code, description: $description, newCode: $newCode, namespace: $namespace) {{ {_ROLE} {_PARENT} }}
}}"""

DELETE_ROLE = """mutation deleteRole($code: String!, $namespace: String) {
  deleteRole(code: $code, namespace: $namespace) { message code }
}"""

DELETE_ROLES = """mutation deleteRoles($codeList: [String!]!, $namespace: String) {
  deleteRoles(codeList: $codeList, namespace: $namespace) { message code }
}"""

ASSIGN_ROLE = """mutation assignRole($namespace: String, $roleCodes: [String], $userIds: [String!]) {
  assignRole(namespace: $namespace, roleCodes: $roleCodes, userIds: $userIds) { message code }
}"""

REVOKE_ROLE = """mutation revokeRole($namespace: String, $roleCodes: [String], $userIds: [String!]) {
  revokeRole(namespace: $namespace, roleCodes: $roleCodes, userIds: $userIds) { message code }
}"""
