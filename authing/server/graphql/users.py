"""Resolvers about users."""

# ruff: noqa: D103 - what a resolver does is told by its field in schema.graphql

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server import wire
from authing.server.graphql import shapes
from authing.server.rules import accounts, groups, identities, roles
from authing.server.rules.paging import part
from authing.server.storage.accounts import Among

if TYPE_CHECKING:
    from authing.server.rules.service import Context


def users(context: Context, exclude_users_in_org: bool = False, **paging: Any) -> Any:
    found = accounts.page(context, part(**paging), outside_departments=exclude_users_in_org)
    return shapes.page(found, shapes.user)


def archived_users(context: Context, **paging: Any) -> Any:
    return shapes.page(accounts.archived(context, part(**paging)), shapes.user)


def user(context: Context, id: str | None = None) -> Any:
    return shapes.holder(accounts.get(context, id))


def user_batch(context: Context, ids: list[str], type: str = "id") -> Any:
    return shapes.listed(accounts.batch(context, ids, type), shapes.user)


def search_user(
    context: Context,
    query: str,
    fields: list[str] | None = None,
    department_opts: list[Any] | None = None,
    group_opts: list[Any] | None = None,
    role_opts: list[dict[str, str]] | None = None,
    **paging: Any,
) -> Any:
    among = Among(
        roles=[(option.get("namespace", roles.DEFAULT), option["code"]) for option in role_opts or []],
        groups=[option.get("code", "") for option in group_opts or []],
        departments=[
            (option.get("department_id", ""), option.get("include_children_departments", False))
            for option in department_opts or []
        ],
    )
    return shapes.page(accounts.search(context, query, fields or [], among, part(**paging)), shapes.user)


def find_user(context: Context, identity: dict[str, Any] | None = None, **values: str) -> Any:
    account = accounts.find(context, values, identity)
    return shapes.user(account) if account else None


def is_user_exists(context: Context, **values: str) -> Any:
    return accounts.exists(context, values)


def create_user(
    context: Context,
    user_info: dict[str, Any],
    keep_password: bool = False,
    reset_password_on_first_login: bool = False,
    params: str | None = None,
    identity: dict[str, Any] | None = None,
) -> Any:
    account = accounts.create(
        context,
        user_info,
        keep_password=keep_password,
        reset_password_on_first_login=reset_password_on_first_login,
        params=params,
        identity=identity,
    )
    return shapes.user(account)


def update_user(
    context: Context,
    input: dict[str, Any],
    id: str | None = None,
    email_token: str | None = None,
    phone_token: str | None = None,
) -> Any:
    return shapes.holder(accounts.update(context, id, input, emailToken=email_token, phoneToken=phone_token))


def update_password(context: Context, new_password: str, old_password: str | None = None) -> Any:
    return shapes.holder(accounts.change_password(context, new_password, old_password))


def delete_user(context: Context, id: str) -> Any:
    return delete_users(context, [id])


def delete_users(context: Context, ids: list[str]) -> Any:
    accounts.archive(context, ids)
    return shapes.done("the users are deleted")


def roles_of_user(parent: dict[str, Any], context: Context, namespace: str = roles.DEFAULT) -> Any:
    def load(ids: list[str]) -> Any:
        return shapes.by_owner(roles.of_users(context, parent["userPoolId"], ids, namespace), shapes.role)

    return shapes.counted(shapes.together(parent, ("roles", namespace), load))


def groups_of_user(parent: dict[str, Any], context: Context) -> Any:
    def load(ids: list[str]) -> Any:
        return shapes.by_owner(groups.of_users(context, ids), shapes.group)

    return shapes.counted(shapes.together(parent, ("groups",), load))


def identities_of_user(parent: dict[str, Any], context: Context) -> Any:
    found = shapes.together(parent, ("identities",), lambda ids: identities.of_users(context, ids))
    return [wire.identity(identity) for identity in found]


RESOLVERS = {
    "Query": {
        "users": users,
        "archivedUsers": archived_users,
        "user": user,
        "userBatch": user_batch,
        "searchUser": search_user,
        "findUser": find_user,
        "isUserExists": is_user_exists,
    },
    "Mutation": {
        "createUser": create_user,
        "updateUser": update_user,
        "updatePassword": update_password,
        "deleteUser": delete_user,
        "deleteUsers": delete_users,
    },
    "User": {"roles": roles_of_user, "groups": groups_of_user, "identities": identities_of_user},
}
