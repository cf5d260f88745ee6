"""Groups."""

from __future__ import annotations

from .selections import USER_FIELDS, with_custom_data

GROUP_FIELDS = "code name description createdAt updatedAt"

GROUPS = f"""query groups($page: Int, $limit: Int) {{
  groups(page: $page, limit: $limit) {{ totalCount list {{ {GROUP_FIELDS} }} }}
}}"""

GROUP = f"""query group($code: String!) {{
  group(code: $code) {{ {GROUP_FIELDS} }}
}}"""

GROUP_USERS = f"""query groupWithUsers($code: String!, $page: Int, $limit: Int) {{
  group(code: $code) {{ users(page: $page, limit: $limit) {{ totalCount list {{ {USER_FIELDS} }} }} }}
}}"""
GROUP_USERS_WITH_CUSTOM_DATA = with_custom_data(GROUP_USERS)

CREATE_GROUP = f"""mutation createGroup($code: String!, $name: String!, $description: String) {{
  createGroup(code: $code, name: $name, description: $description) {{ {GROUP_FIELDS} }}
}}"""

UPDATE_GROUP = f"""mutation updateGroup($code: String!, $name: String, $description: String, $newCode: String) {{
  updateGroup(code: $code, name: $name, description: $description, newCode: $newCode) {{ {GROUP_FIELDS} }}
}}"""

DELETE_GROUPS = """mutation deleteGroups($codeList: [String!]!) {
  deleteGroups(codeList: $codeList) { message code }
}"""

ADD_USER_TO_GROUP = """mutation addUserToGroup($userIds: [String!]!, $code: String) {
  addUserToGroup(userIds: $userIds, code: $code) { message code }
}"""

REMOVE_USER_FROM_GROUP = """mutation removeUserFromGroup($userIds: [String!]!, $code: String) {
  removeUserFromGroup(userIds: $userIds, code: $code) { message code }
}"""

USER_GROUPS = f"""query getUserGroups($id: String!) {{
  user(id: $id) {{ groups {{ totalCount list {{ {GROUP_FIELDS} }} }} }}
}}"""
