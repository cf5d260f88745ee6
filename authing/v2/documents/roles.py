"""Roles."""

from __future__ import annotations

from .selections import PARENT_FIELDS, ROLE_FIELDS, USER_FIELDS, with_custom_data

ROLES = f"""query roles($namespace: String, $page: Int, $limit: Int) {{
  roles(namespace: $namespace, page: $page, limit: $limit) {{ totalCount list {{ {ROLE_FIELDS} }} }}
}}"""

ROLE = f"""query role($code: String!, $namespace: String) {{
  role(code: $code, namespace: $namespace) {{ {ROLE_FIELDS} {PARENT_FIELDS} }}
}}"""

ROLE_USERS = f"""query roleWithUsers($code: String!, $namespace: String, $page: Int, $limit: Int) {{
  role(code: $code, namespace: $namespace) {{ users(page: $page, limit: $limit) {{ totalCount list {{ {USER_FIELDS} }} }} }}
}}"""
ROLE_USERS_WITH_CUSTOM_DATA = with_custom_data(ROLE_USERS)

CREATE_ROLE = f"""mutation createRole($namespace: String, $code: String!, $description: String, $parent: String) {{
  createRole(namespace: $namespace, code: $code, description: $description, parent: $parent) {{ {ROLE_FIELDS} {PARENT_FIELDS} }}
}}"""

UPDATE_ROLE = f"""mutation updateRole($code: String!, $description: String, $newCode: String, $namespace: String) {{
  updateRole(code: $code, description: $description, newCode: $newCode, namespace: $namespace) {{ {ROLE_FIELDS} {PARENT_FIELDS} }}
}}"""

DELETE_ROLE = """mutation deleteRole($code: String!, $namespace: String) {
  deleteRole(code: $code, namespace: $namespace) { message code }
}"""

DELETE_ROLES = """mutation deleteRoles($codeList: [String!]!, $namespace: String) {
  deleteRoles(codeList: $codeList, namespace: $namespace) { message code }
}"""

ASSIGN_ROLE = """mutation assignRole($namespace: String, $roleCodes: [String], $userIds: [String!], $nodeCodes: [String!]) {
  assignRole(namespace: $namespace, roleCodes: $roleCodes, userIds: $userIds, nodeCodes: $nodeCodes) { message code }
}"""

REVOKE_ROLE = """mutation revokeRole($namespace: String, $roleCodes: [String], $userIds: [String!], $nodeCodes: [String!]) {
  revokeRole(namespace: $namespace, roleCodes: $roleCodes, userIds: $userIds, nodeCodes: $nodeCodes) { message code }
}"""
