"""Organisations, their departments, and the members of these."""

from __future__ import annotations

from .selections import PARENT_FIELDS, ROLE_FIELDS, USER_FIELDS

NODE_FIELDS = (
    "id orgId name nameI18n description descriptionI18n order code root depth path children createdAt updatedAt"
)
PATH_FIELDS = "codePath namePath"
ORG_FIELDS = f"id tenantId rootNode {{ {NODE_FIELDS} }} nodes {{ {NODE_FIELDS} }}"
NEW_NODE = (
    "$orgId: String!, $parentNodeId: String, $name: String!, $nameI18n: String, $description: String, "
    "$descriptionI18n: String, $order: Int, $code: String"
)
NEW_NODE_ARGUMENTS = (
    "orgId: $orgId, parentNodeId: $parentNodeId, name: $name, nameI18n: $nameI18n, description: $description, "
    "descriptionI18n: $descriptionI18n, order: $order, code: $code"
)

ORGS = f"""query orgs($page: Int, $limit: Int) {{
  orgs(page: $page, limit: $limit) {{ totalCount list {{ {ORG_FIELDS} }} }}
}}"""

ORG = f"""query org($id: String!) {{
  org(id: $id) {{ {ORG_FIELDS} }}
}}"""

CREATE_ORG = f"""mutation createOrg($name: String!, $code: String, $description: String, $tenantId: String) {{
  createOrg(name: $name, code: $code, description: $description, tenantId: $tenantId) {{ {ORG_FIELDS} }}
}}"""

DELETE_ORG = """mutation deleteOrg($id: String!) {
  deleteOrg(id: $id) { message code }
}"""

ADD_NODE = f"""mutation addNode({NEW_NODE}) {{
  addNode({NEW_NODE_ARGUMENTS}) {{ {ORG_FIELDS} }}
}}"""

ADD_NODE_V2 = f"""mutation addNodeV2({NEW_NODE}) {{
  addNodeV2({NEW_NODE_ARGUMENTS}) {{ {NODE_FIELDS} {PATH_FIELDS} }}
}}"""

UPDATE_NODE = f"""mutation updateNode($id: String!, $name: String, $code: String, $description: String) {{
  updateNode(id: $id, name: $name, code: $code, description: $description) {{
    {NODE_FIELDS} {PATH_FIELDS} users {{ totalCount }}
  }}
}}"""

DELETE_NODE = """mutation deleteNode($orgId: String!, $nodeId: String!) {
  deleteNode(orgId: $orgId, nodeId: $nodeId) { message code }
}"""

MOVE_NODE = f"""mutation moveNode($orgId: String!, $nodeId: String!, $targetParentId: String!) {{
  moveNode(orgId: $orgId, nodeId: $nodeId, targetParentId: $targetParentId) {{ {ORG_FIELDS} }}
}}"""

IS_ROOT_NODE = """query isRootNode($nodeId: String!, $orgId: String!) {
  isRootNode(nodeId: $nodeId, orgId: $orgId)
}"""

NODE_BY_ID = f"""query nodeById($id: String!) {{
  nodeById(id: $id) {{ {NODE_FIELDS} {PATH_FIELDS} }}
}}"""

NODE_BY_CODE = f"""query nodeByCode($orgId: String!, $code: String!) {{
  nodeByCode(orgId: $orgId, code: $code) {{ {NODE_FIELDS} {PATH_FIELDS} }}
}}"""

ROOT_NODE = f"""query rootNode($orgId: String!) {{
  rootNode(orgId: $orgId) {{ {NODE_FIELDS} {PATH_FIELDS} }}
}}"""

CHILDREN_NODES = f"""query childrenNodes($nodeId: String!) {{
  childrenNodes(nodeId: $nodeId) {{ {NODE_FIELDS} {PATH_FIELDS} }}
}}"""

SEARCH_NODES = f"""query searchNodes($keyword: String!) {{
  searchNodes(keyword: $keyword) {{ {NODE_FIELDS} {PATH_FIELDS} }}
}}"""

NODE_ROLES = f"""query getNodeRoles($id: String!, $namespace: String) {{
  nodeById(id: $id) {{ roles(namespace: $namespace) {{ totalCount list {{ {ROLE_FIELDS} {PARENT_FIELDS} }} }} }}
}}"""

NODE_MEMBERS = f"""query getMembersById($id: String!, $page: Int, $limit: Int, $includeChildrenNodes: Boolean) {{
  nodeById(id: $id) {{
    {NODE_FIELDS} {PATH_FIELDS}
    users(page: $page, limit: $limit, includeChildrenNodes: $includeChildrenNodes) {{ totalCount list {{ {USER_FIELDS} }} }}
  }}
}}"""

ADD_MEMBER = f"""mutation addMember($nodeId: String, $userIds: [String!]!, $isLeader: Boolean) {{
  addMember(nodeId: $nodeId, userIds: $userIds, isLeader: $isLeader) {{
    {NODE_FIELDS} {PATH_FIELDS} users {{ totalCount list {{ {USER_FIELDS} }} }}
  }}
}}"""

REMOVE_MEMBER = f"""mutation removeMember($nodeId: String, $userIds: [String!]!) {{
  removeMember(nodeId: $nodeId, userIds: $userIds) {{
    {NODE_FIELDS} {PATH_FIELDS} users {{ totalCount list {{ {USER_FIELDS} }} }}
  }}
}}"""

MOVE_MEMBERS = """mutation moveMembers($userIds: [String!]!, $sourceNodeId: String!, $targetNodeId: String!) {
  moveMembers(userIds: $userIds, sourceNodeId: $sourceNodeId, targetNodeId: $targetNodeId) { code message }
}"""

SET_MAIN_DEPARTMENT = """mutation setMainDepartment($userId: String!, $departmentId: String) {
  setMainDepartment(userId: $userId, departmentId: $departmentId) { message code }
}"""

USER_DEPARTMENTS = f"""query getUserDepartments($id: String!, $orgId: String) {{
  user(id: $id) {{
    departments(orgId: $orgId) {{
      totalCount list {{ department {{ {NODE_FIELDS} {PATH_FIELDS} }} isMainDepartment joinedAt }}
    }}
  }}
}}"""
