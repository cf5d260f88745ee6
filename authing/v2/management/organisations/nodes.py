"""The departments of organisations, and what belongs to them."""

from __future__ import annotations

from collections.abc import Sequence

from authing.core.binding import Mode, Resource, operation
from authing.core.call import Call
from authing.core.errors import ArgumentError
from authing.v2.arguments import maybe_text, text, texts
from authing.v2.documents import organisations as documents
from authing.v2.documents import permissions
from authing.v2.documents.roles import ASSIGN_ROLE, REVOKE_ROLE
from authing.v2.management.permissions import authorized_resources
from authing.v2.models.answer import CommonMessage, part_of, truth
from authing.v2.models.organisation import Node, Organisation
from authing.v2.models.permission import AuthorizedResourcePage, ResourceType
from authing.v2.models.role import RolePage
from authing.v2.wire import graphql

from .trees import organisation_reader

__all__ = ["Nodes"]


class Nodes(Resource[Mode]):
    """The departments of organisations."""

    @operation
    def add_node(
        self,
        org_id: str,
        name: str,
        parent_node_id: str | None,
        code: str | None = None,
        description: str | None = None,
        order: int | None = None,
        name_i18n: str | None = None,
        description_i18n: str | None = None,
    ) -> Call[Organisation]:
        """Create a department; the answer is its organisation with, perhaps, this department alone (GraphQL `addNode`).

        Args:
            org_id: The organisation.
            name: What it is called.
            parent_node_id: The department above it; None for the root.
            code: A code that no other department of the organisation has.
            description: What it is for.
            order: Where it stands among its siblings.
            name_i18n: The name in other languages, as JSON text.
            description_i18n: The description in other languages, as JSON text.

        Raises:
            NotFound: The organisation or the department above does not exist.
            Conflict: The code is taken.
        """
        if order is not None and type(order) is not int:
            raise ArgumentError(f"order must be a whole number, not {order!r}")
        return graphql(
            documents.ADD_NODE,
            "addNode",
            Organisation.of,
            orgId=text("org_id", org_id),
            parentNodeId=maybe_text("parent_node_id", parent_node_id),
            name=text("name", name),
            code=maybe_text("code", code),
            description=maybe_text("description", description, or_empty=True),
            order=order,
            nameI18n=maybe_text("name_i18n", name_i18n, or_empty=True),
            descriptionI18n=maybe_text("description_i18n", description_i18n, or_empty=True),
        )

    @operation
    def create_node(self, name: str, org_id: str, parent_node_id: str, code: str | None = None) -> Call[Node]:
        """Create a department (GraphQL `addNodeV2`).

        Args:
            name: What it is called.
            org_id: The organisation.
            parent_node_id: The department above it.
            code: A code that no other department of the organisation has.

        Raises:
            NotFound: The organisation or the department above does not exist.
            Conflict: The code is taken.
        """
        return graphql(
            documents.ADD_NODE_V2,
            "addNodeV2",
            Node.of,
            orgId=text("org_id", org_id),
            parentNodeId=text("parent_node_id", parent_node_id),
            name=text("name", name),
            code=maybe_text("code", code),
        )

    @operation
    def get_node_by_id(self, node_id: str) -> Call[Node | None]:
        """Read a department (GraphQL `nodeById`); None if there is none of this id."""
        return graphql(documents.NODE_BY_ID, "nodeById", Node.maybe, id=text("node_id", node_id))

    @operation
    def get_node_by_code(self, org_id: str, code: str) -> Call[Node | None]:
        """Read a department of an organisation (GraphQL `nodeByCode`); None if there is none of this code."""
        return graphql(
            documents.NODE_BY_CODE, "nodeByCode", Node.maybe, orgId=text("org_id", org_id), code=text("code", code)
        )

    @operation
    def root_node(self, org_id: str) -> Call[Node]:
        """Read the root of an organisation (GraphQL `rootNode`).

        Raises:
            NotFound: There is no such organisation.
        """
        return graphql(documents.ROOT_NODE, "rootNode", Node.of, orgId=text("org_id", org_id))

    @operation
    def is_root_node(self, org_id: str, node_id: str) -> Call[bool]:
        """Tell whether a department is the root of its organisation (GraphQL `isRootNode`).

        Raises:
            NotFound: The organisation has no such department.
        """
        return graphql(
            documents.IS_ROOT_NODE,
            "isRootNode",
            truth,
            orgId=text("org_id", org_id),
            nodeId=text("node_id", node_id),
        )

    @operation
    def list_children(self, node_id: str) -> Call[Sequence[Node]]:
        """List the departments directly below one, the newest first (GraphQL `childrenNodes`).

        Raises:
            NotFound: There is no such department.
        """
        return graphql(documents.CHILDREN_NODES, "childrenNodes", Node.many, nodeId=text("node_id", node_id))

    @operation
    def search_nodes(self, keyword: str) -> Call[Sequence[Node]]:
        """Search the departments of all organisations for a part of name or code (GraphQL `searchNodes`)."""
        return graphql(documents.SEARCH_NODES, "searchNodes", Node.many, keyword=text("keyword", keyword))

    @operation
    def update_node(
        self, node_id: str, name: str | None = None, code: str | None = None, description: str | None = None
    ) -> Call[Node]:
        """Change a department (GraphQL `updateNode`).

        Args:
            node_id: The department.
            name: The new name; None leaves it as it is.
            code: The new code; None leaves it as it is.
            description: The new description; None leaves it as it is.

        Raises:
            NotFound: There is no such department.
            Conflict: The code is taken.
        """
        return graphql(
            documents.UPDATE_NODE,
            "updateNode",
            Node.of,
            id=text("node_id", node_id),
            name=maybe_text("name", name),
            code=maybe_text("code", code),
            description=maybe_text("description", description, or_empty=True),
        )

    @operation
    def move_node(self, org_id: str, node_id: str, target_parent_id: str, treeify: bool = False) -> Call[Organisation]:
        """Put a department, with all below it, below another one of its organisation (GraphQL `moveNode`).

        Args:
            org_id: The organisation.
            node_id: The department; it cannot be the root.
            target_parent_id: The department that it comes below; it cannot be below the first one.
            treeify: Nest the departments of the answer within each other, as `Organisation.treeify` does.

        Raises:
            NotFound: The organisation or one of the departments does not exist.
        """
        return graphql(
            documents.MOVE_NODE,
            "moveNode",
            organisation_reader(treeify),
            orgId=text("org_id", org_id),
            nodeId=text("node_id", node_id),
            targetParentId=text("target_parent_id", target_parent_id),
        )

    @operation
    def delete_node(self, org_id: str, node_id: str) -> Call[CommonMessage]:
        """Delete a department with all below it, but not the root (GraphQL `deleteNode`).

        Raises:
            NotFound: The organisation has no such department.
        """
        return graphql(
            documents.DELETE_NODE,
            "deleteNode",
            CommonMessage.of,
            orgId=text("org_id", org_id),
            nodeId=text("node_id", node_id),
        )

    @operation
    def list_roles(self, node_id: str, namespace: str | None = None) -> Call[RolePage]:
        """List the roles of a department and of all above it (GraphQL `nodeById`).

        Args:
            node_id: The department.
            namespace: Where to look; by default in `default`.

        Raises:
            NotFound: There is no such department.
        """
        return graphql(
            documents.NODE_ROLES,
            "nodeById",
            part_of("department", "roles", RolePage.of),
            id=text("node_id", node_id),
            namespace=maybe_text("namespace", namespace),
        )

    @operation
    def add_roles(self, node_id: str, role_list: Sequence[str], namespace: str | None = None) -> Call[CommonMessage]:
        """Give roles to a department, and so to all in it and below it (GraphQL `assignRole`).

        Args:
            node_id: The department.
            role_list: Codes of roles.
            namespace: Where the roles are; by default `default`.

        Raises:
            NotFound: The department or a role does not exist.
        """
        return _roles(ASSIGN_ROLE, "assignRole", node_id, role_list, namespace)

    @operation
    def remove_roles(self, node_id: str, role_list: Sequence[str], namespace: str | None = None) -> Call[CommonMessage]:
        """Take roles from a department (GraphQL `revokeRole`).

        Args:
            node_id: The department.
            role_list: Codes of roles.
            namespace: Where the roles are; by default `default`.

        Raises:
            NotFound: The department or a role does not exist.
        """
        return _roles(REVOKE_ROLE, "revokeRole", node_id, role_list, namespace)

    @operation
    def list_authorized_resources(
        self, node_id: str, namespace: str | None = None, resource_type: ResourceType | str | None = None
    ) -> Call[AuthorizedResourcePage]:
        """List the resources that a department allows to use (GraphQL `nodeById`).

        Args:
            node_id: The department.
            namespace: Where the resources are; by default in all namespaces.
            resource_type: Only those of this type.

        Raises:
            NotFound: There is no such department.
        """
        return authorized_resources(
            permissions.NODE_RESOURCES,
            "nodeById",
            "department",
            resource_type,
            id=text("node_id", node_id),
            namespace=maybe_text("namespace", namespace),
        )

    @operation
    def list_authorized_resources_by_code(
        self,
        org_id: str,
        code: str,
        namespace: str | None = None,
        resource_type: ResourceType | str | None = None,
    ) -> Call[AuthorizedResourcePage]:
        """List the resources that a department, named by its code, allows to use (GraphQL `nodeByCode`).

        Args:
            org_id: The organisation.
            code: The department.
            namespace: Where the resources are; by default in all namespaces.
            resource_type: Only those of this type.

        Raises:
            NotFound: There is no such department.
        """
        return authorized_resources(
            permissions.NODE_BY_CODE_RESOURCES,
            "nodeByCode",
            "department",
            resource_type,
            orgId=text("org_id", org_id),
            code=text("code", code),
            namespace=maybe_text("namespace", namespace),
        )


def _roles(
    document: str, field: str, node_id: str, role_list: Sequence[str], namespace: str | None
) -> Call[CommonMessage]:
    codes = texts("role_list", role_list)
    # The platform takes ids in the place of codes.
    names = [text("node_id", node_id)]
    return graphql(
        document,
        field,
        CommonMessage.of,
        nodeCodes=names,
        roleCodes=codes,
        namespace=maybe_text("namespace", namespace),
    )
