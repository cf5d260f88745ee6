"""Resolvers about groups."""

# ruff: noqa: D103 - what a resolver does is told by its field in schema.graphql

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server.graphql import shapes
from authing.server.rules import groups
from authing.server.rules.paging import part
from authing.server.rules.refusal import Code, Refusal

if TYPE_CHECKING:
    from authing.server.rules.service import Context


def group(context: Context, code: str) -> Any:
    return shapes.group(groups.find(context, code))


def group_list(context: Context, user_id: str | None = None, **paging: Any) -> Any:
    return shapes.page(groups.page(context, user_id, part(**paging)), shapes.group)


def create_group(context: Context, **arguments: Any) -> Any:
    return shapes.group(groups.create(context, **arguments))


def update_group(context: Context, **arguments: Any) -> Any:
    return shapes.group(groups.update(context, **arguments))


def delete_groups(context: Context, code_list: list[str]) -> Any:
    groups.delete(context, code_list)
    return shapes.done("the groups are deleted")


def add_user_to_group(context: Context, user_ids: list[str], code: str | None = None) -> Any:
    groups.add_members(context, _needed(code), user_ids)
    return shapes.done("the users are in the group")


def remove_user_from_group(context: Context, user_ids: list[str], code: str | None = None) -> Any:
    groups.remove_members(context, _needed(code), user_ids)
    return shapes.done("the users are not in the group")


def _needed(code: str | None) -> str:
    if code is None:
        raise Refusal(Code.INCOMPLETE, "the code of a group is needed")
    return code


def users_of_group(parent: dict[str, Any], context: Context, **paging: Any) -> Any:
    return shapes.page(groups.members(context, parent["id"], part(**paging)), shapes.user)


RESOLVERS = {
    "Query": {"group": group, "groups": group_list},
    "Mutation": {
        "createGroup": create_group,
        "updateGroup": update_group,
        "deleteGroups": delete_groups,
        "addUserToGroup": add_user_to_group,
        "removeUserFromGroup": remove_user_from_group,
    },
    "Group": {"users": users_of_group},
}
