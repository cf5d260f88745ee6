"""Resolvers about roles."""

# ruff: noqa: D103 - what a resolver does is told by its field in schema.graphql

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server.graphql import shapes
from authing.server.rules import roles
from authing.server.rules.paging import part

if TYPE_CHECKING:
    from collections.abc import Callable

    from authing.server.rules.service import Context


def role(context: Context, code: str, namespace: str = roles.DEFAULT) -> Any:
    return shapes.role(roles.find(context, code, namespace))


def role_list(context: Context, namespace: str = roles.DEFAULT, **paging: Any) -> Any:
    return shapes.page(roles.page(context, namespace, part(**paging)), shapes.role)


def create_role(context: Context, **arguments: Any) -> Any:
    return shapes.role(roles.create(context, **arguments))


def update_role(context: Context, **arguments: Any) -> Any:
    return shapes.role(roles.update(context, **arguments))


def delete_role(context: Context, code: str, namespace: str = roles.DEFAULT) -> Any:
    return delete_roles(context, [code], namespace)


def delete_roles(context: Context, code_list: list[str], namespace: str = roles.DEFAULT) -> Any:
    roles.delete(context, code_list, namespace)
    return shapes.done("the roles are deleted")


def assign_role(context: Context, **arguments: Any) -> Any:
    return _members(roles.assign, context, "the roles are assigned", **arguments)


def revoke_role(context: Context, **arguments: Any) -> Any:
    return _members(roles.revoke, context, "the roles are revoked", **arguments)


def _members(
    change: Callable[..., None],
    context: Context,
    message: str,
    role_code: str | None = None,
    role_codes: list[str] | None = None,
    user_ids: list[str] | None = None,
    group_codes: list[str] | None = None,
    node_codes: list[str] | None = None,
    namespace: str = roles.DEFAULT,
) -> Any:
    codes = ([role_code] if role_code else []) + (role_codes or [])
    change(
        context,
        codes,
        namespace,
        user_ids=user_ids or [],
        group_codes=group_codes or [],
        node_codes=node_codes or [],
    )
    return shapes.done(message)


def users_of_role(parent: dict[str, Any], context: Context, **paging: Any) -> Any:
    return shapes.page(roles.members(context, parent["id"], part(**paging)), shapes.user)


def parent_of_role(parent: dict[str, Any], context: Context) -> Any:
    found = shapes.together(parent, ("parent",), lambda ids: roles.parents(context, ids))
    return shapes.role(found or None)


RESOLVERS = {
    "Query": {"role": role, "roles": role_list},
    "Mutation": {
        "createRole": create_role,
        "updateRole": update_role,
        "deleteRole": delete_role,
        "deleteRoles": delete_roles,
        "assignRole": assign_role,
        "revokeRole": revoke_role,
    },
    "Role": {"users": users_of_role, "parent": parent_of_role},
}
