"""Users."""

from __future__ import annotations

from .selections import IDENTITIES_FIELDS, PARENT_FIELDS, ROLE_FIELDS, USER_FIELDS, with_custom_data

USERS = f"""query users($page: Int, $limit: Int, $excludeUsersInOrg: Boolean) {{
  users(page: $page, limit: $limit, excludeUsersInOrg: $excludeUsersInOrg) {{ totalCount list {{ {USER_FIELDS} {IDENTITIES_FIELDS} }} }}
}}"""

ARCHIVED_USERS = f"""query archivedUsers($page: Int, $limit: Int) {{
  archivedUsers(page: $page, limit: $limit) {{ totalCount list {{ {USER_FIELDS} }} }}
}}"""

SEARCH_USER = f"""query searchUser($query: String!, $fields: [String], $page: Int, $limit: Int,
  $departmentOpts: [SearchUserDepartmentOpt], $groupOpts: [SearchUserGroupOpt], $roleOpts: [SearchUserRoleOpt]) {{
  searchUser(query: $query, fields: $fields, page: $page, limit: $limit,
    departmentOpts: $departmentOpts, groupOpts: $groupOpts, roleOpts: $roleOpts) {{ totalCount list {{ {USER_FIELDS} }} }}
}}"""

FIND_USER = f"""query findUser($email: String, $phone: String, $username: String, $externalId: String,
  $identity: FindUserByIdentityInput) {{
  findUser(email: $email, phone: $phone, username: $username, externalId: $externalId, identity: $identity) {{ {USER_FIELDS} }}
}}"""

IS_USER_EXISTS = """query isUserExists($email: String, $phone: String, $username: String, $externalId: String) {
  isUserExists(email: $email, phone: $phone, username: $username, externalId: $externalId)
}"""

USER_BATCH = f"""query userBatch($ids: [String!]!, $type: String) {{
  userBatch(ids: $ids, type: $type) {{ {USER_FIELDS} {IDENTITIES_FIELDS} }}
}}"""

CREATE_USER = f"""mutation createUser($userInfo: CreateUserInput!, $keepPassword: Boolean, $params: String,
  $resetPasswordOnFirstLogin: Boolean, $identity: CreateUserIdentityInput) {{
  createUser(userInfo: $userInfo, keepPassword: $keepPassword, params: $params,
    resetPasswordOnFirstLogin: $resetPasswordOnFirstLogin, identity: $identity) {{ {USER_FIELDS} }}
}}"""

UPDATE_USER = f"""mutation updateUser($id: String, $input: UpdateUserInput!, $emailToken: String, $phoneToken: String) {{
  updateUser(id: $id, input: $input, emailToken: $emailToken, phoneToken: $phoneToken) {{ {USER_FIELDS} }}
}}"""

DELETE_USER = """mutation deleteUser($id: String!) {
  deleteUser(id: $id) { message code }
}"""

DELETE_USERS = """mutation deleteUsers($ids: [String!]!) {
  deleteUsers(ids: $ids) { message code }
}"""

USER_ROLES = f"""query getUserRoles($id: String!, $namespace: String) {{
  user(id: $id) {{ roles(namespace: $namespace) {{ totalCount list {{ {ROLE_FIELDS} {PARENT_FIELDS} }} }} }}
}}"""

USERS_WITH_CUSTOM_DATA = with_custom_data(USERS)
SEARCH_USER_WITH_CUSTOM_DATA = with_custom_data(SEARCH_USER)
FIND_USER_WITH_CUSTOM_DATA = with_custom_data(FIND_USER)
USER_BATCH_WITH_CUSTOM_DATA = with_custom_data(USER_BATCH)
CREATE_USER_WITH_CUSTOM_DATA = with_custom_data(CREATE_USER)
