"""Endpoints about users in bulk, their identities and their logins."""

# ruff: noqa: D103 - what an endpoint does is told by its path in the table

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server.rest.envelope import text
from authing.server.rest.users import whole
from authing.server.rest.values import flag, ids, maybe_text, part, texts
from authing.server.rules import accounts, directory, roles
from authing.server.rules.refusal import Code, Refusal

if TYPE_CHECKING:
    from authing.server.rest.envelope import Answer, Endpoint
    from authing.server.rules.service import Context
    from authing.server.storage.accounts import Page
    from authing.server.storage.tables.accounts import Account


def page(context: Context, found: Page[Account]) -> Answer:
    return {"totalCount": found.total, "list": whole(context, found.rows)}, "ok"


def batch(context: Context, values: dict[str, Any]) -> Answer:
    found = accounts.batch(context, texts(values, "ids", or_none=True), maybe_text(values, "type") or "id")
    return whole(context, found, with_custom_data=values.get("withCustomData") is True), "ok"


def filtered(context: Context, values: dict[str, Any]) -> Answer:
    conditions = values.get("filter", [])
    if not isinstance(conditions, list):
        raise Refusal(Code.MALFORMED, "filter must be a list of conditions")
    return page(context, directory.filtered(context, conditions, part(values)))


def members_of_role(context: Context, values: dict[str, Any]) -> Answer:
    code, namespace = text(values, "code"), maybe_text(values, "namespace") or roles.DEFAULT
    query = maybe_text(values, "search") or ""
    return page(context, roles.search_members(context, code, namespace, query, part(values)))


def has_role(context: Context, values: dict[str, Any]) -> Answer:
    namespace = maybe_text(values, "namespace") or roles.DEFAULT
    return roles.has(context, values["id"], text(values, "code"), namespace), "ok"


def link_identity(context: Context, values: dict[str, Any]) -> Answer:
    identity = {
        "provider": text(values, "identifier"),
        "user_id_in_idp": text(values, "userIdInIdp"),
        "is_social": flag(values, "isSocial"),
        "type": maybe_text(values, "type"),
        "ext_idp_id": maybe_text(values, "extIdpId"),
    }
    directory.link_identity(context, text(values, "userId"), identity)
    return None, "the account is linked"


def unlink_identity(context: Context, values: dict[str, Any]) -> Answer:
    wanted: dict[str, Any] = {
        "provider": text(values, "identifier"),
        "is_social": flag(values, "isSocial"),
        "type": maybe_text(values, "type"),
        "ext_idp_id": maybe_text(values, "extIdpId"),
    }
    given = {column: value for column, value in wanted.items() if value is not None}
    directory.unlink_identity(context, text(values, "userId"), given)
    return None, "the account is no longer linked"


def resign(context: Context, values: dict[str, Any]) -> Answer:
    directory.resign(context, [text(values, "userId")])
    return None, "the user has left"


def resign_batch(context: Context, values: dict[str, Any]) -> Answer:
    directory.resign(context, ids(values, "userIds"))
    return None, "the users have left"


TABLE: list[Endpoint] = [
    ("POST", "/api/v2/users/batch", batch),
    ("POST", "/api/v2/users/filter", filtered),
    ("POST", "/api/v2/users/identity/link", link_identity),
    ("POST", "/api/v2/users/identity/unlink", unlink_identity),
    ("POST", "/api/v2/roles/roleUsers", members_of_role),
    ("GET", "/api/v2/users/{id}/has-role", has_role),
    ("POST", "/api/v3/resign-user", resign),
    ("POST", "/api/v3/resign-user-batch", resign_batch),
]
