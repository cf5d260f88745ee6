"""Policies, permissions, and the resources that somebody may use."""

from __future__ import annotations

RESOURCES = "{ totalCount list { code type actions apiIdentifier } }"
STATEMENTS = "statements { resource actions effect condition { param operator value } }"
POLICY = f"namespace code isDefault description {STATEMENTS} createdAt updatedAt assignmentsCount"
TARGET = "$targetType: PolicyAssignmentTargetType!"

USER_RESOURCES = f"""query listUserAuthorizedResources($id: String!, $namespace: String, $resourceType: String) {{
  user(id: $id) {{ authorizedResources(namespace: $namespace, resourceType: $resourceType) {RESOURCES} }}
}}"""

ROLE_RESOURCES = f"""query listRoleAuthorizedResources($code: String!, $namespace: String, $resourceType: String) {{
  role(code: $code, namespace: $namespace) {{ authorizedResources(resourceType: $resourceType) {RESOURCES} }}
}}"""

GROUP_RESOURCES = f"""query listGroupAuthorizedResources($code: String!, $namespace: String, $resourceType: String) {{
  group(code: $code) {{ authorizedResources(namespace: $namespace, resourceType: $resourceType) {RESOURCES} }}
}}"""

NODE_RESOURCES = f"""query listNodeByIdAuthorizedResources($id: String!, $namespace: String, $resourceType: String) {{
  nodeById(id: $id) {{ authorizedResources(namespace: $namespace, resourceType: $resourceType) {RESOURCES} }}
}}"""

NODE_BY_CODE_RESOURCES = f"""query listNodeByCodeAuthorizedResources($orgId: String!, $code: String!,
  $namespace: String, $resourceType: String) {{
  nodeByCode(orgId: $orgId, code: $code) {{
    authorizedResources(namespace: $namespace, resourceType: $resourceType) {RESOURCES}
  }}
}}"""

AUTHORIZED_RESOURCES = f"""query authorizedResources($targetType: PolicyAssignmentTargetType, $targetIdentifier: String,
  $namespace: String, $resourceType: String) {{
  authorizedResources(targetType: $targetType, targetIdentifier: $targetIdentifier, namespace: $namespace,
    resourceType: $resourceType) {RESOURCES}
}}"""

AUTHORIZED_TARGETS = """query authorizedTargets($namespace: String!, $resourceType: ResourceType!, $resource: String!,
  $targetType: PolicyAssignmentTargetType, $actions: AuthorizedTargetsActionsInput) {
  authorizedTargets(namespace: $namespace, resourceType: $resourceType, resource: $resource, targetType: $targetType,
    actions: $actions) { totalCount list { targetType targetIdentifier actions } }
}"""

IS_ACTION_ALLOWED = """query isActionAllowed($resource: String!, $action: String!, $userId: String!, $namespace: String) {
  isActionAllowed(resource: $resource, action: $action, userId: $userId, namespace: $namespace)
}"""

ALLOW = """mutation allow($resource: String!, $action: String!, $userId: String, $roleCode: String, $namespace: String) {
  allow(resource: $resource, action: $action, userId: $userId, roleCode: $roleCode, namespace: $namespace) { message code }
}"""

AUTHORIZE_RESOURCE = """mutation authorizeResource($namespace: String, $resource: String, $resourceType: ResourceType,
  $opts: [AuthorizeResourceOpt]) {
  authorizeResource(namespace: $namespace, resource: $resource, resourceType: $resourceType, opts: $opts) { code message }
}"""

POLICIES = f"""query policies($page: Int, $limit: Int, $namespace: String, $excludeDefault: Boolean) {{
  policies(page: $page, limit: $limit, namespace: $namespace, excludeDefault: $excludeDefault) {{
    totalCount list {{ {POLICY} }}
  }}
}}"""

GET_POLICY = f"""query policy($namespace: String, $code: String!) {{
  policy(namespace: $namespace, code: $code) {{ {POLICY} }}
}}"""

CREATE_POLICY = f"""mutation createPolicy($namespace: String, $code: String!, $description: String,
  $statements: [PolicyStatementInput!]!) {{
  createPolicy(namespace: $namespace, code: $code, description: $description, statements: $statements) {{ {POLICY} }}
}}"""

UPDATE_POLICY = f"""mutation updatePolicy($namespace: String, $code: String!, $description: String,
  $statements: [PolicyStatementInput!], $newCode: String) {{
  updatePolicy(namespace: $namespace, code: $code, description: $description, statements: $statements,
    newCode: $newCode) {{ {POLICY} }}
}}"""

DELETE_POLICY = """mutation deletePolicy($code: String!, $namespace: String) {
  deletePolicy(code: $code, namespace: $namespace) { message code }
}"""

DELETE_POLICIES = """mutation deletePolicies($codeList: [String!]!, $namespace: String) {
  deletePolicies(codeList: $codeList, namespace: $namespace) { message code }
}"""

POLICY_ASSIGNMENTS = """query policyAssignments($namespace: String, $code: String, $targetType: PolicyAssignmentTargetType,
  $targetIdentifier: String, $page: Int, $limit: Int) {
  policyAssignments(namespace: $namespace, code: $code, targetType: $targetType, targetIdentifier: $targetIdentifier,
    page: $page, limit: $limit) { totalCount list { code targetType targetIdentifier } }
}"""

ADD_POLICY_ASSIGNMENTS = f"""mutation addPolicyAssignments($policies: [String!]!, {TARGET}, $targetIdentifiers: [String!],
  $inheritByChildren: Boolean, $namespace: String) {{
  addPolicyAssignments(policies: $policies, targetType: $targetType, targetIdentifiers: $targetIdentifiers,
    inheritByChildren: $inheritByChildren, namespace: $namespace) {{ message code }}
}}"""

REMOVE_POLICY_ASSIGNMENTS = f"""mutation removePolicyAssignments($policies: [String!]!, {TARGET}, $targetIdentifiers: [String!],
  $namespace: String) {{
  removePolicyAssignments(policies: $policies, targetType: $targetType, targetIdentifiers: $targetIdentifiers,
    namespace: $namespace) {{ message code }}
}}"""

ENABLE_POLICY_ASSIGNMENT = f"""mutation enablePolicyAssignment($policy: String!, {TARGET}, $targetIdentifier: String!,
  $namespace: String) {{
  enablePolicyAssignment(policy: $policy, targetType: $targetType, targetIdentifier: $targetIdentifier,
    namespace: $namespace) {{ message code }}
}}"""

# The platform misspells this field.
DISABLE_POLICY_ASSIGNMENT = f"""mutation disbalePolicyAssignment($policy: String!, {TARGET}, $targetIdentifier: String!,
  $namespace: String) {{
  disbalePolicyAssignment(policy: $policy, targetType: $targetType, targetIdentifier: $targetIdentifier,
    namespace: $namespace) {{ message code }}
}}"""
